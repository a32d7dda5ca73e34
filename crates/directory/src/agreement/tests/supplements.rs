//! Supplements, endings.

use super::*;
use crate::agreement::contract::{EndReason, Ending, Supplement, SupplementReason};
use crate::agreement::standing::Standing;
use crate::provider::{Change, ChangeRequest, ChangeState, ProviderKind};

fn supplement(from: &str) -> Supplement {
    Supplement {
        reason: SupplementReason::Converted,
        signed: day("2021-03-01"),
        from: day(from),
        clauses: vec![Clause {
            kind: ClauseKind::Service,
            text: "转型为社区卫生服务中心后继续定点。".into(),
        }],
        services: vec![Service::Chronic],
    }
}

/// REQ-149: a hospital converted to a community health centre keeps its designation by a supplement.
#[test]
fn req_149_a_converted_hospital_keeps_its_designation_by_a_supplement() {
    let mut house = House::of_2021();
    let to = Change::Kind(ProviderKind::CommunityCentre);
    let code = house.code().clone();
    let mut change = ChangeRequest::new(code, to, day("2021-04-01"), "批复").unwrap();
    change.advance(ChangeState::FirstReviewed).unwrap();
    change.advance(ChangeState::Confirmed).unwrap();
    change.apply(&mut house.institution).unwrap();
    house.agreements[0]
        .supplement(supplement("2021-04-01"))
        .unwrap();
    let on = day("2021-04-01");
    assert_eq!(house.dossier().standing(on), Standing::Active);
    assert_eq!(
        house.institution.on(on).unwrap().kind,
        ProviderKind::CommunityCentre
    );
    assert_eq!(
        house.dossier().agreement(on).map(|one| one.no),
        Some(number(1))
    );
    assert_eq!(house.agreements[0].digest, template().digest);
    assert!(house.agreements[0].covers(Service::Chronic, on));
    assert!(!house.agreements[0].covers(Service::Chronic, day("2021-03-31")));
}

#[test]
fn a_supplement_adds_within_the_term() {
    let mut agreement = signed(1, "2020-12-20", ("2021-01-01", "2021-12-31"));
    let late = agreement.supplement(supplement("2022-01-01")).unwrap_err();
    assert_eq!(late.code(), "agreement.not_in_force");
    let back = agreement.supplement(supplement("2021-02-01")).unwrap_err();
    assert_eq!(back.code(), "agreement.signed_late");
    let nothing = Supplement {
        clauses: Vec::new(),
        services: Vec::new(),
        ..supplement("2021-04-01")
    };
    let nothing = agreement.supplement(nothing).unwrap_err();
    assert_eq!(nothing.code(), "agreement.empty_supplement");
    assert!(agreement.supplements.is_empty());
}

#[test]
fn an_agreement_ends_once_within_its_term() {
    let ending = |text: &str| Ending {
        last_day: day(text),
        reason: EndReason::Agreed,
        evidence: "解除书".into(),
    };
    let fresh = || signed(1, "2020-12-20", ("2021-01-01", "2021-12-31"));
    let mut agreement = fresh();
    assert_eq!(
        agreement.end(ending("2022-01-01")).unwrap_err().code(),
        "agreement.end_day"
    );
    let bare = Ending {
        evidence: "".into(),
        ..ending("2021-06-30")
    };
    assert_eq!(
        agreement.end(bare).unwrap_err().code(),
        "agreement.evidence"
    );
    agreement.end(ending("2021-06-30")).unwrap();
    assert_eq!(
        agreement.end(ending("2021-07-30")).unwrap_err().code(),
        "agreement.ended"
    );
    assert!(agreement.in_force(day("2021-06-30")) && !agreement.in_force(day("2021-07-01")));
    let mut never = fresh();
    never.end(ending("2020-12-31")).unwrap();
    assert_eq!(never.days(), None);
    assert!(!never.in_force(day("2021-01-01")));
}
