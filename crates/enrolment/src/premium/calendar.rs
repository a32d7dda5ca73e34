//! When bases are declared, checked and in force, and when a month's premium is due.

use crate::month::Month;
use ::base::{Date, MonthDay};
use serde::Deserialize;

/// The days of the yearly declaration and of the monthly premium, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PremiumCalendar {
    /// Days of the year, `04-01`; each was read once.
    declare_from: String,
    check_from: String,
    in_force_by: String,
    cite: String,
}

/// A calendar that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calendar of premiums cannot be read: {0}")]
pub struct PremiumCalendarError(String);

impl PremiumCalendarError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        "缴费基数申报日程的数据不正确，请核对各项日期（形如 04-01）与 due。".to_owned()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    declare_from: String,
    check_from: String,
    in_force_by: String,
    due: String,
    cite: String,
}

impl PremiumCalendar {
    /// The calendar that ships (篇6 二(一)3).
    ///
    /// # Errors
    /// `PremiumCalendarError` where the data that ships is broken, which a test excludes.
    pub fn shipped() -> Result<PremiumCalendar, PremiumCalendarError> {
        PremiumCalendar::parse(include_str!("calendar.toml"))
    }

    /// Reads a calendar.
    ///
    /// # Errors
    /// `PremiumCalendarError` where a day or the rule of the due day cannot be read.
    pub fn parse(text: &str) -> Result<PremiumCalendar, PremiumCalendarError> {
        let fault = |what: &dyn std::fmt::Display| PremiumCalendarError(what.to_string());
        let written: Written = toml::from_str(text).map_err(|error| fault(&error.message()))?;
        if written.due != "month_end" {
            return Err(fault(&"due is not `month_end`"));
        }
        for text in [
            &written.declare_from,
            &written.check_from,
            &written.in_force_by,
        ] {
            MonthDay::parse(text).map_err(|error| fault(&error))?;
        }
        Ok(PremiumCalendar {
            declare_from: written.declare_from,
            check_from: written.check_from,
            in_force_by: written.in_force_by,
            cite: written.cite,
        })
    }

    /// The first day of declaring in a year.
    #[must_use]
    pub fn declare_from(&self, year: i32) -> Option<Date> {
        on(year, &self.declare_from)
    }

    /// The first day of checking in a year.
    #[must_use]
    pub fn check_from(&self, year: i32) -> Option<Date> {
        on(year, &self.check_from)
    }

    /// The day by which the new bases are in force.
    #[must_use]
    pub fn in_force_by(&self, year: i32) -> Option<Date> {
        on(year, &self.in_force_by)
    }

    /// The last day on which the premium of a month is paid in time.
    #[must_use]
    pub fn due_on(&self, month: Month) -> Date {
        month.last()
    }

    /// Document and article.
    #[must_use]
    pub fn article(&self) -> &str {
        &self.cite
    }
}

fn on(year: i32, day: &str) -> Option<Date> {
    Date::parse(&format!("{year:04}-{day}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_calendar_reads() {
        let calendar = PremiumCalendar::shipped().unwrap();
        assert_eq!(
            calendar.in_force_by(2026),
            Date::parse("2026-06-30").ok(),
            "篇6: in force by the end of June"
        );
        let march = Month::new(2026, 3).unwrap();
        assert_eq!(calendar.due_on(march), Date::parse("2026-03-31").unwrap());
    }

    #[test]
    fn broken_calendars_are_refused() {
        let text = include_str!("calendar.toml");
        assert!(PremiumCalendar::parse(&text.replace("06-30", "06-31")).is_err());
        assert!(PremiumCalendar::parse(&text.replace("month_end", "whenever")).is_err());
        let error = PremiumCalendar::parse("due = 1").unwrap_err();
        assert!(error.zh().ends_with('。'));
    }
}
