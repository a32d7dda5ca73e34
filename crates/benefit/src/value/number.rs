//! Arithmetic of scalars: exact, or `None` where the result leaves its range.

use crate::plan::{RoundRule, Scalar};
use base::{Date, Fen, Ratio, Rounding};

/// Money, count or day number; a ratio counts as its whole part.
pub(crate) const fn int(scalar: Scalar) -> i64 {
    match scalar {
        Scalar::Int(value) => value,
        Scalar::Ratio(ratio) => match ratio.num().checked_div(ratio.den()) {
            Some(whole) => whole,
            None => 0,
        },
    }
}

/// A ratio; a whole number is that many wholes.
pub(crate) fn ratio(scalar: Scalar) -> Option<Ratio> {
    match scalar {
        Scalar::Ratio(ratio) => Some(ratio),
        Scalar::Int(value) => Ratio::new(value, 1).ok(),
    }
}

pub(crate) fn add(a: Scalar, b: Scalar) -> Option<Scalar> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => a.checked_add(b).map(Scalar::Int),
        _ => ratio(a)?.checked_add(ratio(b)?).map(Scalar::Ratio),
    }
}

/// a − b, not below 0.
pub(crate) fn minus(a: Scalar, b: Scalar) -> Option<Scalar> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => a.checked_sub(b).map(|d| Scalar::Int(d.max(0))),
        _ => {
            let difference = ratio(a)?.checked_sub(ratio(b)?)?;
            Some(Scalar::Ratio(difference.max(Ratio::ZERO)))
        }
    }
}

pub(crate) fn smaller(a: Scalar, b: Scalar) -> Option<Scalar> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => Some(Scalar::Int(a.min(b))),
        _ => Some(Scalar::Ratio(ratio(a)?.min(ratio(b)?))),
    }
}

pub(crate) fn larger(a: Scalar, b: Scalar) -> Option<Scalar> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => Some(Scalar::Int(a.max(b))),
        _ => Some(Scalar::Ratio(ratio(a)?.max(ratio(b)?))),
    }
}

pub(crate) fn times(factor: Scalar, of: Scalar) -> Option<Scalar> {
    match of {
        Scalar::Int(value) => int(factor).checked_mul(value).map(Scalar::Int),
        Scalar::Ratio(value) => value.checked_mul(ratio(factor)?).map(Scalar::Ratio),
    }
}

pub(crate) fn share(
    part: Scalar,
    of: Scalar,
    mode: Option<Rounding>,
    rule: RoundRule,
) -> Option<Scalar> {
    let money = Fen::new(int(of));
    let share = money.share(ratio(part)?, mode.unwrap_or(rule.mode), rule.unit)?;
    Some(Scalar::Int(share.get()))
}

/// Units of `every` begun or completed in `of`; none below 0.
pub(crate) fn every(unit: i64, of: Scalar, up: bool) -> Option<Scalar> {
    let whole = int(of).max(0);
    let completed = whole.checked_div(unit)?;
    let begun = up && whole.checked_rem(unit)? != 0;
    completed.checked_add(i64::from(begun)).map(Scalar::Int)
}

pub(crate) fn complement(of: Scalar) -> Option<Scalar> {
    Some(Scalar::Ratio(ratio(of)?.complement()))
}

/// 1 − (1 − r) × f.
pub(crate) fn self_factor(factor: Scalar, of: Scalar) -> Option<Scalar> {
    let own = ratio(of)?.complement().checked_mul(ratio(factor)?)?;
    Some(Scalar::Ratio(own.complement()))
}

pub(crate) fn add_days(days: Scalar, to: Scalar) -> Option<Scalar> {
    moved(to, |date| date.add_days(i32::try_from(int(days)).ok()?))
}

pub(crate) fn add_months(months: Scalar, to: Scalar) -> Option<Scalar> {
    moved(to, |date| date.add_months(i32::try_from(int(months)).ok()?))
}

pub(crate) fn first_of_next_month(of: Scalar) -> Option<Scalar> {
    moved(of, Date::first_of_next_month)
}

/// The date of a day number.
pub(crate) fn date(day: i64) -> Option<Date> {
    Date::from_day_number(i32::try_from(day).ok()?)
}

fn moved(from: Scalar, step: impl Fn(Date) -> Option<Date>) -> Option<Scalar> {
    let date = step(date(int(from))?)?;
    Some(Scalar::Int(i64::from(date.day_number())))
}
