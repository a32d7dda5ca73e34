//! What the rules read of the books, and the one door to posting.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use access::Scope;
use base::{Date, EntryNo, ProposalNo, Refused};
use enrolment::regime::{FlowBook, Profile};
use ledger::book::{Balances, BookKey, check};
use ledger::chart::Mode;
use ledger::entry::{Document, FundMode};
use store::ledger::{self as rows, Posted};
use store::{Session, StoreError, Tx};

use super::library::{Library, library};
use crate::fund::Redeemed;
use crate::{ServiceError, fund, regime};

/// Holds a document to the rules as the books stand in this transaction, and its expense to the budgets in
/// force; the promises that it would use up.
pub(super) fn check(
    session: &mut Session<'_>,
    scope: Scope,
    document: &Document,
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
    let balances = money(session, scope, library, document)?;
    let rules = check::Rules {
        charts: &library.charts,
        events: &library.events,
        mode,
        ahead_from,
        banks: &banks,
    };
    let standing = check::Standing {
        balances: &balances,
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

/// Checks and posts: the only way into the books.
pub(super) fn post(
    tx: &mut Tx<'_>,
    scope: Scope,
    document: &Document,
    proposal: ProposalNo,
) -> Result<Posted, ServiceError> {
    let redeemed = check(tx, scope, document)?;
    let posted = rows::post(tx, scope, document, proposal)?;
    fund::redeem(tx, scope, &redeemed)?;
    Ok(posted)
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
    let mut all = Balances::default();
    for key in keys {
        let Some(chart) = library.charts.on(key.book, key.fund, document.book_date) else {
            continue;
        };
        let accounts = chart.accounts().filter(|account| account.money.is_some());
        let accounts: Vec<_> = accounts.map(|account| account.code).collect();
        for (key, turnover) in rows::money(session, scope, &key, &accounts)?.iter() {
            all.put(key.clone(), *turnover).map_err(range)?;
        }
    }
    Ok(all)
}

pub(super) fn range(error: ledger::book::OutOfRange) -> ServiceError {
    Refused::new("ledger.range", error.zh()).into()
}

/// The fund mode of the pooling area on a day, out of its regime profile.
pub(super) fn mode<'a>(
    session: &mut Session<'_>,
    scope: Scope,
    library: &'a Library,
    date: Date,
) -> Result<&'a Mode, ServiceError> {
    let profiles = store::membership::regime::all(session, scope)?;
    let code = if profiles.is_empty() {
        // As everywhere else: a pooling area that adopted none works by the profile that ships for it.
        mode_of(&regime::of(session, scope, date)?)?
    } else {
        let mut profiles = profiles.into_iter();
        let text = profiles.find(|profile| profile.during.covers(date));
        let text = text.ok_or_else(|| {
            Refused::new(
                "ledger.no_regime",
                format!("本统筹区在 {date} 没有生效的制度档案，请先登记基金管理方式。"),
            )
        })?;
        read_mode(&text.digest, &text.body)?
    };
    let unknown = || StoreError::Corrupt("a fund mode without data".to_owned());
    Ok(library.modes.get(code).ok_or_else(unknown)?)
}

/// Whether all money is gathered in the city's fiscal special account (全额收支).
pub(crate) fn gathers(
    session: &mut Session<'_>,
    scope: Scope,
    date: Date,
) -> Result<bool, ServiceError> {
    Ok(mode(session, scope, library()?, date)?.gathered)
}

/// Profiles are read once each; the digest is that of the text.
static READ: Mutex<BTreeMap<String, FundMode>> = Mutex::new(BTreeMap::new());

fn read_mode(digest: &str, body: &str) -> Result<FundMode, ServiceError> {
    let known = READ
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(digest)
        .copied();
    if let Some(mode) = known {
        return Ok(mode);
    }
    let broken = || StoreError::Corrupt("a regime profile that cannot be read".to_owned());
    let common = FlowBook::shipped().map_err(|_| broken())?;
    let mode = mode_of(&Profile::read("regime.toml", body, &common).map_err(|_| broken())?)?;
    READ.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(digest.to_owned(), mode);
    Ok(mode)
}

fn mode_of(profile: &Profile) -> Result<FundMode, ServiceError> {
    let fund = profile.fund.as_ref().ok_or_else(|| {
        Refused::new(
            "ledger.no_fund_mode",
            format!(
                "{}的制度档案没有基金管理方式，请补充 [fund] 后再记账。",
                profile.title
            ),
        )
    })?;
    let mode = FundMode::parse(fund.mode.says.code());
    Ok(mode.ok_or_else(|| StoreError::Corrupt("a fund mode".to_owned()))?)
}
