//! Institutions' own lists, the queue of what is not mapped, and essential drugs.

mod common;

use base::{Fen, Ratio};
use common::*;
use directory::catalogue::essential::{DrugUse, essential_use};
use directory::catalogue::own::*;
use directory::catalogue::*;
use proptest::prelude::*;

const HOSPITAL: &str = "H89010100001";
const ON: &str = "2026-03-01";
const CHECKS: MappingChecks = MappingChecks {
    name: 300,
    spec: 300,
};

fn mapping(own: &str, target: &str, kind: Kind, from: &str) -> Mapping {
    Mapping {
        institution: HOSPITAL.into(),
        own: own.into(),
        own_name: "甲子片".into(),
        own_spec: "0.25g*24片".into(),
        kind,
        target: Code::probe(target).unwrap(),
        validity: span(from, ""),
        state: MappingState::Uploaded,
        since: date(ON),
        reason: "".into(),
        approved_class: None,
    }
}

fn three() -> Catalogue {
    let mut drug = item(DRUG, Kind::Western, Class::A);
    drug.flags.essential = true;
    catalogue(vec![
        drug,
        item(PATENT, Kind::Patent, Class::B),
        item(SERVICE, Kind::Service, Class::A),
    ])
}

fn approved(catalogue: &Catalogue, own: &str, target: &str, kind: Kind) -> OwnList {
    let mut list = OwnList::default();
    let upload = mapping(own, target, kind, "2026-01-01");
    list.upload(upload, catalogue, CHECKS, date("2026-01-01"))
        .unwrap();
    let before = list.of(own)[0].clone();
    let next = before.approve(Class::A, date("2026-01-05"));
    list.put(&before, next.unwrap()).unwrap();
    list
}

fn stated<'a>(own: &'a str, national: &'a str) -> Stated<'a> {
    Stated {
        institution: HOSPITAL,
        own,
        national,
    }
}

#[test]
fn req_136_a_line_with_an_unmapped_code_is_refused_to_the_queue() {
    let catalogue = three();
    let (mut list, mut queue) = (OwnList::default(), Queue::default());
    for (day, national) in [(ON, ""), ("2026-02-27", DRUG), (ON, "")] {
        let refused = identify(
            &catalogue,
            &list,
            stated("Y001", national),
            date(day),
            &mut queue,
        );
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), "mapping.missing");
        assert!(refused.zh().contains("Y001") && refused.zh().contains("待对照队列"));
    }
    let entry = queue.waiting()[0];
    assert_eq!((&*entry.institution, &*entry.own), (HOSPITAL, "Y001"));
    assert_eq!(
        (entry.first_seen, entry.last_seen, entry.times),
        (date("2026-02-27"), date(ON), 3)
    );
    assert_eq!(&*entry.national, DRUG);
    // uploaded is not enough; approved is
    let upload = mapping("Y001", DRUG, Kind::Western, "2026-01-01");
    list.upload(upload, &catalogue, CHECKS, date(ON)).unwrap();
    let now = |list: &OwnList, queue: &mut Queue| {
        identify(&catalogue, list, stated("Y001", ""), date(ON), queue)
    };
    assert!(now(&list, &mut queue).is_err());
    let before = list.of("Y001")[0].clone();
    list.put(&before, before.approve(Class::A, date(ON)).unwrap())
        .unwrap();
    queue.settle(HOSPITAL, "Y001", QueueState::Mapped).unwrap();
    let identified = now(&list, &mut queue).unwrap();
    assert_eq!((identified.code.as_str(), identified.mapped), (DRUG, true));
    assert!(queue.waiting().is_empty());
    let again = queue.settle(HOSPITAL, "Y001", QueueState::Mapped);
    assert_eq!(again.unwrap_err().code(), "queue.gone");
}

