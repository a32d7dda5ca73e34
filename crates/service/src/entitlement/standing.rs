//! What the facts say of people at this moment, many people at once.
//!
//! This is where a single person is explained (`tongchou entitlement explain`) and where the counter looks:
//! both derive from the facts, by the same pure functions, within the transaction that asks. The spans that
//! [`super::derive`] keeps are the same answers written down for lists, reports and audits; between two runs
//! they may lag behind, and nothing that is settled rests on them.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, PersonNo, Refused, RegionCode};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::ask::{Career, Membership};
use enrolment::entitlement::{
    Derived, EmployeeFacts, History, YearPayment, employee, explain_day, resident,
};
use store::Session;
use store::entitlement::{self as rows, Employed};
use store::premium::roll::{self, CareerRow};

use super::law::Law;
use super::rules::Rules;
use crate::ServiceError;

/// What the facts say of one record in one scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The record.
    pub record: PersonNo,
    /// In which scheme.
    pub scheme: Scheme,
    /// Where the person is insured in it: the place of the last enrolment, or that of the record.
    pub region: RegionCode,
    /// The days, or why the package does not answer.
    pub derived: Result<Derived, Refused>,
    /// What was paid.
    pub paid: Paid,
    /// The working life of a member of the employee scheme.
    pub career: Option<Career>,
}

/// What was paid for a person in a scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paid {
    /// The years of a resident that are paid in full.
    pub years: Vec<YearPayment>,
    /// Days of birth from which a newborn of the scheme is covered.
    pub newborn: Vec<Date>,
    /// Months of a member of the employee scheme, deemed ones included.
    pub months: i64,
    /// The first day on which something was paid in full.
    pub first_on: Option<Date>,
    /// The wage of the last bill of an employer.
    pub wage: Option<Fen>,
}

impl Standing {
    /// Whether there is anything in this scheme: days, or bars.
    #[must_use]
    pub fn says_something(&self) -> bool {
        match &self.derived {
            Ok(derived) => !derived.spans.is_empty() || !derived.bars.is_empty(),
            Err(_) => true,
        }
    }
}

/// What the facts say of people by the rules of the pooling area: a question for each table, however many
/// people. `today` is the day up to which arrears of employers are counted.
///
/// # Errors
/// Storage.
pub fn standings(
    session: &mut Session<'_>,
    scope: Scope,
    law: &Law,
    people: &[PersonNo],
    today: Date,
) -> Result<BTreeMap<PersonNo, Vec<Standing>>, ServiceError> {
    let mut found: BTreeMap<PersonNo, Vec<Standing>> = BTreeMap::new();
    if let Some(policy) = &law.employee {
        for one in employees(session, scope, policy, people, today)? {
            found.entry(one.record).or_default().push(one);
        }
    }
    if let Some((profile, calendar)) = &law.resident {
        let mut rules = Rules::of(profile, calendar.clone());
        for one in residents(session, scope, &mut rules, people)? {
            found.entry(one.record).or_default().push(one);
        }
    }
    Ok(found)
}

/// The members of the employee scheme among some people, by number.
///
/// # Errors
/// Storage.
pub(super) fn employees(
    session: &mut Session<'_>,
    scope: Scope,
    policy: &Policy,
    people: &[PersonNo],
    today: Date,
) -> Result<Vec<Standing>, ServiceError> {
    let careers = roll::careers(session, scope, people)?;
    if careers.is_empty() {
        return Ok(Vec::new());
    }
    let members: Vec<PersonNo> = careers.keys().copied().collect();
    // Employers, deemed months and decisions count wherever in the pooling area they are on record.
    let whole = Scope::whole(scope.pool());
    let mut employed = rows::employments_of(session, whole, &members, today)?;
    let mut deemed = rows::deemed_of(session, whole, &members)?;
    let mut decided = rows::decisions_of(session, whole, &members)?;
    let standing = |row: CareerRow| {
        let Employed { employments, wage } = employed.remove(&row.person).unwrap_or_default();
        let facts = EmployeeFacts {
            history: history(
                &employments,
                row.months_before,
                deemed.remove(&row.person).unwrap_or_default(),
            ),
            career: row.career,
            employments,
            decisions: decided.remove(&row.person).unwrap_or_default().employee,
            ended_on: row.ended_on,
            on: today,
            rule_sets: Vec::<Membership>::new(),
        };
        let bills = facts.employments.iter().flat_map(|one| &one.bills);
        let completed = bills.filter_map(|bill| bill.completed);
        let paid = Paid {
            months: facts.history.total(),
            first_on: completed.map(|one| one.on).min(),
            wage,
            ..Paid::default()
        };
        Standing {
            record: row.person,
            scheme: Scheme::Employee,
            region: row.region,
            derived: employee(policy, &facts),
            paid,
            career: Some(facts.career),
        }
    };
    Ok(careers.into_values().map(standing).collect())
}

/// The contribution history of a member of the employee scheme.
pub(super) fn history(
    employments: &[enrolment::entitlement::Employment],
    before: i64,
    deemed: Vec<enrolment::entitlement::DeemedMonths>,
) -> History {
    let paid = employments.iter().flat_map(|one| &one.bills);
    let real = paid.filter(|bill| bill.completed.is_some());
    History {
        real: real.map(|bill| bill.bill.month).collect(),
        before,
        deemed,
    }
}

/// The residents among some people, by number and scheme.
///
/// # Errors
/// Storage.
pub(super) fn residents(
    session: &mut Session<'_>,
    scope: Scope,
    rules: &mut Rules<'_>,
    people: &[PersonNo],
) -> Result<Vec<Standing>, ServiceError> {
    let waiting = rules.waiting();
    let mut found = rows::residents_of(session, scope, people, &waiting, &mut |year, on| {
        rules.in_window(year, on)
    })?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut decided = rows::decisions_of(session, scope, people)?;
    let standings = found.iter_mut().map(|row| {
        let decisions = decided.get_mut(&row.person);
        row.facts.decisions = decisions
            .map(|all| std::mem::take(&mut all.resident))
            .unwrap_or_default();
        let paid = Paid {
            first_on: row.facts.payments.iter().map(|paid| paid.on).min(),
            newborn: row.facts.newborn.iter().map(|born| born.birth).collect(),
            years: row.facts.payments.clone(),
            ..Paid::default()
        };
        Standing {
            record: row.person,
            scheme: row.scheme,
            region: row.region,
            derived: Ok(resident(rules.for_residents(), &row.facts)),
            paid,
            career: None,
        }
    });
    Ok(standings.collect())
}

/// A day in sentences over all that was derived for a person: entitled by what, or why not.
#[must_use]
pub fn told(answers: &[&Derived], on: Date) -> Vec<String> {
    if let Some(derived) = answers.iter().find(|derived| derived.is_entitled(on)) {
        return explain_day(derived, on);
    }
    let nothing = Derived::default();
    let spoken = |derived: &&&Derived| !derived.spans.is_empty() || !derived.bars.is_empty();
    let best = answers.iter().rfind(spoken).map_or(&nothing, |best| *best);
    explain_day(best, on)
}
