//! Points in time as the interface writes them, in the time of China.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// China has one zone, eight hours ahead of UTC, and no summer time since 1992.
const ZONE: Offset = Offset::constant(8);

/// A point in time: milliseconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of such a count. What lies outside the years that can be written is drawn to the nearest end.
    #[must_use]
    pub fn from_millis(millis: i64) -> Moment {
        let least = Timestamp::MIN.as_millisecond() + ONE_DAY;
        let most = Timestamp::MAX.as_millisecond() - ONE_DAY;
        Moment(millis.clamp(least, most))
    }

    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` of the time of China; `None` for another form or an impossible time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 19
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                10 => *byte == b' ',
                13 | 16 => *byte == b':',
                _ => byte.is_ascii_digit(),
            });
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        let small =
            |from: usize, to: usize| number(from, to).and_then(|value| i8::try_from(value).ok());
        if !shaped {
            return None;
        }
        let at = DateTime::new(
            number(0, 4)?,
            small(5, 7)?,
            small(8, 10)?,
            small(11, 13)?,
            small(14, 16)?,
            small(17, 19)?,
            0,
        );
        let stamp = ZONE.to_timestamp(at.ok()?).ok()?;
        Some(Moment::from_millis(stamp.as_millisecond()))
    }

    /// `yyyy-MM-dd HH:mm:ss`.
    #[must_use]
    pub fn to_text(self) -> String {
        let at = self.civil();
        let (date, time) = (at.date(), at.time());
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }

    /// `yyyyMMddHHmmss`, 14 digits.
    #[must_use]
    pub fn to_seconds_text(self) -> String {
        self.to_text()
            .chars()
            .filter(char::is_ascii_digit)
            .collect()
    }

    /// `yyyyMMddHHmmssSSS`, 17 digits.
    #[must_use]
    pub fn to_millis_text(self) -> String {
        format!("{}{:03}", self.to_seconds_text(), self.0.rem_euclid(1000))
    }

    fn civil(self) -> DateTime {
        let stamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        ZONE.to_datetime(stamp)
    }
}

/// Room for the offset at both ends of what jiff can write.
const ONE_DAY: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_of_china() {
        let moment = Moment::from_millis(1_795_294_144_042);
        assert_eq!(moment.to_text(), "2026-11-22 04:49:04");
        assert_eq!(moment.to_seconds_text(), "20261122044904");
        assert_eq!(moment.to_millis_text(), "20261122044904042");
        assert_eq!(
            Moment::parse("2026-11-22 04:49:04"),
            Some(Moment::from_millis(1_795_294_144_000))
        );
    }

    #[test]
    fn impossible_times_are_none() {
        for text in [
            "",
            "2026-02-29 00:00:00",
            "2026-13-01 00:00:00",
            "2026-01-01 24:00:00",
            "2026-01-01 00:60:00",
            "2026-01-01T00:00:00",
            "2026-1-01 00:00:000",
            "+026-01-01 00:00:00",
            "2026-01-01 00:00:00 ",
            "二零二六年一月",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in -2_000_000_000_i64..30_000_000_000) {
            let moment = Moment::from_millis(seconds * 1000);
            prop_assert_eq!(Moment::parse(&moment.to_text()), Some(moment));
        }

        #[test]
        fn any_count_can_be_written(millis in any::<i64>()) {
            let moment = Moment::from_millis(millis);
            prop_assert!(moment.to_millis_text().len() >= 17);
        }
    }
}
