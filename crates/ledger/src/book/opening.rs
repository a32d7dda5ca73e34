//! Taking books over: the merger of two schemes (E37), the upload of surpluses, the transfer of a fund to
//! another keeper.
//!
//! The books of old are emptied by one balanced entry and opened by another in the fund, tier or pooling
//! area of the taker, under one document id. The opening is the audited closing balance, account by
//! account.

use std::collections::BTreeMap;

use base::{Fen, Refused};

use super::{BalanceKey, Balances, BookKey, OutOfRange};
use crate::chart::{Mapping, TrialLine};
use crate::entry::{BankAccount, Dimensions, Document, Draft, EventCode, Header, Leg, Side};

/// One balance that is handed over, on the debit side, with its details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The account and its details; county, fund and book are those of the giver.
    pub key: BalanceKey,
    /// Debit less credit, in 分; never zero.
    pub on_debit: Fen,
}

/// A hand-over of one set of books.
#[derive(Clone, Debug)]
pub struct Handover<'a> {
    /// Whose books.
    pub from: Dimensions,
    /// Who takes them; another fund, tier or pooling area, the same book.
    pub to: Dimensions,
    /// The balances of the giver as they stand on the day.
    pub carried: Vec<Carried>,
    /// What the audit has confirmed, account by account.
    pub audited: &'a [TrialLine],
    /// From the accounts of old to those of today; `None` where the chart is the same.
    pub mapping: Option<&'a Mapping>,
    /// From the bank accounts of old to those of the taker; one that is not named stays.
    pub banks: &'a BTreeMap<BankAccount, BankAccount>,
    /// Whether the giver's books are kept here and must be emptied here.
    pub kept_here: bool,
}

/// The balances of a set of books that are not zero.
///
/// # Errors
/// [`OutOfRange`].
pub fn carried(balances: &Balances, key: BookKey) -> Result<Vec<Carried>, OutOfRange> {
    let mut all = Vec::new();
    for (balance, turnover) in balances.iter() {
        let on_debit = turnover.on_debit()?;
        if BookKey::of_balance(balance) == key && on_debit != Fen::ZERO {
            all.push(Carried {
                key: balance.clone(),
                on_debit,
            });
        }
    }
    Ok(all)
}

/// Audited lines as balances to be carried, for books that were not kept here.
#[must_use]
pub fn from_audit(audited: &[TrialLine], key: BookKey) -> Vec<Carried> {
    let line = |line: &TrialLine| Carried {
        key: BalanceKey {
            county: key.county,
            fund: key.fund,
            book: key.book,
            account: line.account,
            sub: line.sub.clone(),
            benefit_year: None,
            counterparty: None,
            bank_account: None,
        },
        on_debit: line.on_debit,
    };
    let lines = audited.iter().filter(|line| line.on_debit != Fen::ZERO);
    lines.map(line).collect()
}

