//! Moments of the interface: a day, mostly with a time of day, in Beijing time.

use std::fmt;

use base::{Date, DateError};

/// A day with a time of day; of a day alone the time is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    day: Date,
    second: Option<u32>,
}

/// The last second of a day.
const LAST_SECOND: u32 = 86_399;

impl Stamp {
    /// A day and the second of the day, 0 to 86,399; `None` beyond.
    #[must_use]
    pub const fn new(day: Date, second: u32) -> Option<Stamp> {
        if second > LAST_SECOND {
            return None;
        }
        Some(Stamp {
            day,
            second: Some(second),
        })
    }

    /// A day without a time.
    #[must_use]
    pub const fn day_only(day: Date) -> Stamp {
        Stamp { day, second: None }
    }

    /// Reads `yyyy-MM-dd HH:mm:ss`, or `yyyy-MM-dd` for a day without a time.
    ///
    /// # Errors
    /// [`DateError`] for another form, a day that the calendar lacks or a time that the day lacks.
    pub fn parse(text: &str) -> Result<Stamp, DateError> {
        let Some((day, time)) = text.split_once(' ') else {
            return Ok(Stamp::day_only(Date::parse(text)?));
        };
        let day = Date::parse(day)?;
        let second = second_of_day(time).ok_or(DateError::Malformed)?;
        Stamp::new(day, second).ok_or(DateError::Malformed)
    }

    /// The day.
    #[must_use]
    pub const fn day(self) -> Date {
        self.day
    }

    /// The second of the day where a time is given.
    #[must_use]
    pub const fn second(self) -> Option<u32> {
        self.second
    }

    /// The day and the second from which it holds: a day alone begins at 00:00:00.
    #[must_use]
    pub fn from(self) -> (Date, u32) {
        (self.day, self.second.unwrap_or(0))
    }

    /// The day and the second until which it holds: a day alone lasts to 23:59:59.
    #[must_use]
    pub fn until(self) -> (Date, u32) {
        (self.day, self.second.unwrap_or(LAST_SECOND))
    }
}

/// `HH:mm:ss` as seconds since midnight.
fn second_of_day(time: &str) -> Option<u32> {
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else {
        return None;
    };
    let pair = |tens: u8, ones: u8| {
        let both = tens.is_ascii_digit() && ones.is_ascii_digit();
        both.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
    };
    let (hour, minute, second) = (pair(h1, h2)?, pair(m1, m2)?, pair(s1, s2)?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3_600 + minute * 60 + second)
}

/// As [`Stamp::parse`] reads it.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        match self.second {
            None => Ok(()),
            Some(second) => write!(
                f,
                " {:02}:{:02}:{:02}",
                second / 3_600,
                second / 60 % 60,
                second % 60
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_alone_covers_the_day() {
        let day = Stamp::parse("2026-01-31").unwrap();
        assert_eq!(day.from(), (day.day(), 0));
        assert_eq!(day.until(), (day.day(), 86_399));
        let noon = Stamp::parse("2026-01-31 12:00:05").unwrap();
        assert_eq!(noon.from(), (day.day(), 43_205));
        assert_eq!(noon.until(), noon.from());
    }

    #[test]
    fn impossible_moments_are_refused() {
        for text in [
            "",
            "1",
            "2026-02-30 00:00:00",
            "2026-01-01 24:00:00",
            "2026-01-01 10:60:00",
            "2026-01-01 10:00:60",
            "2026-01-01 1:00:00",
            "2026-01-01T10:00:00",
            "2026-01-01 10:00:00 ",
            "2026-01-01 10:00",
            "20260101100000",
        ] {
            assert!(Stamp::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(
            day in 0_i32..=100_000,
            second in proptest::option::of(0_u32..=86_399),
        ) {
            let day = Date::from_day_number(day).unwrap();
            let stamp = second.map_or(Some(Stamp::day_only(day)), |second| Stamp::new(day, second));
            let stamp = stamp.unwrap();
            prop_assert_eq!(Stamp::parse(&stamp.to_string()), Ok(stamp));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = Stamp::parse(&text);
        }
    }
}
