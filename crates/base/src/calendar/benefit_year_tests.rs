use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn period(label: &str, from: &str, until: &str) -> BenefitYear {
    BenefitYear {
        label: label.to_owned(),
        from: date(from),
        until: date(until),
    }
}

fn year(calendar: &YearCalendar, on: &str) -> (String, String, String) {
    let year = calendar.year_of(date(on));
    (year.label, year.from.to_string(), year.until.to_string())
}

fn triple(label: &str, from: &str, until: &str) -> (String, String, String) {
    (label.to_owned(), from.to_owned(), until.to_owned())
}

#[test]
fn calendar_years_and_school_years() {
    let calendar = YearCalendar::new(MonthDay::JANUARY_FIRST);
    assert_eq!(
        year(&calendar, "2026-12-31"),
        triple("2026", "2026-01-01", "2026-12-31")
    );
    let school = YearCalendar::new(MonthDay::parse("09-01").unwrap());
    assert_eq!(
        year(&school, "2026-08-31"),
        triple("2025", "2025-09-01", "2026-08-31")
    );
    assert_eq!(
        year(&school, "2026-09-01"),
        triple("2026", "2026-09-01", "2027-08-31")
    );
}

#[test]
fn a_scheme_that_moves_from_april_to_january() {
    let calendar = YearCalendar::new(MonthDay::parse("04-01").unwrap())
        .changing(date("2022-01-01"), MonthDay::JANUARY_FIRST)
        .unwrap()
        .with_irregular(period("2021", "2021-04-01", "2021-12-31"))
        .unwrap();
    assert_eq!(
        year(&calendar, "2021-03-31"),
        triple("2020", "2020-04-01", "2021-03-31")
    );
    assert_eq!(
        year(&calendar, "2021-04-01"),
        triple("2021", "2021-04-01", "2021-12-31")
    );
    assert_eq!(
        year(&calendar, "2022-01-01"),
        triple("2022", "2022-01-01", "2022-12-31")
    );
}

#[test]
fn a_regular_year_is_cut_where_it_meets_an_irregular_period() {
    let calendar = YearCalendar::new(MonthDay::JANUARY_FIRST)
        .with_irregular(period("过渡期", "2021-04-01", "2021-12-31"))
        .unwrap();
    let cut = triple("2021-01-01..2021-03-31", "2021-01-01", "2021-03-31");
    assert_eq!(year(&calendar, "2021-02-01"), cut);
}

#[test]
fn what_cannot_be_a_calendar() {
    let calendar = || YearCalendar::new(MonthDay::JANUARY_FIRST);
    let with = |period| calendar().with_irregular(period).unwrap_err();
    assert_eq!(
        with(period("x", "2021-02-01", "2021-01-01")),
        YearCalendarError::Reversed
    );
    assert_eq!(
        with(period(" ", "2021-01-01", "2021-02-01")),
        YearCalendarError::Label
    );
    assert_eq!(
        with(period("2022", "2021-01-01", "2021-02-01")),
        YearCalendarError::Label
    );
    let one = calendar()
        .with_irregular(period("x", "2021-01-01", "2021-02-01"))
        .unwrap();
    let meets = one
        .clone()
        .with_irregular(period("y", "2021-02-01", "2021-03-01"));
    assert_eq!(meets, Err(YearCalendarError::Overlap));
    let twice = one
        .clone()
        .with_irregular(period("x", "2022-02-01", "2022-03-01"));
    assert_eq!(twice, Err(YearCalendarError::Label));
    let cut = "2021-02-02..2021-12-31";
    let cut_label = one.with_irregular(period(cut, "2023-02-01", "2023-03-01"));
    assert_eq!(cut_label, Err(YearCalendarError::Label));
    assert_eq!(
        MonthDay::parse("02-29"),
        Err(YearCalendarError::NoSuchStart)
    );
    assert_eq!(MonthDay::parse("1-1"), Err(YearCalendarError::NoSuchStart));
    assert!(YearCalendarError::Label.zh().ends_with('。'));
}

#[test]
fn changes_come_in_order() {
    let calendar = YearCalendar::new(MonthDay::JANUARY_FIRST)
        .changing(date("2021-01-01"), MonthDay::JANUARY_FIRST)
        .unwrap();
    let earlier = calendar.changing(date("2020-01-01"), MonthDay::JANUARY_FIRST);
    assert_eq!(earlier, Err(YearCalendarError::OutOfOrder));
}

fn calendars() -> impl Strategy<Value = YearCalendar> {
    let start = || (1_u32..=12, 1_u32..=28).prop_map(|(m, d)| MonthDay::new(m, d).unwrap());
    let change = prop::option::of((18_000_i32..19_000, start()));
    let periods = prop::collection::vec((18_000_i32..20_000, 0_i32..800), 0..4);
    (start(), change, periods).prop_map(|(first, change, periods)| {
        let mut calendar = YearCalendar::new(first);
        if let Some((day, start)) = change {
            calendar = calendar
                .changing(Date::from_day_number(day).unwrap(), start)
                .unwrap();
        }
        for (index, (day, length)) in periods.into_iter().enumerate() {
            let from = Date::from_day_number(day).unwrap();
            let until = from.add_days(length).unwrap();
            let period = BenefitYear {
                label: format!("特{index}"),
                from,
                until,
            };
            calendar = calendar.clone().with_irregular(period).unwrap_or(calendar);
        }
        calendar
    })
}

proptest! {
    #[test]
    fn periods_tile_time_without_gap_or_overlap(calendar in calendars()) {
        let mut day = Date::from_day_number(17_500).unwrap();
        let mut labels = Vec::new();
        let mut before: Option<BenefitYear> = None;
        while day.day_number() < 21_000 {
            let year = calendar.year_of(day);
            prop_assert!(year.covers(day));
            if let Some(before) = before {
                prop_assert_eq!(before.until.add_days(1), Some(year.from));
            }
            for inside in [year.from, year.until] {
                prop_assert_eq!(&calendar.year_of(inside), &year);
            }
            prop_assert!(!labels.contains(&year.label), "{}", year.label);
            labels.push(year.label.clone());
            day = year.until.add_days(1).unwrap();
            before = Some(year);
        }
    }

    #[test]
    fn every_date_there_is_has_a_year(
        calendar in calendars(),
        day in Date::MIN.day_number()..=Date::MAX.day_number(),
    ) {
        for date in [Date::MIN, Date::from_day_number(day).unwrap(), Date::MAX] {
            prop_assert!(calendar.year_of(date).covers(date));
        }
    }
}
