//! The amount of money itself and its arithmetic.

use super::{Ratio, Rounding};

/// An amount of money in integer 分 (1 元 = 100 分), positive or negative.
///
/// Any `i64` is a valid amount in memory; amounts that come in as text are held to
/// [`Fen::MAX_ABS`], which leaves room to add up thousands of them. Arithmetic answers `None`
/// instead of wrapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(i64);

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// The largest absolute amount text may state, in 分: 10^15 (ten thousand 亿 元), above any
    /// yearly total of a national fund.
    pub const MAX_ABS: i64 = 1_000_000_000_000_000;

    /// The amount of `fen` 分.
    #[must_use]
    pub const fn new(fen: i64) -> Fen {
        Fen(fen)
    }

    /// The amount in 分.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or `None` where it leaves the range of `i64`.
    #[must_use]
    pub const fn checked_add(self, other: Fen) -> Option<Fen> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Fen(sum)),
            None => None,
        }
    }

    /// The difference, or `None` where it leaves the range of `i64`.
    #[must_use]
    pub const fn checked_sub(self, other: Fen) -> Option<Fen> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Fen(difference)),
            None => None,
        }
    }

    /// The amount with its sign turned, or `None` for `i64::MIN`.
    #[must_use]
    pub const fn checked_neg(self) -> Option<Fen> {
        match self.0.checked_neg() {
            Some(negated) => Some(Fen(negated)),
            None => None,
        }
    }

    /// The sum of all amounts, or `None` where the final sum leaves the range of `i64`.
    ///
    /// The running sum is wider than `i64`, so that the answer does not depend on the order.
    #[must_use]
    pub fn checked_sum<I>(amounts: I) -> Option<Fen>
    where
        I: IntoIterator<Item = Fen>,
    {
        let mut sum: i128 = 0;
        for amount in amounts {
            sum = sum.checked_add(i128::from(amount.0))?;
        }
        i64::try_from(sum).ok().map(Fen)
    }

    /// `ratio` of this amount, rounded to a multiple of `unit` 分 (1 = 分, 10 = 角, 100 = 元).
    ///
    /// One rounding happens, on the exact product. `None` where `unit` is not positive or the
    /// result leaves the range of `i64`.
    #[must_use]
    pub fn share(self, ratio: Ratio, rounding: Rounding, unit: i64) -> Option<Fen> {
        if unit <= 0 {
            return None;
        }
        // |i64| * 1.01e8 and 1e6 * |i64| both stay far inside i128.
        let product = i128::from(self.0).checked_mul(i128::from(ratio.num()))?;
        let divisor = i128::from(ratio.den()).checked_mul(i128::from(unit))?;
        let units = rounding.div(product, divisor);
        let fen = units.checked_mul(i128::from(unit))?;
        i64::try_from(fen).ok().map(Fen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_do_not_depend_on_the_order() {
        let amounts = [i64::MAX, 1, -1].map(Fen::new);
        assert_eq!(Fen::checked_sum(amounts), Some(Fen::new(i64::MAX)));
        assert_eq!(Fen::checked_sum([Fen::new(i64::MAX), Fen::new(1)]), None);
        assert_eq!(Fen::checked_sum([]), Some(Fen::ZERO));
    }

    #[test]
    fn arithmetic_answers_none_instead_of_wrapping() {
        assert_eq!(Fen::new(i64::MAX).checked_add(Fen::new(1)), None);
        assert_eq!(Fen::new(i64::MIN).checked_sub(Fen::new(1)), None);
        assert_eq!(Fen::new(i64::MIN).checked_neg(), None);
        assert_eq!(Fen::new(5).checked_neg(), Some(Fen::new(-5)));
    }

    #[test]
    fn a_share_is_rounded_once_to_the_unit() {
        let two_thirds = Ratio::new(2, 3).unwrap();
        let share = |unit| Fen::new(10_000).share(two_thirds, Rounding::HalfUp, unit);
        assert_eq!(share(1), Some(Fen::new(6_667)));
        assert_eq!(share(10), Some(Fen::new(6_670)));
        assert_eq!(share(100), Some(Fen::new(6_700)));
        assert_eq!(share(0), None);
        assert_eq!(share(-1), None);
    }

    #[test]
    fn a_share_beyond_the_range_is_none() {
        let hundredfold = Ratio::new(100, 1).unwrap();
        let amount = Fen::new(i64::MAX);
        assert_eq!(amount.share(hundredfold, Rounding::Down, 1), None);
    }

    proptest! {
        #[test]
        fn a_share_stays_between_nothing_and_the_amount(
            fen in -Fen::MAX_ABS..=Fen::MAX_ABS,
            bp in 0_i64..=10_000,
            unit in prop::sample::select(vec![1_i64, 10, 100]),
        ) {
            let ratio = Ratio::from_bp(bp).unwrap();
            let share = Fen::new(fen).share(ratio, Rounding::Down, unit).unwrap().get();
            prop_assert!(share.abs() <= fen.abs());
            prop_assert!(share == 0 || share.signum() == fen.signum());
            prop_assert_eq!(share % unit, 0);
        }

        #[test]
        fn a_reversal_cancels_its_share_exactly(
            fen in -Fen::MAX_ABS..=Fen::MAX_ABS,
            bp in 0_i64..=10_000,
            rounding in prop::sample::select(Rounding::ALL.to_vec()),
        ) {
            let ratio = Ratio::from_bp(bp).unwrap();
            let paid = Fen::new(fen).share(ratio, rounding, 1).unwrap();
            let back = Fen::new(-fen).share(ratio, rounding, 1).unwrap();
            prop_assert_eq!(paid.checked_add(back), Some(Fen::ZERO));
        }
    }
}
