//! Points in time as the interface writes them, in the time of China.

use base::Date;

use crate::definition::Stamp;

/// China has one zone, eight hours ahead of UTC, and no summer time since 1992.
const OFFSET_MILLIS: i64 = 8 * 3_600_000;
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * 3_600_000;

/// A point in time: milliseconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of such a count. What lies outside the years that can be written is drawn to the nearest end.
    #[must_use]
    pub fn from_millis(millis: i64) -> Moment {
        // a day of room at both ends for the offset
        let least = (i64::from(Date::MIN.day_number()) + 1) * DAY_MILLIS;
        let most = i64::from(Date::MAX.day_number()) * DAY_MILLIS;
        Moment(millis.clamp(least, most))
    }

    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment of a stamp; a day alone begins at 00:00:00.
    #[must_use]
    pub fn of(stamp: Stamp) -> Moment {
        let (day, second) = stamp.from();
        let day = i64::from(day.day_number()) * DAY_MILLIS;
        Moment::from_millis(day + i64::from(second) * 1000 - OFFSET_MILLIS)
    }

    /// The day and second that a clock in China shows.
    #[must_use]
    pub fn stamp(self) -> Stamp {
        let here = self.0 + OFFSET_MILLIS;
        let day = i32::try_from(here.div_euclid(DAY_MILLIS));
        let day = day.ok().and_then(Date::from_day_number);
        let second = u32::try_from(here.rem_euclid(DAY_MILLIS) / 1000);
        let day = day.unwrap_or(Date::MAX);
        Stamp::new(day, second.unwrap_or_default()).unwrap_or_else(|| Stamp::day_only(day))
    }

    /// The day that a calendar in China shows.
    #[must_use]
    pub fn day(self) -> Date {
        self.stamp().day()
    }

    /// The same time of another day.
    #[must_use]
    pub fn on(self, day: Date) -> Moment {
        let days = i64::from(day.day_number()) - i64::from(self.day().day_number());
        Moment::from_millis(self.0.saturating_add(days.saturating_mul(DAY_MILLIS)))
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` of the time of China; `None` for another form or an impossible time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let stamp = Stamp::parse(text).ok()?;
        stamp.second().map(|_| Moment::of(stamp))
    }

    /// `yyyy-MM-dd HH:mm:ss`.
    #[must_use]
    pub fn to_text(self) -> String {
        self.stamp().to_string()
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_of_day_stays_on_another_day() {
        let late = Moment::parse("2026-11-22 23:59:58").unwrap();
        let day = Date::parse("2026-02-28").unwrap();
        assert_eq!(late.on(day).to_text(), "2026-02-28 23:59:58");
        assert_eq!(late.on(late.day()), late);
    }

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
