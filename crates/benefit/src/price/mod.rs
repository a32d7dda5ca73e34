//! The items stage: what of each line is in policy, and why the rest is not.

mod catalogue;
mod rule;

pub use catalogue::{priced_for, translate};

use crate::claim::{Facts, Line};
use crate::determination::Refusal;
use crate::plan::{Plan, Policy, PotId, RoundRule};
use crate::program::Rate;
use crate::spread::spread;
use base::Fen;
use rule::LineRule;
use std::collections::BTreeMap;

/// Money in a pot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The pot.
    pub pot: PotId,
    /// How much; negative on a correction line.
    pub amount: Fen,
}

/// A priced line; its four parts add up to its amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    /// Amount of the line.
    pub amount: Fen,
    /// Index of the item rule; `None`: the default rule.
    pub rule: Option<u16>,
    /// Price limit of one unit, where there is one.
    pub price_limit: Option<Fen>,
    /// Ratio of the first self-pay, where there is one.
    pub first_ratio: Option<Rate>,
    /// Out of the catalogue.
    pub excluded: Placed,
    /// Above the price limit.
    pub over_limit: Placed,
    /// First self-pay.
    pub first_self_pay: Placed,
    /// What enters an open part.
    pub rest: Placed,
}

impl PricedLine {
    /// The four parts.
    #[must_use]
    pub const fn parts(&self) -> [Placed; 4] {
        [
            self.excluded,
            self.over_limit,
            self.first_self_pay,
            self.rest,
        ]
    }
}

/// A priced bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// Lines in the order of the bill.
    pub lines: Vec<PricedLine>,
    /// Money in each pot, by index of the policy; none is negative.
    pub pots: Vec<Fen>,
    /// Total of the bill.
    pub total: Fen,
    /// What entered the open parts.
    pub in_policy: Fen,
}

/// Prices the lines of a bill by the item rules of a version (which may be the catalogue of
/// another place: see [`priced_for`]). `facts` are the prepared facts of the claim.
///
/// # Errors
/// A [`Refusal`] where a rule needs a fact that is missing, or where a pot would end below 0, the
/// bill beyond [`Fen::MAX_ABS`], or its lines without their signs beyond 64 bits.
pub fn price(
    policy: &Policy,
    plan: &Plan,
    facts: &Facts,
    lines: &[Line],
) -> Result<Priced, Refusal> {
    refuse_endless(lines)?;
    let rules = rule::rules_of(policy, plan, facts, lines)?;
    let mut priced: Vec<PricedLine> = Vec::with_capacity(lines.len());
    for (line, rule) in lines.iter().zip(&rules) {
        priced.push(above_limit(line, rule)?);
    }
    if plan.rounding.items_by_sum {
        first_by_sum(&mut priced, &rules, plan.rounding);
    } else {
        for (line, rule) in priced.iter_mut().zip(&rules) {
            first_by_line(line, rule, plan.rounding);
        }
    }
    total(policy, priced)
}

/// Corrections may hide amounts that no pot could hold on the way: every sum below saturates, and
/// within this bound none ever does.
fn refuse_endless(lines: &[Line]) -> Result<(), Refusal> {
    let magnitudes = lines
        .iter()
        .map(|line| Fen::new(line.amount.get().saturating_abs()));
    match Fen::checked_sum(magnitudes) {
        Some(_) => Ok(()),
        None => Err(Refusal::Amount("total of the bill".to_owned())),
    }
}