#[test]
fn a_line_that_names_another_national_code_than_its_mapping_is_refused() {
    let catalogue = three();
    let list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    let mut queue = Queue::default();
    let mut code = |own, national| {
        let identified = identify(
            &catalogue,
            &list,
            stated(own, national),
            date(ON),
            &mut queue,
        );
        identified
            .map(|identified| identified.code.to_string())
            .map_err(|refused| refused.code())
    };
    assert_eq!(code("Y001", DRUG), Ok(DRUG.to_owned()));
    assert_eq!(code("Y001", PATENT), Err("mapping.other"));
    assert_eq!(code("", PATENT), Ok(PATENT.to_owned()));
    assert_eq!(code(PATENT, PATENT), Ok(PATENT.to_owned()));
    assert_eq!(code("", HERB), Err("line.unknown_item"));
    assert_eq!(code("", ""), Err("line.no_code"));
    assert!(queue.entries().is_empty());
}

#[test]
fn req_136_a_replaced_national_code_leads_to_the_one_in_its_place() {
    let recode = Recode {
        system: Recode::NATIONAL.into(),
        old: DRUG.into(),
        new: Code::probe(PATENT).unwrap(),
        validity: span("2026-02-01", ""),
    };
    let catalogue = three().with_recodes(Recodes::new(vec![recode]).unwrap());
    let list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    let mut queue = Queue::default();
    let mut code = |own, national, on| {
        let found = identify(
            &catalogue,
            &list,
            stated(own, national),
            date(on),
            &mut queue,
        );
        found.unwrap().code.to_string()
    };
    assert_eq!(code("", DRUG, "2026-01-31"), DRUG);
    assert_eq!(code("", DRUG, "2026-02-01"), PATENT);
    assert_eq!(code("Y001", DRUG, "2026-02-01"), PATENT);
    assert_eq!(code("Y001", PATENT, "2026-02-01"), PATENT);
}

#[test]
fn uploads_are_checked_against_the_catalogue() {
    let mut catalogue = three();
    let gone = release("二版", &[Kind::Patent], "2026-02-01", Vec::new());
    let planned = catalogue.plan_items(gone, date(ON)).unwrap();
    catalogue.take_items(&planned).unwrap();
    let refused = |mapping: Mapping| {
        let refused = OwnList::default().upload(mapping, &catalogue, CHECKS, date(ON));
        refused.unwrap_err().code()
    };
    let good = || mapping("Y001", DRUG, Kind::Western, "2026-01-01");
    assert_eq!(
        refused(Mapping {
            own: "".into(),
            ..good()
        }),
        "mapping.own_code"
    );
    assert_eq!(
        refused(Mapping {
            own_name: " ".into(),
            ..good()
        }),
        "mapping.own_name"
    );
    let long = Mapping {
        own_spec: "规".repeat(201).into(),
        ..good()
    };
    assert_eq!(refused(long), "mapping.own_spec");
    assert_eq!(
        refused(mapping("Y001", HERB, Kind::Herbal, "")),
        "mapping.target"
    );
    assert_eq!(
        refused(mapping("Y001", PATENT, Kind::Patent, "")),
        "mapping.expired"
    );
    assert_eq!(
        refused(mapping("Y001", DRUG, Kind::Patent, "")),
        "mapping.kind"
    );
    let odd = Mapping {
        own_name: "丙丁注射液".into(),
        own_spec: "10ml".into(),
        ..good()
    };
    let warnings = OwnList::default().upload(odd, &catalogue, CHECKS, date(ON));
    let codes: Vec<_> = warnings.unwrap().iter().map(MappingWarning::code).collect();
    assert_eq!(codes, ["name", "spec"]);
    let quiet = OwnList::default().upload(good(), &catalogue, CHECKS, date(ON));
    assert_eq!(quiet, Ok(Vec::new()));
}

#[test]
fn an_own_code_has_one_open_mapping_a_day() {
    let catalogue = three();
    let mut list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    let second = mapping("Y001", PATENT, Kind::Patent, "2026-03-01");
    let refused = list.upload(second.clone(), &catalogue, CHECKS, date(ON));
    assert_eq!(refused.unwrap_err().code(), "mapping.second_open");
    let before = list.of("Y001")[0].clone();
    let withdrawn = before.withdraw("药品换厂家", date(ON)).unwrap();
    list.put(&before, withdrawn).unwrap();
    list.upload(second, &catalogue, CHECKS, date(ON)).unwrap();
    let before = list.of("Y001")[1].clone();
    list.put(&before, before.approve(Class::B, date(ON)).unwrap())
        .unwrap();
    let target = |on| {
        let mapping = list.find("Y001", date(on));
        mapping.map(|mapping| mapping.target.to_string())
    };
    // the days before are read as they were
    assert_eq!(target("2026-02-28"), Some(DRUG.to_owned()));
    assert_eq!(target("2026-03-01"), Some(PATENT.to_owned()));
    assert_eq!(target("2025-12-31"), None);
}

