//! What an institution asks and sends through the national interface: 1201, 3401 to 3403, 5101, 5102.
//!
//! The actor is the institution whose message was admitted ([`crate::gateway::actor_of`]); what is told and written of
//! departments and people is that institution's own. Each of these may be repeated: a department that stands as it was
//! sent is not written again.

use access::{Actor, Permission, Scope};
use base::Date;
use directory::agreement::State;
use directory::provider::{Department, Particulars, Practice, Profession, ProviderCode, Staff};
use store::provider::{Which, department as rows, file, institution, staff as people};

use super::department::{Act, carry_out};
use crate::{Desk, ServiceError};

/// What 1201 asks for: what is given must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Pharmacies (`fixmedins_type` 2), or institutions that treat (1).
    pub pharmacies: bool,
    /// Part of the name.
    pub name: Option<String>,
    /// The code.
    pub code: Option<String>,
}

/// A provider as 1201 answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The code.
    pub code: ProviderCode,
    /// 统一社会信用代码.
    pub credit_code: Option<Box<str>>,
    /// What is registered of it today.
    pub known: Particulars,
}

/// The whole pooling area, for an institution that may speak.
fn may(actor: &Actor) -> Result<Scope, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    Ok(Scope::whole(scope.pool()))
}

/// The institution that speaks.
fn own(actor: &Actor) -> Result<ProviderCode, ServiceError> {
    ProviderCode::parse(actor.user().as_str()).map_err(|error| ServiceError::Input(error.zh()))
}

/// The providers that fit and are designated, or were, by code (1201).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn institutions(
    desk: &Desk<'_>,
    actor: &Actor,
    asked: &Asked,
) -> Result<Vec<Found>, ServiceError> {
    let (scope, today) = (may(actor)?, desk.today());
    let code = asked.code.as_deref().map(ProviderCode::parse);
    let which = match &code {
        None => Which::All,
        Some(Ok(code)) => Which::One(code),
        Some(Err(_)) => return Ok(Vec::new()),
    };
    let (all, files) = desk.read(|session| {
        let all = institution::all(session, scope, which)?;
        Ok::<_, ServiceError>((all, file::all(session, scope, which)?))
    })?;
    let signed = |code: &ProviderCode| {
        let mut own = files.iter().filter(|file| file.provider == *code);
        own.any(|file| file.steps().iter().any(|step| step.to == State::Signed))
    };
    let found = all.into_iter().filter_map(|one| {
        let one = one.institution;
        let known = one.on(today)?.clone();
        let named = asked.name.as_deref();
        let fits = one.code.is_pharmacy() == asked.pharmacies
            && named.is_none_or(|part| known.name.contains(part))
            && signed(&one.code);
        fits.then_some(Found {
            code: one.code,
            credit_code: one.credit_code,
            known,
        })
    });
    Ok(found.collect())
}

/// The departments of the institution that asks, those that are closed too (5101).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn departments(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Department>, ServiceError> {
    let (scope, code) = (may(actor)?, own(actor)?);
    Ok(desk.read(|session| rows::all(session, scope, Which::One(&code)))?)
}

/// What 5102 asks for: what is given must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAsked {
    /// The profession (`prac_psn_type`).
    pub profession: Profession,
    /// The number of the identity document.
    pub document: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The code.
    pub code: Option<String>,
}

/// The people of the institution that asks, each with a place of practice there, former ones too (5102).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn staff(
    desk: &Desk<'_>,
    actor: &Actor,
    asked: &StaffAsked,
) -> Result<Vec<(Staff, Practice)>, ServiceError> {
    let (scope, code) = (may(actor)?, own(actor)?);
    let (all, practices) = desk.read(|session| {
        let all = people::all(session, scope, Which::One(&code))?;
        let practices = people::practices(session, scope, Which::One(&code))?;
        Ok::<_, ServiceError>((all, practices))
    })?;
    let fits = |one: &&Staff| {
        let document = one.document.as_ref();
        let document = document.map(|document| document.canonical_number());
        let numbered = asked.document.as_deref();
        one.profession == asked.profession
            && asked.name.as_deref().is_none_or(|name| *one.name == *name)
            && asked
                .code
                .as_deref()
                .is_none_or(|code| one.code.as_str() == code)
            && numbered.is_none_or(|number| document.as_deref() == Some(number))
    };
    let all: Vec<&Staff> = all.iter().filter(fits).collect();
    let found = practices.into_iter().filter_map(|practice| {
        let person = all.iter().find(|one| one.code == practice.staff)?;
        Some(((*person).clone(), practice))
    });
    Ok(found.collect())
}

/// Registers a department that the institution sends (3401).
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for an institution that is not registered;
/// [`ServiceError::Refused`] `department.…`; storage.
pub fn register_department(
    desk: &Desk<'_>,
    actor: &Actor,
    new: Department,
) -> Result<(), ServiceError> {
    send(desk, actor, "gateway.3401", Act::Register(new))
}

/// Changes a department from the first day of `new` on (3402).
///
/// # Errors
/// As [`register_department`].
pub fn change_department(
    desk: &Desk<'_>,
    actor: &Actor,
    new: Department,
) -> Result<(), ServiceError> {
    send(desk, actor, "gateway.3402", Act::Change(new))
}

/// Withdraws a department: `last_day` is the last on which it takes patients (3403).
///
/// # Errors
/// As [`register_department`].
pub fn withdraw_department(
    desk: &Desk<'_>,
    actor: &Actor,
    (department, last_day): (&str, Date),
) -> Result<(), ServiceError> {
    let act = Act::Withdraw(department.into(), last_day);
    send(desk, actor, "gateway.3403", act)
}

fn send(desk: &Desk<'_>, actor: &Actor, command: &str, act: Act) -> Result<(), ServiceError> {
    let (scope, code) = (may(actor)?, own(actor)?);
    desk.write(actor, command, None, |tx| carry_out(tx, scope, &code, act))
}
