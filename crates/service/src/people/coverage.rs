//! Who is registered and in no scheme, by village or street, and the rate.

use access::{Actor, Permission, Sight};
use base::{Date, PersonNo, RegionCode};
use enrolment::category::coverage::rate_zh;
use store::people::coverage as rows;
use store::people::regions;

use crate::{Desk, ServiceError, audit};

/// A village or street with its people and the rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VillageRate {
    /// The village or street.
    pub region: RegionCode,
    /// Its name, where the register of codes has it.
    pub name: String,
    /// Registered persons.
    pub registered: i64,
    /// Of these, in some scheme.
    pub enrolled: i64,
}

impl VillageRate {
    /// How many are in none.
    #[must_use]
    pub const fn missing(&self) -> i64 {
        self.registered.saturating_sub(self.enrolled)
    }
}

/// The rate over villages, `97.0%`.
#[must_use]
pub fn rate(villages: &[VillageRate]) -> String {
    let sum = |of: fn(&VillageRate) -> i64| {
        let sum = villages.iter().map(of).fold(0_i64, i64::saturating_add);
        u64::try_from(sum).unwrap_or(0)
    };
    rate_zh(sum(|one| one.enrolled), sum(|one| one.registered))
}

/// The villages and streets of the actor's region on a day.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn villages(
    desk: &Desk<'_>,
    actor: &Actor,
    on: Date,
) -> Result<Vec<VillageRate>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let names = regions::all(session, scope)?;
        let villages = rows::villages(session, scope, on)?;
        let rate = |one: rows::Village| VillageRate {
            region: one.region,
            name: names.get(&one.region).cloned().unwrap_or_default(),
            registered: one.registered,
            enrolled: one.enrolled,
        };
        Ok(villages.into_iter().map(rate).collect())
    })
}

/// The persons of a region who are in no scheme on a day.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn missing(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    on: Date,
) -> Result<Vec<PersonNo>, ServiceError> {
    let scope = actor.may_in(Permission::PersonRead, region)?;
    let persons = desk.read(|session| rows::missing(session, scope, region, on))?;
    let subjects: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let masked = Sight::Masked;
    audit::saw(desk, actor, "person.missing", "人员", &subjects, &masked)?;
    Ok(persons)
}
