//! Who may begin a visit.

use super::*;
use crate::agreement::contract::{EndReason, Ending};
use crate::agreement::entry::{Circumstance, Entry, Ground, may_begin, may_settle};
use crate::agreement::rules::EntryRules;
use crate::agreement::sanction::{Basis, Measure, SanctionNo, Target, payment_held};
use crate::agreement::standing::Standing;
use base::{Fen, Refused};

fn entry(on: &str) -> Entry<'static> {
    Entry {
        department: Some("D01"),
        physician: None,
        on: day(on),
        service: Service::Inpatient,
        circumstance: Circumstance::Ordinary,
    }
}

fn begin(house: &House, entry: &Entry<'_>) -> Result<Ground, Refused> {
    may_begin(&house.dossier(), entry, &rules().entry)
}

fn code(result: Result<Ground, Refused>) -> &'static str {
    result.unwrap_err().code()
}

fn suspend(house: &mut House, target: Target, holds: (&str, &str)) {
    house.sanctions.push(Sanction {
        no: SanctionNo::new(1).unwrap(),
        provider: house.institution.code.clone(),
        target,
        measure: Measure::Suspension,
        holds: span(holds.0, holds.1),
        lifted: None,
        fine: Fen::ZERO,
        basis: Basis::Violation,
        reason: "虚记费用".into(),
        article: "篇7 第三十六条".into(),
    });
}

/// REQ-140: a claim on a date without a valid agreement is refused.
#[test]
fn req_140_no_valid_agreement_no_visit() {
    let house = House::of_2021();
    let at = |on: &str| begin(&house, &entry(on));
    assert_eq!(at("2021-01-01"), Ok(Ground::Designated(number(1))));
    assert_eq!(at("2021-12-31"), Ok(Ground::Designated(number(1))));
    assert_eq!(code(at("2020-12-31")), "entry.not_designated");
    let after = at("2022-01-01").unwrap_err();
    assert_eq!(after.code(), "entry.not_designated");
    assert!(after.zh().contains("协议期满") && after.zh().contains("续签"));
}

/// REQ-141: from the day after the exit on nobody new is admitted; who is in is settled to discharge.
#[test]
fn req_141_the_exit_stops_new_admissions_and_settles_who_is_in() {
    let mut house = House::of_2021();
    let ground = begin(&house, &entry("2021-06-30")).unwrap();
    let ending = Ending {
        last_day: day("2021-06-30"),
        reason: EndReason::Breach,
        evidence: "解除书".into(),
    };
    house.agreements[0].end(ending).unwrap();
    house.designations[0]
        .advance(step(State::Ended, "2021-07-01", pool(), None))
        .unwrap();
    assert_eq!(
        code(begin(&house, &entry("2021-07-01"))),
        "entry.not_designated"
    );
    assert_eq!(
        may_settle(&house.dossier(), ground, day("2021-06-30")),
        Ok(())
    );
    let never_in = may_settle(&house.dossier(), ground, day("2021-07-01"));
    assert_eq!(never_in.unwrap_err().code(), "entry.ground");
}

/// An ending decided on 03-10 with the last day 03-01: who was lawfully admitted on 03-05 is settled to discharge, and
/// nobody is admitted from the decision on.
#[test]
fn an_ending_in_the_past_settles_who_was_admitted_before_it_was_decided() {
    let mut house = House::of_2021();
    let ground = begin(&house, &entry("2021-03-05")).unwrap();
    let ending = Ending {
        last_day: day("2021-03-01"),
        reason: EndReason::Breach,
        evidence: "解除书".into(),
    };
    house.agreements[0].end(ending).unwrap();
    house.designations[0]
        .advance(step(State::Ended, "2021-03-10", pool(), None))
        .unwrap();
    let settle = |on: &str| may_settle(&house.dossier(), ground, day(on));
    assert_eq!(settle("2021-03-05"), Ok(()));
    for late in ["2021-03-10", "2022-01-01"] {
        assert_eq!(settle(late).unwrap_err().code(), "entry.ground", "{late}");
    }
    let new = begin(&house, &entry("2021-03-10")).unwrap_err();
    assert_eq!(new.code(), "entry.not_designated");
}

/// Who applies anew while the agreement runs goes on under it, and is what the new file says once it has ended.
#[test]
fn applying_anew_takes_nothing_away() {
    let mut house = House::of_2021();
    house.designations.push(applied(2, "2021-11-01"));
    assert!(begin(&house, &entry("2021-12-01")).is_ok());
    let standing = |on: &str| house.dossier().standing(day(on));
    assert_eq!(standing("2021-12-31"), Standing::Active);
    assert_eq!(standing("2022-01-01"), Standing::Applied);
}

