//! A calendar month, the unit in which employers owe and pay.

use base::Date;

/// A month of the civil calendar, 1800-01 to 2999-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month of a year (1800 to 2999) and a number from 1 to 12.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Month> {
        Date::from_ymd(year, month, 1).ok().map(Month)
    }

    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: Date) -> Month {
        // A day that exists has a first day of its month: the fall-back is never taken.
        Month::new(day.year(), day.month()).unwrap_or(Month(day))
    }

    /// Reads `2026-03`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        let whole = text.len() == 7 && text.is_ascii();
        Date::parse(&format!("{text}-01"))
            .ok()
            .filter(|_| whole)
            .map(Month)
    }

    /// As the store keeps it: `202603`.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0.number().div_euclid(100)
    }

    /// The month of such a number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Month> {
        Date::from_number(number.checked_mul(100)?.checked_add(1)?).map(Month)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.0
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        let next = self.0.first_of_next_month();
        next.and_then(|next| next.add_days(-1)).unwrap_or(Date::MAX)
    }

    /// The month after; `None` after 2999-12.
    #[must_use]
    pub fn next(self) -> Option<Month> {
        self.0.first_of_next_month().map(Month)
    }

    /// Whether a day lies in the month.
    #[must_use]
    pub fn covers(self, day: Date) -> bool {
        Month::of(day) == self
    }

    /// What users read: `2026年3月`.
    #[must_use]
    pub fn zh(self) -> String {
        format!("{}年{}月", self.0.year(), self.0.month())
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days_and_its_number() {
        let february = Month::parse("2024-02").unwrap();
        assert_eq!(february.last(), Date::parse("2024-02-29").unwrap());
        assert_eq!(february.number(), 202_402);
        assert_eq!(Month::from_number(202_402), Some(february));
        assert_eq!(february.next(), Month::new(2024, 3));
        assert_eq!(february.to_string(), "2024-02");
        assert_eq!(february.zh(), "2024年2月");
        assert!(february.covers(february.last()) && !february.covers(Date::MAX));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["2024-13", "2024-2", "2024-02-01", "二月", "24-02"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        assert_eq!(Month::from_number(202_413), None);
        assert_eq!(Month::new(2999, 12).and_then(Month::next), None);
    }
}
