//! The way in and out.

use super::*;
use crate::agreement::contract::{EndReason, Ending, in_force};
use crate::agreement::standing::Standing;

/// REQ-141: applied, reviewed, approved, signed; the day of the exit is the last of new admissions.
/// That the results are published is asserted in `admissions`.
#[test]
fn req_141_applied_reviewed_approved_signed_and_out() {
    let mut house = House::of_2021();
    house.designations = vec![applied(1, "2020-11-01")];
    let file = &mut house.designations[0];
    for (to, by, agreement) in [
        (State::FirstReviewed, county(), None),
        (State::Confirmed, pool(), None),
        (State::Signed, pool(), Some(1)),
    ] {
        file.advance(step(to, "2020-12-20", by, agreement)).unwrap();
    }
    assert_eq!(house.dossier().standing(day("2020-10-31")), Standing::None);
    assert_eq!(
        house.dossier().standing(day("2020-11-01")),
        Standing::Applied
    );
    assert_eq!(
        house.dossier().standing(day("2020-12-31")),
        Standing::Signed
    );
    assert_eq!(
        house.dossier().standing(day("2021-01-01")),
        Standing::Active
    );
    let ending = Ending {
        last_day: day("2021-06-30"),
        reason: EndReason::Provider,
        evidence: "退出申请".into(),
    };
    house.agreements[0].end(ending).unwrap();
    house.designations[0]
        .advance(step(State::Ended, "2021-07-01", pool(), None))
        .unwrap();
    assert_eq!(
        house.dossier().standing(day("2021-06-30")),
        Standing::Active
    );
    assert_eq!(house.dossier().standing(day("2021-07-01")), Standing::Ended);
}

/// REQ-142: approved by the county and not confirmed by the city it is not usable.
#[test]
fn req_142_the_county_reviews_and_the_city_confirms() {
    let mut file = applied(1, "2020-11-01");
    let by_other = step(State::FirstReviewed, "2020-11-02", region("340402"), None);
    let refused = file.advance(by_other).unwrap_err();
    assert_eq!(refused.code(), "designation.first_review");
    file.advance(step(State::FirstReviewed, "2020-11-02", county(), None))
        .unwrap();
    let by_county = step(State::Confirmed, "2020-11-03", county(), None);
    let refused = file.advance(by_county).unwrap_err();
    assert_eq!(refused.code(), "designation.city_confirms");
    let early = step(State::Signed, "2020-11-03", pool(), Some(1));
    let refused = file.advance(early).unwrap_err();
    assert_eq!(refused.code(), "designation.transition");
    assert!(refused.zh().contains("市级确认"));
    assert_eq!(file.state(), State::FirstReviewed);
    file.advance(step(State::Confirmed, "2020-11-10", pool(), None))
        .unwrap();
}

#[test]
fn a_step_needs_reason_evidence_and_its_day() {
    let mut file = applied(1, "2020-11-01");
    let bare = Step {
        reason: " ".into(),
        ..step(State::FirstReviewed, "2020-11-02", county(), None)
    };
    assert_eq!(file.advance(bare).unwrap_err().code(), "designation.reason");
    let early = step(State::FirstReviewed, "2020-10-31", county(), None);
    assert_eq!(file.advance(early).unwrap_err().code(), "designation.order");
    let named = step(State::FirstReviewed, "2020-11-02", county(), Some(1));
    assert_eq!(
        file.advance(named).unwrap_err().code(),
        "designation.agreement"
    );
    let elsewhere = (region("340503"), pool());
    let foreign = Designation::apply(
        file_number(2),
        hospital().code,
        elsewhere,
        day("2021-01-01"),
        "书",
    );
    assert_eq!(foreign.unwrap_err().code(), "designation.county");
}

#[test]
fn a_renewal_names_another_agreement_and_leaves_no_gap() {
    let mut house = House::of_2021();
    let same = step(State::Signed, "2021-12-20", pool(), Some(1));
    let refused = house.designations[0].advance(same).unwrap_err();
    assert_eq!(refused.code(), "designation.agreement");
    let mut next = signed(2, "2021-12-20", ("2021-12-31", "2022-12-31"));
    next.designation = file_number(1);
    let second = put(&mut house.agreements, next.clone()).unwrap_err();
    assert_eq!(second.code(), "agreement.second");
    next.term = Term::new(day("2022-01-01"), day("2022-12-31")).unwrap();
    put(&mut house.agreements, next).unwrap();
    house.designations[0]
        .advance(step(State::Signed, "2021-12-20", pool(), Some(2)))
        .unwrap();
    let of = |text| in_force(&house.agreements, house.code(), day(text)).map(|one| one.no);
    assert_eq!(of("2021-12-31"), Some(number(1)));
    assert_eq!(of("2022-01-01"), Some(number(2)));
    assert_eq!(
        house.dossier().standing(day("2022-01-01")),
        Standing::Active
    );
    assert_eq!(
        house.dossier().standing(day("2023-01-01")),
        Standing::Lapsed
    );
}

#[test]
fn who_is_out_applies_anew() {
    let mut file = designated(1, "2020-12-20");
    file.advance(step(State::StruckOff, "2021-03-01", pool(), None))
        .unwrap();
    let back = step(State::Signed, "2021-04-01", pool(), Some(2));
    let refused = file.advance(back).unwrap_err();
    assert_eq!(refused.code(), "designation.transition");
    assert!(refused.zh().contains("重新申请"));
    let rows = file.steps().to_vec();
    let read = Designation::from_rows(file.no, file.provider.clone(), (county(), pool()), rows);
    assert_eq!(read.unwrap(), file);
}
