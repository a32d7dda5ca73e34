//! Histories and lists. Persons are told by their number; names are another use case.

use access::{Actor, Permission, Sight};
use base::{BatchNo, Date, EnrolmentNo, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{Enrolment, HistorySpan, Transition};
use store::batch::{self, BatchRow};
use store::membership::report::{self, Double};
use store::membership::transfer::{self as transfer_rows, Transfer};
use store::membership::work::{self, WorkItem};
use store::membership::{dossier, enrolment as rows};
use store::people::coverage;

use super::Who;
use crate::{Desk, ServiceError, audit, regime};

/// A person's enrolments, each with its trail, and the time brought from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The enrolments, by first day.
    pub enrolments: Vec<(Enrolment, Vec<Transition>)>,
    /// Time elsewhere.
    pub outside: Vec<HistorySpan>,
}

/// The history of a person, as far as it lies in the actor's region; the view is on record.
///
/// # Errors
/// [`ServiceError::Denied`]; storage; here and below.
pub fn history(desk: &Desk<'_>, actor: &Actor, person: PersonNo) -> Result<History, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    audit::saw(
        desk,
        actor,
        "enrol.history",
        "person",
        &[person.get()],
        &Sight::Masked,
    )?;
    desk.read(|session| {
        let mut enrolments = Vec::new();
        for kept in rows::of_person(session, scope, person)? {
            let trail = rows::trail(session, scope, kept.is.no)?;
            enrolments.push((kept.is, trail));
        }
        let outside = transfer_rows::history_of(session, scope, person)?;
        Ok(History {
            enrolments,
            outside,
        })
    })
}

/// The scheme whose benefits hold for care on a day: the chosen track while two run, the unified scheme from its
/// first day on. `None` where nothing runs that day.
///
/// # Errors
/// [`ServiceError::Refused`] `regime.none`.
pub fn benefit_scheme(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    care: Date,
) -> Result<Option<Scheme>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let Some(kept) = rows::running_on(session, scope, person, care)? else {
            return Ok(None);
        };
        let profile = regime::of(session, scope, care)?;
        Ok(Some(profile.benefit_scheme(kept.is.scheme, care)))
    })
}

/// How many persons of each region are in no scheme on a day, as the rates of [`crate::people::coverage`] count them:
/// who has only applied is in none yet.
///
/// # Errors
/// As [`history`].
pub fn unenrolled_counts(
    desk: &Desk<'_>,
    actor: &Actor,
    day: Date,
) -> Result<Vec<(RegionCode, i64)>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let villages = desk.read(|session| coverage::villages(session, scope, day))?;
    let missing = villages
        .iter()
        .map(|one| (one.region, one.registered.saturating_sub(one.enrolled)));
    Ok(missing.filter(|(_, missing)| *missing > 0).collect())
}

/// Persons of the actor's region who are in no scheme on a day, page by page.
///
/// # Errors
/// As [`history`].
pub fn unenrolled(
    desk: &Desk<'_>,
    actor: &Actor,
    day: Date,
    after: i64,
    limit: i64,
) -> Result<Vec<(RegionCode, PersonNo)>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| coverage::unenrolled(session, scope, day, after, limit))?)
}

/// The doubles that nobody has resolved.
///
/// # Errors
/// As [`history`].
pub fn doubles(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Double>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::doubles(session, scope))?)
}

/// Enrolments of a year away from the household registration.
///
/// # Errors
/// As [`history`].
pub fn exceptions(
    desk: &Desk<'_>,
    actor: &Actor,
    year: i32,
) -> Result<Vec<Enrolment>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::exceptions(session, scope, year))?)
}

/// Enrolments of a year after an interruption.
///
/// # Errors
/// As [`history`].
pub fn interrupted(
    desk: &Desk<'_>,
    actor: &Actor,
    year: i32,
) -> Result<Vec<Enrolment>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::interrupted(session, scope, year))?)
}

/// The prospects of a year.
///
/// # Errors
/// As [`history`].
pub fn prospects(desk: &Desk<'_>, actor: &Actor, year: i32) -> Result<Vec<PersonNo>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::prospects(session, scope, year))?)
}

/// The transfers of the actor's region, the newest first.
///
/// # Errors
/// As [`history`].
pub fn transfers(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Transfer>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| transfer_rows::all(session, scope))?)
}

/// The open work items of a kind.
///
/// # Errors
/// As [`history`].
pub fn work_items(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: &str,
) -> Result<Vec<WorkItem>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| work::open_items(session, scope, kind))?)
}

/// The enrolments that a batch brought, page by page.
///
/// # Errors
/// As [`history`].
pub fn batch_enrolments(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BatchNo,
    after: i64,
    limit: i64,
) -> Result<Vec<Enrolment>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::of_batch(session, scope, no, after, limit))?)
}

/// Which of some persons a batch enrolled, in the order asked for; one question however many.
///
/// # Errors
/// As [`history`].
pub fn batch_results(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BatchNo,
    named: &[Who],
) -> Result<Vec<Option<(PersonNo, EnrolmentNo)>>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let numbers = named.iter().filter_map(|who| match who {
        Who::Document(number) => Some(number.clone()),
        Who::Person(_) => None,
    });
    let numbers: Vec<_> = numbers.collect();
    desk.read(|session| {
        let known = dossier::by_numbers(session, scope, numbers)?;
        let person = |who: &Who| match who {
            Who::Person(person) => Some(*person),
            Who::Document(number) => known.get(number).copied(),
        };
        let persons: Vec<_> = named.iter().map(person).collect();
        let wanted: Vec<PersonNo> = persons.iter().flatten().copied().collect();
        let brought = report::brought(session, scope, no, &wanted)?;
        let of = |person: Option<PersonNo>| Some((person?, *brought.get(&person?)?));
        Ok(persons.into_iter().map(of).collect())
    })
}

/// The lines of a batch that were refused or remarked.
///
/// # Errors
/// As [`history`].
pub fn batch_rows(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BatchNo,
) -> Result<Vec<BatchRow>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| batch::rows(session, scope, no))?)
}
