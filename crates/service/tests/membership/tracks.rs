//! Two tracks beside each other: each has its own standard, bill, due date and benefits.

use std::collections::BTreeMap;
use std::path::Path;

use access::{Actor, Role, Verdict};
use base::{Fen, Validity};
use enrolment::Scheme;
use enrolment::contribution::Year;
use enrolment::membership::State;
use enrolment::regime::{Residence, TrackCase};
use policy::Files;
use service::contribution::{billing, standard};
use service::membership::{self as use_case, Answer, Tracked};
use service::package;

use crate::fixture::{Fixture, applies, at, date, person, region};
use crate::on_both;

const DAY: &str = "2015-11-20";

/// A package with a yearly contribution, made from a shipped one: the sources give no amounts for 怀远.
fn files(scheme: Scheme) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cn.340400.resident");
    let mut files = Files::new();
    let text = std::fs::read_to_string(folder.join("policy.toml")).unwrap();
    let text = text
        .replace(
            "scheme = \"resident\"",
            &format!("scheme = \"{}\"", scheme.code()),
        )
        .replace(
            "in_force = { from = 2021-01-01 }",
            "in_force = { from = 2015-01-01 }",
        );
    files.insert("policy.toml".to_owned(), text.into_bytes());
    for source in std::fs::read_dir(folder.join("sources")).unwrap() {
        let path = source.unwrap().path();
        let name = format!("sources/{}", path.file_name().unwrap().to_string_lossy());
        files.insert(name, std::fs::read(&path).unwrap());
    }
    files
}

/// The standard of a track for 2016: total and the person's part, in yuan.
fn set_standard(fixture: &Fixture, scheme: Scheme, total: i64, personal: i64) {
    let officer = fixture.user("chen", Role::PolicyOfficer, "340321", "340321");
    let reviewer = fixture.user("zhaofu", Role::Reviewer, "340321", "340321");
    let yuan = [
        ("table.standard_total", total),
        ("table.standard_personal", personal),
        ("table.central", 200),
        ("table.province", 60),
        ("table.city", 20),
        ("table.to_basic", total - 30),
        ("table.to_serious_illness", 30),
    ];
    let yuan = yuan
        .iter()
        .map(|(name, yuan)| ((*name).to_owned(), yuan.to_string()));
    let adopting = package::Adopting {
        scheme,
        files: files(scheme),
        parameters: yuan.collect::<BTreeMap<_, _>>(),
        from: date("2015-01-01"),
        until: None,
    };
    let proposed = standard::Proposed {
        scheme,
        year: Year::new(2016).unwrap(),
        bill_from: date("2015-11-01"),
        bill_to: None,
        former: Vec::new(),
        unified_from: None,
    };
    at(fixture, DAY, |desk| {
        let no = package::propose(desk, &officer, &adopting).unwrap();
        package::decide(desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        let no = standard::propose(desk, &officer, &proposed).unwrap();
        standard::decide(desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
    });
}

fn bill(fixture: &Fixture, clerk: &Actor, scheme: Scheme, until: &str) {
    let run = billing::Run {
        region: region("340321"),
        scheme,
        year: Year::new(2016).unwrap(),
        window: Validity::new(Some(date("2015-11-15")), Some(date(until))).ok(),
    };
    let done = at(fixture, DAY, |desk| {
        billing::make(desk, clerk, &run, &mut |_| ())
    })
    .unwrap()
    .batch;
    assert_eq!((done.taken, done.refused), (1, 0));
}

on_both! {
    /// REQ-015, REQ-018: unpaid at the cut-off, one chooses NRCMS and one the urban standard: each has the bill of
    /// the track with its own amount and due date, and its benefits until 2016-12-31; then both are one.
    fn req_015_req_018_each_track_has_its_own_bill(fixture: &Fixture) {
        fixture.people("340321", "340321101", 1, 2);
        let clerk = fixture.user("wangli", Role::Clerk, "340321", "340321");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "340321", "340321");
        set_standard(fixture, Scheme::UrbanResident, 450, 100);
        set_standard(fixture, Scheme::RuralCooperative, 470, 120);
        for (no, track) in [(1, Scheme::RuralCooperative), (2, Scheme::UrbanResident)] {
            let case = TrackCase {
                residence: Residence::Urban,
                paid_on: None,
                recorded_on: None,
                choice: Some(track),
            };
            let mut wish = applies(no, DAY);
            (wish.scheme, wish.region) = (track, region("340321101"));
            at(fixture, DAY, |desk| {
                let bound = use_case::choose_track(desk, &clerk, person(no), region("340321101"), case);
                assert_eq!(bound.unwrap(), Tracked::Bound(track));
                let done = use_case::enrol(desk, &clerk, &wish, 2016, None);
                let Ok(Answer::Submitted(one, _)) = done else {
                    panic!("{done:?}");
                };
                use_case::step(desk, &clerk, &[one.no], State::FirstReviewed, "材料齐全").unwrap();
                use_case::step(desk, &reviewer, &[one.no], State::Approved, "同意").unwrap();
            });
        }
        bill(fixture, &clerk, Scheme::RuralCooperative, "2015-12-20");
        bill(fixture, &clerk, Scheme::UrbanResident, "2015-12-31");
        let of = |no| {
            let bills = at(fixture, DAY, |desk| billing::of_person(desk, &clerk, person(no))).unwrap();
            assert_eq!(bills.len(), 1);
            (bills[0].scheme, bills[0].settled.due, bills[0].window.until())
        };
        assert_eq!(of(1), (Scheme::RuralCooperative, Fen::new(12_000), Some(date("2015-12-20"))));
        assert_eq!(of(2), (Scheme::UrbanResident, Fen::new(10_000), Some(date("2015-12-31"))));
        for no in [1, 2] {
            let mut wish = applies(no, "2016-12-01");
            wish.region = region("340321101");
            at(fixture, "2016-12-01", |desk| use_case::enrol(desk, &clerk, &wish, 2017, None)).unwrap();
        }
        let scheme = |no, care: &str| {
            at(fixture, care, |desk| use_case::benefit_scheme(desk, &clerk, person(no), date(care))).unwrap()
        };
        assert_eq!(scheme(1, "2016-12-31"), Some(Scheme::RuralCooperative));
        assert_eq!(scheme(2, "2016-12-31"), Some(Scheme::UrbanResident));
        assert_eq!((scheme(1, "2017-01-01"), scheme(2, "2017-01-01")), (Some(Scheme::Resident), Some(Scheme::Resident)));
        let rural = TrackCase {
            residence: Residence::Rural,
            paid_on: None,
            recorded_on: None,
            choice: Some(Scheme::UrbanResident),
        };
        let refused = at(fixture, DAY, |desk| use_case::choose_track(desk, &clerk, person(1), region("340321101"), rural));
        assert!(refused.unwrap_err().zh().contains("农村居民"));
    }
}
