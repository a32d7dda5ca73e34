//! The price of one unit and the number of units, finer than 分.

use std::fmt;

use super::decimal::{DecimalError, print, scaled};
use super::{Fen, Rounding};

/// The price of one unit of something, in millionths of a 元: herbs are priced by the gram and
/// tablets by the piece, so that a price has up to six decimals (`pric` of the national interface,
/// 16 digits, 6 of them decimals). Never negative: a correction has a negative [`Count`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPrice(i64);

/// How many units, in ten-thousandths (`cnt` of the national interface, 16 digits, 4 of them
/// decimals); negative on a correction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(i64);

/// Ten-thousandths in one.
const COUNT_SCALE: i64 = 10_000;
/// Millionths of a 元 in a 分.
const PER_FEN: i64 = 10_000;

impl UnitPrice {
    /// The largest price, in millionths of a 元: 16 digits.
    pub const MAX: i64 = 9_999_999_999_999_999;

    /// A price of `micro` millionths of a 元; `None` where it is negative or beyond
    /// [`UnitPrice::MAX`].
    #[must_use]
    pub const fn from_micro(micro: i64) -> Option<UnitPrice> {
        if micro < 0 || micro > Self::MAX {
            return None;
        }
        Some(UnitPrice(micro))
    }

    /// The price of a whole number of 分; `None` where it is negative or too large.
    #[must_use]
    pub const fn from_fen(fen: Fen) -> Option<UnitPrice> {
        match fen.get().checked_mul(PER_FEN) {
            Some(micro) => Self::from_micro(micro),
            None => None,
        }
    }

    /// In millionths of a 元.
    #[must_use]
    pub const fn micro(self) -> i64 {
        self.0
    }

    /// In 分, where it is a whole number of them.
    #[must_use]
    pub const fn whole_fen(self) -> Option<Fen> {
        if self.0 % PER_FEN == 0 {
            Some(Fen::new(self.0 / PER_FEN))
        } else {
            None
        }
    }

    /// What `count` units cost, made whole by `rounding`; it carries the sign of the count. `None`
    /// beyond [`Fen::MAX_ABS`].
    #[must_use]
    pub fn times(self, count: Count, rounding: Rounding) -> Option<Fen> {
        let exact = i128::from(self.0) * i128::from(count.0);
        let fen = rounding.div(exact, i128::from(PER_FEN) * i128::from(COUNT_SCALE));
        let fen = i64::try_from(fen).ok()?;
        (fen.unsigned_abs() <= Fen::MAX_ABS.unsigned_abs()).then_some(Fen::new(fen))
    }

    /// Whether `amount` is what `count` units cost under some rounding to 分: less than one 分 away
    /// from the exact product.
    #[must_use]
    pub fn explains(self, count: Count, amount: Fen) -> bool {
        let per_fen = i128::from(PER_FEN) * i128::from(COUNT_SCALE);
        let exact = i128::from(self.0) * i128::from(count.0);
        let stated = i128::from(amount.get()).saturating_mul(per_fen);
        stated.saturating_sub(exact).abs() < per_fen
    }

    /// Reads a price in 元 with at most six decimals.
    ///
    /// # Errors
    /// [`DecimalError`] for anything else, a sign included.
    pub fn parse(text: &str) -> Result<UnitPrice, DecimalError> {
        let micro = scaled(text, 6, Self::MAX)?;
        Self::from_micro(micro).ok_or(DecimalError::Negative)
    }
}

impl Count {
    /// The largest count, in ten-thousandths: 16 digits.
    pub const MAX: i64 = 9_999_999_999_999_999;
    /// One unit.
    pub const ONE: Count = Count(COUNT_SCALE);

    /// So many ten-thousandths; `None` beyond [`Count::MAX`] in absolute value.
    #[must_use]
    pub const fn from_parts(parts: i64) -> Option<Count> {
        if parts > Self::MAX || parts < -Self::MAX {
            return None;
        }
        Some(Count(parts))
    }

    /// So many whole units; `None` beyond [`Count::MAX`].
    #[must_use]
    pub const fn whole(units: i64) -> Option<Count> {
        match units.checked_mul(COUNT_SCALE) {
            Some(parts) => Self::from_parts(parts),
            None => None,
        }
    }

