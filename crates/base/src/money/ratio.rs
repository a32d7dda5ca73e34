//! Exact ratios.

use std::cmp::Ordering;

/// An exact ratio, kept in lowest terms with a positive denominator.
///
/// Bounds: denominator at most [`Ratio::MAX_DEN`], absolute numerator at most [`Ratio::MAX_NUM`]
/// (the complement of a negative ratio may exceed that by one denominator). They leave room for
/// 66.6667 % and for hundredfold amounts, and keep every product with a [`Fen`](super::Fen) inside
/// 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i64,
    den: i64,
}

/// Why there is no such ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatioError {
    /// The denominator is zero.
    #[error("the denominator of the ratio is zero")]
    ZeroDenominator,
    /// In lowest terms the ratio is beyond its bounds.
    #[error("the ratio is beyond its bounds")]
    OutOfRange,
    /// The text is none of the accepted forms.
    #[error("the ratio is neither a percentage, nor a fraction, nor 0 or 1")]
    Malformed,
    /// A percentage with more than four decimals.
    #[error("the percentage has more than four decimals")]
    TooManyDecimals,
}

impl RatioError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            RatioError::ZeroDenominator => "比例的分母为零，请填写大于零的分母。",
            RatioError::OutOfRange => "比例超出范围：约分后分母最大 1000000，分子绝对值最大 100000000，请核对。",
            RatioError::Malformed => {
                "比例写法不正确，请写成百分数（85%、66.6%）、分数（2/3），或 0、1；85 请写成 85%，0.85 也请写成 85%。"
            }
            RatioError::TooManyDecimals => "百分数最多四位小数；不能除尽的比例请写成分数，如 2/3。",
        }
        .to_owned()
    }
}

impl Ratio {
    /// Nothing: 0 %.
    pub const ZERO: Ratio = Ratio { num: 0, den: 1 };
    /// The whole: 100 %.
    pub const ONE: Ratio = Ratio { num: 1, den: 1 };
    /// The largest denominator, in lowest terms.
    pub const MAX_DEN: i64 = 1_000_000;
    /// The largest absolute numerator, in lowest terms.
    pub const MAX_NUM: i64 = Ratio::MAX_DEN * 100;

    /// The ratio `num / den`; a negative denominator moves its sign to the numerator.
    ///
    /// # Errors
    /// [`RatioError::ZeroDenominator`], or [`RatioError::OutOfRange`] where the ratio in lowest
    /// terms is beyond the bounds of the type.
    pub const fn new(num: i64, den: i64) -> Result<Ratio, RatioError> {
        Self::reduced(num as i128, den as i128)
    }

    /// A ratio from basis points: 8500 is 85 %.
    ///
    /// # Errors
    /// [`RatioError::OutOfRange`] beyond the bounds of the type.
    pub const fn from_bp(basis_points: i64) -> Result<Ratio, RatioError> {
        Self::new(basis_points, 10_000)
    }

    /// The numerator in lowest terms; it carries the sign.
    #[must_use]
    pub const fn num(self) -> i64 {
        self.num
    }

    /// The denominator in lowest terms, 1 to [`Ratio::MAX_DEN`].
    #[must_use]
    pub const fn den(self) -> i64 {
        self.den
    }

    /// What is missing to the whole: 1 − self.
    #[must_use]
    pub const fn complement(self) -> Ratio {
        // Lowest terms stay lowest terms, and 1 − (1 − r) = r keeps the numerator bounded.
        Ratio {
            num: self.den - self.num,
            den: self.den,
        }
    }

    /// The exact sum, or `None` beyond the bounds.
    #[must_use]
    pub fn checked_add(self, other: Ratio) -> Option<Ratio> {
        let (a, b, c, d) = self.widened(other);
        Self::reduced(a * d + c * b, b * d).ok()
    }

    /// The exact difference, or `None` beyond the bounds.
    #[must_use]
    pub fn checked_sub(self, other: Ratio) -> Option<Ratio> {
        let (a, b, c, d) = self.widened(other);
        Self::reduced(a * d - c * b, b * d).ok()
    }

