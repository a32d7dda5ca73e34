//! Entitlement of one person: the spans that stand, and a day explained from the facts.

use access::{Actor, Permission, Scope, Sight};
use base::{Date, PersonNo};
use benefit::plan::Policy;
use enrolment::ask::Basis;
use enrolment::entitlement::{Derived, Span};
use std::sync::Arc;
use store::AsOf;
use store::entitlement::{self as rows, RuleBook, SpanRow};
use store::people::links::cluster;
use store::people::read::keys;

use super::rules::Rules;
use super::standing::{employees, residents, told};
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
/// entitled, or why not. `policy` answers for members of the employee scheme, `rules` for residents. Every
/// record that stands for the person counts, wherever in the pooling area its enrolments and employers are:
/// the counter treats the person by the same [`super::standings`].
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
    let whole = Scope::whole(scope.pool());
    let today = desk.today();
    let answers: Vec<Derived> = desk.read(|session| {
        let mine = keys(session, scope, &[person])?;
        mine.get(&person)
            .ok_or(ServiceError::NotFound("参保人员"))?;
        let records = cluster(session, scope, person, on)?;
        let records: Vec<PersonNo> = records.into_iter().collect();
        let mut found = Vec::new();
        if let Some(policy) = policy {
            found.extend(employees(session, whole, policy, &records, today)?);
        }
        if let Some(rules) = rules {
            found.extend(residents(session, whole, rules, &records)?);
        }
        let derived = found.into_iter().map(|one| one.derived);
        Ok::<_, ServiceError>(derived.collect::<Result<Vec<_>, _>>()?)
    })?;
    saw(desk, actor, person)?;
    Ok(told(&answers.iter().collect::<Vec<_>>(), on))
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
