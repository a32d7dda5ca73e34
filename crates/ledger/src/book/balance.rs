//! Balances: sums over entries, by county, fund, book, account and detail.

use std::collections::BTreeMap;

use base::{Date, Fen, RegionCode, TxNo};

use crate::entry::{
    AccountCode, BankAccount, Book, Counterparty, Dimensions, Draft, Entry, Fund, FundYear, Leg,
    LegRef, Side, SubAccount,
};

/// A sum left the range of 64 bits: the books cannot be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a balance leaves the range of 64 bits")]
pub struct OutOfRange;

impl OutOfRange {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        "账户余额超出可表示的范围，请核对凭证金额。".to_owned()
    }
}

/// The finest unit that has a balance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BalanceKey {
    /// The tier.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The book.
    pub book: Book,
    /// The account.
    pub account: AccountCode,
    /// The sub-account.
    pub sub: Option<SubAccount>,
    /// The benefit year.
    pub benefit_year: Option<FundYear>,
    /// The counterparty.
    pub counterparty: Option<Counterparty>,
    /// The bank account.
    pub bank_account: Option<BankAccount>,
}

/// What went over an account on both sides, in 分; red letter counts negative on its side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// The debit side.
    pub debit: Fen,
    /// The credit side.
    pub credit: Fen,
}

impl Turnover {
    /// Nothing.
    pub const ZERO: Turnover = Turnover {
        debit: Fen::ZERO,
        credit: Fen::ZERO,
    };

    /// The balance on the debit side: debit less credit.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn on_debit(self) -> Result<Fen, OutOfRange> {
        self.debit.checked_sub(self.credit).ok_or(OutOfRange)
    }

    /// The balance on the side on which the account grows.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn natural(self, account: AccountCode) -> Result<Fen, OutOfRange> {
        let (plus, minus) = if account.class().grows_on_debit() {
            (self.debit, self.credit)
        } else {
            (self.credit, self.debit)
        };
        plus.checked_sub(minus).ok_or(OutOfRange)
    }

    /// Both sides added.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn plus(self, other: Turnover) -> Result<Turnover, OutOfRange> {
        Ok(Turnover {
            debit: self.debit.checked_add(other.debit).ok_or(OutOfRange)?,
            credit: self.credit.checked_add(other.credit).ok_or(OutOfRange)?,
        })
    }

    /// What one leg adds.
    #[must_use]
    pub fn of(side: Side, amount: Fen) -> Turnover {
        match side {
            Side::Debit => Turnover {
                debit: amount,
                credit: Fen::ZERO,
            },
            Side::Credit => Turnover {
                debit: Fen::ZERO,
                credit: amount,
            },
        }
    }
}

/// Which entries count: booked from `from` to `until` (both included), and known by step `tx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsKnown {
    /// The first day; `None` from the beginning.
    pub from: Option<Date>,
    /// The last day.
    pub until: Date,
    /// Known by this step; `None` for all that is known.
    pub tx: Option<TxNo>,
}

impl AsKnown {
    /// All until a day, as it is known now.
    #[must_use]
    pub const fn until(until: Date) -> AsKnown {
        AsKnown {
            from: None,
            until,
            tx: None,
        }
    }

    /// From a day to a day, as it is known now.
    #[must_use]
    pub const fn between(from: Date, until: Date) -> AsKnown {
        AsKnown {
            from: Some(from),
            until,
            tx: None,
        }
    }

    /// The same as it was known by a step.
    #[must_use]
    pub const fn known_by(self, tx: TxNo) -> AsKnown {
        AsKnown {
            tx: Some(tx),
            ..self
        }
    }

    /// Whether an entry counts.
    #[must_use]
    pub fn takes(&self, entry: &Entry) -> bool {
        self.from.is_none_or(|from| from <= entry.book_date)
            && entry.book_date <= self.until
            && self.tx.is_none_or(|tx| entry.tx <= tx)
    }
}

/// Which balances are asked for; `None` takes any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// The tier.
    pub county: Option<RegionCode>,
    /// The fund.
    pub fund: Option<Fund>,
    /// The book.
    pub book: Option<Book>,
    /// The accounts; empty takes any.
    pub accounts: Vec<AccountCode>,
    /// The sub-account.
    pub sub: Option<SubAccount>,
    /// The benefit year.
    pub benefit_year: Option<FundYear>,
    /// The counterparty.
    pub counterparty: Option<Counterparty>,
}

impl Pick {
    /// One account of one county, fund and book.
    #[must_use]
    pub fn account(county: RegionCode, fund: Fund, book: Book, account: AccountCode) -> Pick {
        Pick {
            county: Some(county),
            fund: Some(fund),
            book: Some(book),
            accounts: vec![account],
            ..Pick::default()
        }
    }