/// The documents of a hand-over: one for each pooling area concerned, all under the id of the header.
///
/// # Errors
/// A refusal where income or expense is not yet carried into the surplus, where what is handed over is
/// not what was audited, or where an account of old has no place.
pub fn hand_over(header: &Header, handovers: &[Handover<'_>]) -> Result<Vec<Document>, Refused> {
    let mut drafts: Vec<Draft> = Vec::new();
    for handover in handovers {
        audited(handover)?;
        if handover.kept_here {
            drafts.extend(entry(handover.from, &handover.carried, true));
        }
        let taken = mapped(handover)?;
        drafts.extend(entry(handover.to, &taken, false));
    }
    let Some(event) = EventCode::new(37) else {
        return Ok(Vec::new());
    };
    let mut pools: Vec<_> = drafts.iter().map(|draft| draft.dims.pool).collect();
    pools.sort_unstable();
    pools.dedup();
    let of_pool = |pool| {
        let own = drafts.iter().filter(|draft| draft.dims.pool == pool);
        header
            .clone()
            .over(event, "takeover", own.cloned().collect())
    };
    Ok(pools.into_iter().map(of_pool).collect())
}

/// What is handed over is what was audited, account by account, and balances.
fn audited(handover: &Handover<'_>) -> Result<(), Refused> {
    let place = format!(
        "{} {}",
        handover.from.county.short(),
        handover.from.fund.zh()
    );
    if handover.kept_here
        && handover
            .carried
            .iter()
            .any(|line| line.key.account.class().is_of_the_year())
    {
        let zh = format!("{place}的收入、支出尚未结转，请先办理年末结转。");
        return Err(Refused::new("ledger.year_not_carried", zh));
    }
    let mut sums: BTreeMap<_, i128> = BTreeMap::new();
    for line in &handover.carried {
        let key = (line.key.account, line.key.sub.clone());
        *sums.entry(key).or_default() += i128::from(line.on_debit.get());
    }
    for line in handover.audited {
        let key = (line.account, line.sub.clone());
        *sums.entry(key).or_default() -= i128::from(line.on_debit.get());
    }
    if let Some(((account, _), difference)) = sums.into_iter().find(|(_, sum)| *sum != 0) {
        let zh = format!(
            "{place}科目 {account} 的余额与审计确认数相差 {difference} 分，请核对后再承接。"
        );
        return Err(Refused::new("ledger.not_audited", zh).under("南京2017 三(六)"));
    }
    let total = Fen::checked_sum(handover.audited.iter().map(|line| line.on_debit));
    if total == Some(Fen::ZERO) {
        return Ok(());
    }
    let zh = format!("{place}审计确认的余额表借贷不平，请核对。");
    Err(Refused::new("ledger.unsound", zh).under("怀远2015 六(三)"))
}

/// The balances in the taker's accounts and bank accounts.
fn mapped(handover: &Handover<'_>) -> Result<Vec<Carried>, Refused> {
    let one = |line: &Carried| {
        let mut key = line.key.clone();
        if let Some(mapping) = handover.mapping {
            let place = mapping.line(key.account, key.sub.as_ref());
            let place = place.map_err(|lacking| Refused::new("ledger.unmapped", lacking.zh()))?;
            (key.account, key.sub) = (place.new, place.new_sub.clone());
        }
        let bank = key
            .bank_account
            .as_ref()
            .and_then(|bank| handover.banks.get(bank));
        key.bank_account = bank.cloned().or(key.bank_account);
        Ok(Carried {
            key,
            on_debit: line.on_debit,
        })
    };
    handover.carried.iter().map(one).collect()
}

/// The entry that empties (`away`) or opens these balances; none where there is nothing. A balance stands
/// on the side on which its account grows, in red letter where it lies on the other.
fn entry(dims: Dimensions, lines: &[Carried], away: bool) -> Option<Draft> {
    let leg = |line: &Carried| {
        let grows = line.key.account.class().grows_on_debit();
        let natural = if grows {
            Some(line.on_debit)
        } else {
            line.on_debit.checked_neg()
        };
        let side = if grows { Side::Debit } else { Side::Credit };
        let side = if away { side.other() } else { side };
        Some(Leg {
            sub: line.key.sub.clone(),
            benefit_year: line.key.benefit_year,
            counterparty: line.key.counterparty.clone(),
            bank_account: line.key.bank_account.clone(),
            ..Leg::new(side, line.key.account, natural?)
        })
    };
    let legs: Vec<Leg> = lines.iter().filter_map(leg).collect();
    (!legs.is_empty()).then_some(Draft {
        dims,
        legs,
        reverses: None,
    })
}

/// The upload of a surplus to the city's fiscal special account (淮南2020 四(二) “历年结余全额上划”):
/// the county keeps its share, the money moves from the county's bank account to the city's. One entry
/// for each book in `dims`.
#[must_use]
pub fn upload(
    header: Header,
    dims: &[Dimensions],
    account: crate::entry::AccountCode,
    amount: Fen,
    (from, to): (&BankAccount, &BankAccount),
) -> Option<Document> {
    let leg = |side, bank: &BankAccount| Leg {
        bank_account: Some(bank.clone()),
        ..Leg::new(side, account, amount)
    };
    let draft = |dims: &Dimensions| Draft {
        dims: *dims,
        legs: vec![leg(Side::Debit, to), leg(Side::Credit, from)],
        reverses: None,
    };
    let event = EventCode::new(37)?;
    Some(header.over(event, "upload", dims.iter().map(draft).collect()))
}

/// The upload of a surplus whose books were not kept here: they open with it, the money in the city's fiscal special
/// account, the surplus the county's. One entry for each book in `dims`.
#[must_use]
pub fn opened(
    header: Header,
    dims: &[Dimensions],
    (account, surplus): (crate::entry::AccountCode, crate::entry::AccountCode),
    amount: Fen,
    to: &BankAccount,
) -> Option<Document> {
    let money = Leg {
        bank_account: Some(to.clone()),
        ..Leg::new(Side::Debit, account, amount)
    };
    let draft = |dims: &Dimensions| Draft {
        dims: *dims,
        legs: vec![money.clone(), Leg::new(Side::Credit, surplus, amount)],
        reverses: None,
    };
    let event = EventCode::new(37)?;
    Some(header.over(event, "upload", dims.iter().map(draft).collect()))
}
