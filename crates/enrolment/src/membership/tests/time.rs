use super::*;
use proptest::prelude::*;

/// A resident who becomes an employee in mid-year, and back: no gap, no overlap.
#[test]
fn work_in_mid_year_and_back_leaves_no_gap() {
    let whole = span("2022-01-01", "2022-12-31");
    let mut time = Timeline::new(&[held(1, Scheme::Resident, whole)]).unwrap();
    let work = time
        .take_over(Span::open(date("2022-07-01")), EndReason::Employment)
        .unwrap();
    assert_eq!(work.closed, Some((no(1), span("2022-01-01", "2022-06-30"))));
    time.apply(&work, held(2, Scheme::Employee, work.opened))
        .unwrap();
    let back = time
        .take_over(span("2022-10-01", "2022-12-31"), EndReason::EmploymentOver)
        .unwrap();
    assert_eq!(back.closed, Some((no(2), span("2022-07-01", "2022-09-30"))));
    time.apply(&back, held(3, Scheme::Resident, back.opened))
        .unwrap();
    assert_eq!(time.gaps(), []);
    let schemes: Vec<_> = ["2022-06-30", "2022-07-01", "2022-09-30", "2022-10-01"]
        .into_iter()
        .map(|day| time.on(date(day)).unwrap().no.get())
        .collect();
    assert_eq!(schemes, [1, 2, 2, 3]);
}

#[test]
fn what_begins_that_day_is_cancelled_not_shortened() {
    let time =
        Timeline::new(&[held(1, Scheme::Resident, span("2022-01-01", "2022-12-31"))]).unwrap();
    let same_day = time.take_over(Span::open(date("2022-01-01")), EndReason::Employment);
    assert_eq!(same_day.unwrap_err().code(), "enrolment.second_active");
    let over_a_later_one = time.take_over(Span::open(date("2021-06-01")), EndReason::Employment);
    assert!(over_a_later_one.is_err());
}

#[test]
fn old_overlaps_are_no_timeline() {
    let both = [
        held(1, Scheme::Resident, span("2022-01-01", "2022-12-31")),
        held(2, Scheme::Employee, span("2022-12-31", "2023-12-31")),
    ];
    let refused = Timeline::new(&both).unwrap_err();
    assert!(refused.zh().contains("登记 1"));
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Put(i32, i32),
    TakeOver(i32),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (0..2000_i32, 0..500_i32).prop_map(|(from, days)| Act::Put(from, days)),
        (0..2000_i32).prop_map(Act::TakeOver),
    ];
    prop::collection::vec(act, 0..40)
}

proptest! {
    #[test]
    fn on_any_day_at_most_one_runs(acts in acts()) {
        let start = date("2020-01-01");
        let mut time = Timeline::default();
        for (number, act) in (1_i64..).zip(acts) {
            let before = time.clone();
            match act {
                Act::Put(from, days) => {
                    let from = start.add_days(from).unwrap();
                    let days = Span::new(from, from.add_days(days).unwrap()).unwrap();
                    let put = time.put(held(number, Scheme::Resident, days));
                    prop_assert!(put.is_ok() || time == before, "a refusal changes nothing");
                }
                Act::TakeOver(day) => {
                    let day = start.add_days(day).unwrap();
                    let opened = Span::open(day);
                    if let Ok(done) = time.take_over(opened, EndReason::Employment) {
                        let ran = before.on(day).is_some();
                        time.apply(&done, held(number, Scheme::Employee, opened)).unwrap();
                        prop_assert_eq!(time.on(day).unwrap().no.get(), number);
                        let last = day.add_days(-1).unwrap();
                        prop_assert!(!ran || time.on(last).is_some(), "no gap before the take-over");
                    }
                }
            }
            prop_assert!(doubles(time.held()).is_empty());
        }
    }
}