    /// Whether a balance is asked for.
    #[must_use]
    pub fn takes(&self, key: &BalanceKey) -> bool {
        fn any<T: PartialEq>(wanted: &Option<T>, is: &T) -> bool {
            wanted.as_ref().is_none_or(|wanted| wanted == is)
        }
        fn maybe<T: PartialEq>(wanted: &Option<T>, is: &Option<T>) -> bool {
            wanted.is_none() || wanted == is
        }
        any(&self.county, &key.county)
            && any(&self.fund, &key.fund)
            && any(&self.book, &key.book)
            && (self.accounts.is_empty() || self.accounts.contains(&key.account))
            && maybe(&self.sub, &key.sub)
            && maybe(&self.benefit_year, &key.benefit_year)
            && maybe(&self.counterparty, &key.counterparty)
    }
}

/// The balances of a pooling area. A cache in the store, recomputed by verify.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<BalanceKey, Turnover>);

impl Balances {
    /// The balances of the entries that count.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn of<'a>(
        entries: impl IntoIterator<Item = &'a Entry>,
        known: AsKnown,
    ) -> Result<Balances, OutOfRange> {
        let mut balances = Balances::default();
        for entry in entries.into_iter().filter(|entry| known.takes(entry)) {
            balances.add(entry)?;
        }
        Ok(balances)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`OutOfRange`]; the balances are then of no use.
    pub fn add(&mut self, entry: &Entry) -> Result<(), OutOfRange> {
        self.add_legs(&entry.dims, &entry.legs)
    }

    /// Adds an entry that is not posted yet.
    ///
    /// # Errors
    /// [`OutOfRange`]; the balances are then of no use.
    pub fn add_draft(&mut self, draft: &Draft) -> Result<(), OutOfRange> {
        self.add_legs(&draft.dims, &draft.legs)
    }

    fn add_legs(&mut self, dims: &Dimensions, legs: &[Leg]) -> Result<(), OutOfRange> {
        for leg in legs {
            self.put(key_of(dims, leg), Turnover::of(leg.side, leg.amount))?;
        }
        Ok(())
    }

    /// Adds a turnover, such as one that was stored.
    ///
    /// # Errors
    /// [`OutOfRange`]; the balances are then of no use.
    pub fn put(&mut self, key: BalanceKey, turnover: Turnover) -> Result<(), OutOfRange> {
        let slot = self.0.entry(key).or_default();
        *slot = slot.plus(turnover)?;
        Ok(())
    }

    /// Every balance, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (&BalanceKey, &Turnover)> {
        self.0.iter()
    }

    /// The turnover of all that is asked for.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn sum(&self, pick: &Pick) -> Result<Turnover, OutOfRange> {
        let picked = self.0.iter().filter(|(key, _)| pick.takes(key));
        picked
            .map(|(_, turnover)| *turnover)
            .try_fold(Turnover::ZERO, Turnover::plus)
    }

    /// The balance of one account on the side on which it grows, in one county, fund and book.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn balance(
        &self,
        county: RegionCode,
        fund: Fund,
        book: Book,
        account: AccountCode,
    ) -> Result<Fen, OutOfRange> {
        self.sum(&Pick::account(county, fund, book, account))?
            .natural(account)
    }

    /// The tiers that have a balance, in order.
    #[must_use]
    pub fn counties(&self) -> Vec<RegionCode> {
        let mut counties: Vec<_> = self.0.keys().map(|key| key.county).collect();
        counties.sort_unstable();
        counties.dedup();
        counties
    }
}

/// The finest unit that a leg moves.
fn key_of(dims: &Dimensions, leg: &Leg) -> BalanceKey {
    BalanceKey {
        county: dims.county,
        fund: dims.fund,
        book: dims.book,
        account: leg.account,
        sub: leg.sub.clone(),
        benefit_year: leg.benefit_year,
        counterparty: leg.counterparty.clone(),
        bank_account: leg.bank_account.clone(),
    }
}

/// The legs behind a figure, in the order in which they were posted.
pub fn trace<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    known: AsKnown,
    pick: &Pick,
) -> Vec<(LegRef, Leg)> {
    let mut found = Vec::new();
    for entry in entries.into_iter().filter(|entry| known.takes(entry)) {
        for (index, leg) in entry.legs.iter().enumerate() {
            if pick.takes(&key_of(&entry.dims, leg)) {
                let leg_ref = LegRef {
                    entry: entry.no,
                    leg: index.saturating_add(1),
                };
                found.push((leg_ref, leg.clone()));
            }
        }
    }
    found
}
