//! Times as the interface writes them: `2026-03-01 08:30:00`, local, without zone.

use std::fmt;

use base::{Date, Refused};

const SECONDS_A_DAY: u32 = 86_400;
const MINUTES_A_DAY: i64 = 1_440;

/// A civil day and a second of it. Order is that of the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    date: Date,
    second: u32,
}

impl CivilTime {
    /// Midnight at which a day begins.
    #[must_use]
    pub const fn start_of(date: Date) -> CivilTime {
        CivilTime { date, second: 0 }
    }

    /// The time at `hour`:`minute`:`second` of a day; `None` where the clock has no such time.
    #[must_use]
    pub fn at(date: Date, hour: u32, minute: u32, second: u32) -> Option<CivilTime> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let second = hour
            .checked_mul(3_600)?
            .checked_add(minute.checked_mul(60)?)?
            .checked_add(second)?;
        Some(CivilTime { date, second })
    }

    /// Reads `yyyy-MM-dd HH:mm:ss`; a mere date is its midnight.
    ///
    /// # Errors
    /// `visit.time`: the text is no such time; `field` names where it stands.
    pub fn parse(field: &str, text: &str) -> Result<CivilTime, Refused> {
        Self::read(text).ok_or_else(|| {
            let text = base::show_value(text);
            Refused::new(
                "visit.time",
                format!("{field} 的值“{text}”不是时间，请写成 年-月-日 时:分:秒，如 2026-03-01 08:30:00。"),
            )
        })
    }

    fn read(text: &str) -> Option<CivilTime> {
        let Some((date, clock)) = text.split_once(' ') else {
            return Date::parse(text).ok().map(Self::start_of);
        };
        let date = Date::parse(date).ok()?;
        let mut parts = clock.split(':').map(two_digits);
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        Self::at(date, hour, minute, second)
    }

    /// The day.
    #[must_use]
    pub const fn date(self) -> Date {
        self.date
    }

    /// Minutes since 1970-01-01T00:00: how a fact of the type time is encoded.
    #[must_use]
    pub fn minutes(self) -> i64 {
        let day = i64::from(self.date.day_number()).saturating_mul(MINUTES_A_DAY);
        day.saturating_add(i64::from(self.second / 60))
    }

    /// The time as one number, `20260301083000`, as rows keep it: it sorts and can be read.
    #[must_use]
    pub fn number(self) -> i64 {
        let clock = self.second / 3_600 * 10_000 + self.second / 60 % 60 * 100 + self.second % 60;
        let day = self.date.number().saturating_mul(1_000_000);
        day.saturating_add(i64::from(clock))
    }

    /// The time of such a number; `None` where there is none.
    #[must_use]
    pub fn from_number(number: i64) -> Option<CivilTime> {
        let date = Date::from_number(number.div_euclid(1_000_000))?;
        let clock = u32::try_from(number.rem_euclid(1_000_000)).ok()?;
        Self::at(date, clock / 10_000, clock / 100 % 100, clock % 100)
    }
}

fn two_digits(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// As [`CivilTime::parse`] reads it.
impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second.min(SECONDS_A_DAY.saturating_sub(1));
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        write!(f, "{} {hour:02}:{minute:02}:{:02}", self.date, second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_interface_writes_is_read_and_written_back() {
        let time = CivilTime::parse("begntime", "2026-03-01 08:30:05").unwrap();
        assert_eq!(time.to_string(), "2026-03-01 08:30:05");
        assert_eq!(time.number(), 20_260_301_083_005);
        assert_eq!(CivilTime::from_number(time.number()), Some(time));
        assert_eq!(time.minutes() % MINUTES_A_DAY, 8 * 60 + 30);
        let day = CivilTime::parse("begntime", "2026-03-01").unwrap();
        assert_eq!(day.to_string(), "2026-03-01 00:00:00");
        assert!(day < time);
    }

    #[test]
    fn a_time_that_is_none_is_refused_by_its_field() {
        for text in [
            "",
            "2026-02-30 08:00:00",
            "2026-03-01 24:00:00",
            "2026-03-01 8:00:00",
            "2026-03-01 08:00",
            "2026-03-01 08:00:00:00",
            "20260301",
        ] {
            let refused = CivilTime::parse("begntime", text).unwrap_err();
            assert_eq!(refused.code(), "visit.time", "{text}");
            assert!(refused.sentence().contains("begntime"));
        }
        assert_eq!(CivilTime::from_number(20_260_301_250_000), None);
        assert_eq!(CivilTime::from_number(-1), None);
    }
}
