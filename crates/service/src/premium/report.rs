//! The report of average bases.

use access::{Actor, Permission};
use enrolment::organisation::OrganisationKind;
use enrolment::premium::{Averages, averages};
use store::premium::bill;

use crate::{Desk, ServiceError};

/// The kinds of organisations that are enterprises (篇7 第二条).
const ENTERPRISES: [&str; 1] = [OrganisationKind::Enterprise.code()];

/// The average bases of a year in the actor's region, over all and for enterprises (篇10 二).
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn average_bases(desk: &Desk<'_>, actor: &Actor, year: i32) -> Result<Averages, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let bases = desk.read(|session| bill::bases_of_year(session, scope, year, &ENTERPRISES))?;
    Ok(averages(bases)?)
}