    /// The exact product, or `None` beyond the bounds.
    #[must_use]
    pub fn checked_mul(self, other: Ratio) -> Option<Ratio> {
        let (a, b, c, d) = self.widened(other);
        Self::reduced(a * c, b * d).ok()
    }

    /// Both ratios as 128-bit parts: below 2^27 each, so that no product of two overflows.
    fn widened(self, other: Ratio) -> (i128, i128, i128, i128) {
        (
            self.num.into(),
            self.den.into(),
            other.num.into(),
            other.den.into(),
        )
    }

    const fn reduced(num: i128, den: i128) -> Result<Ratio, RatioError> {
        if den == 0 {
            return Err(RatioError::ZeroDenominator);
        }
        let divisor = greatest_common_divisor(num.unsigned_abs(), den.unsigned_abs());
        let negative = (num < 0) != (den < 0);
        let num = num.unsigned_abs() / divisor;
        let den = den.unsigned_abs() / divisor;
        if num > Self::MAX_NUM as u128 || den > Self::MAX_DEN as u128 {
            return Err(RatioError::OutOfRange);
        }
        let (num, den) = (num as i64, den as i64);
        Ok(Ratio {
            num: if negative { -num } else { num },
            den,
        })
    }
}

const fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Default for Ratio {
    fn default() -> Ratio {
        Ratio::ZERO
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        let (a, b, c, d) = self.widened(*other);
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratios() -> impl Strategy<Value = Ratio> {
        (-10_000_i64..=10_000, 1_i64..=1_000).prop_map(|(n, d)| Ratio::new(n, d).unwrap())
    }

    #[test]
    fn is_kept_in_lowest_terms() {
        let ratio = Ratio::new(-50, -100).unwrap();
        assert_eq!((ratio.num(), ratio.den()), (1, 2));
        let zero = Ratio::new(0, -7).unwrap();
        assert_eq!(zero, Ratio::ZERO);
        assert_eq!(Ratio::from_bp(8_500), Ratio::new(17, 20));
    }

    #[test]
    fn refuses_what_is_beyond_the_bounds() {
        assert_eq!(Ratio::new(1, 0), Err(RatioError::ZeroDenominator));
        assert_eq!(Ratio::new(1, 1_000_001), Err(RatioError::OutOfRange));
        assert_eq!(Ratio::new(100_000_001, 1), Err(RatioError::OutOfRange));
        assert_eq!(Ratio::new(i64::MIN, i64::MIN), Ok(Ratio::ONE));
        assert_eq!(Ratio::from_bp(i64::MAX), Err(RatioError::OutOfRange));
    }

    #[test]
    fn arithmetic_is_exact_or_none() {
        let third = Ratio::new(1, 3).unwrap();
        let sum = third.checked_add(third).unwrap();
        assert_eq!(sum.checked_add(third), Some(Ratio::ONE));
        assert_eq!(third.checked_sub(third), Some(Ratio::ZERO));
        assert_eq!(third.checked_mul(third), Ratio::new(1, 9).ok());
        let fine = Ratio::new(1, 1_000_000).unwrap();
        assert_eq!(fine.checked_mul(third), None);
        let large = Ratio::new(Ratio::MAX_NUM, 1).unwrap();
        assert_eq!(large.checked_add(large), None);
    }

    #[test]
    fn order_is_exact() {
        let third = Ratio::new(333_333, 1_000_000).unwrap();
        assert!(third < Ratio::new(1, 3).unwrap());
        assert!(Ratio::new(-1, 2).unwrap() < Ratio::ZERO);
    }

    proptest! {
        #[test]
        fn a_ratio_and_its_complement_make_the_whole(ratio in ratios()) {
            prop_assert_eq!(ratio.checked_add(ratio.complement()), Some(Ratio::ONE));
            prop_assert_eq!(ratio.complement().complement(), ratio);
        }

        #[test]
        fn equal_means_ordered_equal(a in ratios(), b in ratios()) {
            prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
        }
    }
}
