//! Visits before a stay that join its bill.

use crate::claim::{AccView, Facts, Visit};
use crate::determination::Refusal;
use crate::facts::{prepare, refusal};
use crate::plan::{FactId, FactType, MergeRule, Plan, Policy};
use crate::value::Scope;

const MINUTES_A_DAY: i64 = 24 * 60;

/// Whether a visit joins the bill of a stay: the first rule that says so decides.
pub(super) fn joins(
    policy: &Policy,
    plan: &Plan,
    stay: &Facts,
    visit: &Visit,
    view: &AccView,
) -> Result<bool, Refusal> {
    if plan.merges.is_empty() {
        return Ok(false);
    }
    let earlier = prepare(policy, plan, &visit.facts, view);
    for rule in &plan.merges {
        if joins_by(policy, plan, rule, stay, &earlier)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn joins_by(
    policy: &Policy,
    plan: &Plan,
    rule: &MergeRule,
    stay: &Facts,
    visit: &Facts,
) -> Result<bool, Refusal> {
    let holds = |cond, facts| {
        let held = Scope::new(policy, plan, facts).holds(cond);
        held.map_err(|miss| refusal(policy, plan, facts, miss, &rule.id))
    };
    if !holds(&rule.visit, visit)? || !holds(&rule.stay, stay)? {
        return Ok(false);
    }
    let same = |fact: FactId| visit.get(fact).is_some() && visit.get(fact) == stay.get(fact);
    Ok(rule.same_provider.is_none_or(same) && in_time(policy, rule, stay, visit))
}

/// Both moments in minutes; where one of them is a mere date both are taken as dates.
fn in_time(policy: &Policy, rule: &MergeRule, stay: &Facts, visit: &Facts) -> bool {
    let moments = (visit.get(rule.visit_ends), stay.get(rule.stay_starts));
    let (Some(end), Some(start)) = moments else {
        return false;
    };
    let (end_is_date, start_is_date) = (
        is_date(policy, rule.visit_ends),
        is_date(policy, rule.stay_starts),
    );
    let gap = if end_is_date || start_is_date {
        let day = |value: i64, is_date: bool| match is_date {
            true => value,
            false => value.div_euclid(MINUTES_A_DAY),
        };
        let days = day(start, start_is_date).saturating_sub(day(end, end_is_date));
        days.saturating_mul(MINUTES_A_DAY)
    } else {
        start.saturating_sub(end)
    };
    (0..=rule.within_minutes).contains(&gap)
}

fn is_date(policy: &Policy, fact: FactId) -> bool {
    policy
        .facts
        .get(usize::from(fact))
        .is_some_and(|decl| decl.ty == FactType::Date)
}
