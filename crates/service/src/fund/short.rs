//! A county that runs short: its members' claims go on, its own finance owes what is lacking (淮南2020 三(四)).

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::control::receivable::{ChangeKind, ReceivableKind, cover};
use ledger::entry::{AccountClass, Book, Document, Draft, Fund, FundYear};
use store::control::{self as rows, ItemQuery};
use store::{AsOf, Session, Tx};

use super::fallen;
use super::item::put;
use super::receivable::{LEDGER, new};
use super::sums::range;
use crate::ServiceError;

/// What tiers hold in the fiscal special and expenditure accounts.
pub(crate) type Held = BTreeMap<(RegionCode, Fund), Fen>;

/// Whether a document spends in the agency's book.
pub(crate) fn pays_benefits(document: &Document) -> bool {
    spending(document).any(|draft| draft.reverses.is_none())
}

/// The entries of a document that spend in the agency's book, or undo in red letter what did.
fn spending(document: &Document) -> impl Iterator<Item = &Draft> {
    document.entries.iter().filter(|draft| {
        let mut legs = draft.legs.iter();
        draft.dims.book == Book::Agency
            && legs.any(|leg| leg.account.class() == AccountClass::Expense)
    })
}

/// The tiers that a document spends for.
fn tiers(document: &Document) -> impl Iterator<Item = (RegionCode, Fund)> {
    spending(document).map(|draft| (draft.dims.county, draft.dims.fund))
}

/// What the tiers that a document spends for hold now.
pub(crate) fn held(
    session: &mut Session<'_>,
    scope: Scope,
    document: &Document,
) -> Result<Held, ServiceError> {
    let mut held = Held::new();
    for (tier, fund) in tiers(document) {
        let as_of = AsOf::on(Date::MAX);
        let all = rows::balances_between(session, scope, fund, (1_003, 1_004), as_of)?;
        let own = all.into_iter().find(|(of, _)| *of == tier);
        held.insert((tier, fund), own.map_or(Fen::ZERO, |(_, amount)| amount));
    }
    Ok(held)
}

/// Raises what a posted document took beyond what its tiers held before, as a receivable on their own finance; what red
/// letter gives back to a tier lets fall away what it had raised.
pub(crate) fn owe(
    tx: &mut Tx<'_>,
    scope: Scope,
    document: &Document,
    before: &Held,
) -> Result<(), ServiceError> {
    let after = held(tx, scope, document)?;
    for ((tier, fund), now) in after {
        let was = before.get(&(tier, fund)).copied().unwrap_or(Fen::ZERO);
        let paid = was.checked_sub(now).ok_or_else(range)?;
        if paid < Fen::ZERO {
            let back = now.checked_sub(was).ok_or_else(range)?;
            fallen::let_fall(tx, scope, document, ((tier, fund), back))?;
        }
        if paid <= Fen::ZERO || now >= Fen::ZERO {
            continue;
        }
        let covered = cover(was, paid)?;
        let place = (fund, FundYear::of(document.book_date), tier);
        let what = (covered.receivable, document.book_date);
        raise_deficit(tx, scope, place, what, document.id.as_str())?;
    }
    Ok(())
}

/// Raises what a county is short of, on the receivable of its year.
pub(super) fn raise_deficit(
    tx: &mut Tx<'_>,
    scope: Scope,
    (fund, year, county): (Fund, FundYear, RegionCode),
    (amount, on): (Fen, Date),
    document: &str,
) -> Result<(), ServiceError> {
    let kind = ReceivableKind::Deficit.code();
    let query = ItemQuery {
        ledger: LEDGER,
        kind: Some(kind),
        fund: Some(fund),
        region: Some(county),
    };
    let heads = rows::list_items(tx, scope, query)?;
    let head = match heads.into_iter().find(|head| head.year == year) {
        Some(head) => head,
        None => new(tx, scope, (fund, year, county), kind)?,
    };
    let raised = (ChangeKind::Raised.code(), amount, on);
    put(tx, scope, &head, raised, document, None)
}