/// Everything but the first self-pay, which depends on how it is rounded.
fn above_limit(line: &Line, rule: &LineRule) -> Result<PricedLine, Refusal> {
    let amount = line.amount.get();
    if amount.unsigned_abs() > Fen::MAX_ABS.unsigned_abs() {
        return Err(Refusal::Amount("line of the bill".to_owned()));
    }
    let magnitude = amount.abs();
    let over = match rule.limit {
        Some(limit) => magnitude
            .saturating_sub(limit.saturating_mul(rule.quantity))
            .max(0),
        None => 0,
    };
    let (excluded, over) = match rule.exclude_to {
        Some(_) => (amount, 0),
        None => (0, over.saturating_mul(amount.signum())),
    };
    let rest = amount.saturating_sub(excluded).saturating_sub(over);
    let place = |pot, amount| Placed {
        pot,
        amount: Fen::new(amount),
    };
    Ok(PricedLine {
        amount: line.amount,
        rule: rule.index,
        price_limit: rule.limit.map(Fen::new),
        first_ratio: rule.first,
        excluded: place(rule.exclude_to.unwrap_or(rule.over_to), excluded),
        over_limit: place(rule.over_to, over),
        first_self_pay: place(rule.first_to, 0),
        rest: place(rule.part, rest),
    })
}

fn first_by_line(line: &mut PricedLine, rule: &LineRule, rounding: RoundRule) {
    let Some(rate) = rule.first else { return };
    let left = line.rest.amount.get();
    let first = rate
        .of(left.abs(), rounding.mode, rounding.unit)
        .min(left.abs());
    take_first(line, first.saturating_mul(left.signum()));
}

fn take_first(line: &mut PricedLine, first: i64) {
    line.first_self_pay.amount = Fen::new(first);
    line.rest.amount = Fen::new(line.rest.amount.get().saturating_sub(first));
}

/// Rounds once for all lines under one rule and ratio, and spreads the 分 over the lines.
fn first_by_sum(lines: &mut [PricedLine], rules: &[LineRule], rounding: RoundRule) {
    let mut groups: BTreeMap<(Option<u16>, Rate), Vec<usize>> = BTreeMap::new();
    for (at, rule) in rules.iter().enumerate() {
        if let Some(rate) = rule.first {
            groups.entry((rule.index, rate)).or_default().push(at);
        }
    }
    for ((_, rate), members) in groups {
        first_of_group(lines, &members, rate, rounding);
    }
}

fn first_of_group(lines: &mut [PricedLine], members: &[usize], rate: Rate, rounding: RoundRule) {
    let left = |at: &usize| lines.get(*at).map_or(0, |line| line.rest.amount.get());
    let bounds: Vec<i64> = members.iter().map(left).collect();
    let sum = bounds
        .iter()
        .fold(0_i64, |sum, left| sum.saturating_add(*left));
    let first = rate
        .of(sum.abs(), rounding.mode, rounding.unit)
        .min(sum.abs());
    let total = first.saturating_mul(sum.signum());
    let exact: Vec<i128> = bounds
        .iter()
        .map(|left| i128::from(*left).saturating_mul(i128::from(rate.num)))
        .collect();
    let parts = spread(&exact, i128::from(rate.den), total, &bounds);
    for (at, part) in members.iter().zip(parts) {
        if let Some(line) = lines.get_mut(*at) {
            take_first(line, part);
        }
    }
}

fn total(policy: &Policy, lines: Vec<PricedLine>) -> Result<Priced, Refusal> {
    let mut pots = vec![0_i64; policy.pots.len()];
    for part in lines.iter().flat_map(PricedLine::parts) {
        if let Some(pot) = pots.get_mut(usize::from(part.pot)) {
            *pot = pot.saturating_add(part.amount.get());
        }
    }
    let below = pots.iter().position(|pot| *pot < 0);
    if let Some(pot) = below.and_then(|at| policy.pots.get(at)) {
        return Err(Refusal::Amount(pot.name.clone()));
    }
    let sum = Fen::checked_sum(lines.iter().map(|line| line.amount));
    let total = sum.filter(|sum| sum.get() <= Fen::MAX_ABS);
    let total = total.ok_or_else(|| Refusal::Amount("total of the bill".to_owned()))?;
    let opened = Fen::checked_sum(lines.iter().map(|line| line.rest.amount));
    Ok(Priced {
        lines,
        pots: pots.into_iter().map(Fen::new).collect(),
        total,
        in_policy: opened.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests;
