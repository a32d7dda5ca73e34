//! The civil date and its arithmetic.

use jiff::{SignedDuration, ToSpan, civil};

use super::DateError;

const SECONDS_A_DAY: i64 = 86_400;
const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// A civil date of the Gregorian calendar, kept as the number of days since 1970-01-01.
///
/// Valid from 1800-01-01 to 2999-12-31: room for every birth date on file and for open ends,
/// while slips of the keyboard (year 0206, 20206) are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// 1800-01-01, the first date.
    pub const MIN: Date = Date(-62_091);
    /// 2999-12-31, the last date.
    pub const MAX: Date = Date(376_199);

    /// The date of a year (1800 to 2999), month (1 to 12) and day.
    ///
    /// # Errors
    /// [`DateError::Year`] outside those years, [`DateError::NoSuchDay`] where the calendar has no
    /// such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Result<Date, DateError> {
        let year = i16::try_from(year).map_err(|_| DateError::Year)?;
        if !(1800..=2999).contains(&year) {
            return Err(DateError::Year);
        }
        let month = i8::try_from(month).map_err(|_| DateError::NoSuchDay)?;
        let day = i8::try_from(day).map_err(|_| DateError::NoSuchDay)?;
        let date = civil::Date::new(year, month, day).map_err(|_| DateError::NoSuchDay)?;
        Self::from_civil(date).ok_or(DateError::Year)
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub const fn day_number(self) -> i32 {
        self.0
    }

    /// The date `days` after 1970-01-01, or `None` outside the valid years.
    #[must_use]
    pub const fn from_day_number(days: i32) -> Option<Date> {
        if days < Self::MIN.0 || days > Self::MAX.0 {
            return None;
        }
        Some(Date(days))
    }

    /// The date as one number of eight digits, `20261122`, as the store keeps it: it sorts and can be read.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.year()) * 10_000 + i64::from(self.month()) * 100 + i64::from(self.day())
    }

    /// The date of such a number; `None` where there is no such day.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Date> {
        let part = |value: i64| u32::try_from(value).ok();
        let year = i32::try_from(number / 10_000).ok()?;
        Date::from_ymd(year, part(number / 100 % 100)?, part(number % 100)?).ok()
    }

    /// The year, 1800 to 2999.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.civil().year())
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        u32::from(self.civil().month().unsigned_abs())
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        u32::from(self.civil().day().unsigned_abs())
    }

    /// The day of the week, 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub const fn iso_weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        match self.0.rem_euclid(7) {
            0 => 4,
            1 => 5,
            2 => 6,
            3 => 7,
            4 => 1,
            5 => 2,
            _ => 3,
        }
    }

    /// The date `days` later (earlier if negative), or `None` outside the valid years.
    #[must_use]
    pub const fn add_days(self, days: i32) -> Option<Date> {
        match self.0.checked_add(days) {
            Some(days) => Self::from_day_number(days),
            None => None,
        }
    }

    /// The same day `months` later (earlier if negative), or the last day of that month where it
    /// has no such day (《民法典》第二百零二条); `None` outside the valid years.
    #[must_use]
    pub fn add_months(self, months: i32) -> Option<Date> {
        let span = jiff::Span::new().try_months(months).ok()?;
        Self::from_civil(self.civil().checked_add(span).ok()?)
    }

    /// The same day `years` later (earlier if negative), 29 February becoming the 28th in a common
    /// year; `None` outside the valid years.
    #[must_use]
    pub fn add_years(self, years: i32) -> Option<Date> {
        self.add_months(years.checked_mul(12)?)
    }

    /// The first day of the following month; `None` in December 2999.
    #[must_use]
    pub fn first_of_next_month(self) -> Option<Date> {
        Self::from_civil(self.civil().last_of_month().tomorrow().ok()?)
    }

    /// Completed years (周岁) on the date `on` of somebody born on this date.
    ///
    /// A year of age is reached on the birthday itself. Who is born on 29 February reaches it in a
    /// common year on the 28th, the last day of the month that has no corresponding day
    /// (《民法典》第二百零二条), so that `birth.age_on(on) >= n` exactly from `birth.add_years(n)` on.
    /// Before the birth the answer is negative.
    #[must_use]
    pub fn age_on(self, on: Date) -> i32 {
        let (birth, today) = (self.civil(), on.civil());
        let years = i32::from(today.year()) - i32::from(birth.year());
        // The clamp matters only within the birth month; in any other the month decides.
        let birthday = (birth.month(), birth.day().min(today.days_in_month()));
        let reached = (today.month(), today.day()) >= birthday;
        if reached { years } else { years - 1 }
    }

    fn civil(self) -> civil::Date {
        // Every value of the type is inside the years of the calendar library, so that the
        // fall-back is never taken.
        EPOCH.checked_add(i64::from(self.0).days()).unwrap_or(EPOCH)
    }

    fn from_civil(date: civil::Date) -> Option<Date> {
        let elapsed: SignedDuration = date.duration_since(EPOCH);
        let days = elapsed.as_secs() / SECONDS_A_DAY;
        Self::from_day_number(i32::try_from(days).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn dates() -> impl Strategy<Value = Date> {
        (Date::MIN.0..=Date::MAX.0).prop_map(Date)
    }

    #[test]
    fn counts_from_the_epoch() {
        assert_eq!(date("1970-01-01").day_number(), 0);
        assert_eq!(date("2000-03-01").day_number(), 11_017);
        assert_eq!(date("1800-01-01"), Date::MIN);
        assert_eq!(date("2999-12-31"), Date::MAX);
        assert_eq!(Date::MAX.add_days(1), None);
        assert_eq!(Date::from_day_number(i32::MIN), None);
    }

    #[test]
    fn weekdays_count_from_monday() {
        assert_eq!(date("2026-11-21").iso_weekday(), 6);
        assert_eq!(date("1970-01-01").iso_weekday(), 4);
        assert_eq!(date("1800-01-01").iso_weekday(), 3);
    }

    #[test]
    fn months_clamp_to_the_month_end() {
        assert_eq!(date("2026-01-31").add_months(1), Some(date("2026-02-28")));
        assert_eq!(date("2024-02-29").add_years(1), Some(date("2025-02-28")));
        assert_eq!(date("2026-03-31").add_months(-1), Some(date("2026-02-28")));
        assert_eq!(Date::MAX.add_months(1), None);
        assert_eq!(Date::MAX.add_months(i32::MAX), None);
        assert_eq!(Date::MAX.add_years(i32::MIN), None);
    }

    #[test]
    fn the_next_month_begins_on_its_first() {
        let next = |text| date(text).first_of_next_month();
        assert_eq!(next("2026-12-31"), Some(date("2027-01-01")));
        assert_eq!(next("2026-02-01"), Some(date("2026-03-01")));
        assert_eq!(Date::MAX.first_of_next_month(), None);
    }

    #[test]
    fn a_year_of_age_is_reached_on_the_birthday() {
        let birth = date("1960-05-20");
        assert_eq!(birth.age_on(date("2020-05-19")), 59);
        assert_eq!(birth.age_on(date("2020-05-20")), 60);
        assert_eq!(birth.age_on(birth), 0);
        assert_eq!(birth.age_on(date("1960-05-19")), -1);
        let leap = date("2004-02-29");
        assert_eq!(leap.age_on(date("2022-02-27")), 17);
        assert_eq!(leap.age_on(date("2022-02-28")), 18);
        assert_eq!(leap.age_on(date("2024-02-28")), 19);
    }

    proptest! {
        #[test]
        fn parts_make_the_date_again(date in dates()) {
            let again = Date::from_ymd(date.year(), date.month(), date.day());
            prop_assert_eq!(again, Ok(date));
        }

        #[test]
        fn age_agrees_with_adding_years(birth in dates(), on in dates()) {
            let age = birth.age_on(on);
            prop_assert!(birth.add_years(age).is_none_or(|reached| reached <= on));
            prop_assert!(birth.add_years(age + 1).is_none_or(|next| next > on));
        }

        #[test]
        fn arithmetic_never_panics(date in dates(), n in any::<i32>()) {
            let _ = (date.add_days(n), date.add_months(n), date.add_years(n));
        }
    }
}
