//! Ratios as the hot loop wants them.

use base::{Ratio, Rounding};

/// Denominator to which ratios are widened where it fits: the compiler then divides by a constant.
pub(crate) const BASIS_POINTS: i64 = 10_000;

/// Largest common denominator of the bands of one step. It keeps positions × unrounded
/// remainders × ratios inside 128 bits.
pub(crate) const MAX_COMMON_DEN: i64 = 1_000_000_000;

/// A ratio between 0 and 1 that pays or carves. The order is that of its parts, not of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate {
    /// Numerator, 0 to `den`.
    pub num: i64,
    /// Denominator, at least 1.
    pub den: i64,
}

impl Rate {
    /// A ratio, held between 0 and 1: nobody pays more than the cost.
    #[must_use]
    pub fn new(ratio: Ratio) -> Rate {
        let ratio = ratio.clamp(Ratio::ZERO, Ratio::ONE);
        Rate {
            num: ratio.num(),
            den: ratio.den(),
        }
        .over(widened(ratio.den()))
    }

    /// The same ratio over a multiple of its denominator.
    #[must_use]
    pub fn over(self, den: i64) -> Rate {
        let factor = den.checked_div(self.den).unwrap_or(1);
        Rate {
            num: self.num.saturating_mul(factor),
            den: self.den.saturating_mul(factor),
        }
    }

    /// This share of an amount at or above 0, rounded once to a multiple of `unit`.
    #[must_use]
    #[inline]
    pub fn of(self, amount: i64, mode: Rounding, unit: i64) -> i64 {
        match amount.checked_mul(self.num) {
            Some(product) if unit == 1 => match (mode, self.den) {
                (Rounding::HalfUp, BASIS_POINTS) => half_up(product, BASIS_POINTS),
                (Rounding::HalfUp, den) => half_up(product, den),
                (Rounding::Down, BASIS_POINTS) => product / BASIS_POINTS,
                (Rounding::Down, den) => product.checked_div(den).unwrap_or(0),
                (mode, den) => wide(mode, i128::from(product), i128::from(den), 1),
            },
            _ => {
                let product = i128::from(amount).saturating_mul(i128::from(self.num));
                wide(mode, product, i128::from(self.den), unit)
            }
        }
    }
}

/// Halves up for amounts at or above 0: `den / 2` rounds down, which is right for odd ones too.
#[inline]
fn half_up(product: i64, den: i64) -> i64 {
    let half = den / 2;
    match product.checked_add(half) {
        Some(raised) => raised.checked_div(den).unwrap_or(0),
        None => wide(Rounding::HalfUp, i128::from(product), i128::from(den), 1),
    }
}

/// `num / den` rounded once to a multiple of `unit`, at 128 bits.
#[must_use]
pub(crate) fn wide(mode: Rounding, num: i128, den: i128, unit: i64) -> i64 {
    if let (Rounding::HalfUp, 1, Ok(num @ 0..), Ok(den)) =
        (mode, unit, i64::try_from(num), i64::try_from(den))
        && let Some(raised) = num.checked_add(den / 2)
    {
        return raised.checked_div(den).unwrap_or(0);
    }
    let unit = i128::from(unit);
    let units = mode.div(num, den.saturating_mul(unit));
    i64::try_from(units.saturating_mul(unit)).unwrap_or(i64::MAX)
}

/// Quotient and remainder of two numbers at or above 0, 0 where `den` is. Most fit 64 bits, where a
/// division costs a tenth.
#[must_use]
pub(crate) fn div_rem(num: i128, den: i128) -> (i128, i128) {
    match (u64::try_from(num), u64::try_from(den)) {
        (_, Ok(0)) => (0, 0),
        (Ok(num), Ok(den)) => (i128::from(num / den), i128::from(num % den)),
        _ => (
            num.checked_div(den).unwrap_or(0),
            num.checked_rem(den).unwrap_or(0),
        ),
    }
}

/// Smallest common multiple of the denominators, or `None` above [`MAX_COMMON_DEN`].
#[must_use]
pub(crate) fn common_den(dens: impl Iterator<Item = i64>) -> Option<i64> {
    let mut common: i64 = 1;
    for den in dens {
        let divisor = greatest_common_divisor(common.into(), den.into());
        let factor = i64::try_from(i128::from(den).checked_div(divisor)?).ok()?;
        common = common
            .checked_mul(factor)
            .filter(|den| *den <= MAX_COMMON_DEN)?;
    }
    Some(widened(common))
}

/// Basis points where they are a multiple of the denominator.
const fn widened(den: i64) -> i64 {
    match BASIS_POINTS.checked_rem(den) {
        Some(0) => BASIS_POINTS,
        _ => den,
    }
}

/// Of two numbers at or above 0; 0 only where both are.
#[must_use]
pub(crate) fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, div_rem(a, b).1);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Fen;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_ways_agree_with_the_exact_share(
            amount in 0_i64..=Fen::MAX_ABS,
            (num, den) in (1_i64..=1_000_000).prop_flat_map(|den| (0..=den, Just(den))),
            mode in prop::sample::select(Rounding::ALL.to_vec()),
            unit in prop::sample::select(vec![1_i64, 10, 100]),
        ) {
            let ratio = Ratio::new(num, den).unwrap();
            let exact = Fen::new(amount).share(ratio, mode, unit).unwrap().get();
            prop_assert_eq!(Rate::new(ratio).of(amount, mode, unit), exact);
        }
    }

    #[test]
    fn denominators_meet_or_are_refused() {
        assert_eq!(common_den([20, 100, 50].into_iter()), Some(10_000));
        assert_eq!(common_den([3, 100].into_iter()), Some(300));
        assert_eq!(common_den([999_983, 999_979].into_iter()), None);
    }
}
