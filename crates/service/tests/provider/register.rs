//! Files, counts, the planning view, merged lists, staff at several places, and what the interface asks.

use access::Verdict;
use base::{PersonnelCode, RegionLevel};
use directory::provider::merge::ListedProvider;
use directory::provider::planning::Population;
use directory::provider::{Heading, Practice, Profession, ProviderCode, ProviderKind, Staff};
use service::provider::{self, FileOf, RowResult, StaffRow, Transfer, gateway};
use store::batch::BatchRow;
use store::provider::institution::Registered;

use crate::in_town as on_both;
use crate::people_support::{day, region};
use crate::scene::{HOSPITAL, Town, county, department, hospital, one, span};

fn file(digest: &str) -> FileOf {
    FileOf {
        region: county(),
        digest: digest.to_owned(),
    }
}

fn some(kind: ProviderKind, letter: char, first: u32, many: u32, from: &str) -> Vec<Registered> {
    let codes = (first..first + many).map(|n| format!("{letter}340421{n:05}"));
    codes
        .map(|code| {
            let mut new = one(kind, &code, &format!("{}{code}", kind.zh()));
            new.institution.particulars[0].holds = span(from, "");
            new
        })
        .collect()
}

fn doctor(code: &str) -> Staff {
    Staff {
        code: PersonnelCode::parse(code).unwrap(),
        name: "张三".into(),
        document: None,
        profession: Profession::Physician,
        title: "231".into(),
        qualification: "Q1".into(),
        licence: "L1".into(),
        licensed: span("2015-01-01", ""),
        insured_service: true,
    }
}

fn at(staff: &Staff, provider: &str, main: bool) -> StaffRow {
    StaffRow {
        staff: staff.clone(),
        practice: Practice {
            staff: staff.code.clone(),
            provider: ProviderCode::parse(provider).unwrap(),
            department: Some("D01".into()),
            holds: span("2026-01-01", ""),
            main,
        },
    }
}

