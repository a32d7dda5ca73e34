//! Ratios as text: `85%`, `66.6%`, `2/3`.

use std::fmt;

use super::{Ratio, RatioError};

/// Percent in units of its fourth decimal: 1 % = 10 000, the whole = 1 000 000.
const PER_WHOLE: i64 = 1_000_000;
const PER_PERCENT: u64 = 10_000;

impl Ratio {
    /// Reads a percentage with at most four decimals (`85%`, `66.6%`), a fraction (`2/3`), or a
    /// bare `0` or `1`. A leading `-` is read in the first two forms.
    ///
    /// Any other bare number is refused: `85` is far more often a forgotten percent sign than a
    /// multiple of 85, and `0.85` would be a third way to write the same rule.
    ///
    /// # Errors
    /// [`RatioError`] says which form is broken, or that the ratio is beyond its bounds.
    pub fn parse(text: &str) -> Result<Ratio, RatioError> {
        if let Some(percent) = text.strip_suffix('%') {
            return parse_percent(percent);
        }
        if let Some((num, den)) = text.split_once('/') {
            let (negative, num) = split_sign(num);
            let num = parse_digits(num)?;
            return Ratio::new(if negative { -num } else { num }, parse_digits(den)?);
        }
        match text {
            "0" => Ok(Ratio::ZERO),
            "1" => Ok(Ratio::ONE),
            _ => Err(RatioError::Malformed),
        }
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

fn parse_percent(text: &str) -> Result<Ratio, RatioError> {
    let (negative, text) = split_sign(text);
    let (whole, decimals) = match text.split_once('.') {
        Some((_, "")) => return Err(RatioError::Malformed),
        Some((whole, decimals)) => (parse_digits(whole)?, decimals),
        None => (parse_digits(text)?, "0"),
    };
    if decimals.len() > 4 && decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RatioError::TooManyDecimals);
    }
    let tail = parse_digits(decimals)?;
    let missing = 4_usize.saturating_sub(decimals.len());
    let tail = (0..missing).fold(tail, |tail, _| tail.saturating_mul(10));
    let scaled = whole.saturating_mul(10_000).saturating_add(tail);
    Ratio::new(if negative { -scaled } else { scaled }, PER_WHOLE)
}

/// A non-negative whole number of ASCII digits.
fn parse_digits(text: &str) -> Result<i64, RatioError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RatioError::Malformed);
    }
    text.parse().map_err(|_| RatioError::OutOfRange)
}

/// As a percentage where four decimals suffice, else as a fraction; [`Ratio::parse`] reads both.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if PER_WHOLE % self.den() != 0 {
            return f.pad(&format!("{}/{}", self.num(), self.den()));
        }
        let scaled = i128::from(self.num()) * i128::from(PER_WHOLE / self.den());
        let magnitude = u64::try_from(scaled.unsigned_abs()).unwrap_or(u64::MAX);
        let sign = if scaled < 0 { "-" } else { "" };
        let decimals = format!("{:04}", magnitude % PER_PERCENT);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!(
            "{sign}{}{point}{decimals}%",
            magnitude / PER_PERCENT
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_percentages_fractions_and_the_whole() {
        let cases = [
            ("85%", (17, 20)),
            ("66.6%", (333, 500)),
            ("66.6667%", (666_667, 1_000_000)),
            ("-5%", (-1, 20)),
            ("0%", (0, 1)),
            ("100%", (1, 1)),
            ("2/3", (2, 3)),
            ("-2/3", (-2, 3)),
            ("1", (1, 1)),
            ("0", (0, 1)),
        ];
        for (text, (num, den)) in cases {
            assert_eq!(Ratio::parse(text), Ratio::new(num, den), "{text}");
        }
    }

    #[test]
    fn refuses_other_forms() {
        use RatioError as E;
        let cases = [
            ("", E::Malformed),
            ("85", E::Malformed),
            ("0.85", E::Malformed),
            ("%", E::Malformed),
            ("8.%", E::Malformed),
            (".5%", E::Malformed),
            ("8 %", E::Malformed),
            ("2/", E::Malformed),
            ("2/-3", E::Malformed),
            ("--2/3", E::Malformed),
            ("1/0", E::ZeroDenominator),
            ("1.00001%", E::TooManyDecimals),
            ("1.99999999999999999999999%", E::TooManyDecimals),
            ("99999999999999999999%", E::OutOfRange),
            ("1/1000003", E::OutOfRange),
        ];
        for (text, error) in cases {
            assert_eq!(Ratio::parse(text), Err(error), "{text}");
            assert!(error.zh().ends_with('。'));
        }
    }

    #[test]
    fn prints_percent_where_finite() {
        let print = |num, den| Ratio::new(num, den).unwrap().to_string();
        assert_eq!(print(17, 20), "85%");
        assert_eq!(print(333, 500), "66.6%");
        assert_eq!(print(1, 1_000_000), "0.0001%");
        assert_eq!(print(2, 3), "2/3");
        assert_eq!(print(-1, 200), "-0.5%");
        assert_eq!(print(0, 1), "0%");
        assert_eq!(print(1, 1), "100%");
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(
            num in -Ratio::MAX_NUM..=Ratio::MAX_NUM,
            den in 1..=Ratio::MAX_DEN,
        ) {
            let ratio = Ratio::new(num, den).unwrap();
            prop_assert_eq!(Ratio::parse(&ratio.to_string()), Ok(ratio));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = Ratio::parse(&text);
        }
    }
}
