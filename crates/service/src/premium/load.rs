//! What use cases about one employer load first.

use access::{Actor, Permission, Scope};
use base::{Date, OrganisationNo, PersonNo};
use enrolment::Month;
use enrolment::premium::{Deferral, Payments, Settled, Spell, WageBook, Worker, settle, spells};
use std::collections::BTreeMap;
use store::Session;
use store::premium::roll::{CareerRow, Employer};
use store::premium::{bill, declaration, deferral, payment, roll};

use crate::{Desk, ServiceError};

/// The employer within the actor's scope.
pub(super) fn employer(
    session: &mut Session<'_>,
    scope: Scope,
    no: OrganisationNo,
) -> Result<Employer, ServiceError> {
    roll::employer(session, scope, no)?.ok_or(ServiceError::NotFound("用人单位"))
}

/// The roll of a month with the wages in force.
pub(super) fn workers(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
    month: Month,
) -> Result<(Vec<CareerRow>, Vec<Worker>), ServiceError> {
    let rows = roll::roll(session, scope, employer, month)?;
    let declarations = declaration::of_employer(session, scope, employer, month.year())?;
    let wages = WageBook::of(&declarations);
    let worker = |row: &CareerRow| Worker {
        person: row.person,
        career: row.career,
        wage: wages.wage(row.person, month),
    };
    let workers = rows.iter().map(worker).collect();
    Ok((rows, workers))
}

/// Where the rows of people lie.
pub(super) fn buckets(rows: &[CareerRow]) -> BTreeMap<PersonNo, i64> {
    rows.iter().map(|row| (row.person, row.bucket)).collect()
}

/// Bills, money, arrears and deferrals of an employer on a day.
#[derive(Debug, Clone)]
pub struct Account {
    /// The employer.
    pub employer: Employer,
    /// Its bills with the money laid on them, and what waits.
    pub payments: Payments,
    /// Spells of arrears.
    pub spells: Vec<Spell>,
    /// Applications to pay later.
    pub deferrals: Vec<Deferral>,
}

impl Account {
    /// The bills with money missing.
    pub fn open(&self) -> impl Iterator<Item = &Settled> {
        self.payments.bills.iter().filter(|bill| bill.is_open())
    }
}

pub(crate) fn load(
    session: &mut Session<'_>,
    scope: Scope,
    no: OrganisationNo,
    on: Date,
) -> Result<Account, ServiceError> {
    let employer = employer(session, scope, no)?;
    let bills = bill::net_of_employer(session, scope, no)?;
    let paid = payment::of_employer(session, scope, no)?;
    let payments = settle(&bills, &paid)?;
    let deferrals = deferral::of_employer(session, scope, no)?;
    let spells = spells(&payments.bills, &deferrals, on);
    Ok(Account {
        employer,
        payments,
        spells,
        deferrals,
    })
}

/// Where an employer stands today: bills, money on them, arrears, deferrals.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], storage.
pub fn standing(
    desk: &Desk<'_>,
    actor: &Actor,
    employer: OrganisationNo,
) -> Result<Account, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| load(session, scope, employer, desk.today()))
}
