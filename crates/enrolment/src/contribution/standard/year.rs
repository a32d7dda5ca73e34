//! The insurance year.

use base::{Date, Validity};

/// The calendar year that a resident is insured for. It may be paid for in the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i32);

impl Year {
    /// A year from 1980 to 2900: schemes began after the one, and every date in the other exists.
    #[must_use]
    pub const fn new(year: i32) -> Option<Year> {
        if year >= 1980 && year <= 2900 {
            Some(Year(year))
        } else {
            None
        }
    }

    /// The year that holds a date.
    #[must_use]
    pub fn of(date: Date) -> Option<Year> {
        Year::new(date.year())
    }

    /// The year as a number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// As stored.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// The year of a stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Year> {
        i32::try_from(number).ok().and_then(Year::new)
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        Date::from_ymd(self.0, 1, 1).unwrap_or(Date::MIN)
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        Date::from_ymd(self.0, 12, 31).unwrap_or(Date::MAX)
    }

    /// From the first to the last day.
    #[must_use]
    pub fn days(self) -> Validity {
        Validity::new(Some(self.first()), Some(self.last())).unwrap_or_default()
    }

    /// The year before.
    #[must_use]
    pub const fn before(self) -> Option<Year> {
        Year::new(self.0.saturating_sub(1))
    }
}

impl std::fmt::Display for Year {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::str::FromStr for Year {
    type Err = String;

    fn from_str(text: &str) -> Result<Year, String> {
        let number = text.parse::<i32>().ok().and_then(Year::new);
        number.ok_or_else(|| {
            format!(
                "年度应为 1980 到 2900 的四位数字，收到“{}”。",
                base::show_value(text)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_its_days() {
        let year: Year = "2017".parse().unwrap();
        assert_eq!(year.first().to_string(), "2017-01-01");
        assert!(year.days().covers(year.last()));
        assert_eq!(year.before(), Year::new(2016));
        assert_eq!(Year::from_number(year.number()), Some(year));
        assert!("17".parse::<Year>().unwrap_err().contains("四位"));
        assert_eq!(Year::new(3_000), None);
    }
}
