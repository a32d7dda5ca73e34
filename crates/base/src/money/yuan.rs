//! Amounts as text in 元: `1234.50`, `-0.05`.

use std::fmt;

use super::Fen;

/// Why a text is not an amount in 元.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// There is no text at all.
    #[error("the amount is empty")]
    Empty,
    /// A character that has no place there; counted in characters from 1.
    #[error("the amount has an unexpected character at position {position}")]
    Character {
        /// Which character, counted from 1.
        position: usize,
    },
    /// A decimal point without a digit before or behind it, or a sign without digits.
    #[error("the amount lacks digits before or after the decimal point")]
    MissingDigits,
    /// More than two decimals: a fraction of a 分.
    #[error("the amount has more than two decimals")]
    TooManyDecimals,
    /// The amount is beyond [`Fen::MAX_ABS`].
    #[error("the amount is beyond 10^15 fen")]
    OutOfRange,
}

impl MoneyError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            MoneyError::Empty => "金额为空，请填写以元为单位的金额，如 1234.50。".to_owned(),
            MoneyError::Character { position } => format!(
                "金额第 {position} 个字符不是数字；请只用半角数字、小数点和负号，不加千分位逗号、货币符号或空格，如 1234.50。"
            ),
            MoneyError::MissingDigits => {
                "金额的负号或小数点前后缺少数字，请补全，如 0.50。".to_owned()
            }
            MoneyError::TooManyDecimals => {
                "金额最多两位小数（精确到分），请核对后重填。".to_owned()
            }
            MoneyError::OutOfRange => {
                "金额超出系统上限（正负 10 万亿元），请核对单位是否为元。".to_owned()
            }
        }
    }
}

impl Fen {
    /// Reads an amount in 元: optional `-`, digits, optionally a point with one or two decimals.
    ///
    /// # Errors
    /// [`MoneyError`] for anything else: a plus sign, grouping marks, blanks, exponents, full-width
    /// digits, a third decimal (even a zero), or an amount beyond [`Fen::MAX_ABS`].
    pub fn parse_yuan(text: &str) -> Result<Fen, MoneyError> {
        if text.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (digits, None),
        };
        let before = usize::from(negative);
        refuse_other_than_digits(whole, before)?;
        let before = before.saturating_add(whole.len()).saturating_add(1);
        refuse_other_than_digits(decimals.unwrap_or(""), before)?;
        if whole.is_empty() || decimals == Some("") {
            return Err(MoneyError::MissingDigits);
        }
        let fen = magnitude(whole, decimals.unwrap_or(""))?;
        Ok(Fen::new(if negative { -fen } else { fen }))
    }
}

fn refuse_other_than_digits(part: &str, before: usize) -> Result<(), MoneyError> {
    match part.chars().position(|c| !c.is_ascii_digit()) {
        None => Ok(()),
        Some(index) => Err(MoneyError::Character {
            position: before.saturating_add(index).saturating_add(1),
        }),
    }
}

/// The amount in 分, at most [`Fen::MAX_ABS`]; the parts hold ASCII digits only.
fn magnitude(whole: &str, decimals: &str) -> Result<i64, MoneyError> {
    if decimals.len() > 2 {
        return Err(MoneyError::TooManyDecimals);
    }
    let missing = 2_usize.saturating_sub(decimals.len());
    let digits = whole.bytes().chain(decimals.bytes());
    let mut fen: i64 = 0;
    for digit in digits.chain(std::iter::repeat_n(b'0', missing)) {
        let next = fen * 10 + i64::from(digit.saturating_sub(b'0'));
        if next > Fen::MAX_ABS {
            return Err(MoneyError::OutOfRange);
        }
        fen = next;
    }
    Ok(fen)
}

/// In 元 with two decimals, without grouping marks: what [`Fen::parse_yuan`] reads.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.get().unsigned_abs();
        let text = format!("{}.{:02}", magnitude / 100, magnitude % 100);
        f.pad_integral(self.get() >= 0, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_amounts_in_yuan() {
        let cases = [
            ("1500", 150_000),
            ("0.5", 50),
            ("-3.20", -320),
            ("-0", 0),
            ("007.01", 701),
            ("10000000000000", Fen::MAX_ABS),
            ("-10000000000000.00", -Fen::MAX_ABS),
        ];
        for (text, fen) in cases {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen::new(fen)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_exact_amount() {
        use MoneyError as E;
        let cases = [
            ("", E::Empty),
            ("-", E::MissingDigits),
            (".5", E::MissingDigits),
            ("5.", E::MissingDigits),
            ("1.234", E::TooManyDecimals),
            ("1.000", E::TooManyDecimals),
            ("1,500", E::Character { position: 2 }),
            ("1e3", E::Character { position: 2 }),
            ("-1.5e3", E::Character { position: 5 }),
            ("+1", E::Character { position: 1 }),
            ("1.2.3", E::Character { position: 4 }),
            (" 1", E::Character { position: 1 }),
            ("--1", E::Character { position: 2 }),
            ("１５", E::Character { position: 1 }),
            ("10000000000000.01", E::OutOfRange),
            ("99999999999999999999999999", E::OutOfRange),
        ];
        for (text, error) in cases {
            assert_eq!(Fen::parse_yuan(text), Err(error), "{text}");
            assert!(error.zh().ends_with('。'));
        }
    }

    #[test]
    fn prints_yuan_with_two_decimals() {
        assert_eq!(Fen::new(123_450).to_string(), "1234.50");
        assert_eq!(Fen::new(-5).to_string(), "-0.05");
        assert_eq!(Fen::ZERO.to_string(), "0.00");
        assert_eq!(Fen::new(i64::MIN).to_string(), "-92233720368547758.08");
        assert_eq!(format!("{:>8}", Fen::new(150)), "    1.50");
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(fen in -Fen::MAX_ABS..=Fen::MAX_ABS) {
            let amount = Fen::new(fen);
            prop_assert_eq!(Fen::parse_yuan(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = Fen::parse_yuan(&text);
        }
    }
}
