//! What the rules read of the books, and the one door to posting.

use access::Scope;
use base::{Date, EntryNo, Refused};
use ledger::book::{Balances, BookKey, check};
use ledger::entry::Document;
use store::ledger::{self as rows, Approval, Posted};
use store::{Session, Tx};

use super::library::{Library, library};
use super::mode::mode;
use crate::fund::Redeemed;
use crate::{ServiceError, fund};

/// Holds a document to the rules as the books stand in this transaction, and its expense to the budgets in
/// force; the promises that it would use up.
pub(super) fn check(
    session: &mut Session<'_>,
    scope: Scope,
    document: &Document,
) -> Result<Redeemed, ServiceError> {
    check_behind(session, scope, document, &[])
}

/// As [`check`], where other documents are proposed with it and will be posted first: their money counts.
pub(super) fn check_behind(
    session: &mut Session<'_>,
    scope: Scope,
    document: &Document,
    before: &[Document],
) -> Result<Redeemed, ServiceError> {
    let library = library()?;
    let mode = mode(session, scope, library, document.book_date)?;
    let fund = document.entries.first().map(|draft| draft.dims.fund);
    let ahead_from = match fund {
        Some(fund) => rows::switch(session, scope, fund)?,
        None => None,
    };
    let banks = rows::bank_register(session, scope.pool())?;
    let closed = rows::closed(session, scope)?;
    let same_document = rows::entries_of(session, scope, &document.id)?;
    let named: Vec<EntryNo> = document
        .entries
        .iter()
        .filter_map(|draft| draft.reverses)
        .collect();
    let (undone, already_undone) = if named.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        rows::undone(session, scope, &named)?
    };
    let mut balances = money(session, scope, library, document)?;
    for draft in before.iter().flat_map(|document| &document.entries) {
        balances.add_draft(draft).map_err(range)?;
    }
    let rules = check::Rules {
        charts: &library.charts,
        events: &library.events,
        mode,
        ahead_from,
        banks: &banks,
    };
    let gathered = if mode.gathered && fund::pays_benefits(document) {
        Some(of_all_tiers(session, scope, library, document)?)
    } else {
        None
    };
    let standing = check::Standing {
        balances: &balances,
        gathered: gathered.as_ref(),
        closed: &closed,
        same_document: &same_document,
        undone: &undone,
        already_undone: &already_undone,
    };
    check::check(document, &rules, &standing)?;
    let event = library.events.get(document.event);
    // What a program carries over or takes over spends nothing.
    if event.is_some_and(|event| event.computed.is_some()) {
        return Ok(Redeemed::new());
    }
    fund::hold(session, scope, document)
}

/// Checks and posts: the only way into the books. What a county's benefits take beyond what it has, its own
/// finance owes from here on.
pub(crate) fn post(
    tx: &mut Tx<'_>,
    scope: Scope,
    document: &Document,
    approval: impl Into<Approval>,
) -> Result<Posted, ServiceError> {
    let redeemed = check(tx, scope, document)?;
    let before = fund::held(tx, scope, document)?;
    let posted = rows::post(tx, scope, document, approval)?;
    fund::redeem(tx, scope, &redeemed)?;
    fund::owe(tx, scope, document, &before)?;
    Ok(posted)
}

/// The balances of the accounts of money over all tiers, in the books of the document. What is asked of them
/// is only whether the shared account reaches.
fn of_all_tiers(
    session: &mut Session<'_>,
    scope: Scope,
    library: &Library,
    document: &Document,
) -> Result<Balances, ServiceError> {
    let whole = Scope::whole(scope.pool());
    let touched = |key: &BookKey| {
        let mut drafts = document.entries.iter();
        drafts.any(|draft| (draft.dims.fund, draft.dims.book) == (key.fund, key.book))
    };
    let mut keys = rows::set_of_books(session, whole)?;
    keys.retain(touched);
    money_of(session, whole, library, (&keys, document.book_date))
}

/// The balances of the accounts of money of every set of books that the document touches.
fn money(
    session: &mut Session<'_>,
    scope: Scope,
    library: &Library,
    document: &Document,
) -> Result<Balances, ServiceError> {
    let mut keys: Vec<BookKey> = document
        .entries
        .iter()
        .map(|draft| BookKey::of(&draft.dims))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    money_of(session, scope, library, (&keys, document.book_date))
}

fn money_of(
    session: &mut Session<'_>,
    scope: Scope,
    library: &Library,
    (keys, on): (&[BookKey], Date),
) -> Result<Balances, ServiceError> {
    let mut all = Balances::default();
    for key in keys {
        let Some(chart) = library.charts.on(key.book, key.fund, on) else {
            continue;
        };
        let accounts = chart.accounts().filter(|account| account.money.is_some());
        let accounts: Vec<_> = accounts.map(|account| account.code).collect();
        for (key, turnover) in rows::money(session, scope, key, &accounts)?.iter() {
            all.put(key.clone(), *turnover).map_err(range)?;
        }
    }
    Ok(all)
}

pub(super) fn range(error: ledger::book::OutOfRange) -> ServiceError {
    Refused::new("ledger.range", error.zh()).into()
}
