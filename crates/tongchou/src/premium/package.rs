//! The package and the regime that a pool works by.

use access::Actor;
use base::{Date, MonthDay, YearCalendar};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::regime::Profile;
use service::{Desk, ServiceError, package, regime};
use std::sync::Arc;

/// The package of the employee scheme that the pool works by on a day.
pub fn employee_policy(
    desk: &Desk<'_>,
    actor: &Actor,
    on: Date,
) -> Result<Arc<Policy>, ServiceError> {
    desk.read(|session| package::current(session, actor.scope(), Scheme::Employee, on))
}

/// The regime profile of the pool on a day, and the calendar of its benefit years: that of the resident
/// package where one is adopted, else calendar years.
pub fn rules_of_pool(
    desk: &Desk<'_>,
    actor: &Actor,
    on: Date,
) -> Result<(Profile, YearCalendar), ServiceError> {
    desk.read(|session| {
        let profile = regime::of(session, actor.scope(), on)?;
        let adopted = package::current(session, actor.scope(), Scheme::Resident, on);
        let calendar = match adopted {
            Ok(policy) => policy.calendar.clone(),
            Err(ServiceError::Refused(_)) => YearCalendar::new(MonthDay::JANUARY_FIRST),
            Err(error) => return Err(error),
        };
        Ok((profile, calendar))
    })
}
