//! Numbers with decimals as text has them, never as floats.

use std::fmt;

use base::Fen;

/// Why a text is not a number of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// Not an optional minus, digits, and at most one point between digits.
    #[error("the text is not a decimal number")]
    Form,
    /// More than 18 digits.
    #[error("the number has more than 18 digits")]
    Long,
}

/// A decimal number of at most 18 digits, exact: `unscaled` divided by 10 to the power `decimals`.
///
/// Zeros behind the last decimal make no difference: 1.50 is 1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    unscaled: i64,
    decimals: u8,
}

/// Digits that fit into `i64` whatever they are.
const MOST_DIGITS: usize = 18;

impl Number {
    /// Nothing.
    pub const ZERO: Number = Number {
        unscaled: 0,
        decimals: 0,
    };

    /// A whole number. Its digits are not bounded by 18, those of text are.
    #[must_use]
    pub const fn whole(number: i64) -> Number {
        Number {
            unscaled: number,
            decimals: 0,
        }
    }

    /// The number `unscaled` / 10^`decimals`; `None` for more than 18 decimals.
    #[must_use]
    pub fn new(unscaled: i64, decimals: u8) -> Option<Number> {
        if usize::from(decimals) > MOST_DIGITS {
            return None;
        }
        let (mut unscaled, mut decimals) = (unscaled, decimals);
        while decimals > 0 && unscaled % 10 == 0 {
            unscaled /= 10;
            decimals -= 1;
        }
        Some(Number { unscaled, decimals })
    }

    /// Reads `-12.50`: no exponent, no plus, no grouping marks, digits on both sides of a point.
    ///
    /// # Errors
    /// [`NumberFault`].
    pub fn parse(text: &str) -> Result<Number, NumberFault> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(NumberFault::Form),
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) {
            return Err(NumberFault::Form);
        }
        let (whole, decimals) = (
            whole.trim_start_matches('0'),
            decimals.trim_end_matches('0'),
        );
        if whole.len() + decimals.len() > MOST_DIGITS {
            return Err(NumberFault::Long);
        }
        let mut unscaled: i64 = 0;
        for digit in whole.bytes().chain(decimals.bytes()) {
            // 18 digits stay below 10^18, inside i64
            unscaled = unscaled * 10 + i64::from(digit - b'0');
        }
        let unscaled = if negative { -unscaled } else { unscaled };
        let places = u8::try_from(decimals.len()).map_err(|_| NumberFault::Long)?;
        Ok(Number {
            unscaled,
            decimals: places,
        })
    }

    /// Decimals, zeros at the end left out.
    #[must_use]
    pub fn decimals(self) -> usize {
        usize::from(self.decimals)
    }

    /// Digits before the point; none for 0.5.
    #[must_use]
    pub fn whole_digits(self) -> usize {
        let magnitude = self.unscaled.unsigned_abs().to_string();
        let digits = if magnitude == "0" { 0 } else { magnitude.len() };
        digits.saturating_sub(self.decimals())
    }

    /// The number times 10 to the power `scale`; `None` where that is not whole or leaves the range.
    #[must_use]
    pub fn scaled(self, scale: u8) -> Option<i64> {
        let up = scale.checked_sub(self.decimals)?;
        self.unscaled
            .checked_mul(10_i64.checked_pow(u32::from(up))?)
    }

    /// The amount in 分; `None` for more than two decimals or beyond [`Fen::MAX_ABS`].
    #[must_use]
    pub fn fen(self) -> Option<Fen> {
        let fen = self.scaled(2)?;
        (fen.unsigned_abs() <= Fen::MAX_ABS.unsigned_abs()).then(|| Fen::new(fen))
    }

    /// Whether it is below nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.unscaled < 0
    }
}

/// As [`Number::parse`] reads it, without zeros at the end.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let width = self.decimals() + 1;
        let digits = format!("{:0>width$}", self.unscaled.unsigned_abs());
        let (whole, decimals) = digits.split_at(digits.len() - self.decimals());
        if decimals.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{decimals}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn reads_and_prints_decimals() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("007.10", "7.1"),
            ("-12.50", "-12.5"),
            ("0.000001", "0.000001"),
            ("10.995", "10.995"),
            ("10.0000", "10"),
            ("999999999999999999", "999999999999999999"),
        ] {
            assert_eq!(number(text).to_string(), shown);
        }
    }

    #[test]
    fn refuses_other_forms() {
        for text in [
            "", "-", ".5", "5.", "1e3", "+1", "1,000", " 1", "１", "1.2.3", "--1", "abc",
        ] {
            assert_eq!(Number::parse(text), Err(NumberFault::Form), "{text}");
        }
        assert_eq!(Number::parse("1234567890123456789"), Err(NumberFault::Long));
    }

    #[test]
    fn money_has_two_decimals() {
        assert_eq!(number("10.99").fen(), Some(Fen::new(1_099)));
        assert_eq!(number("10.990000").fen(), Some(Fen::new(1_099)));
        assert_eq!(number("-0.05").fen(), Some(Fen::new(-5)));
        assert_eq!(number("10.995").fen(), None);
        assert_eq!(number("10000000000000.01").fen(), None);
    }

    #[test]
    fn digits_are_counted_without_zeros_that_say_nothing() {
        assert_eq!(
            (number("0.50").whole_digits(), number("0.50").decimals()),
            (0, 1)
        );
        assert_eq!(number("012.5").whole_digits(), 2);
        assert_eq!(number("0").whole_digits(), 0);
        assert_eq!(number("100").whole_digits(), 3);
        assert_eq!(number("0.01").whole_digits(), 0);
    }

    #[test]
    fn scaling_is_exact_or_nothing() {
        assert_eq!(number("1.5").scaled(4), Some(15_000));
        assert_eq!(number("1.5").scaled(0), None);
        assert_eq!(number("999999999999999999").scaled(2), None);
        assert_eq!(Number::new(1_500, 3), Some(number("1.5")));
        assert_eq!(Number::new(1, 19), None);
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(
            unscaled in -999_999_999_999_999_999_i64..=999_999_999_999_999_999,
            decimals in 0_u8..=18,
        ) {
            let number = Number::new(unscaled, decimals).unwrap();
            prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = Number::parse(&text);
        }
    }
}
