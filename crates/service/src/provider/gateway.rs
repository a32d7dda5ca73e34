//! What an institution asks and sends through the national interface: 1201, 3401 to 3403, 5101, 5102.
//!
//! The caller has found out which institution speaks; everything here is of that institution, by its code. What is
//! written runs in the caller's transaction, under the actor of the interface.

use access::Scope;
use base::{Date, RegionCode};
use directory::agreement::Standing;
use directory::provider::{Department, Particulars, Practice, Profession, ProviderCode, Staff};
use store::{Session, Tx};

use super::department::{Act, carry_out};
use super::directory::{Directory, record};
use crate::ServiceError;

/// What 1201 asks for: what is given must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Pharmacies (`fixmedins_type` 2) or institutions that treat (1); `None` where the type asked for is neither.
    pub pharmacies: Option<bool>,
    /// Part of the name.
    pub name: Option<String>,
    /// The code.
    pub code: Option<String>,
}

/// A provider as 1201 answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<'a> {
    /// The code.
    pub code: &'a ProviderCode,
    /// 统一社会信用代码.
    pub credit_code: Option<&'a str>,
    /// What is registered of it on the day.
    pub known: &'a Particulars,
    /// Where it stands on the day.
    pub standing: Standing,
}

/// The providers that fit on a day, by code (1201). Only those that are designated, or were, are told.
#[must_use]
pub fn institutions<'a>(directory: &'a Directory, asked: &Asked, on: Date) -> Vec<Answered<'a>> {
    let fits = |one: &Answered<'_>| {
        let kind = asked
            .pharmacies
            .is_some_and(|wanted| wanted == one.code.is_pharmacy());
        let name = asked
            .name
            .as_deref()
            .is_none_or(|part| one.known.name.contains(part));
        let code = asked
            .code
            .as_deref()
            .is_none_or(|code| one.code.as_str() == code);
        kind && name && code && one.standing != Standing::None
    };
    let all = directory.records().filter_map(|record| {
        Some(Answered {
            code: &record.institution.code,
            credit_code: record.institution.credit_code.as_deref(),
            known: record.institution.on(on)?,
            standing: record.dossier().standing(on),
        })
    });
    all.filter(fits).collect()
}

/// The departments of an institution, those that are closed too (5101).
///
/// # Errors
/// As [`Directory::find`].
pub fn departments<'a>(
    directory: &'a Directory,
    code: &str,
) -> Result<&'a [Department], base::Refused> {
    Ok(&directory.find(code)?.departments)
}

/// What 5102 asks for.
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

/// The people of an institution that fit, each with a place of practice there, former ones too (5102).
///
/// # Errors
/// As [`Directory::find`].
pub fn staff<'a>(
    directory: &'a Directory,
    code: &str,
    asked: &StaffAsked,
) -> Result<Vec<(&'a Staff, &'a Practice)>, base::Refused> {
    let record = directory.find(code)?;
    let fits = |one: &Staff| {
        let document = one
            .document
            .as_ref()
            .map(|document| document.canonical_number());
        let numbered = asked.document.as_deref();
        one.profession == asked.profession
            && asked.name.as_deref().is_none_or(|name| *one.name == *name)
            && asked
                .code
                .as_deref()
                .is_none_or(|code| one.code.as_str() == code)
            && numbered.is_none_or(|number| document.as_deref() == Some(number))
    };
    let practices = record.practices.iter().filter_map(|practice| {
        let mut people = record.staff.iter();
        let person = people.find(|one| one.code == practice.staff)?;
        fits(person).then_some((person, practice))
    });
    Ok(practices.collect())
}

/// Registers a department that the institution sends (3401).
///
/// # Errors
/// [`ServiceError::NotFound`] for an institution that is not registered; [`ServiceError::Refused`] `department.…`;
/// storage.
pub fn register_department(tx: &mut Tx<'_>, new: Department) -> Result<(), ServiceError> {
    let (scope, code) = (Scope::whole(tx.pool()), new.provider.clone());
    carry_out(tx, scope, &code, Act::Register(new))
}

/// Changes a department from the first day of `new` on (3402).
///
/// # Errors
/// As [`register_department`].
pub fn change_department(tx: &mut Tx<'_>, new: Department) -> Result<(), ServiceError> {
    let (scope, code) = (Scope::whole(tx.pool()), new.provider.clone());
    carry_out(tx, scope, &code, Act::Change(new))
}

/// Withdraws a department: `last_day` is the last on which it takes patients (3403).
///
/// # Errors
/// As [`register_department`].
pub fn withdraw_department(
    tx: &mut Tx<'_>,
    code: &ProviderCode,
    (department, last_day): (&str, Date),
) -> Result<(), ServiceError> {
    let scope = Scope::whole(tx.pool());
    carry_out(tx, scope, code, Act::Withdraw(department.into(), last_day))
}

/// The county whose agency keeps the file of an institution, which its messages are logged under.
///
/// # Errors
/// [`ServiceError::NotFound`]; storage.
pub fn county(
    session: &mut Session<'_>,
    pool: RegionCode,
    code: &ProviderCode,
) -> Result<RegionCode, ServiceError> {
    let found = record(session, Scope::whole(pool), code)?;
    Ok(found.ok_or(ServiceError::NotFound("定点机构"))?.region)
}