/// REQ-142: what the county approved is not usable before the city confirms it; afterwards it is usable
/// for people of every county, since nothing asks for theirs.
#[test]
fn req_142_not_usable_before_the_city_confirms() {
    let mut house = House::of_2021();
    house.designations = vec![applied(1, "2020-12-01")];
    let file = &mut house.designations[0];
    file.advance(step(State::FirstReviewed, "2020-12-02", county(), None))
        .unwrap();
    let refused = begin(&house, &entry("2021-02-01")).unwrap_err();
    assert_eq!(refused.code(), "entry.not_designated");
    assert!(refused.zh().contains("县区已初审") && refused.zh().contains("市级确认"));
    let file = &mut house.designations[0];
    file.advance(step(State::Confirmed, "2020-12-03", pool(), None))
        .unwrap();
    file.advance(step(State::Signed, "2020-12-20", pool(), Some(1)))
        .unwrap();
    assert!(begin(&house, &entry("2021-02-01")).is_ok());
}

/// REQ-144: the licence runs out, the designation is suspended on that day.
#[test]
fn req_144_an_expired_licence_suspends_on_that_day() {
    let mut house = House::of_2021();
    house.institution.licences[0].holds = span("2015-01-01", "2021-05-31");
    assert!(begin(&house, &entry("2021-05-31")).is_ok());
    assert_eq!(
        house.dossier().standing(day("2021-05-31")),
        Standing::Active
    );
    assert_eq!(
        house.dossier().standing(day("2021-06-01")),
        Standing::Suspended
    );
    assert_eq!(code(begin(&house, &entry("2021-06-01"))), "licence.expired");
}

/// REQ-158: any designated provider is accepted, in whatever county of the city it lies.
#[test]
fn req_158_any_designated_provider_is_accepted() {
    for place in ["340402", "340403", "340421", "340422"] {
        let mut house = House::of_2021();
        house.institution.particulars[0].place = region(place);
        assert!(begin(&house, &entry("2021-03-01")).is_ok(), "{place}");
    }
}

/// REQ-156, the agreement: what it does not cover is refused until a supplement adds it.
#[test]
fn req_156_a_service_outside_the_agreement_is_refused() {
    let house = House::of_2021();
    let chronic = Entry {
        service: Service::Chronic,
        ..entry("2021-03-01")
    };
    let refused = begin(&house, &chronic).unwrap_err();
    assert_eq!(refused.code(), "entry.service");
    assert!(refused.zh().contains("门诊慢特病"));
}

#[test]
fn suspensions_hit_the_provider_a_department_or_a_physician() {
    let mut house = House::of_2021();
    suspend(
        &mut house,
        Target::Department("D01".into()),
        ("2021-03-01", "2021-03-31"),
    );
    assert!(begin(&house, &entry("2021-02-28")).is_ok());
    let hit = begin(&house, &entry("2021-03-01")).unwrap_err();
    assert_eq!(hit.code(), "entry.department_suspended");
    assert!(hit.zh().contains("2021-03-31"));
    let other = Entry {
        department: Some("D02"),
        ..entry("2021-03-01")
    };
    assert!(begin(&house, &other).is_ok());
    assert!(begin(&house, &entry("2021-04-01")).is_ok());

    let doctor = physician().code;
    suspend(
        &mut house,
        Target::Person(doctor.clone()),
        ("2021-05-01", "2021-05-31"),
    );
    let named = Entry {
        physician: Some(&doctor),
        ..entry("2021-05-10")
    };
    assert_eq!(code(begin(&house, &named)), "entry.person_suspended");
    assert!(begin(&house, &entry("2021-05-10")).is_ok());
    let lines = |who| {
        payment_held(
            &house.sanctions,
            house.code(),
            (Some("D02"), who),
            day("2021-05-10"),
        )
    };
    assert!(lines(Some(&doctor)).is_some() && lines(None).is_none());

    suspend(&mut house, Target::Provider, ("2021-07-01", "2021-07-31"));
    assert_eq!(code(begin(&house, &entry("2021-07-01"))), "entry.suspended");
    assert_eq!(
        house.dossier().standing(day("2021-07-31")),
        Standing::Suspended
    );
    assert_eq!(
        house.dossier().standing(day("2021-08-01")),
        Standing::Active
    );
}

#[test]
fn who_is_in_when_a_suspension_begins_is_settled() {
    let mut house = House::of_2021();
    let ground = begin(&house, &entry("2021-06-30")).unwrap();
    suspend(&mut house, Target::Provider, ("2021-07-01", "2021-12-31"));
    assert_eq!(
        may_settle(&house.dossier(), ground, day("2021-06-30")),
        Ok(())
    );
}

