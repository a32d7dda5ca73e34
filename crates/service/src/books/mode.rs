//! How the pooling area keeps its money over its counties.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use access::Scope;
use base::{Date, Refused};
use enrolment::regime::{FlowBook, Profile};
use ledger::chart::Mode;
use ledger::entry::FundMode;
use store::{Session, StoreError};

use super::library::{Library, library};
use crate::{ServiceError, regime};

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

/// How the pooling area keeps its money over its counties on a day.
pub(crate) fn mode_on(
    session: &mut Session<'_>,
    scope: Scope,
    date: Date,
) -> Result<FundMode, ServiceError> {
    Ok(mode(session, scope, library()?, date)?.code)
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
