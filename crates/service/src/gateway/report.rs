//! Accounts and contacts, as administrators and auditors see them; no secret among them.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::RegionCode;
use store::gateway::{self as rows, AccountRow, KeyKind};

use crate::{Desk, ServiceError};

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

/// An institution that has an account, and when it was last heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The institution.
    pub institution: String,
    /// Where it lies.
    pub region: RegionCode,
    /// When it was last heard, in milliseconds since 1970-01-01 UTC.
    pub heard: Option<i64>,
    /// Whether that is longer ago than the limit, or never was.
    pub silent: bool,
}

/// Every institution of the actor's region that has a live account, and whether it is silent: not heard for
/// `limit_minutes`.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn contacts(
    desk: &Desk<'_>,
    actor: &Actor,
    limit_minutes: u32,
) -> Result<Vec<Contact>, ServiceError> {
    let scope = actor.may(Permission::GatewayRead)?;
    let (senders, heard) = desk.read::<_, store::StoreError>(|session| {
        Ok((
            rows::senders(session, scope)?,
            rows::contacts(session, scope)?,
        ))
    })?;
    let heard: BTreeMap<String, i64> = heard
        .into_iter()
        .map(|row| (row.institution, row.heard))
        .collect();
    let oldest = desk.wall() - i64::from(limit_minutes) * 60_000;
    let mut all: Vec<Contact> = senders
        .into_iter()
        .map(|row| {
            let heard = heard.get(&row.institution).copied();
            Contact {
                institution: row.institution,
                region: row.region,
                heard,
                silent: heard.is_none_or(|heard| heard < oldest),
            }
        })
        .collect();
    all.dedup_by(|one, other| one.institution == other.institution);
    Ok(all)
}
