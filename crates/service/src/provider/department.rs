//! Departments, as the agency enters them and as an institution sends them (3401 to 3403).

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, Refused};
use directory::provider::ProviderCode;
use directory::provider::department::{self as domain, Department};
use store::Tx;
use store::batch::Batch;
use store::provider::{Which, department as rows, institution};

use super::import::{self, Fate, FileOf, ReadRow, RowResult};
use crate::{Desk, ServiceError};

/// What is done to a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Register(Department),
    Change(Department),
    Withdraw(Box<str>, Date),
}

/// Registers a department.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`] for a provider outside the actor's region;
/// [`ServiceError::Refused`] `department.…` as [`domain::add`]; storage.
pub fn register_department(
    desk: &Desk<'_>,
    actor: &Actor,
    new: Department,
) -> Result<(), ServiceError> {
    act(desk, actor, new.provider.clone(), Act::Register(new))
}

/// Changes a department from the first day of `new` on; what was before stays as history.
///
/// # Errors
/// As [`register_department`], and as [`domain::change`].
pub fn change_department(
    desk: &Desk<'_>,
    actor: &Actor,
    new: Department,
) -> Result<(), ServiceError> {
    act(desk, actor, new.provider.clone(), Act::Change(new))
}

/// Closes a department: `last_day` is the last on which it takes patients.
///
/// # Errors
/// As [`register_department`], and as [`domain::withdraw`].
pub fn withdraw_department(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
    (department, last_day): (&str, Date),
) -> Result<(), ServiceError> {
    let act_of = Act::Withdraw(department.into(), last_day);
    act(desk, actor, code.clone(), act_of)
}

fn act(desk: &Desk<'_>, actor: &Actor, code: ProviderCode, act: Act) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    desk.write(actor, "provider.department", None, |tx| {
        carry_out(tx, scope, &code, act)
    })
}

/// Carries out an act on a department of a provider of the scope.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    scope: Scope,
    code: &ProviderCode,
    act: Act,
) -> Result<(), ServiceError> {
    let region = rows::county(tx, scope, code)?.ok_or(ServiceError::NotFound("定点机构"))?;
    let old = rows::all(tx, scope, Which::One(code))?;
    let mut new = old.clone();
    match act {
        // A message that comes again changes nothing.
        Act::Register(one) if old.contains(&one) => {}
        Act::Register(one) => domain::add(&mut new, one)?,
        Act::Change(one) => domain::change(&mut new, one)?,
        Act::Withdraw(department, last_day) => {
            domain::withdraw(&mut new, code, &department, last_day)?;
        }
    }
    if old == new {
        return Ok(());
    }
    Ok(rows::replace(tx, scope, region, (&old, &new))?)
}

/// The departments of a provider of the actor's region, by code and first day.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn departments(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
) -> Result<Vec<Department>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    Ok(desk.read(|session| rows::all(session, scope, Which::One(code)))?)
}

/// Registers a file of departments; every row is told.
///
/// # Errors
/// [`ServiceError::Denied`]; storage. Rows are refused one by one: `provider.unknown`, `department.…`.
pub fn take_departments(
    desk: &Desk<'_>,
    actor: &Actor,
    file: &FileOf,
    rows: impl Iterator<Item = ReadRow<Department>>,
    tell: &mut dyn FnMut(&RowResult),
) -> Result<Batch, ServiceError> {
    import::take(desk, actor, ("department.import", file), rows, tell, &take)
}

fn take(tx: &mut Tx<'_>, scope: Scope, set: &[&Department]) -> Result<Vec<Fate>, ServiceError> {
    let codes = set.iter().map(|one| one.provider.as_str().to_owned());
    let known = institution::known(tx, scope, codes.collect())?;
    let all = rows::all(tx, scope, Which::All)?;
    let mut held: BTreeMap<ProviderCode, (Vec<Department>, Vec<Department>)> = BTreeMap::new();
    for one in all
        .into_iter()
        .filter(|one| known.contains_key(&one.provider))
    {
        let both = held.entry(one.provider.clone()).or_default();
        both.0.push(one.clone());
        both.1.push(one);
    }
    let mut fates = Vec::with_capacity(set.len());
    for one in set {
        let fate = match known.contains_key(&one.provider) {
            false => Err(unknown(&one.provider)),
            true => {
                let both = held.entry(one.provider.clone()).or_default();
                domain::add(&mut both.1, (*one).clone())
            }
        };
        fates.push((format!("{} {}", one.provider, one.code), fate));
    }
    for (code, (old, new)) in &held {
        if let Some(region) = known.get(code).filter(|_| old != new) {
            rows::replace(tx, scope, *region, (old, new))?;
        }
    }
    Ok(fates)
}

pub(super) fn unknown(code: &ProviderCode) -> Refused {
    Refused::new(
        "provider.unknown",
        format!("{code} 没有在本区划登记，请核对编码或先登记机构。"),
    )
}
