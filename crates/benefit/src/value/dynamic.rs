//! Values at a moment of a running claim: what `fold` left over.

use super::number;
use crate::plan::{AccId, PotId, RoundRule, Scalar, Value};

/// What a running claim (or a section entry) offers to a value.
pub trait Moment {
    /// Total of the bill.
    fn total(&self) -> i64;
    /// What entered the open parts.
    fn in_policy(&self) -> i64;
    /// Content of a pot.
    fn pot(&self, pot: PotId) -> i64;
    /// An accumulator now.
    fn acc(&self, acc: AccId) -> i64;
    /// Base of a contribution.
    fn base(&self) -> i64;
}

/// Evaluates a folded value; `None` where a number on the way leaves its range.
pub fn now(value: &Value, rule: RoundRule, moment: &impl Moment) -> Option<i64> {
    scalar(value, rule, moment).map(number::int)
}

fn scalar<M: Moment>(value: &Value, rule: RoundRule, m: &M) -> Option<Scalar> {
    let of = |value: &Value| scalar(value, rule, m);
    match value {
        Value::Const(scalar) => Some(*scalar),
        Value::Total => Some(Scalar::Int(m.total())),
        Value::InPolicy => Some(Scalar::Int(m.in_policy())),
        Value::Base => Some(Scalar::Int(m.base())),
        Value::Acc(acc) => Some(Scalar::Int(m.acc(*acc))),
        Value::Pots(pots) => {
            let sum = pots
                .iter()
                .try_fold(0_i64, |sum, pot| sum.checked_add(m.pot(*pot)));
            sum.map(Scalar::Int)
        }
        Value::Sum(parts) => fold_parts(parts, rule, m, number::add),
        Value::Min(parts) => fold_parts(parts, rule, m, number::smaller),
        Value::Max(parts) => fold_parts(parts, rule, m, number::larger),
        Value::Minus(a, b) => number::minus(of(a)?, of(b)?),
        Value::Share {
            ratio,
            of: money,
            rounding,
        } => number::share(of(ratio)?, of(money)?, *rounding, rule),
        Value::Times(factor, part) => number::times(of(factor)?, of(part)?),
        Value::Every {
            every,
            of: part,
            up,
        } => number::every(*every, of(part)?, *up),
        Value::Complement(part) => number::complement(of(part)?),
        Value::SelfFactor { factor, ratio } => number::self_factor(of(factor)?, of(ratio)?),
        Value::AddDays(days, to) => number::add_days(of(days)?, of(to)?),
        Value::AddMonths(months, to) => number::add_months(of(months)?, of(to)?),
        Value::FirstOfNextMonth(part) => number::first_of_next_month(of(part)?),
        // Facts, tables and conditions are gone after folding.
        _ => None,
    }
}

fn fold_parts<M: Moment>(
    parts: &[Value],
    rule: RoundRule,
    m: &M,
    join: impl Fn(Scalar, Scalar) -> Option<Scalar>,
) -> Option<Scalar> {
    let (first, rest) = parts.split_first()?;
    let first = scalar(first, rule, m)?;
    rest.iter()
        .try_fold(first, |sum, part| join(sum, scalar(part, rule, m)?))
}
