//! The facts as given: defaults, and the dates that place a claim in time.

use crate::claim::Facts;
use crate::determination::Refusal;
use crate::plan::{FactId, Plan, Policy};
use crate::value::number;
use base::{BenefitYear, Date};

/// The facts with the defaults of their declarations; the settlement date falls back to the
/// service date. Derived facts are untouched.
#[must_use]
pub fn with_defaults(policy: &Policy, given: &Facts) -> Facts {
    let mut facts = given.resized(policy.facts.len());
    for (id, decl) in (0_u16..).zip(&policy.facts) {
        if let (None, Some(value)) = (facts.get(id), decl.default) {
            facts.set(id, value);
        }
    }
    let known = &policy.known;
    if let (Some(settled), Some(service)) = (known.settlement_date, known.service_date)
        && let (None, Some(day)) = (facts.get(settled), facts.get(service))
    {
        facts.set(settled, day);
    }
    facts
}

/// The date that picks the version: the first law-date fact that is present.
///
/// # Errors
/// [`Refusal::NoLawDate`] where none is.
pub fn law_date(policy: &Policy, facts: &Facts) -> Result<Date, Refusal> {
    let mut present = policy
        .law_date
        .iter()
        .filter_map(|fact| date_fact(facts, Some(*fact)));
    present.next().ok_or(Refusal::NoLawDate)
}

/// Index of the version that rules on a date, and the version.
///
/// # Errors
/// [`Refusal::NoVersion`] where no version covers it.
pub fn version(policy: &Policy, date: Date) -> Result<(u16, &Plan), Refusal> {
    let covers = |plan: &Plan| plan.from <= date && plan.until.is_none_or(|until| date <= until);
    let mut versions = (0_u16..).zip(&policy.versions);
    versions
        .find(|(_, plan)| covers(plan))
        .ok_or(Refusal::NoVersion(date))
}

/// The benefit year of a claim: by the package's date fact, else by the law date.
#[must_use]
pub fn benefit_year(policy: &Policy, facts: &Facts) -> Option<BenefitYear> {
    let by = date_fact(facts, policy.year_by).or_else(|| law_date(policy, facts).ok())?;
    Some(policy.year_of(by))
}

/// Name of a fact, empty where it does not exist.
#[must_use]
pub fn fact_name(policy: &Policy, fact: FactId) -> &str {
    policy
        .facts
        .get(usize::from(fact))
        .map_or("", |decl| decl.name.as_str())
}

/// A date fact, where it is declared and present.
pub(crate) fn date_fact(facts: &Facts, fact: Option<FactId>) -> Option<Date> {
    number::date(facts.get(fact?)?)
}
