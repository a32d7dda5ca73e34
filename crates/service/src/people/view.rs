//! Who is who: each view is kept on record, and gives masked records unless the actor may see them in full and
//! says why.

use access::{Actor, Permission, Scope, Sight};
use base::{DocumentType, HouseholdNo, PersonNo, RegionCode, Validity};
use enrolment::category::Certified;
use enrolment::organisation::Affiliation;
use enrolment::people::{DocumentNumber, Person, Standing};
use store::AsOf;
use store::people::{affiliations, categories, households, links, read};

use super::shown::Shown;
use crate::{Desk, ServiceError, audit};

/// A person with all that hangs on the record and on those that stand for the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// The record asked for.
    pub person: Shown,
    /// The record that stands for the person.
    pub leader: PersonNo,
    /// Every record of the person that lies in the scope, the one asked for left out.
    pub others: Vec<Shown>,
    /// Households, past ones included.
    pub households: Vec<(HouseholdNo, Validity)>,
    /// Organisations, past ones included.
    pub affiliations: Vec<Affiliation>,
    /// Categories, past ones included.
    pub categories: Vec<Certified>,
}

/// A person as of a day, as much as the sight allows.
///
/// # Errors
/// [`ServiceError::Denied`], also in full for a role that sees persons in part only; [`ServiceError::NotFound`] outside the actor's region; storage.
pub fn show(
    desk: &Desk<'_>,
    actor: &Actor,
    no: PersonNo,
    as_of: AsOf,
    sight: &Sight,
) -> Result<PersonView, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    sight.allowed(actor)?;
    let shown = |person: &Person| Shown::of(person, as_of.valid, sight);
    let view = desk.read::<_, ServiceError>(|session| {
        let linkage = links::around(session, scope, &[no], as_of)?;
        let cluster: Vec<PersonNo> = linkage.cluster(no, as_of.valid).into_iter().collect();
        let mut records = read::load(session, scope, &cluster, as_of)?;
        let record = records.remove(&no).ok_or(ServiceError::NotFound("人员"))?;
        let mut memberships = Vec::new();
        for one in &cluster {
            memberships.extend(households::of_person(session, scope, *one)?);
        }
        let belongs = affiliations::of_persons(session, scope, &cluster)?;
        let certified = categories::of_persons(session, scope, &cluster)?;
        Ok(PersonView {
            leader: linkage.leader(no, as_of.valid),
            person: shown(&record.person),
            others: records.values().map(|one| shown(&one.person)).collect(),
            households: memberships,
            affiliations: belongs.into_values().flatten().collect(),
            categories: certified.into_values().flatten().collect(),
        })
    })?;
    audit::saw(desk, actor, "person.show", "人员", &[no.get()], sight)?;
    Ok(view)
}

/// Somebody who holds a number, or held it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The record.
    pub record: PersonNo,
    /// What the number counts for there.
    pub standing: Standing,
    /// The record that stands for the person.
    pub person: PersonNo,
}

/// Who holds a number, old numbers and other spellings included.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Input`] for a text that can be no number; storage.
pub fn find(
    desk: &Desk<'_>,
    actor: &Actor,
    document_type: DocumentType,
    number: &str,
) -> Result<Vec<Holder>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let number = DocumentNumber::read(document_type, number)
        .map_err(|error| ServiceError::Input(error.zh()))?;
    let today = AsOf::on(desk.today());
    let holders = desk.read::<_, ServiceError>(|session| {
        let found = read::by_number(session, scope, document_type, number.canonical())?;
        let records: Vec<PersonNo> = found.iter().map(|(key, _)| key.person).collect();
        let leaders = links::leaders(session, scope, &records, today)?;
        let holder = |(key, standing): &(store::people::PersonKey, Standing)| Holder {
            record: key.person,
            standing: *standing,
            person: leaders.get(&key.person).copied().unwrap_or(key.person),
        };
        Ok(found.iter().map(holder).collect::<Vec<_>>())
    })?;
    let subjects: Vec<i64> = holders.iter().map(|one| one.record.get()).collect();
    audit::saw(
        desk,
        actor,
        "person.find",
        "人员",
        &subjects,
        &Sight::Masked,
    )?;
    Ok(holders)
}

/// The persons of a region, masked, by number, after one.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn list(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    after: Option<PersonNo>,
    limit: i64,
) -> Result<Vec<Shown>, ServiceError> {
    let scope = actor.may_in(Permission::PersonRead, region)?;
    let today = desk.today();
    let persons = desk.read::<_, ServiceError>(|session| {
        let keys = read::in_region(session, scope, region, after, limit)?;
        let numbers: Vec<PersonNo> = keys.iter().map(|key| key.person).collect();
        let found = read::load(session, scope, &numbers, AsOf::on(today))?;
        let shown = |one: &read::Record| Shown::of(&one.person, today, &Sight::Masked);
        Ok(found.values().map(shown).collect::<Vec<_>>())
    })?;
    let subjects: Vec<i64> = persons.iter().map(|one| one.no.get()).collect();
    audit::saw(
        desk,
        actor,
        "person.list",
        "人员",
        &subjects,
        &Sight::Masked,
    )?;
    Ok(persons)
}

/// The record that stands for a person today, wherever it lies in the pooling area: enrolments, cards and
/// settlements of any of its records are the person's.
///
/// # Errors
/// Storage.
pub fn leader(desk: &Desk<'_>, scope: Scope, record: PersonNo) -> Result<PersonNo, ServiceError> {
    let today = AsOf::on(desk.today());
    let leaders = desk.read(|session| links::leaders(session, scope, &[record], today))?;
    Ok(leaders.get(&record).copied().unwrap_or(record))
}
