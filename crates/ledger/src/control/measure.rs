//! A measure: one whole number over another, compared exactly and rounded only to be shown.

use std::fmt;

use base::{Fen, Ratio, Rounding};

/// Hundredths of a percent: 753 is 7.53 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(i64);

impl BasisPoints {
    /// So many hundredths of a percent.
    #[must_use]
    pub const fn new(basis_points: i64) -> BasisPoints {
        BasisPoints(basis_points)
    }

    /// The number of hundredths of a percent.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// As a percentage with two decimals: `7.53%`, `-5.90%`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let parts = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}%", parts / 100, parts % 100))
    }
}

/// A quotient that has not been divided: limits are compared with the exact value, so that 10.004 %
/// is above a limit of 10 %. A denominator that is not positive makes a measure without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    numerator: i128,
    denominator: i128,
}

impl Measure {
    /// One number over another.
    #[must_use]
    pub const fn new(numerator: i64, denominator: i64) -> Measure {
        Measure {
            numerator: numerator as i128,
            denominator: denominator as i128,
        }
    }

    /// One amount over another.
    #[must_use]
    pub const fn of(part: Fen, whole: Fen) -> Measure {
        Measure::new(part.get(), whole.get())
    }

    /// For how many months a balance lasts, given what was spent in `months` months: balance / (spent / months).
    #[must_use]
    pub const fn months(balance: Fen, spent: Fen, months: u32) -> Measure {
        Measure {
            // |i64| times a u32 stays far inside i128.
            numerator: balance.get() as i128 * months as i128,
            denominator: spent.get() as i128,
        }
    }

    /// Whether there is a value: the denominator is positive.
    #[must_use]
    pub const fn has_value(self) -> bool {
        self.denominator > 0
    }

    /// The value in hundredths of a percent; `None` without a value or beyond the range.
    #[must_use]
    pub fn basis_points(self, rounding: Rounding) -> Option<BasisPoints> {
        self.scaled(10_000, rounding).map(BasisPoints)
    }

    /// The value times `unit`, rounded: with 10 the tenths. `None` without a value or beyond the range.
    #[must_use]
    pub fn scaled(self, unit: u32, rounding: Rounding) -> Option<i64> {
        if !self.has_value() {
            return None;
        }
        let product = self.numerator.checked_mul(i128::from(unit))?;
        i64::try_from(rounding.div(product, self.denominator)).ok()
    }

    /// Whether the value is above the bound; `None` without a value.
    #[must_use]
    pub fn above(self, bound: Ratio) -> Option<bool> {
        self.against(bound).map(|(left, right)| left > right)
    }

    /// Whether the value is below the bound; `None` without a value.
    #[must_use]
    pub fn below(self, bound: Ratio) -> Option<bool> {
        self.against(bound).map(|(left, right)| left < right)
    }

    /// Both sides multiplied out: (value, bound) on a common denominator.
    fn against(self, bound: Ratio) -> Option<(i128, i128)> {
        if !self.has_value() {
            return None;
        }
        let left = self.numerator.checked_mul(i128::from(bound.den()))?;
        let right = self.denominator.checked_mul(i128::from(bound.num()))?;
        Some((left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_compared_before_rounding() {
        let limit = Ratio::from_bp(1_000).unwrap();
        let measure = Measure::new(100_004, 1_000_000);
        assert_eq!(
            measure.basis_points(Rounding::HalfUp),
            Some(BasisPoints::new(1_000))
        );
        assert_eq!(measure.above(limit), Some(true));
        assert_eq!(Measure::new(1, 10).above(limit), Some(false));
        assert_eq!(Measure::new(1, 10).below(limit), Some(false));
    }

    #[test]
    fn nothing_over_nothing_has_no_value() {
        let measure = Measure::new(5, 0);
        assert_eq!(measure.basis_points(Rounding::Down), None);
        assert_eq!(measure.above(Ratio::ZERO), None);
    }

    #[test]
    fn a_deficit_is_shown_as_such() {
        let rate = Measure::new(4_254 - 4_505, 4_254).basis_points(Rounding::HalfUp);
        assert_eq!(rate.map(|rate| rate.to_string()), Some("-5.90%".to_owned()));
    }

    proptest! {
        #[test]
        fn above_and_below_exclude_each_other(part in any::<i64>(), whole in 1..i64::MAX, bp in 0_i64..20_000) {
            let (measure, bound) = (Measure::new(part, whole), Ratio::from_bp(bp).unwrap());
            let above = measure.above(bound).unwrap();
            let below = measure.below(bound).unwrap();
            prop_assert!(!(above && below));
        }
    }
}
