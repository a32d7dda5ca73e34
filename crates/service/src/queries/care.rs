//! Visits, diagnoses and in-patients of the institution that asks.

use std::collections::{BTreeMap, BTreeSet};

use access::Actor;
use base::{Date, PersonNo};
use settlement::VisitNo;
use settlement::visit::CivilTime;
use store::Session;
use store::counter::query;
use store::counter::visit::{self, VisitRow};

use super::{Asker, Names, bounded, no_visit, one_more};
use crate::counter::person::{self, InsuredInfo, PersonInfo};
use crate::{Desk, ServiceError};

/// A visit with who came, as on the day on which it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The visit.
    pub row: VisitRow,
    /// The person.
    pub person: PersonInfo,
}

impl Seen {
    /// The insurance under which the person came, where the register still has it.
    #[must_use]
    pub fn insured(&self) -> Option<&InsuredInfo> {
        let asked = &self.row.visit.opening.insurance;
        self.person.insured.iter().find(|it| it.insurance == asked)
    }
}

/// Which visits 5201 asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitsAsk {
    /// The person.
    pub person: PersonNo,
    /// When they began, first and last moment.
    pub began: (CivilTime, CivilTime),
    /// Medical category.
    pub med_type: String,
    /// The visit, where one is named.
    pub visit: Option<VisitNo>,
}

/// The visits of a person at the institution that asks, the latest first (5201), with the names of its departments
/// and physicians.
///
/// # Errors
/// [`ServiceError::Denied`]; `query.too_many`; storage.
pub fn visits(
    desk: &Desk<'_>,
    actor: &Actor,
    ask: &VisitsAsk,
) -> Result<(Vec<Seen>, Names), ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let fits = |row: &VisitRow| {
        let visit = &row.visit;
        visit.opening.institution == asker.institution()
            && visit.med_type.as_deref() == Some(ask.med_type.as_str())
            && ask.visit.is_none_or(|no| no == row.no)
            && (ask.began.0..=ask.began.1).contains(&visit.opening.began)
    };
    let found = desk.read::<_, ServiceError>(|session| {
        let records = asker.records_of(session, ask.person)?;
        let mut rows = visit::of_people(session, asker.scope, &records)?;
        rows.retain(fits);
        let names = Names::of(session, asker.scope, asker.institution())?;
        Ok((seen(session, &asker, bounded(rows)?)?, names))
    })?;
    asker.sees("gateway.5201", [ask.person])?;
    Ok(found)
}

/// A visit of a person at the institution that asks, for its diagnoses (5202).
///
/// # Errors
/// [`ServiceError::Denied`]; `query.visit`; storage.
pub fn visit(
    desk: &Desk<'_>,
    actor: &Actor,
    (visit, person): (VisitNo, PersonNo),
) -> Result<(VisitRow, Names), ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let found = desk.read::<_, ServiceError>(|session| {
        let row = own_visit(session, &asker, (visit, person))?;
        Ok((row, Names::of(session, asker.scope, asker.institution())?))
    })?;
    asker.sees("gateway.5202", [person])?;
    Ok(found)
}

/// A visit of the institution that asks, of this person under whatever number.
pub(super) fn own_visit(
    session: &mut Session<'_>,
    asker: &Asker<'_>,
    (visit, person): (VisitNo, PersonNo),
) -> Result<VisitRow, ServiceError> {
    let records = asker.records_of(session, person)?;
    let found = visit::find(session, asker.scope, &[visit])?.pop();
    let own = found.filter(|row| {
        let opening = &row.visit.opening;
        opening.institution == asker.institution() && records.contains(&opening.person)
    });
    Ok(own.ok_or_else(no_visit)?)
}

/// Patients who lie in the institution that asks, admitted within a time (5303); one person where one is named.
///
/// # Errors
/// [`ServiceError::Denied`]; `query.too_many`; storage.
pub fn in_patients(
    desk: &Desk<'_>,
    actor: &Actor,
    person: Option<PersonNo>,
    admitted: (CivilTime, CivilTime),
) -> Result<Vec<Seen>, ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let found = desk.read::<_, ServiceError>(|session| {
        let records = match person {
            Some(person) => Some(asker.records_of(session, person)?),
            None => None,
        };
        let (scope, institution) = (asker.scope, asker.institution());
        let mut rows = query::open_stays(session, scope, institution, admitted, one_more())?;
        rows.retain(|row| {
            let whose = row.visit.opening.person;
            records.as_ref().is_none_or(|all| all.contains(&whose))
        });
        seen(session, &asker, bounded(rows)?)
    })?;
    let people = found.iter().map(|it| it.row.visit.opening.person);
    asker.sees("gateway.5303", people)?;
    Ok(found)
}

/// Who came, each as on the day of the visit.
fn seen(
    session: &mut Session<'_>,
    asker: &Asker<'_>,
    rows: Vec<VisitRow>,
) -> Result<Vec<Seen>, ServiceError> {
    let asked = rows.iter().map(|row| key(&row.visit.opening));
    let people = of_days(session, asker, asked.collect())?;
    let seen = rows.into_iter().filter_map(|row| {
        let person = people.get(&key(&row.visit.opening))?.clone();
        Some(Seen { row, person })
    });
    Ok(seen.collect())
}

fn key(opening: &settlement::visit::VisitOpening) -> (PersonNo, Date) {
    (opening.person, opening.began.date())
}

/// Persons, each on a day.
pub(super) fn of_days(
    session: &mut Session<'_>,
    asker: &Asker<'_>,
    asked: BTreeSet<(PersonNo, Date)>,
) -> Result<BTreeMap<(PersonNo, Date), PersonInfo>, ServiceError> {
    let (pool, today) = (asker.scope.pool(), asker.desk.today());
    let files = person::load(session, pool, &asked, today)?;
    Ok(files
        .iter()
        .map(|(key, file)| (*key, file.info()))
        .collect())
}
