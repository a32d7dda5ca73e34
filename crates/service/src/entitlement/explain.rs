//! Entitlement of one person: the spans that stand, and a day explained from the facts.

use access::{Actor, Permission, Sight};
use base::{Date, PersonNo};
use benefit::plan::Policy;
use enrolment::ask::{Basis, Membership};
use enrolment::entitlement::{Derived, Span, explain_day};
use std::sync::Arc;
use store::AsOf;
use store::entitlement::{self as rows, RuleBook, SpanRow};
use store::premium::roll;

use super::derive::{Rules, employee_of, resident_of};
use crate::{Desk, ServiceError, audit};

/// A span with the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The span.
    pub row: SpanRow,
    /// The rule.
    pub basis: Arc<Basis>,
}

impl Shown {
    /// The span as the domain knows it.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            from: self.row.from,
            until: self.row.until,
            record: self.row.record,
            basis: self.basis.clone(),
        }
    }
}

/// The spans of a person as known at a step of knowledge; that they were seen is on record.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn show(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    as_of: AsOf,
) -> Result<Vec<Shown>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let shown = desk.read(|session| {
        let found = rows::of_person(session, scope, person, as_of)?;
        let book = RuleBook::read(session, scope.pool())?;
        let shown = found.into_iter().filter_map(|row| {
            let basis = book.rule(row.rule).cloned()?;
            Some(Shown { row, basis })
        });
        Ok::<_, ServiceError>(shown.collect::<Vec<Shown>>())
    })?;
    saw(desk, actor, person)?;
    Ok(shown)
}

/// Explains a day of a person in Chinese, from the facts as they are known now: by what the person is
/// entitled, or why not. `policy` answers for members of the employee scheme, `rules` for residents.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the package does
/// not answer; storage.
pub fn explain(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    on: Date,
    (policy, rules): (Option<&Policy>, Option<&mut Rules<'_>>),
) -> Result<Vec<String>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let today = desk.today();
    let answers: Vec<Derived> = desk.read(|session| {
        let row = roll::career(session, scope, person)?;
        let row = row.ok_or(ServiceError::NotFound("参保人员"))?;
        let mut answers = Vec::new();
        if let Some(policy) = policy {
            let sets: &[Membership] = &[];
            answers.push(employee_of(session, scope, policy, &row, sets, today)?);
        }
        if let Some(rules) = rules {
            answers.extend(resident_of(session, scope, person, rules)?);
        }
        Ok::<_, ServiceError>(answers)
    })?;
    saw(desk, actor, person)?;
    let entitled = answers.iter().find(|derived| derived.is_entitled(on));
    let told = match entitled {
        Some(derived) => explain_day(derived, on),
        None => {
            let nothing = Derived::default();
            let spoken = |derived: &&Derived| !derived.spans.is_empty() || !derived.bars.is_empty();
            let best = answers.iter().rfind(spoken).unwrap_or(&nothing);
            explain_day(best, on)
        }
    };
    Ok(told)
}

fn saw(desk: &Desk<'_>, actor: &Actor, person: PersonNo) -> Result<(), ServiceError> {
    let seen = [person.get()];
    audit::saw(
        desk,
        actor,
        "entitlement.show",
        "person",
        &seen,
        &Sight::Masked,
    )
}
