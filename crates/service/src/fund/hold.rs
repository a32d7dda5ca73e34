//! The stop when money is booked: what a document spends or pays in advance is held to the budget in force.

use std::collections::BTreeMap;

use access::Scope;
use base::{Fen, RegionCode};
use ledger::book::Turnover;
use ledger::control::budget::LineCode;
use ledger::entry::{AccountClass, AccountCode, Book, Document, Draft, Fund, FundYear};
use store::control as rows;
use store::{Session, Tx};

use super::spend::{Payable, allowed, promise, roles, standing};
use super::strength;
use super::sums::range;
use crate::ServiceError;

/// What a posting pays out of promises: which payable, how much of it.
pub(crate) type Redeemed = Vec<(Payable, Fen)>;

/// What a document asks of one line of a budget.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// Expense on the account of the line.
    spent: Fen,
    /// What is paid in advance for it, less what of earlier advances is settled.
    advanced: Fen,
}

/// County, fund, year, account of the line.
type Place = (RegionCode, Fund, FundYear, AccountCode);

/// Holds what a document spends, and what it pays in advance for care to come, to the budgets in force: paid,
/// promised to others, advanced and this together. What was promised for its own source documents is used up by
/// it. Advances to providers (医保预付金) are held to the strength of the fund besides.
///
/// # Errors
/// `fund.budget.none` without a budget in force; what [`ledger::control::budget::admit`] and
/// [`ledger::control::prepay::may_prepay`] refuse; storage.
pub(crate) fn hold(
    session: &mut Session<'_>,
    scope: Scope,
    document: &Document,
) -> Result<Redeemed, ServiceError> {
    for (region, fund) in providers_advanced(document)? {
        strength::gate(session, scope, (fund, region), document.book_date)?;
    }
    let mut redeemed = Vec::new();
    for (place, asked) in asked(document)? {
        let gross = [asked.spent.max(Fen::ZERO), asked.advanced.max(Fen::ZERO)];
        let gross = Fen::checked_sum(gross).ok_or_else(range)?;
        if gross == Fen::ZERO {
            continue;
        }
        let payable = payable(place, gross, document)?;
        let mut standing = standing(session, scope, &payable)?;
        let own = own_promises(session, scope, &payable, document)?;
        let used = Fen::checked_sum(own.iter().map(|(_, used)| *used)).ok_or_else(range)?;
        let less = |sum: Fen| sum.checked_sub(used).ok_or_else(range);
        standing.committed = less(standing.committed)?;
        standing.year_spending = less(standing.year_spending)?;
        // What settles an advance was counted when it was advanced.
        let fresh = asked.spent.checked_add(asked.advanced).ok_or_else(range)?;
        if fresh > Fen::ZERO {
            let fresh = Payable {
                amount: fresh,
                ..payable
            };
            allowed(session, scope, &fresh, &standing)?;
        }
        redeemed.extend(own);
    }
    Ok(redeemed)
}

/// Ends the promises that a posting has paid.
///
/// # Errors
/// Storage.
pub(crate) fn redeem(
    tx: &mut Tx<'_>,
    scope: Scope,
    redeemed: &Redeemed,
) -> Result<(), ServiceError> {
    for (payable, used) in redeemed {
        let less = used.checked_neg().ok_or_else(range)?;
        promise(tx, scope, payable, less)?;
    }
    Ok(())
}

fn payable(
    (region, fund, year, account): Place,
    amount: Fen,
    document: &Document,
) -> Result<Payable, ServiceError> {
    Ok(Payable {
        region,
        fund,
        year,
        line: LineCode::new(&account.to_string()).map_err(|_| range())?,
        amount,
        document: document.id.to_string(),
    })
}

/// What of a payment was promised for the document's own source documents.
fn own_promises(
    session: &mut Session<'_>,
    scope: Scope,
    payable: &Payable,
    document: &Document,
) -> Result<Redeemed, ServiceError> {
    let place = (payable.region, payable.fund, payable.year);
    let mut left = payable.amount;
    let mut own: Redeemed = Vec::new();
    for evidence in &document.evidence {
        let name = evidence.reference.as_str();
        if own.iter().any(|(one, _)| one.document == name) {
            continue;
        }
        let promised = rows::promised_for(session, scope, place, &payable.line, name)?;
        let used = promised.max(Fen::ZERO).min(left);
        if used > Fen::ZERO {
            left = left.checked_sub(used).ok_or_else(range)?;
            let of_document = Payable {
                document: name.to_owned(),
                ..payable.clone()
            };
            own.push((of_document, used));
        }
    }
    Ok(own)
}

/// The entries of the agency's book that book something new.
fn fresh(document: &Document) -> impl Iterator<Item = &Draft> {
    let drafts = document.entries.iter();
    drafts.filter(|draft| draft.dims.book == Book::Agency && draft.reverses.is_none())
}

/// What a document spends and advances, tier by tier and line by line; red letter and what programs carry over
/// spend nothing.
fn asked(document: &Document) -> Result<BTreeMap<Place, Asked>, ServiceError> {
    let mut sums: BTreeMap<Place, Asked> = BTreeMap::new();
    for draft in fresh(document) {
        let roles = roles(draft.dims.fund, document.book_date)?;
        for leg in &draft.legs {
            let advanced = roles.filter(|roles| {
                let sub = leg.sub.as_ref();
                leg.account == roles.advanced
                    && sub.is_some_and(|sub| roles.committed.contains(sub))
            });
            let spends = leg.account.class() == AccountClass::Expense;
            let line = advanced.map(|roles| roles.benefit);
            let Some(line) = line.or(spends.then_some(leg.account)) else {
                continue;
            };
            let turnover = Turnover::of(leg.side, leg.amount);
            let amount = turnover.natural(leg.account).map_err(|_| range())?;
            let dims = draft.dims;
            let key = (dims.county, dims.fund, dims.fund_year, line);
            let slot = sums.entry(key).or_default();
            let sum = if spends {
                &mut slot.spent
            } else {
                &mut slot.advanced
            };
            *sum = sum.checked_add(amount).ok_or_else(range)?;
        }
    }
    Ok(sums)
}

/// The tiers whose fund pays providers in advance by a document.
fn providers_advanced(document: &Document) -> Result<Vec<(RegionCode, Fund)>, ServiceError> {
    let mut found = Vec::new();
    for draft in fresh(document) {
        let Some(roles) = roles(draft.dims.fund, document.book_date)? else {
            continue;
        };
        let advances = draft.legs.iter().any(|leg| {
            let grows = Turnover::of(leg.side, leg.amount).natural(leg.account);
            leg.account == roles.advanced
                && leg.sub.as_ref() == Some(&roles.prepaid)
                && grows.is_ok_and(|amount| amount > Fen::ZERO)
        });
        let place = (draft.dims.county, draft.dims.fund);
        if advances && !found.contains(&place) {
            found.push(place);
        }
    }
    Ok(found)
}
