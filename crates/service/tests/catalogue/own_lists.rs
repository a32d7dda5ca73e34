//! Own lists: uploaded by the institution (3301), decided by the agency, withdrawn (3302); the queue.

use access::{Actor, Role};
use base::Validity;
use directory::catalogue::own::{Mapping, MappingState};
use directory::catalogue::{Class, Code, Kind};
use service::catalogue::{self, Pages, Uploading, Wanted, Withdrawing};
use store::catalogue::own::Particulars;
use store::catalogue::queue::Noted;

use crate::common::{self, Fixture, day, region};
use crate::lists::verified;
use crate::on_both;
use crate::scene::*;

fn row(line: u64, own: &str, target: &str, kind: Kind, from: &str) -> Uploading {
    Uploading {
        line,
        mapping: Mapping {
            institution: HOSPITAL.into(),
            own: own.into(),
            own_name: "甲子西药".into(),
            own_spec: "0.25g×24片".into(),
            kind,
            target: Code::probe(target).unwrap(),
            validity: Validity::new(Some(day(from)), None).unwrap(),
            state: MappingState::Uploaded,
            since: day(from),
            reason: "".into(),
            approved_class: None,
        },
        more: Particulars {
            dosage_form: "片剂".to_owned(),
            ..Particulars::default()
        },
    }
}

fn western(line: u64, own: &str) -> Uploading {
    row(line, own, DRUG, Kind::Western, "2026-01-01")
}

fn withdrawing(own: &str) -> [Withdrawing; 1] {
    [Withdrawing {
        own: own.to_owned(),
        target: None,
    }]
}

fn waiting(city: &City<'_>, actor: &Actor) -> usize {
    catalogue::waiting(&city.desk(), actor, "", 10)
        .unwrap()
        .len()
}

