//! Accounts and contacts, as administrators and auditors see them; no secret among them.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::RegionCode;
use store::gateway::{self as rows, AccountRow, KeyKind};

use crate::{Desk, ServiceError, provider};

/// An account with its institutions and which keys are on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReport {
    /// The account.
    pub account: AccountRow,
    /// The institutions that it may send for, each with the kinds of keys on file.
    pub institutions: Vec<(String, Vec<KeyKind>)>,
    /// Whether it has a secret.
    pub has_secret: bool,
}

/// The live accounts of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn accounts(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<AccountReport>, ServiceError> {
    let scope = actor.may(Permission::GatewayRead)?;
    let (accounts, senders, keys) = desk.read::<_, store::StoreError>(|session| {
        Ok((
            rows::accounts(session, scope)?,
            rows::senders(session, scope)?,
            rows::keys(session, scope)?,
        ))
    })?;
    let kinds = |owner: &str| -> Vec<KeyKind> {
        let of = keys.iter().filter(|key| key.owner == owner);
        of.map(|key| key.kind).collect()
    };
    let report = |account: AccountRow| {
        let own = senders
            .iter()
            .filter(|sender| sender.account == account.account);
        AccountReport {
            has_secret: kinds(&account.account).contains(&KeyKind::Secret),
            institutions: own
                .map(|sender| (sender.institution.clone(), kinds(&sender.institution)))
                .collect(),
            account,
        }
    };
    Ok(accounts.into_iter().map(report).collect())
}

/// Who is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactKind {
    /// An agency: heard when a user of it signs in, looks something up or writes.
    Agency,
    /// A designated institution, or one with an account: heard when it sends a message.
    Institution,
}

impl ContactKind {
    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            ContactKind::Agency => "经办机构",
            ContactKind::Institution => "定点医药机构",
        }
    }
}

/// An agency or institution, and when it was last heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The code of the institution, the short region code of the agency.
    pub institution: String,
    /// Where it lies.
    pub region: RegionCode,
    /// When it was last heard, in milliseconds since 1970-01-01 UTC.
    pub heard: Option<i64>,
    /// Whether that is longer ago than the limit, or never was.
    pub silent: bool,
}

/// Every agency and every designated institution of the actor's region, also those without an account yet, and whether
/// it is silent: not heard for `limit_minutes`. Agencies come first, each group by code.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn contacts(
    desk: &Desk<'_>,
    actor: &Actor,
    limit_minutes: u32,
) -> Result<Vec<Contact>, ServiceError> {
    let scope = actor.may(Permission::GatewayRead)?;
    let today = desk.today();
    let (senders, heard, agencies, directory) = desk.read::<_, ServiceError>(|session| {
        Ok((
            rows::senders(session, scope)?,
            rows::contacts(session, scope)?,
            rows::agencies(session, scope, today)?,
            provider::directory(session, scope.pool())?,
        ))
    })?;
    let (first, last) = scope.span();
    let designated = directory.records().filter(|one| {
        (first..=last).contains(&one.region.number()) && one.dossier().agreement(today).is_some()
    });
    let mut places: BTreeMap<String, RegionCode> = designated
        .map(|one| (one.institution.code.to_string(), one.region))
        .collect();
    for row in senders {
        places.entry(row.institution).or_insert(row.region);
    }
    let heard: BTreeMap<String, i64> = heard
        .into_iter()
        .map(|row| (row.institution, row.heard))
        .collect();
    let oldest = desk.wall() - i64::from(limit_minutes) * 60_000;
    let one = |kind, institution: String, region, heard: Option<i64>| Contact {
        kind,
        institution,
        region,
        heard,
        silent: heard.is_none_or(|heard| heard < oldest),
    };
    let agencies = agencies.into_iter().map(|row| {
        let code = row.region.short();
        one(ContactKind::Agency, code, row.region, row.heard)
    });
    let institutions = places.into_iter().map(|(code, region)| {
        let last = heard.get(&code).copied();
        one(ContactKind::Institution, code, region, last)
    });
    Ok(agencies.chain(institutions).collect())
}