#[test]
fn emergencies_and_filed_care_follow_their_own_rules() {
    let mut house = House::of_2021();
    let come = |circumstance, on: &str| Entry {
        circumstance,
        ..entry(on)
    };
    let shut = rules().entry;
    let open = EntryRules {
        emergency_undesignated: true,
        emergency_suspended: true,
        ..shut.clone()
    };
    let ask = |house: &House, entry: &Entry<'_>, rules: &EntryRules| {
        may_begin(&house.dossier(), entry, rules).map_err(|refused| refused.code())
    };
    let late = come(Circumstance::Emergency, "2022-03-01");
    assert_eq!(ask(&house, &late, &shut), Err("entry.not_designated"));
    assert_eq!(ask(&house, &late, &open), Ok(Ground::Emergency));
    let ordinary = come(Circumstance::Ordinary, "2022-03-01");
    assert_eq!(ask(&house, &ordinary, &open), Err("entry.not_designated"));
    let filed = come(Circumstance::FiledElsewhere, "2022-03-01");
    assert_eq!(ask(&house, &filed, &open), Err("entry.filed_here"));
    let here = std::mem::replace(
        &mut house.institution.particulars[0].place,
        region("310101"),
    );
    assert_eq!(ask(&house, &filed, &shut), Ok(Ground::FiledElsewhere));
    house.institution.particulars[0].place = here;
    suspend(&mut house, Target::Provider, ("2021-07-01", "2021-07-31"));
    let suspended = come(Circumstance::Emergency, "2021-07-10");
    assert_eq!(ask(&house, &suspended, &shut), Err("entry.suspended"));
    assert_eq!(ask(&house, &suspended, &open), Ok(Ground::Emergency));
    let active = come(Circumstance::Emergency, "2021-03-01");
    assert_eq!(
        ask(&house, &active, &shut),
        Ok(Ground::Designated(number(1)))
    );
    house.institution.licences[0].holds = span("2015-01-01", "2021-02-28");
    assert_eq!(ask(&house, &active, &open), Err("licence.expired"));
    assert_eq!(
        ask(&house, &late, &open),
        Err("entry.not_designated"),
        "nobody treats without a licence, an emergency neither"
    );
}

/// 取消定点 takes effect by its decision, whether or not the file was closed with it; who applies anew afterwards and
/// signs is designated again.
#[test]
fn a_cancellation_ends_the_designation_it_was_decided_for() {
    let mut house = House::of_2021();
    let ground = begin(&house, &entry("2021-05-31")).unwrap();
    suspend(&mut house, Target::Provider, ("2021-06-01", ""));
    house.sanctions[0].measure = Measure::Cancellation;
    assert!(begin(&house, &entry("2021-05-31")).is_ok());
    let refused = begin(&house, &entry("2021-06-01")).unwrap_err();
    assert_eq!(refused.code(), "entry.not_designated");
    assert!(refused.zh().contains("已取消定点"), "{}", refused.zh());
    assert_eq!(
        house.dossier().standing(day("2021-06-01")),
        Standing::StruckOff
    );
    assert_eq!(
        may_settle(&house.dossier(), ground, day("2021-05-31")),
        Ok(())
    );
    let ending = Ending {
        last_day: day("2021-05-31"),
        reason: EndReason::StruckOff,
        evidence: "决定书".into(),
    };
    house.agreements[0].end(ending).unwrap();
    house.designations.push(designated(2, "2021-11-01"));
    let again = signed(2, "2021-11-01", ("2021-11-02", "2022-11-01"));
    house.agreements.push(again);
    assert_eq!(
        begin(&house, &entry("2021-11-02")),
        Ok(Ground::Designated(number(2)))
    );
}

#[test]
fn an_emergency_in_a_suspended_department_follows_the_rule_too() {
    let mut house = House::of_2021();
    suspend(
        &mut house,
        Target::Department("D01".into()),
        ("2021-03-01", "2021-03-31"),
    );
    let emergency = Entry {
        circumstance: Circumstance::Emergency,
        ..entry("2021-03-10")
    };
    let shut = rules().entry;
    let open = EntryRules {
        emergency_suspended: true,
        ..shut.clone()
    };
    let ask = |entry: &Entry<'_>, rules: &EntryRules| {
        may_begin(&house.dossier(), entry, rules).map_err(|refused| refused.code())
    };
    assert_eq!(ask(&emergency, &shut), Err("entry.department_suspended"));
    assert_eq!(ask(&emergency, &open), Ok(Ground::Emergency));
    assert_eq!(
        ask(&entry("2021-03-10"), &open),
        Err("entry.department_suspended")
    );
    let nowhere = Entry {
        department: Some("D09"),
        ..emergency
    };
    assert_eq!(ask(&nowhere, &open), Err("department.unknown"));
}

#[test]
fn words_of_grounds_and_circumstances_lead_back() {
    for circumstance in Circumstance::ALL {
        assert_eq!(Circumstance::parse(circumstance.code()), Some(circumstance));
    }
    let designated = Ground::Designated(number(3));
    assert_eq!(
        Ground::parse(designated.code(), Some(number(3))),
        Some(designated)
    );
    assert_eq!(Ground::parse("designated", None), None);
    assert_eq!(Ground::parse("emergency", None), Some(Ground::Emergency));
}
