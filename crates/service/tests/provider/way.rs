//! The way in and out, the one text, changes, licences, sanctions.

use access::Verdict;
use base::{Date, Fen};
use directory::agreement::contract::{EndReason, SupplementReason};
use directory::agreement::sanction::Violation;
use directory::agreement::{
    Circumstance, Entry, Ground, Measure, SanctionNo, Service, Standing, Target,
};
use directory::provider::{Change, Licence, LicenceKind, ProviderCode, ProviderKind};
use service::ServiceError;
use service::provider::{self, Charge, Directories, Leaving, Supplementing};
use store::{Deed, StoreError};

use crate::in_town as on_both;
use crate::people_support::{day, region};
use crate::scene::{Town, clauses, department, entry, hospital, signing, span, text};

fn refused<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (&'static str, String) {
    let error = result.unwrap_err();
    (error.code(), error.zh())
}

fn leaving(code: &ProviderCode, last_day: &str) -> Leaving {
    Leaving {
        provider: code.clone(),
        last_day: day(last_day),
        reason: EndReason::Provider,
        evidence: "退出申请".to_owned(),
        not_renewed: false,
    }
}

fn charge(code: &ProviderCode, measure: Measure, days: (&str, &str)) -> Charge {
    Charge {
        violation: Violation {
            provider: code.clone(),
            target: Target::Provider,
            found: day("2026-03-02"),
            facts: "虚记费用".into(),
            broken: "篇7 第三十四条".into(),
            loss: Fen::new(120_000),
            serious: true,
            evidence: "检查笔录12".into(),
        },
        measure,
        days: (day(days.0), Date::parse(days.1).ok()),
        fine: Fen::ZERO,
    }
}

fn standing(town: &Town, code: &ProviderCode, on: &str) -> Standing {
    let desk = town.office.desk();
    let all = provider::providers(&desk, &town.foreign, day(on)).unwrap();
    all.iter().find(|one| one.code == *code).unwrap().standing
}

