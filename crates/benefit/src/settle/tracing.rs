//! Trace entries for what happens before the steps.

use crate::claim::Facts;
use crate::derive::class_row;
use crate::determination::{TraceUse, TraceWhat};
use crate::execute::{Sink, Trace};
use crate::plan::{DerivedHow, Plan, Policy, Scalar};
use crate::price::{Priced, PricedLine};
use crate::program::Rate;
use crate::value::Scope;
use base::Ratio;

/// Most distinct limits and ratios that one items entry lists.
const MAX_LISTED: usize = 8;

/// The class rows that hold.
pub(super) fn classes(policy: &Policy, plan: &Plan, facts: &Facts, trace: &mut Trace) {
    let scope = Scope::new(policy, plan, facts);
    for (index, derived) in (0_u16..).zip(&plan.derived) {
        if let (DerivedHow::Class { rows }, Some(_)) = (&derived.how, facts.get(derived.fact))
            && let Some(row) = class_row(&scope, rows)
        {
            trace.begin(TraceWhat::Class(index, row), Vec::new());
        }
    }
}

/// The denials that hold; the money of the claim moves under the last one.
pub(super) fn denials(held: &[u16], trace: &mut Trace) {
    for deny in held {
        trace.begin(TraceWhat::Deny(*deny), Vec::new());
    }
}

/// One entry an item rule: what it took out of the open part, and what it left there (a move from
/// the part to itself).
pub(super) fn items(priced: &Priced, trace: &mut Trace) {
    let mut rules: Vec<Option<u16>> = priced.lines.iter().map(|line| line.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in rules {
        let lines: Vec<&PricedLine> = priced
            .lines
            .iter()
            .filter(|line| line.rule == rule)
            .collect();
        trace.begin(TraceWhat::Item(rule), uses(&lines));
        let mut sums: Vec<(u16, u16, i64)> = Vec::new();
        for line in &lines {
            for part in line.parts() {
                let key = (line.rest.pot, part.pot);
                match sums.iter_mut().find(|(from, to, _)| (*from, *to) == key) {
                    Some((_, _, sum)) => *sum = sum.saturating_add(part.amount.get()),
                    None => sums.push((key.0, key.1, part.amount.get())),
                }
            }
        }
        for (from, to, sum) in sums.into_iter().filter(|(_, _, sum)| *sum != 0) {
            trace.moved(from, to, sum);
        }
    }
}

fn uses(lines: &[&PricedLine]) -> Vec<TraceUse> {
    let mut uses: Vec<TraceUse> = Vec::new();
    for line in lines {
        let limit = line
            .price_limit
            .map(|limit| ("price_limit", Scalar::Int(limit.get()), true));
        let first = line
            .first_ratio
            .and_then(ratio)
            .map(|first| ("first", first, false));
        for (field, value, money) in limit.into_iter().chain(first) {
            let known = uses
                .iter()
                .any(|used| used.field == field && used.value == value);
            if !known && uses.len() < MAX_LISTED {
                uses.push(TraceUse {
                    field,
                    value,
                    money,
                    row: None,
                    cite: Vec::new(),
                });
            }
        }
    }
    uses
}

fn ratio(rate: Rate) -> Option<Scalar> {
    Ratio::new(rate.num, rate.den).ok().map(Scalar::Ratio)
}