#[test]
fn a_step_taken_from_what_another_has_changed_meanwhile_is_refused() {
    let catalogue = three();
    let mut list = OwnList::default();
    let upload = mapping("Y001", DRUG, Kind::Western, "2026-01-01");
    list.upload(upload, &catalogue, CHECKS, date(ON)).unwrap();
    // two reviewers look at the same upload
    let seen = list.of("Y001")[0].clone();
    list.put(&seen, seen.approve(Class::A, date(ON)).unwrap())
        .unwrap();
    let late = [
        seen.refuse("规格不符", date(ON)).unwrap(),
        seen.approve(Class::B, date(ON)).unwrap(),
        seen.withdraw("填错", date(ON)).unwrap(),
    ];
    for next in late {
        let refused = list.put(&seen, next).unwrap_err();
        assert_eq!(refused.code(), "mapping.gone");
    }
    let now = &list.of("Y001")[0];
    assert_eq!(
        (now.state, now.approved_class),
        (MappingState::Approved, Some(Class::A))
    );
}

#[test]
fn the_days_before_a_withdrawal_have_one_mapping_alone() {
    let catalogue = three();
    let mut list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    let before = list.of("Y001")[0].clone();
    let withdrawn = before.withdraw("药品换厂家", date(ON)).unwrap();
    list.put(&before, withdrawn).unwrap();
    // read by the withdrawn one until 2026-02-28
    let early = mapping("Y001", PATENT, Kind::Patent, "2026-02-28");
    let refused = list.upload(early, &catalogue, CHECKS, date(ON));
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "mapping.second_read");
    assert!(refused.zh().contains("2026-02-28"), "{}", refused.zh());
    let next = mapping("Y001", PATENT, Kind::Patent, ON);
    assert_eq!(
        list.upload(next, &catalogue, CHECKS, date(ON)),
        Ok(Vec::new())
    );
    // what was never approved reads nothing, and is in nobody's way
    let mut list = OwnList::default();
    let upload = mapping("Y001", DRUG, Kind::Western, "2026-01-01");
    list.upload(upload, &catalogue, CHECKS, date(ON)).unwrap();
    let before = list.of("Y001")[0].clone();
    list.put(&before, before.withdraw("填错", date(ON)).unwrap())
        .unwrap();
    let again = mapping("Y001", PATENT, Kind::Patent, "2026-01-01");
    assert!(list.upload(again, &catalogue, CHECKS, date(ON)).is_ok());
}

#[test]
fn states_follow_one_way_and_refusals_have_reasons() {
    let uploaded = mapping("Y001", DRUG, Kind::Western, "2026-01-01");
    let on = date(ON);
    let refused = uploaded.refuse("规格不符", on).unwrap();
    assert_eq!(
        (refused.state, &*refused.reason),
        (MappingState::Refused, "规格不符")
    );
    assert_eq!(
        uploaded.refuse(" ", on).unwrap_err().code(),
        "mapping.reason"
    );
    let approved = uploaded.approve(Class::A, on).unwrap();
    let withdrawn = approved.withdraw("停用", on).unwrap();
    assert!(approved.reads(on) && !withdrawn.reads(on));
    assert!(withdrawn.reads(date("2026-02-28")));
    for closed in [&refused, &withdrawn] {
        assert_eq!(
            closed.approve(Class::A, on).unwrap_err().code(),
            "mapping.state"
        );
        assert_eq!(
            closed.withdraw("x", on).unwrap_err().code(),
            "mapping.state"
        );
        assert_eq!(closed.refuse("x", on).unwrap_err().code(), "mapping.state");
    }
    assert_eq!(
        approved.approve(Class::A, on).unwrap_err().code(),
        "mapping.state"
    );
    // withdrawn before its first day: as if never approved
    let early = approved.withdraw("填错", date("2026-01-01")).unwrap();
    assert!(!early.reads(date("2026-01-01")) && !early.reads(on));
    for state in MappingState::ALL {
        assert_eq!(MappingState::parse(state.code()), Some(state));
    }
    for state in QueueState::ALL {
        assert_eq!(QueueState::parse(state.code()), Some(state));
    }
}

