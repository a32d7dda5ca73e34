//! Which rule prices a line.

use crate::claim::{Facts, Line};
use crate::cond::{Slot, slot};
use crate::determination::Refusal;
use crate::facts::refusal;
use crate::plan::{FactType, ItemRule, Plan, Policy, PotId, Value};
use crate::program::Rate;
use crate::resolve::named_pot;
use crate::value::{Miss, Scope, number};
use base::Ratio;

/// The rule of one line, with its numbers.
pub(super) struct LineRule {
    pub(super) index: Option<u16>,
    pub(super) limit: Option<i64>,
    pub(super) quantity: i64,
    pub(super) over_to: PotId,
    pub(super) first: Option<Rate>,
    pub(super) first_to: PotId,
    pub(super) exclude_to: Option<PotId>,
    pub(super) part: PotId,
}

/// The rule of every line. The facts of a line lie over those of the claim.
pub(super) fn rules_of(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    lines: &[Line],
) -> Result<Vec<LineRule>, Refusal> {
    let mut laid = facts.clone();
    let mut rules = Vec::with_capacity(lines.len());
    for line in lines {
        for (fact, value) in &line.facts {
            laid.set(*fact, *value);
        }
        rules.push(rule_of(policy, plan, &laid)?);
        for (fact, _) in &line.facts {
            laid.set(*fact, facts.raw(*fact));
        }
    }
    Ok(rules)
}

fn rule_of(policy: &Policy, plan: &Plan, facts: &Facts) -> Result<LineRule, Refusal> {
    let scope = Scope::new(policy, plan, facts);
    let refuse = |miss, by: &str| refusal(policy, plan, facts, miss, by);
    for (index, rule) in (0_u16..).zip(&plan.items) {
        let by = || format!("item.{}", usize::from(index).saturating_add(1));
        if scope
            .holds(&rule.when)
            .map_err(|miss| refuse(miss, &by()))?
        {
            return declared(&scope, index, rule).map_err(|miss| refuse(miss, &by()));
        }
    }
    default_rule(&scope)
}

fn declared(scope: &Scope<'_>, index: u16, rule: &ItemRule) -> Result<LineRule, Miss> {
    let constant = |value: Option<&Value>| match value {
        Some(value) => scope.constant(value),
        None => Ok(None),
    };
    let first = match constant(rule.first.as_ref())? {
        Some(ratio) => Some(Rate::new(number::ratio(ratio).ok_or(Miss::Range)?)),
        None => None,
    };
    Ok(LineRule {
        index: Some(index),
        limit: constant(rule.price_limit.as_ref())?.map(|limit| number::int(limit).max(0)),
        quantity: quantity(scope),
        over_to: rule.over_to,
        first,
        first_to: rule.first_to,
        exclude_to: rule.exclude_to,
        part: rule.part,
    })
}

/// The default of the reference, section 8.
fn default_rule(scope: &Scope<'_>) -> Result<LineRule, Refusal> {
    let (policy, plan, facts) = (scope.policy, scope.plan, scope.facts);
    let refuse = |miss| refusal(policy, plan, facts, miss, "item");
    let excluded = match class_of(scope).map_err(refuse)? {
        "c" | "out" => Some(named_pot(policy, "excluded")?),
        "a" | "b" | "in_policy" => None,
        _ => return Err(Refusal::NoRow("item".to_owned())),
    };
    let first = optional(scope, policy.known.own_first).map_err(refuse)?;
    let ratio = first.map(|ppm| Ratio::new(ppm, 1_000_000).map_err(|_| refuse(Miss::Range)));
    Ok(LineRule {
        index: None,
        limit: optional(scope, policy.known.price_limit)
            .map_err(refuse)?
            .map(|limit| limit.max(0)),
        quantity: quantity(scope),
        over_to: named_pot(policy, "over_limit")?,
        first: ratio.transpose()?.map(Rate::new),
        first_to: named_pot(policy, "first_self_pay")?,
        exclude_to: excluded,
        part: 0,
    })
}

/// Name of the line's class; a policy without the fact knows in-policy lines only.
fn class_of<'a>(scope: &Scope<'a>) -> Result<&'a str, Miss> {
    let Some(item) = scope.policy.known.item else {
        return Ok("in_policy");
    };
    let index = match slot(&scope.policy.facts, scope.facts, item) {
        Slot::Value(index) => index,
        Slot::Absent | Slot::Unknown => return Err(Miss::Fact(item)),
    };
    let decl = scope.policy.facts.get(usize::from(item));
    match decl.map(|decl| &decl.ty) {
        Some(FactType::Enum(values)) => {
            let value = usize::try_from(index)
                .ok()
                .and_then(|index| values.get(index));
            Ok(value.map_or("", |(name, _)| name.as_str()))
        }
        _ => Ok("in_policy"),
    }
}

/// A fact that may be absent.
fn optional(scope: &Scope<'_>, fact: Option<u16>) -> Result<Option<i64>, Miss> {
    let Some(fact) = fact else { return Ok(None) };
    match slot(&scope.policy.facts, scope.facts, fact) {
        Slot::Value(value) => Ok(Some(value)),
        Slot::Absent => Ok(None),
        Slot::Unknown => Err(Miss::Fact(fact)),
    }
}

/// Units of the line; a correction may give them with its sign. 1 where the policy counts none.
fn quantity(scope: &Scope<'_>) -> i64 {
    let given = scope
        .policy
        .known
        .quantity
        .and_then(|fact| scope.facts.get(fact));
    given.map_or(1, i64::saturating_abs)
}
