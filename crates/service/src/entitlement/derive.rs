//! Deriving spans for many people: streamed by ranges of person numbers, each range in a transaction of
//! its own. Deriving again changes nothing where nothing changed, so a run that was cut off is repeated.

use access::{Actor, Permission, Scope};
use base::{Date, Refused};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::ask::Membership;
use enrolment::entitlement::{Derived, EmployeeFacts, employee, resident};
use store::entitlement::{self as rows, PersonSpans, ResidentRow, RuleBook, SpanRow};
use store::premium::roll::{self, CareerRow};
use store::{Event, Session, Tx};

use super::rules::Rules;
use super::standing::history;
use crate::{Desk, ServiceError};

/// Enrolments of one range.
const RANGE: i64 = 4_000;
/// Employees of one range: each asks the package several times.
const EMPLOYEES: i64 = 500;

/// What a derivation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Derivation {
    /// People looked at.
    pub people: usize,
    /// Spans that were closed because they no longer hold.
    pub closed: usize,
    /// Spans that were written.
    pub written: usize,
    /// People whose facts the package does not answer.
    pub refused: usize,
}

/// Derives the spans of the residents of the actor's region. `told` hears of each range.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn derive_residents(
    desk: &Desk<'_>,
    actor: &Actor,
    rules: &mut Rules<'_>,
    told: &mut dyn FnMut(&Derivation),
) -> Result<Derivation, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let mut done = Derivation::default();
    let mut book = desk.read(|session| RuleBook::read(session, scope.pool()))?;
    let mut after = 0;
    while let Some(until) = desk.read(|session| rows::people(session, scope, after, RANGE))? {
        let range = (after, until);
        let one = desk.write(actor, "entitlement.derive", None, |tx| {
            let (standing, derived) = residents_of(tx, scope, range, rules)?;
            let people = derived.len();
            let (closed, written) = rows::replace(tx, scope, &standing, &derived, &mut book)?;
            announce(tx, scope, range, (closed, written))?;
            Ok::<_, ServiceError>(Derivation {
                people,
                closed,
                written,
                refused: 0,
            })
        });
        let one = one?;
        done = sum(done, one);
        told(&done);
        after = until;
    }
    Ok(done)
}

/// The standing and the derived spans of the residents of a range. Who has no enrolment any more has
/// no span any more.
fn residents_of(
    session: &mut Session<'_>,
    scope: Scope,
    range: (i64, i64),
    rules: &mut Rules<'_>,
) -> Result<(Vec<SpanRow>, Vec<PersonSpans>), ServiceError> {
    let found = facts(session, scope, range, rules)?;
    let standing = rows::standing(session, scope, range)?;
    let standing = standing
        .into_iter()
        .filter(|row| row.scheme != Scheme::Employee);
    let derived = found.into_iter().map(|row| PersonSpans {
        bucket: row.bucket,
        person: row.person,
        scheme: row.scheme,
        region: row.region,
        spans: resident(rules.for_residents(), &row.facts).spans,
    });
    Ok((standing.collect(), derived.collect()))
}

/// The facts of the residents of a range, decisions included.
fn facts(
    session: &mut Session<'_>,
    scope: Scope,
    range: (i64, i64),
    rules: &mut Rules<'_>,
) -> Result<Vec<ResidentRow>, ServiceError> {
    let waiting = rules.waiting();
    let mut found = rows::residents(session, scope, range, &waiting, &mut |year, on| {
        rules.in_window(year, on)
    })?;
    let mut decisions = rows::decisions(session, scope, range, false)?;
    for row in &mut found {
        row.facts.decisions = decisions.remove(&row.person).unwrap_or_default();
    }
    Ok(found)
}

/// Derives the spans of the members of the employee scheme in the actor's region by the pool's package.
/// `told` hears of each range; who the package does not answer keeps the spans that stand.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn derive_employees(
    desk: &Desk<'_>,
    actor: &Actor,
    policy: &Policy,
    rule_sets: &[Membership],
    told: &mut dyn FnMut(&Derivation),
) -> Result<Derivation, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    let mut done = Derivation::default();
    let mut book = desk.read(|session| RuleBook::read(session, scope.pool()))?;
    let mut after = 0;
    loop {
        let people = desk.read(|session| roll::members(session, scope, after, EMPLOYEES))?;
        let Some(last) = people.last().map(|row| row.person.get()) else {
            return Ok(done);
        };
        let range = (after, last);
        let one = desk.write(actor, "entitlement.derive", None, |tx| {
            let mut derived = Vec::with_capacity(people.len());
            let mut refused = 0;
            for row in &people {
                match employee_of(tx, scope, policy, row, rule_sets, today) {
                    Ok(found) => derived.push(spans(row, found)),
                    Err(ServiceError::Refused(_)) => refused += 1,
                    Err(error) => return Err(error),
                }
            }
            let standing = rows::standing(tx, scope, range)?;
            let answered = |row: &SpanRow| {
                row.scheme == Scheme::Employee && derived.iter().any(|it| it.person == row.person)
            };
            let standing: Vec<SpanRow> = standing.into_iter().filter(answered).collect();
            let (closed, written) = rows::replace(tx, scope, &standing, &derived, &mut book)?;
            announce(tx, scope, range, (closed, written))?;
            Ok(Derivation {
                people: people.len(),
                closed,
                written,
                refused,
            })
        })?;
        done = sum(done, one);
        told(&done);
        after = last;
    }
}

fn spans(row: &CareerRow, derived: Derived) -> PersonSpans {
    PersonSpans {
        bucket: row.bucket,
        person: row.person,
        scheme: Scheme::Employee,
        region: row.region,
        spans: derived.spans,
    }
}

/// What is derived for one member of the employee scheme, bars included.
fn employee_of(
    session: &mut Session<'_>,
    scope: Scope,
    policy: &Policy,
    row: &CareerRow,
    rule_sets: &[Membership],
    on: Date,
) -> Result<Derived, ServiceError> {
    let key = (row.bucket, row.person);
    let employments = rows::employments(session, scope, key, on)?;
    let deemed = rows::deemed(session, scope, row.bucket, row.person)?;
    let history = history(&employments, row.months_before, deemed);
    let range = (row.person.get().saturating_sub(1), row.person.get());
    let mut decisions = rows::decisions(session, Scope::whole(scope.pool()), range, true)?;
    let facts = EmployeeFacts {
        career: row.career,
        employments,
        history,
        decisions: decisions.remove(&row.person).unwrap_or_default(),
        ended_on: row.ended_on,
        on,
        rule_sets: rule_sets.to_vec(),
    };
    let derived: Result<Derived, Refused> = employee(policy, &facts);
    Ok(derived?)
}

fn announce(
    tx: &mut Tx<'_>,
    scope: Scope,
    (after, until): (i64, i64),
    (closed, written): (usize, usize),
) -> Result<(), ServiceError> {
    if closed == 0 && written == 0 {
        return Ok(());
    }
    let body = serde_json::json!({
        "after": after, "until": until, "closed": closed, "written": written,
    });
    Ok(tx.emit(&[Event {
        kind: "entitlement.derived".to_owned(),
        version: 1,
        region: scope.region(),
        subject: until,
        body: body.to_string(),
    }])?)
}

fn sum(a: Derivation, b: Derivation) -> Derivation {
    Derivation {
        people: a.people + b.people,
        closed: a.closed + b.closed,
        written: a.written + b.written,
        refused: a.refused + b.refused,
    }
}
