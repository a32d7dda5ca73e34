//! The yearly declaration of bases.

use access::{Actor, Permission};
use base::{Date, OrganisationNo, Refused};
use enrolment::Month;
use enrolment::premium::{
    Declaration, DeclarationNo, DeclarationState, PremiumCalendar, WageLine, undeclared as missing,
};
use store::premium::roll::Employer;
use store::premium::{declaration, roll};

use super::load;
use crate::{Desk, ServiceError};

/// The calendar of declaring and paying.
pub(super) fn calendar() -> Result<PremiumCalendar, ServiceError> {
    PremiumCalendar::shipped().map_err(|error| ServiceError::Input(error.zh()))
}

/// Takes the declaration of an employer in; every person must be on its roll.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `premium.too_early`, `premium.twice`,
/// `premium.wage`, `premium.not_on_roll`; storage.
pub fn declare(
    desk: &Desk<'_>,
    actor: &Actor,
    employer: OrganisationNo,
    year: i32,
    lines: Vec<WageLine>,
) -> Result<DeclarationNo, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let (today, calendar) = (desk.today(), calendar()?);
    desk.write(actor, "premium.declare", None, |tx| {
        let found = load::employer(tx, scope, employer)?;
        let rows = roll::roll(tx, scope, employer, Month::of(today))?;
        let buckets = load::buckets(&rows);
        if let Some(line) = lines
            .iter()
            .find(|line| !buckets.contains_key(&line.person))
        {
            let sentence = format!(
                "人员 {} 不在“{}”的在册职工中，请先办理增员或核对人员编号。",
                line.person, found.name
            );
            return Err(Refused::new("premium.not_on_roll", sentence).into());
        }
        let no = tx.next("declaration", DeclarationNo::new)?;
        let declared = Declaration::declare(no, employer, year, lines, today, &calendar)?;
        declaration::add(tx, scope, found.region, &declared, &buckets)?;
        Ok(no)
    })
}

/// Records the check of a declaration.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.state`,
/// `premium.too_early`; storage.
pub fn check(desk: &Desk<'_>, actor: &Actor, no: DeclarationNo) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    let (today, calendar) = (desk.today(), calendar()?);
    desk.write(actor, "premium.check", None, |tx| {
        let found = declaration::find(tx, scope, no)?;
        let mut found = found.ok_or(ServiceError::NotFound("缴费基数申报"))?;
        found.check(today, &calendar)?;
        Ok(declaration::step(tx, no, DeclarationState::Checked, today)?)
    })
}

/// Puts the bases of a checked declaration in force from a day on; somebody else than who checked it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.state`,
/// `premium.before_check`; storage.
pub fn put_in_force(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DeclarationNo,
    from: Date,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    desk.write(actor, "premium.in_force", None, |tx| {
        let found = declaration::find(tx, scope, no)?;
        let mut found = found.ok_or(ServiceError::NotFound("缴费基数申报"))?;
        found.put_in_force(from)?;
        Ok(declaration::step(tx, no, DeclarationState::InForce, from)?)
    })
}

/// The employers of the actor's region that have declared nothing for a year.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn undeclared(
    desk: &Desk<'_>,
    actor: &Actor,
    year: i32,
) -> Result<Vec<Employer>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let employers = roll::employers(session, scope)?;
        let declared = declaration::declared(session, scope, year)?;
        let numbers: Vec<OrganisationNo> = employers.iter().map(|it| it.no).collect();
        let open = missing(&numbers, &declared);
        Ok(employers
            .into_iter()
            .filter(|employer| open.contains(&employer.no))
            .collect())
    })
}