on_both! {
    /// REQ-136: a line with an unmapped own code is refused to the queue; mapped and approved, it is taken.
    fn req_136_an_unmapped_code_goes_to_the_queue_until_a_mapping_is_approved(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let charged = || {
            let at = city.counter();
            at.line(("Y001", ""), &context("2026-03-01"), &charge("10", "2"))
        };
        let turned = charged().unwrap_err();
        assert_eq!(turned.why.code(), "mapping.missing");
        assert!(turned.why.zh().contains("待对照队列"), "{}", turned.why.zh());
        let note = turned.note.unwrap();
        let hospital = hospital();
        catalogue::note(&city.desk(), &hospital, site(), &[note.clone(), note]).unwrap();
        let queue = catalogue::waiting(&city.desk(), &city.clerk, HOSPITAL, 10).unwrap();
        assert_eq!((&*queue[0].entry.own, queue[0].entry.times), ("Y001", 2));
        // uploaded is not enough
        let uploaded = catalogue::upload(&city.desk(), &hospital, site(), vec![western(1, "Y001")]).unwrap();
        let no = uploaded.taken[0].1;
        assert_eq!(charged().unwrap_err().why.code(), "mapping.missing");
        let looks = catalogue::to_review(&city.desk(), &city.county, HOSPITAL, 10).unwrap();
        assert_eq!((looks[0].kept.no, looks[0].remarks.len()), (no, 0));
        assert_eq!(looks[0].item.as_ref().unwrap().code.as_str(), DRUG);
        let decided = catalogue::approve(&city.desk(), &city.county, &[no]).unwrap();
        assert_eq!(decided.decided, [no]);
        let (identified, facts) = charged().unwrap();
        assert_eq!((identified.code.as_str(), identified.mapped), (DRUG, true));
        assert_eq!((facts.class, facts.amount.get(), facts.quantity), (Class::A, 2_000, 2));
        assert_eq!(waiting(&city, &city.clerk), 0);
        verified(fixture);
    }

    fn a_message_is_taken_whole_or_not_at_all(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let hospital = hospital();
        let rows = vec![
            western(1, "Y001"),
            row(2, "Y002", "XA01ABC001A001010109999", Kind::Western, "2026-01-01"),
            row(3, "Y003", DRUG, Kind::Patent, "2026-01-01"),
        ];
        let answer = catalogue::upload(&city.desk(), &hospital, site(), rows).unwrap();
        let codes: Vec<_> = answer.refused.iter().map(|(line, why)| (*line, why.code())).collect();
        assert_eq!(codes, [(2, "mapping.target"), (3, "mapping.kind")]);
        assert!(answer.taken.is_empty());
        let none = catalogue::mappings(&city.desk(), &hospital, site(), ("", &Wanted::default()), Pages { page: 1, size: 9 });
        assert_eq!(none.unwrap().total, 0);
        // the same message again: the same numbers, and nothing twice
        let first = catalogue::upload(&city.desk(), &hospital, site(), vec![western(1, "Y001")]).unwrap();
        let again = catalogue::upload(&city.desk(), &hospital, site(), vec![western(1, "Y001")]).unwrap();
        assert_eq!(first.taken[0].1, again.taken[0].1);
        let other = catalogue::upload(&city.desk(), &hospital, site(), vec![row(1, "Y001", PATENT, Kind::Patent, "2026-01-01")]).unwrap();
        assert_eq!(other.refused[0].1.code(), "mapping.second_open");
        let kept = catalogue::mappings(&city.desk(), &city.clerk, site(), ("Y001", &Wanted::default()), Pages { page: 1, size: 9 }).unwrap();
        assert_eq!((kept.total, kept.rows[0].more.dosage_form.as_str()), (1, "片剂"));
    }

    fn who_uploads_does_not_decide_and_an_institution_acts_for_itself(fixture: &Fixture) {
        let city = City::with_items(fixture);
        // the store keeps the two roles apart; here they meet in one name
        let both = Actor::new(city.county.user().clone(), Role::Clerk, city.county.scope());
        let uploaded = catalogue::upload(&city.desk(), &both, site(), vec![western(1, "Y001")]).unwrap();
        let own = catalogue::approve(&city.desk(), &city.county, &[uploaded.taken[0].1]);
        assert_eq!(code(own), "denied");
        let other = catalogue::Site { code: "H34042100002", ..site() };
        let rows = vec![western(1, "Y001")];
        assert_eq!(code(catalogue::upload(&city.desk(), &hospital(), other, rows)), "own_list.other");
        let elsewhere = catalogue::Site { region: region("340422"), ..site() };
        assert_eq!(code(catalogue::upload(&city.desk(), &city.clerk, elsewhere, vec![western(1, "Y001")])), "denied");
        let foreign = fixture.user("zhaoliu", Role::Reviewer, "340422");
        let seen = catalogue::approve(&city.desk(), &foreign, &[uploaded.taken[0].1]);
        assert_eq!(code(seen), "not_found");
        assert!(catalogue::to_review(&city.desk(), &foreign, "", 10).unwrap().is_empty());
        let officer = catalogue::approve(&city.desk(), &city.officer, &[uploaded.taken[0].1]);
        assert_eq!(code(officer), "denied");
    }

    /// Withdrawn, a mapping goes on reading the days before.
    fn a_withdrawn_mapping_keeps_its_days(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let hospital = hospital();
        let uploaded = catalogue::upload(&city.desk(), &hospital, site(), vec![western(1, "Y001")]).unwrap();
        let no = uploaded.taken[0].1;
        catalogue::approve(&city.desk(), &city.county, &[no]).unwrap();
        let early = catalogue::withdraw(&city.desk(), &hospital, site(), &withdrawing("Y001"), ("换厂家", day("2026-02-01")));
        assert_eq!(code(early), "mapping.day");
        let none = catalogue::withdraw(&city.desk(), &hospital, site(), &withdrawing("Y009"), ("换厂家", day("2026-03-02"))).unwrap();
        assert_eq!(none.refused[0].1.code(), "mapping.gone");
        let done = catalogue::withdraw(&city.desk(), &hospital, site(), &withdrawing("Y001"), ("换厂家", day("2026-03-02"))).unwrap();
        assert_eq!(done.taken[0].1, no);
        let means = |on: &str| {
            let found = city.counter().identify("Y001", "", day(on));
            found.map(|one| one.code.to_string()).map_err(|turned| turned.why.code())
        };
        assert_eq!(means("2026-03-01"), Ok(DRUG.to_owned()));
        assert_eq!(means("2026-03-02"), Err("mapping.missing"));
        let rows = |from: &str| vec![row(1, "Y001", PATENT, Kind::Patent, from)];
        let shared = catalogue::upload(&city.desk(), &hospital, site(), rows("2026-03-01")).unwrap();
        assert_eq!(shared.refused[0].1.code(), "mapping.second_read");
        let next = catalogue::upload(&city.desk(), &hospital, site(), rows("2026-03-02")).unwrap();
        catalogue::approve(&city.desk(), &city.county, &[next.taken[0].1]).unwrap();
        let means = |on: &str| city.counter().identify("Y001", "", day(on)).unwrap().code.to_string();
        assert_eq!((means("2026-03-01"), means("2026-03-02")), (DRUG.to_owned(), PATENT.to_owned()));
        let trail = fixture.store.read(|session| {
            store::catalogue::own::trail(session, city.clerk.scope(), no)
        }).unwrap();
        let states: Vec<_> = trail.iter().map(|step| step.mapping.state).collect();
        assert_eq!(states, [MappingState::Uploaded, MappingState::Approved, MappingState::Withdrawn]);
        verified(fixture);
    }

    fn refused_and_dismissed_with_reasons(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let hospital = hospital();
        let noted = |own: &str| Noted { own: own.to_owned(), national: String::new(), on: day("2026-03-01") };
        catalogue::note(&city.desk(), &hospital, site(), &[noted("Y001"), noted("Y002")]).unwrap();
        assert_eq!(waiting(&city, &hospital), 2);
        let foreign = fixture.user("zhaoliu", Role::Reviewer, "340422");
        assert_eq!(waiting(&city, &foreign), 0);
        let owns = ["Y001".to_owned()];
        let why = catalogue::dismiss(&city.desk(), &city.county, HOSPITAL, &owns, " ");
        assert_eq!(code(why), "queue.reason");
        let others = catalogue::dismiss(&city.desk(), &foreign, HOSPITAL, &owns, "非诊疗项目");
        assert_eq!(code(others), "queue.gone");
        assert_eq!(catalogue::dismiss(&city.desk(), &city.county, HOSPITAL, &owns, "非诊疗项目").unwrap(), 1);
        let again = catalogue::dismiss(&city.desk(), &city.county, HOSPITAL, &owns, "非诊疗项目");
        assert_eq!(code(again), "queue.gone");
        // named again it stays dismissed
        catalogue::note(&city.desk(), &hospital, site(), &[noted("Y001")]).unwrap();
        assert_eq!(waiting(&city, &hospital), 1);
        let uploaded = catalogue::upload(&city.desk(), &hospital, site(), vec![western(1, "Y002")]).unwrap();
        let no = uploaded.taken[0].1;
        let blank = catalogue::refuse(&city.desk(), &city.county, &[no], "").unwrap();
        assert_eq!(blank.refused[0].1.code(), "mapping.reason");
        catalogue::refuse(&city.desk(), &city.county, &[no], "规格不符").unwrap();
        let late = catalogue::approve(&city.desk(), &city.county, &[no]);
        assert_eq!(late.unwrap_err().code(), "denied", "the state is the reviewer's own by now");
        let city_wide = catalogue::approve(&city.desk(), &city.reviewer, &[no]).unwrap();
        assert_eq!(city_wide.refused[0].1.code(), "mapping.state");
    }

    /// The share of essential drugs in what stands in approved own lists; that in what was charged
    /// is seen at the counter (tests/network).
    fn essential_drugs_in_stock(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let rows = vec![western(1, "Y001"), row(2, "Y002", PATENT, Kind::Patent, "2026-01-01")];
        let uploaded = catalogue::upload(&city.desk(), &hospital(), site(), rows).unwrap();
        let numbers: Vec<_> = uploaded.taken.iter().map(|(_, no, _)| *no).collect();
        catalogue::approve(&city.desk(), &city.county, &numbers).unwrap();
        let period = (day("2026-03-01"), day("2026-03-31"));
        let report = catalogue::essential_stock(&city.desk(), &city.clerk, day("2026-03-01"), period).unwrap();
        let here = &report[HOSPITAL];
        assert_eq!((here.stocked, here.stocked_essential), (2, 1));
        assert_eq!((here.stock_share(), here.use_share()), (base::Ratio::parse("50%").ok(), None));
    }
}