#[test]
fn a_new_version_shows_the_mappings_to_look_at_again() {
    let mut catalogue = three();
    let list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    assert!(list.drifted(&catalogue, date(ON)).is_empty());
    let worse = vec![entry(item(DRUG, Kind::Western, Class::C), "", "")];
    let planned = catalogue
        .plan_items(release("二版", &Kind::DRUGS, ON, worse), date(ON))
        .unwrap();
    catalogue.take_items(&planned).unwrap();
    let drifted = list.drifted(&catalogue, date(ON));
    assert_eq!(
        drifted[0].1,
        MappingWarning::ClassDrift {
            approved: Class::A,
            now: Class::C
        }
    );
    assert!(list.drifted(&catalogue, date("2026-02-28")).is_empty());
    let gone = release("三版", &Kind::DRUGS, "2026-04-01", Vec::new());
    let planned = catalogue.plan_items(gone, date(ON)).unwrap();
    catalogue.take_items(&planned).unwrap();
    let drifted = list.drifted(&catalogue, date("2026-04-01"));
    assert_eq!(drifted[0].1, MappingWarning::Expired);
}

#[test]
fn req_138_the_share_of_essential_drugs_by_institution() {
    let catalogue = three();
    let mut list = approved(&catalogue, "Y001", DRUG, Kind::Western);
    for (own, target, kind) in [
        ("Y002", PATENT, Kind::Patent),
        ("S001", SERVICE, Kind::Service),
    ] {
        let upload = mapping(own, target, kind, "2026-01-01");
        list.upload(upload, &catalogue, CHECKS, date(ON)).unwrap();
        let before = list.of(own)[0].clone();
        list.put(&before, before.approve(Class::A, date(ON)).unwrap())
            .unwrap();
    }
    let line = |institution, code, amount| DrugUse {
        institution,
        code,
        on: date(ON),
        amount: fen(amount),
    };
    let lines = [
        line(HOSPITAL, DRUG, "80"),
        line(HOSPITAL, DRUG, "-20"),
        line(HOSPITAL, PATENT, "20"),
        line(HOSPITAL, SERVICE, "500"),
        line("P89010100001", PATENT, "10"),
    ];
    let report = essential_use(&catalogue, [(HOSPITAL, &list)], lines, date(ON)).unwrap();
    let hospital = &report[HOSPITAL];
    assert_eq!((hospital.stocked, hospital.stocked_essential), (2, 1));
    assert_eq!(hospital.stock_share(), Ratio::parse("50%").ok());
    assert_eq!(
        (hospital.used, hospital.used_essential),
        (fen("80"), fen("60"))
    );
    assert_eq!(hospital.use_share(), Ratio::parse("75%").ok());
    let pharmacy = &report["P89010100001"];
    assert_eq!(pharmacy.use_share(), Some(Ratio::ZERO));
    assert_eq!(
        (pharmacy.stock_share(), pharmacy.used_essential),
        (None, Fen::ZERO)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a line names, it is identified or refused in words; what is refused for want of a mapping
    /// waits in the queue, and nothing else does.
    #[test]
    fn whatever_a_line_names_it_is_identified_or_refused(
        own in prop_oneof![Just("Y001".to_owned()), ".{0,20}"],
        national in prop_oneof![Just(DRUG.to_owned()), Just(String::new()), ".{0,20}"],
    ) {
        let catalogue = three();
        let list = approved(&catalogue, "Y001", DRUG, Kind::Western);
        let mut queue = Queue::default();
        let outcome = identify(&catalogue, &list, stated(&own, &national), date(ON), &mut queue);
        let missing = outcome.as_ref().is_err_and(|refused| refused.code() == "mapping.missing");
        prop_assert_eq!(queue.waiting().len(), usize::from(missing));
        match outcome {
            Ok(identified) => prop_assert_eq!(identified.code.as_str(), DRUG),
            Err(refused) => prop_assert!(refused.sentence().ends_with('。')),
        }
    }
}