on_both! {
    /// REQ-152: 23 institutions, 8 of them of townships, 68 of communities, 47 pharmacies: taken in from a file, and
    /// counted for any day, whenever it is asked for.
    fn req_152_counts_by_type_at_any_date(town: &Town) {
        let desk = town.office.desk();
        let mut all = some(ProviderKind::Hospital, 'H', 1, 15, "2010-01-01");
        all.extend(some(ProviderKind::TownshipCentre, 'H', 100, 8, "2010-01-01"));
        all.extend(some(ProviderKind::CommunityStation, 'H', 200, 68, "2010-01-01"));
        all.extend(some(ProviderKind::Pharmacy, 'P', 1, 47, "2010-01-01"));
        all.extend(some(ProviderKind::Pharmacy, 'P', 100, 3, "2020-01-01"));
        let mut twice = all[0].clone();
        twice.region = county();
        let bad = BatchRow {
            line: 900,
            refused: true,
            code: "row.value".to_owned(),
            shown: String::new(),
            reason: "不能读取。".to_owned(),
        };
        let numbered = all.iter().cloned().zip(2_i64..).map(|(row, line)| Ok((line, row)));
        let rows = || numbered.clone().chain([Ok((800, twice.clone())), Err(bad.clone())]);
        let mut told = Vec::new();
        let batch = provider::take_institutions(&desk, &town.clerk, &file("d1"), rows(), &mut |one| told.push(one.clone()));
        let batch = batch.unwrap();
        assert_eq!((batch.taken, batch.refused, told.len()), (141, 2, 143));
        let codes: Vec<_> = told.iter().filter_map(|one| match one {
            RowResult::Refused(row) => Some((row.line, row.code.as_str())),
            RowResult::Taken(..) => None,
        }).collect();
        assert_eq!(codes, [(800, "provider.known"), (900, "row.value")]);
        let again = provider::take_institutions(&desk, &town.clerk, &file("d1"), rows(), &mut |_| panic!("taken once"));
        assert!(again.unwrap().finished);
        let foreign = provider::take_institutions(&desk, &town.foreign, &file("d1"), rows(), &mut |_| {});
        assert_eq!(foreign.unwrap_err().code(), "denied");
        let count = |on: &str| provider::counts(&desk, &town.foreign, county(), (day(on), false)).unwrap();
        for _ in 0..2 {
            let then = count("2012-06-30");
            assert_eq!(then.institutions(), 23);
            assert_eq!(then.under(Heading::Township), 8);
            assert_eq!(then.under(Heading::Community), 68);
            assert_eq!(then.under(Heading::Pharmacy), 47);
            assert_eq!(count("2020-06-30").under(Heading::Pharmacy), 50);
            assert_eq!(count("2009-12-31").total(), 0);
        }
        let designated = provider::counts(&desk, &town.foreign, county(), (day("2020-06-30"), true)).unwrap();
        assert_eq!(designated.total(), 0, "registered is not designated");
    }

    /// REQ-153: a hospital in both lists is one provider with two old codes; what looks alike waits for a clerk, and
    /// what is not registered yet is named.
    fn req_153_a_hospital_in_both_lists_is_one_provider(town: &Town) {
        let desk = town.office.desk();
        let code = town.registered(&hospital());
        let row = |list: &str, old: &str, name: &str, licence: &str| ListedProvider {
            list: list.into(),
            old_code: old.into(),
            name: name.into(),
            kind: ProviderKind::Hospital,
            county: county(),
            credit_code: None,
            licence: (!licence.is_empty()).then(|| licence.into()),
        };
        let licence = format!("PDY{HOSPITAL}");
        let rows = [
            row("居民医保", "0101", "样例县人民医院", &licence),
            row("新农合", "N-77", "样例县医院", ""),
            row("新农合", "N-78", "样例中心卫生院", "PDY9"),
        ];
        let merged = provider::merge_lists(&desk, &town.clerk, &rows).unwrap();
        assert_eq!((merged.providers, merged.doubles, merged.kept), (1, 2, 2));
        assert_eq!(merged.unregistered, [("新农合".to_owned(), "N-78".to_owned(), "样例中心卫生院".to_owned())]);
        let old = provider::old_codes(&desk, &town.clerk, Some(&code)).unwrap();
        let old: Vec<_> = old.iter().map(|one| (one.list.as_str(), one.code.as_str(), &one.provider)).collect();
        assert_eq!(old, [("居民医保", "0101", &code), ("新农合", "N-77", &code)]);
        let again = provider::merge_lists(&desk, &town.clerk, &rows).unwrap();
        assert_eq!(again.kept, 0, "what is kept is not kept twice");
        let wai = town.office.user("wai", access::Role::Clerk, "340422");
        assert!(provider::old_codes(&desk, &wai, None).unwrap().is_empty());
    }

    /// REQ-439: providers per 10 000 insured by street, of those that are designated.
    fn req_439_providers_per_ten_thousand_insured_by_street(town: &Town) {
        let desk = town.office.desk();
        let mut new = hospital();
        new.institution.particulars[0].place = region("340421100");
        let code = town.registered(&new);
        let street = |text: &str, insured| Population { area: region(text), insured };
        let people = [street("340421100", 30_000), street("340421101", 8_000)];
        let view = || {
            let when = (RegionLevel::Township, day("2026-03-02"));
            let view = provider::planning(&desk, &town.city, &people, when, &[]).unwrap();
            view.areas.iter().map(|line| (line.providers, line.per_ten_thousand)).collect::<Vec<_>>()
        };
        assert_eq!(view(), [(0, Some(0)), (0, Some(0))]);
        town.texts();
        let no = town.confirmed(&code);
        let wanted = crate::scene::signing(no, ("2026-03-02", "2026-12-31"));
        let proposal = provider::propose_agreement(&desk, &town.clerk, &wanted).unwrap();
        town.county_says(proposal, Verdict::Approved);
        assert_eq!(view(), [(1, Some(33)), (0, Some(0))]);
    }

    /// REQ-423, the register: a physician practises at several providers, a nurse at one; transferred, the old place
    /// ends the day before.
    fn req_423_a_physician_practises_at_several_providers(town: &Town) {
        let desk = town.office.desk();
        town.registered(&hospital());
        let second = town.registered(&one(ProviderKind::TownshipCentre, "H34042100002", "样例卫生院"));
        let zhang = doctor("D340421000001");
        let nurse = Staff { profession: Profession::Nurse, ..doctor("N340421000001") };
        let rows = [
            at(&zhang, HOSPITAL, true),
            at(&zhang, second.as_str(), false),
            at(&nurse, HOSPITAL, true),
            at(&nurse, second.as_str(), false),
            at(&zhang, "H34042200001", false),
        ];
        let mut told = Vec::new();
        let rows = rows.into_iter().zip(2_i64..).map(|(row, line)| Ok((line, row)));
        let batch = provider::take_staff(&desk, &town.clerk, &file("s1"), rows, &mut |one| told.push(one.clone())).unwrap();
        assert_eq!((batch.taken, batch.refused), (3, 2));
        let refused: Vec<_> = told.iter().filter_map(|one| match one {
            RowResult::Refused(row) => Some(row.code.as_str()),
            RowResult::Taken(..) => None,
        }).collect();
        assert_eq!(refused, ["staff.one_site", "provider.unknown"]);
        let sites = |on: &str| {
            let read = |session: &mut store::Session<'_>| provider::directory(session, region("3404"));
            let all = desk.read(read).unwrap();
            let here = |code: &str| all.find(code).unwrap().dossier().person(&zhang.code, day(on)).is_ok();
            (here(HOSPITAL), here(second.as_str()))
        };
        assert_eq!(sites("2026-03-02"), (true, true));
        let move_nurse = |to: &ProviderCode, from: Option<&str>| Transfer {
            staff: nurse.code.clone(),
            from: from.map(|code| ProviderCode::parse(code).unwrap()),
            to: to.clone(),
            department: None,
            on: day("2026-04-01"),
            main: true,
        };
        let added = provider::transfer(&desk, &town.clerk, &move_nurse(&second, None));
        assert_eq!(added.unwrap_err().code(), "staff.one_site");
        provider::transfer(&desk, &town.clerk, &move_nurse(&second, Some(HOSPITAL))).unwrap();
        let held = provider::dossier(&desk, &town.clerk, &second).unwrap();
        assert!(held.dossier().person(&nurse.code, day("2026-04-01")).is_ok());
        let before = provider::dossier(&desk, &town.clerk, &ProviderCode::parse(HOSPITAL).unwrap()).unwrap();
        assert!(before.dossier().person(&nurse.code, day("2026-03-31")).is_ok());
        assert!(before.dossier().person(&nurse.code, day("2026-04-01")).is_err());
    }

    /// What an institution sends and asks: departments registered, changed, withdrawn, each of them again without
    /// effect; institutions, departments and people told; never another institution's.
    fn the_interface_asks_and_sends(town: &Town) {
        let desk = town.office.desk();
        let (code, _) = town.designated();
        let speaks = |institution: &str| {
            let sender = service::gateway::Sender {
                account: None,
                institution: institution.to_owned(),
                region: county(),
            };
            service::gateway::actor_of(region("3404"), &sender).unwrap()
        };
        let hospital = speaks(code.as_str());
        let register = |name: &str, from| gateway::register_department(&desk, &hospital, department("D01", name, from));
        for _ in 0..2 {
            register("内科", "2026-03-02").unwrap();
        }
        assert_eq!(register("外科", "2026-04-02").unwrap_err().code(), "department.twice");
        let other = gateway::register_department(&desk, &speaks("H34042100009"), department("D07", "外科", "2026-03-02"));
        assert_eq!(other.unwrap_err().code(), "not_found", "an institution that is not registered");
        let clerk = gateway::register_department(&desk, &town.clerk, department("D07", "外科", "2026-03-02"));
        assert_eq!(clerk.unwrap_err().code(), "denied");
        let revision = |session: &mut store::Session<'_>| store::provider::revision::revision(session, town.city.scope());
        for _ in 0..2 {
            gateway::change_department(&desk, &hospital, department("D01", "心内科", "2026-05-01")).unwrap();
            gateway::withdraw_department(&desk, &hospital, ("D01", day("2026-12-31"))).unwrap();
        }
        let before = desk.read(revision).unwrap();
        gateway::withdraw_department(&desk, &hospital, ("D01", day("2026-12-31"))).unwrap();
        assert_eq!(desk.read(revision).unwrap(), before, "nothing moved");
        let unknown = gateway::withdraw_department(&desk, &hospital, ("D09", day("2026-12-31")));
        assert_eq!(unknown.unwrap_err().code(), "department.unknown");
        let staff = [Ok((2, at(&doctor("D340421000001"), HOSPITAL, true)))];
        provider::take_staff(&desk, &town.clerk, &file("s2"), staff.into_iter(), &mut |_| {}).unwrap();
        let told: Vec<_> = gateway::departments(&desk, &hospital)
            .unwrap()
            .into_iter()
            .map(|one| (one.name.to_string(), one.holds))
            .collect();
        let expected = [
            ("内科".to_owned(), span("2026-03-02", "2026-04-30")),
            ("心内科".to_owned(), span("2026-05-01", "2026-12-31")),
        ];
        assert_eq!(told, expected);
        let asked = |pharmacies, name: &str| gateway::Asked { pharmacies, name: Some(name.to_owned()), code: None };
        town.registered(&one(ProviderKind::Clinic, "H34042100012", "样例县医院旁诊所"));
        let found = |asked: &gateway::Asked| gateway::institutions(&desk, &hospital, asked).unwrap();
        let codes: Vec<_> = found(&asked(false, "县医院")).into_iter().map(|one| one.code).collect();
        assert_eq!(codes, [code], "who was never designated is not told");
        assert!(found(&asked(true, "县医院")).is_empty());
        let by_code = gateway::Asked { code: Some("坏".to_owned()), ..asked(false, "") };
        assert!(found(&by_code).is_empty());
        let of = |profession, name: Option<&str>| gateway::StaffAsked {
            profession,
            document: None,
            name: name.map(str::to_owned),
            code: None,
        };
        let people = |asked: &gateway::StaffAsked| gateway::staff(&desk, &hospital, asked).unwrap().len();
        assert_eq!(people(&of(Profession::Physician, Some("张三"))), 1);
        assert_eq!(people(&of(Profession::Nurse, None)), 0);
        let elsewhere = gateway::staff(&desk, &speaks("H34042100012"), &of(Profession::Physician, None)).unwrap();
        assert!(elsewhere.is_empty(), "another institution's people are not told");
    }
}
