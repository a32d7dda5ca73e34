//! From the facts as given to the facts the rules see: defaults laid in, derived facts computed.

pub use crate::given::{benefit_year, fact_name, law_date, version, with_defaults};

use crate::claim::{AccView, Facts, NONE, UNKNOWN};
use crate::derive::{built_in, derive};
use crate::determination::Refusal;
use crate::plan::{FactId, Plan, Policy};
use crate::value::Miss;

/// How deep derived facts may rest on each other when a missing one is named.
const BLAME_DEPTH: u8 = 32;

/// The facts ready for the rules of one version: defaults, then derived facts in their order.
///
/// A derived fact whose inputs are missing stays unknown and refuses only the rule that needs it
/// (see [`refusal`]).
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

/// The slot of one derived fact: a value, [`NONE`] or [`UNKNOWN`]. `facts` hold defaults and
/// everything the fact rests on; for callers that compute facts one at a time, such as the batch.
#[must_use]
pub fn slot_of(policy: &Policy, plan: &Plan, facts: &Facts, view: &AccView, fact: FactId) -> i64 {
    if let Some(value) = built_in(policy, plan, facts, fact) {
        return value.unwrap_or(UNKNOWN);
    }
    let Some(derived) = plan.derived.iter().find(|derived| derived.fact == fact) else {
        return facts.raw(fact);
    };
    match derive(policy, plan, facts, view, derived) {
        Ok(value) => value.unwrap_or(NONE),
        Err(_) => UNKNOWN,
    }
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
