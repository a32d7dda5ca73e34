//! Points in time as messages write them, in the time of China.

use std::fmt;

use base::Date;

/// China has one zone, eight hours ahead of UTC.
const OFFSET_SECONDS: i64 = 8 * 3_600;
const DAY_SECONDS: i64 = 24 * 3_600;

/// A second in China. Shown as `yyyy-MM-dd HH:mm:ss`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    day: Date,
    second: u32,
}

impl When {
    /// A day at an hour and minute; what lies beyond the day is its last minute.
    #[must_use]
    pub fn at(day: Date, hour: u32, minute: u32) -> When {
        let second = hour.min(23) * 3_600 + minute.min(59) * 60;
        When { day, second }
    }

    /// The second of a count of milliseconds since 1970-01-01 00:00:00 UTC. What lies outside the years that can
    /// be written is drawn to the nearest end.
    #[must_use]
    pub fn from_millis(millis: i64) -> When {
        let here = millis.div_euclid(1_000).saturating_add(OFFSET_SECONDS);
        When::of_seconds(here)
    }

    fn of_seconds(here: i64) -> When {
        let first = i64::from(Date::MIN.day_number());
        let last = i64::from(Date::MAX.day_number());
        let number = here.div_euclid(DAY_SECONDS).clamp(first, last);
        let day = i32::try_from(number).ok().and_then(Date::from_day_number);
        let second = u32::try_from(here.rem_euclid(DAY_SECONDS));
        When {
            day: day.unwrap_or(Date::MAX),
            second: second.unwrap_or_default(),
        }
    }

    fn seconds(self) -> i64 {
        i64::from(self.day.day_number()) * DAY_SECONDS + i64::from(self.second)
    }

    /// So many minutes later, or earlier where they are negative.
    #[must_use]
    pub fn plus_minutes(self, minutes: i32) -> When {
        When::of_seconds(self.seconds() + i64::from(minutes) * 60)
    }

    /// So many seconds later.
    #[must_use]
    pub(crate) fn plus_seconds(self, seconds: i64) -> When {
        When::of_seconds(self.seconds().saturating_add(seconds))
    }

    /// The day.
    #[must_use]
    pub const fn day(self) -> Date {
        self.day
    }

    /// `yyyyMMddHHmmss`, 14 digits.
    #[must_use]
    pub fn to_digits(self) -> String {
        let text = self.to_string();
        text.chars().filter(char::is_ascii_digit).collect()
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3_600, self.second / 60 % 60, self.second % 60);
        write!(f, "{} {hour:02}:{minute:02}:{second:02}", self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_as_the_interface_does() {
        let day = Date::parse("2026-11-22").unwrap();
        let when = When::at(day, 8, 5);
        assert_eq!(when.to_string(), "2026-11-22 08:05:00");
        assert_eq!(when.to_digits(), "20261122080500");
        assert_eq!(
            when.plus_minutes(-10 * 60).to_string(),
            "2026-11-21 22:05:00"
        );
        // 2026-11-21 16:00:00 UTC is midnight in China
        let millis = i64::from(day.day_number()) * 86_400_000 - 8 * 3_600_000;
        assert_eq!(When::from_millis(millis), When::at(day, 0, 0));
        assert_eq!(
            When::from_millis(millis - 1).to_string(),
            "2026-11-21 23:59:59"
        );
        assert_eq!(When::from_millis(i64::MAX).day(), Date::MAX);
    }
}