on_both! {
    /// REQ-141, REQ-142: applied, reviewed by the county, confirmed by the city, signed; not usable before the city has
    /// confirmed, recognised in every county afterwards; the exit stops new admissions and settles who is in.
    fn req_141_req_142_the_way_in_and_out(town: &Town) {
        let desk = town.office.desk();
        let code = town.registered(&hospital());
        let code_text = code.to_string();
        town.texts();
        let (no, first) = provider::apply(&desk, &town.clerk, &code, "申请书1").unwrap();
        assert_eq!(refused(provider::apply(&desk, &town.clerk, &code, "申请书2")).0, "designation.running");
        let own = provider::decide(&desk, &town.clerk, first, Verdict::Approved, "");
        assert_eq!(refused(own).0, "denied");
        let early = provider::propose_confirm(&desk, &town.city, no, ("合格", "评估表1"));
        assert_eq!(refused(early).0, "designation.transition");
        assert!(town.county_says(first, Verdict::Approved).contains("等待市级确认"));
        let at = town.may_begin(&code_text, "2026-03-02").unwrap_err();
        assert_eq!(at.code(), "entry.not_designated");
        assert!(at.zh().contains("县区已初审") && at.zh().contains("市级确认"), "{}", at.zh());
        let county = provider::propose_confirm(&desk, &town.clerk, no, ("合格", "评估表1"));
        assert_eq!(refused(county).0, "denied", "a county does not confirm");
        let unsigned = provider::propose_agreement(&desk, &town.clerk, &signing(no, ("2026-03-02", "2026-12-31")));
        assert_eq!(refused(unsigned).0, "designation.transition");
        let second = provider::propose_confirm(&desk, &town.city, no, ("合格", "评估表1")).unwrap();
        let by_county = provider::decide(&desk, &town.reviewer, second, Verdict::Approved, "");
        assert!(by_county.is_err(), "the city's proposal is not the county's to decide");
        assert!(town.city_says(second).contains("全市互认"));
        let wanted = signing(no, ("2026-03-02", "2026-12-31"));
        let third = provider::propose_agreement(&desk, &town.clerk, &wanted).unwrap();
        assert!(town.county_says(third, Verdict::Approved).contains("协议已签订"));
        assert_eq!(standing(town, &code, "2026-03-02"), Standing::Active, "a clerk of another county sees it too");
        let ground = town.may_begin(&code_text, "2026-06-30").unwrap();
        assert!(matches!(ground, Ground::Designated(_)));
        let out = provider::propose_end(&desk, &town.clerk, &leaving(&code, "2026-06-30")).unwrap();
        assert!(town.county_says(out, Verdict::Approved).contains("2026-06-30"));
        assert_eq!(town.may_begin(&code_text, "2026-06-30"), Ok(ground));
        let after = town.may_begin(&code_text, "2026-07-01").unwrap_err();
        assert_eq!(after.code(), "entry.not_designated");
        let read = |session: &mut store::Session<'_>| provider::directory(session, region("3404"));
        let all = desk.read(read).unwrap();
        assert_eq!(all.may_settle(&code_text, ground, day("2026-06-30")), Ok(()));
        assert_eq!(standing(town, &code, "2026-07-01"), Standing::Ended);
    }

    /// REQ-151 and the one text: a county issues none, an empty mandatory clause is none, a copy that was altered is
    /// not signed; a new version ends the one before.
    fn req_151_the_one_text_is_whole_and_the_citys(town: &Town) {
        let desk = town.office.desk();
        let county_officer = town.office.user("xianzhu", access::Role::PolicyOfficer, "340421");
        let new = text("2026-9", false, "2026-01-01");
        assert_eq!(refused(provider::propose_text(&desk, &county_officer, &new)).0, "agreement.city_text");
        let mut empty = new.clone();
        empty.clauses[3].text = " ".into();
        let (why, zh) = refused(provider::propose_text(&desk, &town.officer, &empty));
        assert_eq!(why, "agreement.empty_clause");
        assert!(zh.contains(empty.clauses[3].kind.zh()), "{zh}");
        let code = town.registered(&hospital());
        town.texts();
        let no = town.confirmed(&code);
        let mut bare = signing(no, ("2026-03-02", "2026-12-31"));
        bare.text = Some(empty.clauses.clone());
        assert_eq!(refused(provider::propose_agreement(&desk, &town.clerk, &bare)).0, "agreement.empty_clause");
        let mut altered = clauses();
        altered[7].text = "按县里的办法结算。".into();
        bare.text = Some(altered);
        let (why, zh) = refused(provider::propose_agreement(&desk, &town.clerk, &bare));
        assert_eq!(why, "agreement.altered");
        assert!(zh.contains("医疗费用结算"), "{zh}");
        bare.text = Some(clauses());
        assert!(provider::propose_agreement(&desk, &town.clerk, &bare).is_ok());
        let next = provider::propose_text(&desk, &town.officer, &text("2026-3", false, "2026-07-01")).unwrap();
        town.city_says(next);
        let all = provider::templates(&desk, &town.foreign).unwrap();
        let days: Vec<_> = all.iter().filter(|one| !one.pharmacies).map(|one| one.holds).collect();
        assert_eq!(days, [span("2026-01-01", "2026-06-30"), span("2026-07-01", "")]);
    }

    /// REQ-149: a hospital that becomes a community health centre keeps its designation, by a supplement.
    fn req_149_a_converted_hospital_keeps_its_designation_by_a_supplement(town: &Town) {
        let desk = town.office.desk();
        let (code, _) = town.designated();
        let change = (Change::Kind(ProviderKind::CommunityCentre), day("2026-05-01"));
        let (no, first) = provider::request_change(&desk, &town.clerk, &code, change, "批复3号").unwrap();
        town.county_says(first, Verdict::Approved);
        let second = provider::propose_change_confirm(&desk, &town.city, no).unwrap();
        town.city_says(second);
        let wanted = Supplementing {
            provider: code.clone(),
            reason: SupplementReason::Converted,
            from: day("2026-05-01"),
            clauses: vec![clauses().remove(0)],
            services: vec![Service::Chronic],
        };
        let third = provider::propose_supplement(&desk, &town.clerk, &wanted).unwrap();
        town.county_says(third, Verdict::Approved);
        assert_eq!(standing(town, &code, "2026-05-02"), Standing::Active);
        let read = |session: &mut store::Session<'_>| provider::directory(session, region("3404"));
        let all = desk.read(read).unwrap();
        let chronic = |on: &str| {
            let entry = Entry { service: Service::Chronic, ..entry(on) };
            all.may_begin(code.as_str(), &entry).map_err(|refused| refused.code())
        };
        assert_eq!(chronic("2026-04-30"), Err("entry.service"));
        assert!(chronic("2026-05-01").is_ok());
        let ground = all.may_begin(code.as_str(), &entry("2026-05-01")).unwrap();
        let given = |on: &str| all.given(code.as_str(), ground, day(on)).unwrap();
        let fact = |on: &str, name: &str| given(on).facts.into_iter().find(|(known, _)| known == name).unwrap().1;
        assert_eq!(fact("2026-04-30", "provider_kind"), "general");
        assert_eq!(fact("2026-05-01", "provider_kind"), "community");
        assert_eq!(fact("2026-05-01", "level"), "2");
        assert_eq!(fact("2026-05-01", "provider_rank"), "county");
        assert!(given("2026-05-01").designated);
    }

    /// REQ-143: a change of address goes by the procedure and keeps what was before.
    fn req_143_a_change_of_address_keeps_history(town: &Town) {
        let desk = town.office.desk();
        let code = town.registered(&hospital());
        let change = || (Change::Address(region("340421100"), "新区路1号".into()), day("2026-05-01"));
        let bare = provider::request_change(&desk, &town.clerk, &code, change(), " ");
        assert_eq!(refused(bare).0, "provider.change_evidence");
        let (no, first) = provider::request_change(&desk, &town.clerk, &code, change(), "批复3号").unwrap();
        let early = provider::propose_change_confirm(&desk, &town.city, no);
        assert_eq!(refused(early).0, "provider.change_state");
        town.county_says(first, Verdict::Approved);
        let address = |on: &str| {
            let all = provider::providers(&desk, &town.clerk, day(on)).unwrap();
            all[0].known.address.to_string()
        };
        assert_eq!(address("2026-06-01"), "老街2号", "not before the city has confirmed");
        let second = provider::propose_change_confirm(&desk, &town.city, no).unwrap();
        town.city_says(second);
        assert_eq!(address("2026-04-30"), "老街2号");
        assert_eq!(address("2026-05-01"), "新区路1号");
        let all = provider::changes(&desk, &town.clerk).unwrap();
        assert_eq!(all[0].request.state.zh(), "已生效");
        assert!(provider::changes(&desk, &town.office.user("wai", access::Role::Clerk, "340422")).unwrap().is_empty());
    }

    /// REQ-144: without a licence nobody applies; the licence runs out and the designation is suspended on that day,
    /// until its renewal is registered.
    fn req_144_an_expired_licence_suspends_on_that_day(town: &Town) {
        let desk = town.office.desk();
        let mut new = hospital();
        new.institution.licences.clear();
        assert_eq!(refused(provider::register(&desk, &town.clerk, &new)).0, "licence.none");
        new.institution.licences.push(Licence {
            kind: LicenceKind::Practice,
            number: "PDY1".into(),
            holds: span("2015-01-01", "2026-05-31"),
        });
        let code = town.registered(&new);
        town.texts();
        let no = town.confirmed(&code);
        let wanted = signing(no, ("2026-03-02", "2026-12-31"));
        let proposal = provider::propose_agreement(&desk, &town.clerk, &wanted).unwrap();
        town.county_says(proposal, Verdict::Approved);
        assert_eq!(standing(town, &code, "2026-05-31"), Standing::Active);
        assert_eq!(standing(town, &code, "2026-06-01"), Standing::Suspended);
        assert!(town.may_begin(code.as_str(), "2026-05-31").is_ok());
        assert_eq!(town.may_begin(code.as_str(), "2026-06-01").unwrap_err().code(), "licence.expired");
        let renewed = Licence {
            kind: LicenceKind::Practice,
            number: "PDY1".into(),
            holds: span("2026-06-01", "2031-05-31"),
        };
        provider::add_licence(&desk, &town.clerk, &code, &renewed).unwrap();
        assert_eq!(refused(provider::add_licence(&desk, &town.clerk, &code, &renewed)).0, "licence.twice");
        assert_eq!(standing(town, &code, "2026-06-01"), Standing::Active);
    }

    /// A suspension is decided by another and lifted, also before its first day; a cancellation is the city's, ends
    /// agreement and file, and is final.
    fn sanctions_take_two_people_and_a_cancellation_the_city(town: &Town) {
        let desk = town.office.desk();
        let (code, _) = town.designated();
        let suspension = charge(&code, Measure::Suspension, ("2026-04-01", "2026-06-30"));
        let no = provider::propose_sanction(&desk, &town.clerk, &suspension).unwrap();
        assert_eq!(refused(provider::decide(&desk, &town.clerk, no, Verdict::Approved, "")).0, "denied");
        assert!(town.may_begin(code.as_str(), "2026-04-01").is_ok(), "proposed is not decided");
        town.county_says(no, Verdict::Approved);
        assert_eq!(town.may_begin(code.as_str(), "2026-04-01").unwrap_err().code(), "entry.suspended");
        let number = SanctionNo::new(1).unwrap();
        let lift = provider::propose_lift(&desk, &town.clerk, number, (day("2026-03-20"), "复议撤销")).unwrap();
        town.county_says(lift, Verdict::Approved);
        assert!(town.may_begin(code.as_str(), "2026-04-01").is_ok());
        let twice = provider::propose_lift(&desk, &town.clerk, number, (day("2026-04-20"), "复议撤销"));
        assert_eq!(refused(twice).0, "sanction.lifted");
        let cancellation = charge(&code, Measure::Cancellation, ("2026-05-01", ""));
        let by_county = provider::propose_sanction(&desk, &town.clerk, &cancellation);
        assert_eq!(refused(by_county).0, "denied", "a county does not strike off");
        let no = provider::propose_sanction(&desk, &town.city, &cancellation).unwrap();
        town.city_says(no);
        assert!(town.may_begin(code.as_str(), "2026-04-30").is_ok());
        assert_eq!(town.may_begin(code.as_str(), "2026-05-01").unwrap_err().code(), "entry.not_designated");
        assert_eq!(standing(town, &code, "2026-05-01"), Standing::StruckOff);
        let held = provider::dossier(&desk, &town.clerk, &code).unwrap();
        assert_eq!(held.agreements[0].last_day(), day("2026-04-30"));
        let all = provider::sanctions(&desk, &town.clerk).unwrap();
        assert_eq!(all.len(), 2);
        let again = provider::propose_lift(&desk, &town.city, all[1].no, (day("2026-06-01"), "复议"));
        assert_eq!(refused(again).0, "sanction.final");
        assert!(provider::apply(&desk, &town.clerk, &code, "重新申请").is_ok(), "who is out applies anew");
    }

    /// The directory is read again only when something moved, and a hand in the database does not go past the rules.
    fn the_directory_is_read_again_when_something_moved(town: &Town) {
        let (code, _) = town.designated();
        let desk = town.office.desk();
        let kept = Directories::default();
        let ask = || desk.read(|session| kept.current(session, region("3404"))).unwrap();
        let first = ask();
        assert!(std::sync::Arc::ptr_eq(&first, &ask()));
        provider::register_department(&desk, &town.clerk, department("D01", "内科", "2026-03-02")).unwrap();
        let second = ask();
        assert!(second.revision() > first.revision());
        let inside = Entry { department: Some("D01"), ..entry("2026-03-02") };
        assert_eq!(first.may_begin(code.as_str(), &inside).unwrap_err().code(), "department.unknown");
        assert!(second.may_begin(code.as_str(), &inside).is_ok());
        let elsewhere = Entry { circumstance: Circumstance::FiledElsewhere, ..entry("2026-03-02") };
        assert_eq!(second.may_begin(code.as_str(), &elsewhere).unwrap_err().code(), "entry.filed_here");
        assert_eq!(second.may_begin("H31010100001", &elsewhere), Ok(Ground::FiledElsewhere));
        assert_eq!(second.may_begin("H34042100009", &elsewhere).unwrap_err().code(), "entry.unknown");
        let shanghai = second.given("H31010100001", Ground::FiledElsewhere, day("2026-03-02")).unwrap();
        assert_eq!(shanghai.place.code(), "out_province");
        for sql in [
            "INSERT INTO designation_step SELECT pool, designation, 3, region, 'ended', 20260401, by_region, 'x', 'x', NULL, \
             NULL, tx_from FROM designation_step WHERE step = 0",
            "UPDATE provider_revision SET revision = 1",
            "UPDATE provider_agreement SET term_until = 20991231",
        ] {
            let deed = Deed::of(&town.city, "test.hand", 1);
            let tried = town.office.store.write::<_, StoreError>(&deed, |tx| tx.run(sql, &[]));
            assert!(matches!(tried, Err(StoreError::Guard(_))), "{sql}: {tried:?}");
        }
        let found = store::verify::run(&town.office.store, &mut |_, _| {}).unwrap();
        let bad: Vec<_> = found.iter().filter(|(_, outcome)| outcome.first.is_some()).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}
