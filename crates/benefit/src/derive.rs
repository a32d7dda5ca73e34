//! Derived facts: age, year, days of the stay, entitlement, classes and the package's own.

use crate::claim::{AccView, Facts};
use crate::cond::{Slot, slot};
use crate::entitlement;
use crate::given::{benefit_year, date_fact, fact_name, law_date};
use crate::plan::{AgeAt, ClassRow, Derived, DerivedHow, FactId, FactType, Plan, Policy, Scalar};
use crate::value::{Miss, Scope, number};
use base::Date;

/// The encoded value of a derived fact; `None` where it is absent.
///
/// # Errors
/// [`Miss`] where a fact or a row is missing.
pub(crate) fn derive(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    view: &AccView,
    derived: &Derived,
) -> Result<Option<i64>, Miss> {
    let scope = Scope::new(policy, plan, facts);
    match &derived.how {
        DerivedHow::Value(value) => {
            let scalar = scope.constant(value)?;
            Ok(scalar.map(|scalar| encode(&scope, derived.fact, scalar)))
        }
        DerivedHow::CountOf(set) => match slot(&policy.facts, facts, *set) {
            Slot::Value(mask) => Ok(Some(i64::from(mask.count_ones()))),
            Slot::Absent => Ok(Some(0)),
            Slot::Unknown => Err(Miss::Fact(*set)),
        },
        DerivedHow::Ordinal(acc) => Ok(Some(view.get(*acc).saturating_add(1))),
        DerivedHow::Before(acc) => Ok(Some(view.get(*acc))),
        DerivedHow::Class { rows } => class(&scope, rows, derived.fact).map(Some),
        DerivedHow::Entitled => entitled(policy, plan, facts).map(|yes| Some(i64::from(yes))),
    }
}

/// The value of a fact that the engine computes itself, before the declared ones; `None` where the
/// fact is not one of them.
pub(crate) fn built_in(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    fact: FactId,
) -> Option<Result<i64, Miss>> {
    let known = &policy.known;
    let is = |slot: Option<FactId>| slot == Some(fact);
    if is(known.age) {
        Some(age(policy, facts))
    } else if is(known.year) {
        Some(year(policy, facts))
    } else if is(known.stay_days) {
        Some(Ok(stay_days(policy, facts)))
    } else if is(known.entitled) && !plan.derived.iter().any(|derived| derived.fact == fact) {
        Some(entitled(policy, plan, facts).map(i64::from))
    } else {
        None
    }
}

/// Ratio facts are encoded in parts per million, everything else as it is.
fn encode(scope: &Scope<'_>, fact: FactId, scalar: Scalar) -> i64 {
    let decl = scope.policy.facts.get(usize::from(fact));
    match scalar {
        Scalar::Ratio(ratio) if decl.is_some_and(|decl| decl.ty == FactType::Ratio) => {
            let millionths = i128::from(ratio.num()).saturating_mul(1_000_000);
            let whole = base::Rounding::HalfUp.div(millionths, i128::from(ratio.den()));
            i64::try_from(whole).unwrap_or(i64::MAX)
        }
        other => number::int(other),
    }
}

/// The value of the first row that holds.
fn class(scope: &Scope<'_>, rows: &[ClassRow], fact: FactId) -> Result<i64, Miss> {
    for row in rows {
        if scope.holds(&row.when)? {
            return Ok(row.is);
        }
    }
    Err(Miss::NoRow(fact_name(scope.policy, fact).to_owned()))
}

/// Index of the row of a class that holds; for the trace.
pub(crate) fn class_row(scope: &Scope<'_>, rows: &[ClassRow]) -> Option<u16> {
    let first = rows
        .iter()
        .position(|row| scope.holds(&row.when) == Ok(true))?;
    u16::try_from(first).ok()
}

fn age(policy: &Policy, facts: &Facts) -> Result<i64, Miss> {
    let birth_fact = policy.known.birth.unwrap_or(FactId::MAX);
    let birth = date_fact(facts, Some(birth_fact)).ok_or(Miss::Fact(birth_fact))?;
    let at = age_date(policy, facts).ok_or(Miss::Fact(law_fact(policy)))?;
    Ok(i64::from(birth.age_on(at)))
}

fn age_date(policy: &Policy, facts: &Facts) -> Option<Date> {
    match policy.age_at {
        AgeAt::LawDate => law_date(policy, facts).ok(),
        AgeAt::YearStart => benefit_year(policy, facts).map(|year| year.from),
        AgeAt::YearEnd => benefit_year(policy, facts).map(|year| year.until),
    }
}

/// `year` is a number where the label of the benefit year is one, else the calendar year in which
/// the benefit year begins.
fn year(policy: &Policy, facts: &Facts) -> Result<i64, Miss> {
    let year = benefit_year(policy, facts).ok_or(Miss::Fact(law_fact(policy)))?;
    let begins = || i64::from(year.from.year());
    Ok(year.label.parse::<i64>().unwrap_or_else(|_| begins()))
}

fn stay_days(policy: &Policy, facts: &Facts) -> i64 {
    let admitted = date_fact(facts, policy.known.admission_date);
    let discharged = date_fact(facts, policy.known.discharge_date);
    match (admitted, discharged) {
        (Some(from), Some(until)) => {
            let nights = i64::from(until.day_number()).saturating_sub(i64::from(from.day_number()));
            nights.max(1)
        }
        _ => 0,
    }
}

fn entitled(policy: &Policy, plan: &Plan, facts: &Facts) -> Result<bool, Miss> {
    let service = policy.known.service_date.unwrap_or(FactId::MAX);
    let on = date_fact(facts, Some(service)).ok_or(Miss::Fact(service))?;
    if entitlement::is_regulated(plan) {
        let scope = Scope::new(policy, plan, facts);
        return entitlement::covers(&scope, on);
    }
    let from = date_fact(facts, policy.known.entitled_from);
    let until = date_fact(facts, policy.known.entitled_until);
    Ok(from.is_none_or(|from| from <= on) && until.is_none_or(|until| on <= until))
}

fn law_fact(policy: &Policy) -> FactId {
    policy.law_date.first().copied().unwrap_or(FactId::MAX)
}
