//! Money that turns out to belong to another fund than the one whose books it stands in.
//!
//! Each fund is an accounting entity of its own (财会〔2017〕28号), so no entry touches two of them, and the events E1
//! to E40 know no direct way from fund to fund but the one of medical assistance (E9). Suspense has two ends in
//! accounting.md §3: E31 debits 2001 and credits income **or a bank account**. So the fund that holds the money lets it
//! go out of the account where it lies (E31 to another fund), and the fund that it belongs to takes it in on the same
//! account (E30) and identifies it (E31). Income that turns out to be another fund's is first put back into suspense
//! (E31 reopened, red letter). The bank account holds what it held; each document balances in its fund.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::book::{BookKey, Pick};
use ledger::entry::{AccountCode, Book, Fund};
use store::{Session, StoreError, ledger as books};

use super::heading::{FISCAL, Heading, Line, PREMIUM};

/// The variant by which money leaves the suspense of a fund for another.
pub(super) const OUT: &str = "other-fund";

/// Where the money of a county lies, as the documents of a run use it up.
pub(super) struct Places {
    county: RegionCode,
    left: BTreeMap<(Fund, u16), Fen>,
}

impl Places {
    pub(super) fn new(county: RegionCode) -> Places {
        Places {
            county,
            left: BTreeMap::new(),
        }
    }

    /// The account that an amount of a fund leaves: the one where it came in, or the fiscal special account once it was
    /// swept there. Where neither has it, the first: the document waits for the money.
    pub(super) fn account(
        &mut self,
        session: &mut Session<'_>,
        scope: Scope,
        (fund, came): (Fund, u16),
        amount: Fen,
    ) -> Result<u16, StoreError> {
        for account in [came, FISCAL] {
            let left = match self.left.get(&(fund, account)) {
                Some(left) => *left,
                None => balance(session, scope, (self.county, fund), account)?,
            };
            self.left.insert((fund, account), left);
            if let Some(rest) = left.checked_sub(amount).filter(|rest| *rest >= Fen::ZERO) {
                self.left.insert((fund, account), rest);
                return Ok(account);
            }
        }
        Ok(came)
    }
}

fn balance(
    session: &mut Session<'_>,
    scope: Scope,
    (county, fund): (RegionCode, Fund),
    account: u16,
) -> Result<Fen, StoreError> {
    let wrong = || StoreError::Corrupt("a balance".to_owned());
    let code = AccountCode::new(account).ok_or_else(wrong)?;
    let book = Book::Agency;
    let key = BookKey { county, fund, book };
    let balances = books::money(session, scope, &key, &[code])?;
    let sum = balances.sum(&Pick::account(county, fund, book, code));
    let on_debit = sum.and_then(|sum| sum.on_debit());
    on_debit.map_err(|_| wrong())
}

/// What goes from fund to fund.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub(super) on: Date,
    /// The fund that lets it go.
    pub(super) from: Fund,
    /// The fund that takes it in.
    pub(super) to: Fund,
    /// On which account of money.
    pub(super) at: u16,
}

impl Crossing {
    /// Out of the suspense of one fund and into the suspense of the other.
    pub(super) fn documents(self, amount: Fen) -> [(Heading, Line, Fen); 2] {
        let heading = |out, event, variant, fund| Heading {
            out,
            on: self.on,
            event,
            variant,
            fund,
            money: self.at,
            income: PREMIUM,
        };
        let nothing = (None, None, None);
        [
            (heading(true, 31, OUT, self.from), nothing, amount),
            (heading(false, 30, "arrive", self.to), nothing, amount),
        ]
    }
}
