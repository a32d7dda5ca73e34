//! Working days, by the yearly notice of the State Council.

use std::collections::{BTreeMap, BTreeSet};

use super::Date;

/// Which days are worked: Monday to Friday, less the holidays, plus the make-up days (调休上班).
///
/// Holidays and make-up days are data, entered year by year from 《国务院办公厅关于部分节假日安排的
/// 通知》. A year not entered has its weekends off and nothing else, and
/// [`WorkingCalendar::is_entered`] says so: a due date that falls there is provisional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    years: BTreeMap<i32, Year>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Year {
    holidays: BTreeSet<Date>,
    make_up_days: BTreeSet<Date>,
}

/// Why a year of holidays cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkingCalendarError {
    /// The year is there already.
    #[error("the holidays of the year {year} are entered already")]
    Twice {
        /// The calendar year.
        year: i32,
    },
    /// A day of another year.
    #[error("the day {date} is not in the year it was entered for")]
    OtherYear {
        /// The day.
        date: Date,
    },
    /// A day both off and worked.
    #[error("the day {date} is both a holiday and a make-up day")]
    Both {
        /// The day.
        date: Date,
    },
}

impl WorkingCalendarError {
    /// The sentence for users, in Chinese: what is wrong, where, and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            WorkingCalendarError::Twice { year } => {
                format!("{year} 年的节假日已录入，请勿重复录入。")
            }
            WorkingCalendarError::OtherYear { date } => {
                format!("{date} 不属于所录入的年度，请移到对应年度。")
            }
            WorkingCalendarError::Both { date } => {
                format!("{date} 同时列为放假日和调休上班日，请删去其中一项。")
            }
        }
    }
}

impl WorkingCalendar {
    /// A calendar without any year entered: weekends off.
    #[must_use]
    pub const fn weekends_only() -> WorkingCalendar {
        WorkingCalendar {
            years: BTreeMap::new(),
        }
    }

    /// The same calendar with the holidays and make-up days of `year`. A holiday on a weekend is
    /// allowed and changes nothing.
    ///
    /// # Errors
    /// [`WorkingCalendarError`] where the year is entered already, a day lies in another year, or
    /// a day is in both lists.
    pub fn with_year(
        mut self,
        year: i32,
        holidays: &[Date],
        make_up_days: &[Date],
    ) -> Result<WorkingCalendar, WorkingCalendarError> {
        if self.years.contains_key(&year) {
            return Err(WorkingCalendarError::Twice { year });
        }
        let mut days = holidays.iter().chain(make_up_days);
        if let Some(date) = days.find(|date| date.year() != year) {
            return Err(WorkingCalendarError::OtherYear { date: *date });
        }
        let holidays: BTreeSet<Date> = holidays.iter().copied().collect();
        let make_up_days: BTreeSet<Date> = make_up_days.iter().copied().collect();
        if let Some(date) = holidays.intersection(&make_up_days).next() {
            return Err(WorkingCalendarError::Both { date: *date });
        }
        self.years.insert(
            year,
            Year {
                holidays,
                make_up_days,
            },
        );
        Ok(self)
    }

    /// Whether the holidays of the year of `date` have been entered.
    #[must_use]
    pub fn is_entered(&self, date: Date) -> bool {
        self.years.contains_key(&date.year())
    }

    /// Whether `date` is a working day.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        let weekday = date.iso_weekday() <= 5;
        match self.years.get(&date.year()) {
            None => weekday,
            Some(year) => {
                year.make_up_days.contains(&date) || (weekday && !year.holidays.contains(&date))
            }
        }
    }

    /// The last day of a period of `count` working days that was started on `date`: the day itself
    /// does not count (《民法典》第二百零一条). With a `count` of 0 it is `date`, worked or not.
    /// `None` beyond the valid years.
    #[must_use]
    pub fn add_working_days(&self, date: Date, count: u32) -> Option<Date> {
        let mut day = date;
        let mut left = count;
        while left > 0 {
            day = day.add_days(1)?;
            if self.is_working(day) {
                left -= 1;
            }
        }
        Some(day)
    }

    /// How many working days have passed since `date` when `on` ends; `date` itself does not
    /// count. Zero where `on` is not after `date`.
    #[must_use]
    pub fn working_days_since(&self, date: Date, on: Date) -> u32 {
        let days = date.day_number().saturating_add(1)..=on.day_number();
        let worked = days
            .filter_map(Date::from_day_number)
            .filter(|day| self.is_working(*day));
        u32::try_from(worked.count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    /// The spring of 2025 as the notice had it: 4 April off; 1 to 5 May off; 27 April worked.
    fn spring_2025() -> WorkingCalendar {
        let off = ["2025-04-04", "2025-05-01", "2025-05-02", "2025-05-05"].map(date);
        WorkingCalendar::weekends_only()
            .with_year(2025, &off, &[date("2025-04-27")])
            .unwrap()
    }

    #[test]
    fn weekends_holidays_and_make_up_days() {
        let calendar = spring_2025();
        assert!(calendar.is_working(date("2025-04-03")));
        assert!(!calendar.is_working(date("2025-04-04")));
        assert!(!calendar.is_working(date("2025-04-05")));
        assert!(calendar.is_working(date("2025-04-27")));
        assert!(calendar.is_entered(date("2025-01-01")));
        assert!(!calendar.is_entered(date("2026-01-01")));
    }

    /// The due dates of REQ-236, REQ-237 and REQ-239.
    #[test]
    fn the_day_of_receipt_does_not_count() {
        let calendar = spring_2025();
        let due = |from, count| calendar.add_working_days(date(from), count).unwrap();
        assert_eq!(due("2025-03-03", 10), date("2025-03-17"));
        assert_eq!(due("2025-03-17", 10), date("2025-03-31"));
        assert_eq!(due("2025-03-31", 7), date("2025-04-10"));
    }

    #[test]
    fn no_days_end_where_they_begin() {
        let calendar = spring_2025();
        let saturday = date("2025-04-05");
        assert_eq!(calendar.add_working_days(saturday, 0), Some(saturday));
        assert_eq!(calendar.add_working_days(saturday, u32::MAX), None);
    }

    #[test]
    fn years_that_cannot_be_entered() {
        let day = date("2025-04-04");
        let empty = WorkingCalendar::weekends_only;
        let twice = spring_2025().with_year(2025, &[], &[]);
        assert_eq!(twice, Err(WorkingCalendarError::Twice { year: 2025 }));
        let other = empty().with_year(2024, &[], &[day]);
        assert_eq!(other, Err(WorkingCalendarError::OtherYear { date: day }));
        let both = empty().with_year(2025, &[day], &[day]).unwrap_err();
        assert_eq!(both, WorkingCalendarError::Both { date: day });
        assert!(both.zh().contains("2025-04-04"));
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(start in 20_000_i32..20_400, count in 1_u32..200) {
            let calendar = spring_2025();
            let from = Date::from_day_number(start).unwrap();
            let due = calendar.add_working_days(from, count).unwrap();
            prop_assert!(calendar.is_working(due));
            prop_assert_eq!(calendar.working_days_since(from, due), count);
        }
    }
}
