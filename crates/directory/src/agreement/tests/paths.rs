//! Random lives of a provider.

use super::*;
use crate::agreement::contract::{EndReason, Ending};
use crate::agreement::entry::{Circumstance, Entry, Ground, may_begin};
use proptest::prelude::*;

/// What somebody tries on a day.
#[derive(Clone, Copy, Debug)]
enum Act {
    Apply,
    /// The next step of the way in.
    Next,
    Step(usize),
    Sign(i32),
    End,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Apply),
        6 => Just(Act::Next),
        2 => (0..State::ALL.len()).prop_map(Act::Step),
        4 => (1_i32..400).prop_map(Act::Sign),
        1 => Just(Act::End),
    ]
}

fn at(day_number: i32) -> Date {
    Date::from_day_number(18_650 + day_number).unwrap()
}

fn try_step(house: &mut House, to: State, on: Date, agreement: Option<AgreementNo>) -> bool {
    let by = if to == State::FirstReviewed {
        county()
    } else {
        pool()
    };
    let step = Step {
        to,
        on,
        by,
        reason: "原因".into(),
        evidence: "材料".into(),
        agreement,
    };
    house
        .designations
        .last_mut()
        .is_some_and(|file| file.advance(step).is_ok())
}

/// Carries an act out as far as the rules let it.
fn carry_out(house: &mut House, act: Act, on: Date, no: i64) {
    match act {
        Act::Apply => {
            let out = house
                .designations
                .last()
                .is_none_or(|file| file.state().is_final());
            if out {
                let code = house.institution.code.clone();
                let place = (county(), pool());
                let file = Designation::apply(file_number(no), code, place, on, "申请书");
                house.designations.push(file.unwrap());
            }
        }
        Act::Next => {
            let _ = try_step(house, State::FirstReviewed, on, None)
                || try_step(house, State::Confirmed, on, None);
        }
        Act::Step(which) => {
            try_step(house, State::ALL[which], on, None);
        }
        Act::Sign(days) => sign(house, on, days, no),
        Act::End => {
            for agreement in &mut house.agreements {
                let ending = Ending {
                    last_day: on,
                    reason: EndReason::Agreed,
                    evidence: "书".into(),
                };
                let _ = agreement.end(ending);
            }
        }
    }
}

fn sign(house: &mut House, on: Date, days: i32, no: i64) {
    let Some(file) = house.designations.last() else {
        return;
    };
    let mut draft = draft(no, ("2021-01-01", "2021-12-31"));
    draft.designation = file.no;
    draft.term = Term::new(on, on.add_days(days).unwrap()).unwrap();
    let agreement = Agreement::sign(draft, &template(), on).unwrap();
    let mut tried = house.agreements.clone();
    if put(&mut tried, agreement).is_ok() && try_step(house, State::Signed, on, Some(number(no))) {
        house.agreements = tried;
    }
}

fn entry(on: Date) -> Entry<'static> {
    Entry {
        department: None,
        physician: None,
        on,
        service: Service::Outpatient,
        circumstance: Circumstance::Ordinary,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// No path leads from an end back to service without a new agreement, and on any day at most one
    /// agreement is in force.
    #[test]
    fn nobody_comes_back_without_a_new_agreement(acts in prop::collection::vec((act(), 0_i32..60), 1..24)) {
        let mut house = House::of_2021();
        house.designations.clear();
        house.agreements.clear();
        let (mut now, mut ends): (i32, Vec<Date>) = (0, Vec::new());
        for (place, (act, wait)) in acts.into_iter().enumerate() {
            now += wait;
            let before = house.designations.last().map(Designation::state);
            carry_out(&mut house, act, at(now), i64::try_from(place).unwrap() + 1);
            let after = house.designations.last().map(Designation::state);
            if before == Some(State::Signed) && after.is_some_and(State::is_final) {
                ends.push(at(now));
            }
        }
        let rules = rules();
        for n in 0..now + 420 {
            let on = at(n);
            let held = house.agreements.iter().filter(|one| one.in_force(on)).count();
            prop_assert!(held <= 1, "{held} agreements on {on}");
            let Ok(ground) = may_begin(&house.dossier(), &entry(on), &rules.entry) else {
                continue;
            };
            let Ground::Designated(no) = ground else {
                return Err(TestCaseError::fail("another ground than a designation"));
            };
            let agreement = house.agreements.iter().find(|one| one.no == no).unwrap();
            let last_end = ends.iter().filter(|end| **end <= on).max();
            prop_assert!(last_end.is_none_or(|end| *end <= agreement.signed), "{on} after {last_end:?}");
        }
    }
}
