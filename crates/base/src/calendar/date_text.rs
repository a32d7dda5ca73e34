//! Dates as text: `2026-01-31`.

use std::fmt;

use super::{Date, DateError};

impl Date {
    /// Reads `YYYY-MM-DD`, ten ASCII characters, nothing around them.
    ///
    /// # Errors
    /// [`DateError`] for another form, a year outside 1800 to 2999, or a day the calendar lacks.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(DateError::Malformed);
        };
        let year = number(&[y1, y2, y3, y4])?;
        let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
        let year = i32::try_from(year).map_err(|_| DateError::Year)?;
        Date::from_ymd(year, month, day)
    }
}

/// At most four ASCII digits as a number.
fn number(digits: &[u8]) -> Result<u32, DateError> {
    digits.iter().try_fold(0_u32, |value, digit| {
        if !digit.is_ascii_digit() {
            return Err(DateError::Malformed);
        }
        Ok(value
            .saturating_mul(10)
            .saturating_add(u32::from(digit.saturating_sub(b'0'))))
    })
}

/// ISO 8601: `2026-01-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day());
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_iso_dates_only() {
        let date = Date::parse("2000-12-31").unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (2000, 12, 31));
        let cases = [
            ("", DateError::Malformed),
            ("2000-1-1", DateError::Malformed),
            ("20001231", DateError::Malformed),
            ("2000-12-31 ", DateError::Malformed),
            ("2000-1a-31", DateError::Malformed),
            ("+200-12-31", DateError::Malformed),
            ("1799-12-31", DateError::Year),
            ("3000-01-01", DateError::Year),
            ("2025-02-29", DateError::NoSuchDay),
            ("2025-13-01", DateError::NoSuchDay),
            ("2025-00-01", DateError::NoSuchDay),
        ];
        for (text, error) in cases {
            assert_eq!(Date::parse(text), Err(error), "{text}");
            assert!(error.zh().ends_with('。'));
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(n in Date::MIN.day_number()..=Date::MAX.day_number()) {
            let date = Date::from_day_number(n).unwrap();
            prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = Date::parse(&text);
        }
    }
}
