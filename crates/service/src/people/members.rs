//! Who belongs to an organisation: joined and ended one by one, or by a school's roster.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, OrganisationNo, PersonNo, Refused};
use enrolment::organisation::affiliation::join as may_join;
use enrolment::organisation::roster::{RosterLine, compare};
use enrolment::organisation::{Affiliation, MemberRole, Organisation, OrganisationState};
use store::Tx;
use store::membership::dossier;
use store::people::{PersonKey, affiliations as rows, organisations, read};

use crate::{Desk, ServiceError};

/// Persons join an organisation; each answer stands in the place of its row.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `organisation.state` for an
/// employer that is not registered; storage. What keeps a single person out is an answer.
pub fn join(
    desk: &Desk<'_>,
    actor: &Actor,
    no: OrganisationNo,
    new: &[Affiliation],
) -> Result<Vec<Result<(), Refused>>, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "organisation.join", None, |tx| {
        let organisation = registered(tx, scope, no)?;
        let persons: Vec<PersonNo> = new.iter().map(|one| one.person).collect();
        let whole = Scope::whole(scope.pool());
        let keys = read::keys(tx, whole, &persons)?;
        let mut known = rows::of_persons(tx, whole, &persons)?;
        let (mut taken, mut answers) = (Vec::new(), Vec::with_capacity(new.len()));
        for one in new {
            let of_person = known.entry(one.person).or_default();
            let answer = match keys.get(&one.person) {
                None => Err(unknown(one.person)),
                Some(_) => may_join(of_person, one),
            };
            if let (Ok(()), Some((key, _))) = (&answer, keys.get(&one.person)) {
                of_person.push(one.clone());
                taken.push((*key, one.clone()));
            }
            answers.push(answer);
        }
        rows::add(tx, scope, organisation.region, &taken)?;
        Ok(answers)
    })
}

fn registered(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: OrganisationNo,
) -> Result<Organisation, ServiceError> {
    let found = organisations::find(tx, scope, no)?;
    let organisation = found.ok_or(ServiceError::NotFound("单位"))?;
    is_registered(&organisation)?;
    Ok(organisation)
}

/// People are added to registered organisations only.
pub(crate) fn is_registered(organisation: &Organisation) -> Result<(), Refused> {
    if organisation.state == OrganisationState::Registered {
        return Ok(());
    }
    let no = organisation.no;
    let zh = format!(
        "单位 {no} 现为“{}”，登记审核通过后才能办理人员增减。",
        organisation.state.zh()
    );
    Err(Refused::new("organisation.state", zh).under("篇7 第四条"))
}

fn unknown(person: PersonNo) -> Refused {
    Refused::new(
        "person.unknown",
        format!("登记库中没有人员 {person}，请先办理人员登记。"),
    )
}

/// A person's time at an organisation ends with a day.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] where the person does not belong to it; storage.
pub fn leave(
    desk: &Desk<'_>,
    actor: &Actor,
    no: OrganisationNo,
    (person, role): (PersonNo, MemberRole),
    last: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "organisation.leave", Some(reason), |tx| {
        let members = rows::of_organisation(tx, scope, no)?;
        let open = |one: &&Affiliation| {
            one.person == person
                && one.role == role
                && one.belongs.until().is_none_or(|until| until > last)
        };
        let found = members
            .iter()
            .find(open)
            .ok_or(ServiceError::NotFound("单位人员"))?;
        let keys = read::keys(tx, Scope::whole(scope.pool()), &[person])?;
        let (key, _) = keys
            .get(&person)
            .copied()
            .ok_or(ServiceError::NotFound("人员"))?;
        Ok(rows::end(tx, key, found, last, reason)?)
    })
}

/// The persons who hold document numbers, in the form in which the register compares them; a number of two
/// persons is left out. One question for each few thousand numbers.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn identify(
    desk: &Desk<'_>,
    actor: &Actor,
    numbers: &[String],
) -> Result<BTreeMap<String, PersonNo>, ServiceError> {
    const AT_ONCE: usize = 4_000;
    let scope = actor.may(Permission::PersonWrite)?;
    desk.read(|session| {
        let mut found = BTreeMap::new();
        for some in numbers.chunks(AT_ONCE) {
            found.extend(dossier::by_numbers(session, scope, some.to_vec())?);
        }
        Ok(found)
    })
}

/// What a roster changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterResult {
    /// Pupils and students who joined, or moved to another stage.
    pub joined: usize,
    /// Who left, or moved to another stage.
    pub left: usize,
    /// Who stayed as they were.
    pub stayed: usize,
}

/// Takes a school's roster of a day: who is not on it any more leaves with the day before.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `roster.person` for a line
/// whose person is not on record; storage.
pub fn roster(
    desk: &Desk<'_>,
    actor: &Actor,
    school: OrganisationNo,
    lines: &[RosterLine],
    on: Date,
) -> Result<RosterResult, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "organisation.roster", None, |tx| {
        let organisation = registered(tx, scope, school)?;
        let known = rows::of_organisation(tx, scope, school)?;
        let change = compare(school, &known, lines, on);
        let persons: Vec<PersonNo> = change.joins.iter().map(|one| one.person).collect();
        let keys = read::keys(tx, Scope::whole(scope.pool()), &persons)?;
        let key = |one: &Affiliation| match keys.get(&one.person) {
            Some((key, _)) => Ok(*key),
            None => Err(unknown(one.person)),
        };
        let last = on.add_days(-1).unwrap_or(on);
        let leaving: Vec<PersonNo> = change.leaves.iter().map(|one| one.person).collect();
        rows::end_students(tx, school, &leaving, last, "名册变动")?;
        let joins: Result<Vec<(PersonKey, Affiliation)>, Refused> = change
            .joins
            .iter()
            .map(|one| Ok((key(one)?, one.clone())))
            .collect();
        rows::add(tx, scope, organisation.region, &joins?)?;
        Ok(RosterResult {
            joined: change.joins.len(),
            left: change.leaves.len(),
            stayed: change.stays,
        })
    })
}

/// The members of an organisation of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn list(
    desk: &Desk<'_>,
    actor: &Actor,
    no: OrganisationNo,
) -> Result<Vec<Affiliation>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| rows::of_organisation(session, scope, no))?)
}

/// What persons belong to, by person, over the whole pooling area.
///
/// # Errors
/// Storage.
pub fn of_persons(
    desk: &Desk<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<Affiliation>>, ServiceError> {
    let whole = Scope::whole(scope.pool());
    Ok(desk.read(|session| rows::of_persons(session, whole, persons))?)
}
