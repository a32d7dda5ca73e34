//! What happens to a household in the two years after the reference day.

use base::{Date, ResidentId, Sex};

use crate::city::City;
use crate::draw::Draw;
use crate::household::Household;
use crate::naming;
use crate::numbers::{self, Origin};
use crate::person::{Occupation, Relation};

/// One event of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: Date,
    /// What happened.
    pub what: Happening,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A child is born to the person at a place.
    Birth {
        /// Place of the mother.
        mother: u32,
        /// Number of the child.
        id: ResidentId,
        /// Name of the child.
        name: String,
    },
    /// The person at a place dies.
    Death {
        /// Place of the person.
        person: u32,
    },
    /// The person at a place moves away, out of the city.
    MoveOut {
        /// Place of the person.
        person: u32,
    },
    /// Somebody moves in and joins the household.
    MoveIn {
        /// Number of the newcomer.
        id: ResidentId,
        /// Name of the newcomer.
        name: String,
    },
    /// A resident is hired, by the place of the employer, with a monthly wage in 分.
    Hired {
        /// Place of the person.
        person: u32,
        /// Place of the employer.
        employer: u32,
        /// Monthly wage in 分.
        wage: i64,
    },
    /// An employee loses the work and stays in the city.
    LeftWork {
        /// Place of the person.
        person: u32,
    },
}

/// The events of a household, in the order of their days. At most one befalls a person.
#[must_use]
pub fn of(city: &City, household: &Household) -> Vec<Event> {
    let mut draw = Draw::at(city.spec().seed, 5, u64::from(household.number));
    let mut events: Vec<Event> = household
        .members
        .iter()
        .filter_map(|person| {
            let what = befalls(city, household, person, &mut draw)?;
            let on = match &what {
                Happening::Birth { id, .. } => id.birth(),
                _ => day(city, &mut draw)?,
            };
            Some(Event { on, what })
        })
        .collect();
    if draw.per_mille(6) {
        events.extend(newcomer(city, household, &mut draw));
    }
    events.sort_by_key(|event| event.on);
    events
}

/// Days of the two years.
const DAYS: u32 = 730;

fn day(city: &City, draw: &mut Draw) -> Option<Date> {
    let after = i32::try_from(draw.below(DAYS)).ok()?;
    city.spec().reference().add_days(after)
}

fn befalls(
    city: &City,
    household: &Household,
    person: &crate::Person,
    draw: &mut Draw,
) -> Option<Happening> {
    let age = person.birth().age_on(city.spec().reference());
    let index = person.index;
    let can_bear = person.sex() == Sex::Female
        && (22..=42).contains(&age)
        && matches!(person.relation, Relation::Spouse);
    if can_bear && draw.per_mille(60) {
        return birth(city, household, index, draw);
    }
    let dies = if age >= 75 { 60 } else { 3 };
    if draw.per_mille(dies) {
        return Some(Happening::Death { person: index });
    }
    if (18..=50).contains(&age) && draw.per_mille(8) {
        return Some(Happening::MoveOut { person: index });
    }
    match person.occupation {
        Occupation::Resident if draw.per_mille(40) => {
            let county = city.county_of(index);
            Some(Happening::Hired {
                person: index,
                employer: city.employer_for(county, draw)?,
                wage: i64::from(draw.between(30, 90)).saturating_mul(10_000),
            })
        }
        Occupation::Employee { .. } if draw.per_mille(30) => {
            Some(Happening::LeftWork { person: index })
        }
        _ => None,
    }
}

fn birth(city: &City, household: &Household, mother: u32, draw: &mut Draw) -> Option<Happening> {
    let first = city.spec().reference().add_days(1)?;
    let last = first.add_days(i32::try_from(DAYS).ok()?)?;
    let sex = sex(draw);
    let head = household.members.first()?;
    let surname = head.name.chars().next()?.to_string();
    Some(Happening::Birth {
        mother,
        id: numbers::number(Origin::Newborn, mother, (first, last), sex, draw)?,
        name: naming::person(draw, &surname),
    })
}

fn newcomer(city: &City, household: &Household, draw: &mut Draw) -> Option<Event> {
    let ages = numbers::Ages { from: 20, to: 45 };
    let days = numbers::born(ages, city.spec().reference())?;
    let surname = naming::surname(draw);
    let sex = sex(draw);
    Some(Event {
        on: day(city, draw)?,
        what: Happening::MoveIn {
            id: numbers::number(Origin::Mover, household.number, days, sex, draw)?,
            name: naming::person(draw, surname),
        },
    })
}

fn sex(draw: &mut Draw) -> Sex {
    if draw.per_mille(515) {
        Sex::Male
    } else {
        Sex::Female
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_of_event_happens_within_the_two_years() {
        let city = City::new(Spec::demo(20_000, 2025).unwrap()).unwrap();
        let mut kinds = [0_u32; 6];
        let mut ids: BTreeSet<_> = city.people().map(|person| person.id).collect();
        for household in city.households() {
            let events = of(&city, &household);
            assert!(events.is_sorted_by_key(|event| event.on));
            for event in events {
                assert!((2024..=2026).contains(&event.on.year()), "{event:?}");
                let kind = match event.what {
                    Happening::Birth { id, .. } => {
                        assert!(ids.insert(id));
                        assert_eq!(id.birth(), event.on);
                        0
                    }
                    Happening::Death { .. } => 1,
                    Happening::MoveOut { .. } => 2,
                    Happening::MoveIn { id, .. } => {
                        assert!(ids.insert(id));
                        3
                    }
                    Happening::Hired { .. } => 4,
                    Happening::LeftWork { .. } => 5,
                };
                kinds[kind] += 1;
            }
        }
        assert!(kinds.iter().all(|count| *count > 10), "{kinds:?}");
    }
}
