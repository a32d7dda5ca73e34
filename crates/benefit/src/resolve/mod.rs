//! From facts to a program: which denials, reviews and steps hold, with their numbers.

mod numbers;
mod step;

use crate::claim::Facts;
use crate::determination::Refusal;
use crate::facts::refusal;
use crate::plan::{Plan, Policy, PotId, PotKind, Step};
use crate::program::{Op, Program};
use crate::value::{Miss, Scope};
use numbers::{Numbers, Stop};

/// How to resolve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResolveOptions {
    /// First step that runs; earlier ones are not even looked at.
    pub first_step: u16,
    /// Keep the numbers used and the table rows behind them, for the trace.
    pub uses: bool,
}

/// The program of a claim with these prepared facts, without trace.
///
/// # Errors
/// A [`Refusal`] where a rule that runs needs what is missing.
pub fn resolve(policy: &Policy, plan: &Plan, facts: &Facts) -> Result<Program, Refusal> {
    resolve_with(policy, plan, facts, ResolveOptions::default())
}

/// As [`resolve`], with options.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_with(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    options: ResolveOptions,
) -> Result<Program, Refusal> {
    let scope = match options.uses {
        true => Scope::noting(policy, plan, facts),
        false => Scope::new(policy, plan, facts),
    };
    let denials = denials(&scope)?;
    let reviews = reviews(&scope)?;
    // A denied claim pays nothing: what its steps would need does not matter.
    let ops = if denials.is_empty() {
        ops(&scope, options)?
    } else {
        Vec::new()
    };
    Ok(Program {
        ops,
        denials,
        reviews,
        rounding: plan.rounding,
        open: open_parts(policy),
        denied: named_pot(policy, "denied")?,
        uncovered: named_pot(policy, "uncovered")?,
    })
}

/// The open parts of a policy, main first.
#[must_use]
pub fn open_parts(policy: &Policy) -> Vec<PotId> {
    let pots = (0_u16..).zip(&policy.pots);
    pots.filter(|(_, pot)| pot.kind == PotKind::Open)
        .map(|(id, _)| id)
        .collect()
}

pub(crate) fn named_pot(policy: &Policy, name: &str) -> Result<PotId, Refusal> {
    policy
        .pot(name)
        .ok_or_else(|| Refusal::NoPot(name.to_owned()))
}

fn denials(scope: &Scope<'_>) -> Result<Vec<u16>, Refusal> {
    let mut held = Vec::new();
    for (index, deny) in (0_u16..).zip(&scope.plan.denials) {
        if scope
            .holds(&deny.when)
            .map_err(|miss| refuse(scope, miss, &deny.reason))?
        {
            held.push(index);
        }
    }
    Ok(held)
}

fn reviews(scope: &Scope<'_>) -> Result<Vec<u16>, Refusal> {
    let mut held = Vec::new();
    for (index, review) in (0_u16..).zip(&scope.plan.reviews) {
        if scope
            .holds(&review.when)
            .map_err(|miss| refuse(scope, miss, &review.id))?
        {
            if review.refuse {
                return Err(Refusal::Untranslated(review.id.clone()));
            }
            held.push(index);
        }
    }
    Ok(held)
}

fn ops(scope: &Scope<'_>, options: ResolveOptions) -> Result<Vec<Op>, Refusal> {
    let mut ops = Vec::new();
    let first = usize::from(options.first_step);
    for (index, step) in (0_u16..).zip(&scope.plan.steps).skip(first) {
        match op(scope, index, step, options.uses) {
            Ok(op) => ops.push(op),
            Err(Stop::Skip) => {}
            Err(Stop::Miss(miss)) => return Err(refuse(scope, miss, &step.id)),
        }
    }
    Ok(ops)
}

fn op(scope: &Scope<'_>, index: u16, step: &Step, uses: bool) -> Result<Op, Stop> {
    if !scope.holds(&step.when)? {
        return Err(Stop::Skip);
    }
    let mut numbers = Numbers::new(scope, &step.cite, uses);
    let act = step::act(&mut numbers, &step.kind)?;
    Ok(Op {
        step: index,
        act,
        uses: numbers.into_uses(),
    })
}

fn refuse(scope: &Scope<'_>, miss: Miss, by: &str) -> Refusal {
    refusal(scope.policy, scope.plan, scope.facts, miss, by)
}
