//! From the facts as given to the facts the rules see: defaults laid in, derived facts computed.

use crate::claim::{AccView, Facts, UNKNOWN};
use crate::derive::{built_in, derive};
use crate::determination::Refusal;
use crate::plan::{FactId, Plan, Policy};
use crate::value::{Miss, number};
use base::{BenefitYear, Date};

/// How deep derived facts may rest on each other when a missing one is named.
const BLAME_DEPTH: u8 = 32;

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

/// The facts ready for the rules of one version: defaults, then derived facts in their order.
///
/// A derived fact whose inputs are missing stays unknown and refuses only the rule that needs it
/// (see [`missing`]).
#[must_use]
pub fn prepare(policy: &Policy, plan: &Plan, given: &Facts, view: &AccView) -> Facts {
    let mut facts = with_defaults(policy, given);
    let known = &policy.known;
    for fact in [known.age, known.year, known.stay_days, known.entitled]
        .into_iter()
        .flatten()
    {
        if let Some(value) = built_in(policy, plan, &facts, fact) {
            facts.set(fact, value.unwrap_or(UNKNOWN));
        }
    }
    for derived in &plan.derived {
        let value = match derive(policy, plan, &facts, view, derived) {
            Ok(Some(value)) => value,
            Ok(None) => continue,
            Err(_) => UNKNOWN,
        };
        facts.set(derived.fact, value);
    }
    facts
}

/// The refusal for a value that cannot be had: names the given fact behind a derived one.
#[must_use]
pub fn refusal(policy: &Policy, plan: &Plan, facts: &Facts, miss: Miss, by: &str) -> Refusal {
    blame(policy, plan, facts, miss, (by, false), BLAME_DEPTH)
}

fn blame(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    miss: Miss,
    (by, through): (&str, bool),
    depth: u8,
) -> Refusal {
    let fact = match miss {
        Miss::Fact(fact) => fact,
        Miss::NoRow(table) => return Refusal::NoRow(table),
        Miss::Unset(name) => return Refusal::Unset(name),
        Miss::Range => return Refusal::Amount(by.to_owned()),
        Miss::Money => return Refusal::NotStatic(by.to_owned()),
    };
    let name = fact_name(policy, fact);
    if let (Some(cause), Some(depth)) = (cause(policy, plan, facts, fact), depth.checked_sub(1)) {
        // The outermost derived fact (the class) says more than the innermost.
        let by = if through { by } else { name };
        return blame(policy, plan, facts, cause, (by, true), depth);
    }
    Refusal::FactMissing {
        fact: name.to_owned(),
        by: by.to_owned(),
    }
}

/// Why a derived fact is unknown; `None` where the fact is not derived.
fn cause(policy: &Policy, plan: &Plan, facts: &Facts, fact: FactId) -> Option<Miss> {
    let miss = match built_in(policy, plan, facts, fact) {
        Some(result) => result.err()?,
        None => {
            let how = plan.derived.iter().find(|derived| derived.fact == fact)?;
            derive(policy, plan, facts, &AccView::default(), how).err()?
        }
    };
    Some(miss).filter(|miss| *miss != Miss::Fact(fact))
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