    /// In ten-thousandths.
    #[must_use]
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// The number of units, where it is whole.
    #[must_use]
    pub const fn units(self) -> Option<i64> {
        if self.0 % COUNT_SCALE == 0 {
            Some(self.0 / COUNT_SCALE)
        } else {
            None
        }
    }

    /// Whether it is nothing at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads a count with at most four decimals, a leading `-` for a correction.
    ///
    /// # Errors
    /// [`DecimalError`] for anything else.
    pub fn parse(text: &str) -> Result<Count, DecimalError> {
        scaled(text, 4, Self::MAX).map(Count)
    }
}

/// In 元 with at least two decimals: what [`UnitPrice::parse`] reads.
impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print(self.0, 6, 2))
    }
}

/// With as many decimals as it needs: what [`Count::parse`] reads.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print(self.0, 4, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn price(text: &str) -> UnitPrice {
        UnitPrice::parse(text).unwrap()
    }

    fn count(text: &str) -> Count {
        Count::parse(text).unwrap()
    }

    #[test]
    fn prices_and_counts_are_exact() {
        assert_eq!(price("0.0385").micro(), 38_500);
        assert_eq!(price("12").whole_fen(), Some(Fen::new(1_200)));
        assert_eq!(price("12.005").whole_fen(), None);
        assert_eq!(count("-2.5").parts(), -25_000);
        assert_eq!(count("3").units(), Some(3));
        assert_eq!(count("0.5").units(), None);
        let cost = |p, c| price(p).times(count(c), Rounding::HalfUp);
        assert_eq!(cost("0.0385", "15"), Some(Fen::new(58)));
        assert_eq!(cost("10.99", "1"), Some(Fen::new(1_099)));
        assert_eq!(cost("10.99", "-1"), Some(Fen::new(-1_099)));
        assert_eq!(cost("9999999999", "999999999999"), None);
    }

    #[test]
    fn refuses_what_is_no_price_or_count() {
        use DecimalError as E;
        let cases = [
            ("", E::Empty),
            ("-", E::MissingDigits),
            (".5", E::MissingDigits),
            ("5.", E::MissingDigits),
            ("1.0000000", E::TooManyDecimals { most: 6 }),
            ("1,5", E::Character { position: 2 }),
            ("1.2.3", E::Character { position: 4 }),
            ("1-", E::Character { position: 2 }),
            ("一", E::Character { position: 1 }),
            ("-0.01", E::Negative),
            ("10000000000", E::OutOfRange),
        ];
        for (text, error) in cases {
            assert_eq!(UnitPrice::parse(text), Err(error), "{text}");
            assert!(error.zh().ends_with('。'));
        }
        assert_eq!(Count::parse("0.00001"), Err(E::TooManyDecimals { most: 4 }));
    }

    #[test]
    fn a_stated_amount_may_be_rounded_either_way() {
        let (price, count) = (price("0.0385"), count("15"));
        let explains = |fen| price.explains(count, Fen::new(fen));
        assert_eq!([56, 57, 58, 59].map(explains), [false, true, true, false]);
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(micro in 0..=UnitPrice::MAX, parts in -Count::MAX..=Count::MAX) {
            let price = UnitPrice::from_micro(micro).unwrap();
            prop_assert_eq!(UnitPrice::parse(&price.to_string()), Ok(price));
            let count = Count::from_parts(parts).unwrap();
            prop_assert_eq!(Count::parse(&count.to_string()), Ok(count));
        }

        #[test]
        fn every_rounding_of_the_product_is_explained(
            micro in 0_i64..10_000_000_000,
            parts in -100_000_000_i64..100_000_000,
            rounding in prop::sample::select(Rounding::ALL.to_vec()),
        ) {
            let price = UnitPrice::from_micro(micro).unwrap();
            let count = Count::from_parts(parts).unwrap();
            let amount = price.times(count, rounding).unwrap();
            prop_assert!(price.explains(count, amount));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = (UnitPrice::parse(&text), Count::parse(&text));
        }
    }
}
