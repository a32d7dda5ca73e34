use super::*;
use crate::Scheme;
use base::{BenefitYear, Date, Refused, RegionCode};
use std::collections::BTreeMap;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

fn year(label: &str) -> BenefitYear {
    BenefitYear {
        label: label.to_owned(),
        from: date(&format!("{label}-01-01")),
        until: date(&format!("{label}-12-31")),
    }
}

fn profile(pool: &str, on: &str) -> Profile {
    let shelf = Regimes::shipped().unwrap();
    shelf.of(region(pool), date(on)).unwrap().clone()
}

fn yongzhou() -> Profile {
    profile("431100", "2017-01-01")
}

fn huainan() -> Profile {
    profile("340400", "2021-01-01")
}

fn rests_on(refused: Refused, article: &str) {
    let text = refused.article().unwrap_or_default().to_owned();
    assert!(text.contains(article), "{text} {}", refused.zh());
}

/// REQ-468: the same posting, enrolment and opening balance are accepted under one profile and refused
/// under the other, and the other way round, each with the article.
#[test]
fn req_468_what_one_city_takes_the_other_refuses() {
    let (yz, hn) = (yongzhou(), huainan());
    let extraction = FundMove::RiskExtraction;
    assert_eq!(yz.fund_move(extraction).unwrap().cite(), "永州2016 四(二)");
    rests_on(hn.fund_move(extraction).unwrap_err(), "淮南2020 三(四)");
    let to_city = FundMove::IncomeToCity;
    assert_eq!(hn.fund_move(to_city).unwrap().cite(), "淮南2020 五(三)");
    rests_on(yz.fund_move(to_city).unwrap_err(), "永州2016 四(二)");

    let away = |pool: &str, huji: &str| PlaceCase {
        region: region(pool),
        huji: Some(region(huji)),
        by_school: false,
        reason: None,
    };
    assert_eq!(yz.place_of(away("431103", "431102")), Ok(false));
    rests_on(
        hn.place_of(away("340421", "340422")).unwrap_err(),
        "淮南2020 三(一)",
    );
    // The other way round: an enrolment without consent rests on the duty in 淮南 and on nothing in 永州.
    assert_eq!(hn.basis.as_ref().map(|one| one.says), Some(Basis::Duty));
    let voluntary = yz.basis.unwrap();
    assert_eq!(voluntary.says, Basis::Voluntary);
    assert_eq!(voluntary.article.cite(), "永州2016 三(二)1");

    let audited_at_county = OpeningBalance {
        audited: true,
        custody: Custody::County,
    };
    let uploaded_first = OpeningBalance {
        audited: false,
        custody: Custody::City,
    };
    let yz = yongzhou();
    assert!(yz.opening_balance(audited_at_county).is_ok());
    rests_on(
        hn.opening_balance(audited_at_county).unwrap_err(),
        "淮南2020 四(二)",
    );
    assert!(hn.opening_balance(uploaded_first).is_ok());
    rests_on(
        yz.opening_balance(uploaded_first).unwrap_err(),
        "永州2016 三(三)1",
    );
}

/// REQ-006: away from the household registration only with a reason; schools by their own rule.
#[test]
fn req_006_away_from_huji_only_with_a_reason() {
    let hn = huainan();
    let case = PlaceCase {
        region: region("340421100201"),
        huji: Some(region("340422")),
        by_school: false,
        reason: None,
    };
    let refused = hn.place_of(case).unwrap_err();
    assert_eq!(refused.code(), "enrolment.place");
    assert!(refused.zh().contains("理由"));
    let with = PlaceCase {
        reason: Some("study"),
        ..case
    };
    assert_eq!(
        hn.place_of(with),
        Ok(true),
        "stored and reported as an exception"
    );
    let unknown = PlaceCase {
        reason: Some("whim"),
        ..case
    };
    assert!(hn.place_of(unknown).is_err());
    let at_home = PlaceCase {
        huji: Some(region("340421")),
        ..case
    };
    assert_eq!(hn.place_of(at_home), Ok(false));
    let school = PlaceCase {
        region: region("320113"),
        huji: Some(region("431103")),
        by_school: true,
        reason: None,
    };
    assert_eq!(profile("320100", "2018-01-01").place_of(school), Ok(false));
    assert_eq!(
        hn.place_of(school).unwrap_err().code(),
        "enrolment.outside_pool"
    );
}

/// REQ-010: on 12 July where the rule is on, and not where it is off.
#[test]
fn req_010_any_time_of_the_year_where_the_rule_is_on() {
    let (july, this_year) = (date("2016-07-12"), year("2016"));
    let taian = profile("370900", "2016-07-12");
    assert_eq!(
        taian.entitled_from(&this_year, july),
        Ok(date("2016-08-01"))
    );
    let huaiyuan = profile("340321", "2016-07-12");
    let refused = huaiyuan.entitled_from(&this_year, july).unwrap_err();
    assert_eq!(refused.code(), "enrolment.window_closed");
    rests_on(refused, "怀远2015 五(二)4");
    let in_time = huaiyuan.entitled_from(&this_year, date("2015-12-20"));
    assert_eq!(in_time, Ok(date("2016-01-01")));
    let late = yongzhou().entitled_from(&year("2017"), date("2017-03-05"));
    assert_eq!(late, Ok(date("2017-04-01")));
    let december = taian.entitled_from(&this_year, date("2016-12-03"));
    assert_eq!(december.unwrap_err().code(), "enrolment.no_day_left");
    let over = taian.entitled_from(&this_year, date("2017-01-01"));
    assert_eq!(over.unwrap_err().code(), "enrolment.year_over");
}

fn case(paid: Option<&str>, recorded: Option<&str>, choice: Option<Scheme>) -> TrackCase {
    TrackCase {
        residence: Residence::Urban,
        paid_on: paid.map(date),
        recorded_on: recorded.map(date),
        choice,
    }
}

fn track(case: TrackCase) -> Result<TrackDecision, Refused> {
    profile("340321", "2015-11-20")
        .dual_track
        .unwrap()
        .decide(case)
}

fn bound(case: TrackCase) -> Option<Scheme> {
    match track(case) {
        Ok(TrackDecision::Bound(track)) => Some(track.says),
        _ => None,
    }
}

/// REQ-014: paid and recorded before the cut-off stays on the urban track and is offered no choice.
#[test]
fn req_014_paid_and_recorded_stays_urban() {
    let day = Some("2015-11-14");
    assert_eq!(bound(case(day, day, None)), Some(Scheme::UrbanResident));
    let chosen = case(day, day, Some(Scheme::RuralCooperative));
    rests_on(track(chosen).unwrap_err(), "怀远2015 三(三)");
}

/// REQ-015: who was neither paid nor recorded may choose; a rural resident may not reach the urban track.
#[test]
fn req_015_neither_may_choose_and_rural_may_not() {
    let nrcms = Some(Scheme::RuralCooperative);
    assert_eq!(bound(case(None, None, nrcms)), nrcms);
    let on_the_day = Some("2015-11-15");
    assert_eq!(bound(case(on_the_day, on_the_day, nrcms)), nrcms);
    assert!(matches!(
        track(case(None, None, None)),
        Ok(TrackDecision::Open(_))
    ));
    assert!(track(case(None, None, Some(Scheme::Employee))).is_err());
    let rural = TrackCase {
        residence: Residence::Rural,
        ..case(None, None, Some(Scheme::UrbanResident))
    };
    let refused = track(rural).unwrap_err();
    assert!(refused.zh().contains("农村居民"));
    let rural = TrackCase {
        choice: None,
        ..rural
    };
    assert_eq!(bound(rural), nrcms);
}

/// REQ-016: half-complete cases are decided by hand.
#[test]
fn req_016_half_complete_is_decided_by_hand() {
    let paid = track(case(
        Some("2015-11-10"),
        None,
        Some(Scheme::RuralCooperative),
    ))
    .unwrap();
    assert!(matches!(
        paid,
        TrackDecision::Manual {
            paid: true,
            recorded: false,
            ..
        }
    ));
    let recorded = track(case(None, Some("2015-11-10"), None)).unwrap();
    assert!(matches!(
        recorded,
        TrackDecision::Manual {
            paid: false,
            recorded: true,
            ..
        }
    ));
}

#[test]
fn benefits_follow_the_track_until_both_are_one() {
    let huaiyuan = profile("340321", "2015-11-20");
    let chosen = Scheme::RuralCooperative;
    assert_eq!(huaiyuan.benefit_scheme(chosen, date("2016-12-31")), chosen);
    assert_eq!(
        huaiyuan.benefit_scheme(chosen, date("2017-01-01")),
        Scheme::Resident
    );
    assert_eq!(
        huaiyuan.benefit_scheme(Scheme::Employee, date("2017-01-01")),
        Scheme::Employee
    );
}

/// REQ-043: the same change passes the same states with the same forms and clocks in every county; an
/// extra or missing state is refused.
#[test]
fn req_043_one_procedure_for_every_county() {
    let hn = huainan();
    let flow = hn
        .flows
        .on(ServiceItem::Change, date("2021-03-01"))
        .unwrap();
    let states = ["submitted", "first_reviewed", "approved", "recorded"];
    // 寿县 and 凤台 ask the same pooling area for its flow: there is no county to ask.
    assert!(flow.check_finished(&states).is_ok());
    assert_eq!(flow.step("submitted").unwrap().forms.len(), 1);
    let missing = flow
        .check_finished(&["submitted", "approved", "recorded"])
        .unwrap_err();
    assert_eq!(missing.code(), "flow.missing_state");
    let extra = [
        "submitted",
        "first_reviewed",
        "county_seal",
        "approved",
        "recorded",
    ];
    assert_eq!(flow.check(&extra).unwrap_err().code(), "flow.extra_state");
    let more = [
        "submitted",
        "first_reviewed",
        "approved",
        "recorded",
        "again",
    ];
    assert_eq!(flow.check(&more).unwrap_err().code(), "flow.extra_state");
    assert!(
        flow.check_finished(&["submitted"])
            .unwrap_err()
            .zh()
            .contains("初审")
    );
}

/// REQ-433: version 2 replaces version 1 on its day, for all counties at once.
#[test]
fn req_433_a_new_version_begins_the_same_day_everywhere() {
    let nanjing = profile("320100", "2018-01-01");
    let version = |day| {
        nanjing
            .flows
            .on(ServiceItem::Enrolment, date(day))
            .unwrap()
            .version
    };
    assert_eq!((version("2017-12-31"), version("2018-01-01")), (1, 2));
    let mut book = nanjing.flows.clone();
    let again = book.all().last().unwrap().clone();
    assert_eq!(book.issue(again).unwrap_err().code(), "flow.version");
}

/// REQ-450: each of the six items with the number of counties that deviate.
#[test]
fn req_450_the_self_check_counts_deviating_counties() {
    let hn = huainan();
    let name: Box<str> = "contribution.adult".into();
    let city = BTreeMap::from([((UnifiedItem::Financing, name.clone()), "280.00".into())]);
    let practised = |county: &str, value: &str| CountySetting {
        county: region(county),
        item: UnifiedItem::Financing,
        name: name.clone(),
        value: value.into(),
    };
    let counties = [
        practised("340421", "280.00"),
        practised("340422", "250.00"),
        practised("340406", "250.00"),
    ];
    let report = hn.self_check(&city, &counties).unwrap();
    let line: Vec<_> = report
        .iter()
        .map(|line| (line.item.says, line.counties))
        .collect();
    assert_eq!(
        line,
        [
            (UnifiedItem::Coverage, 0),
            (UnifiedItem::Financing, 2),
            (UnifiedItem::Benefits, 0),
            (UnifiedItem::Service, 0),
            (UnifiedItem::Fund, 0),
            (UnifiedItem::InformationSystem, 0),
        ]
    );
    let yz = yongzhou().self_check(&city, &[]).unwrap();
    assert!(
        yz.iter()
            .any(|line| line.item.says == UnifiedItem::Catalogue)
    );
    assert!(yz.iter().all(|line| line.counties == 0));
    assert!(hn.county_may_set("contribution.adult").is_err());
}

/// REQ-038: the waiting period follows from the converted years by the configured table.
#[test]
fn req_038_waiting_follows_from_converted_years() {
    let mut urumqi = profile("650100", "2010-06-01");
    let unset = urumqi.flexible_waiting(36).unwrap_err();
    assert_eq!(unset.code(), "regime.unset");
    let rule = urumqi.transfer.as_mut().unwrap();
    let row = |converted_months, months| FlexibleWaitingRow {
        converted_months,
        months,
        article: Article::new("样例 等待期表", None),
    };
    rule.flexible_waiting = vec![row(0, 6), row(36, 2), row(60, 0)];
    let waiting = urumqi.flexible_waiting(36).unwrap();
    assert_eq!(waiting.months, 2);
    assert!(waiting.zh.contains("3 年") && waiting.zh.contains("样例 等待期表"));
    assert_eq!(urumqi.flexible_waiting(35).unwrap().months, 6);
}

#[test]
fn departments_change_with_time() {
    let yz = yongzhou();
    let of = |day| {
        yz.department(
            Function::Administration,
            Scheme::RuralCooperative,
            date(day),
        )
    };
    assert_eq!(&*of("2016-09-01").unwrap().name, "卫生计生部门");
    assert_eq!(&*of("2016-09-20").unwrap().name, "人力资源和社会保障部门");
}

#[test]
fn two_profiles_of_one_time_are_refused() {
    let mut shelf = Regimes::shipped().unwrap();
    let refused = shelf.add(huainan()).unwrap_err();
    assert_eq!(refused.code(), "regime.overlap");
    let none = shelf.of(region("3404"), date("2001-01-01")).unwrap_err();
    assert_eq!(none.code(), "regime.none");
}

#[test]
fn what_a_city_does_not_say_is_refused_with_the_way_to_mend() {
    let urumqi = profile("650100", "2010-06-01");
    let refused = urumqi
        .entitled_from(&year("2010"), date("2010-06-01"))
        .unwrap_err();
    assert_eq!(refused.code(), "regime.unset");
    assert!(refused.zh().contains("[window]"));
}

#[test]
fn the_days_to_pay_are_those_of_the_profile() {
    let days = |from: &str, until: &str| {
        let day = |text: &str| Date::parse(text).ok();
        base::Validity::new(day(from), day(until)).unwrap()
    };
    let huaiyuan = profile("340321", "2015-11-20");
    assert_eq!(
        huaiyuan.pay_window(&year("2016"), None),
        Ok(days("", "2015-12-31")),
        "published, and closed to who comes late"
    );
    assert_eq!(huaiyuan.due_date(&year("2016")), Ok(date("2015-12-31")));
    let asked = days("2015-11-15", "2015-12-20");
    assert_eq!(huaiyuan.pay_window(&year("2016"), Some(asked)), Ok(asked));
    let late = huaiyuan.pay_window(&year("2016"), Some(days("2015-11-15", "2016-01-01")));
    let late = late.unwrap_err();
    assert_eq!(late.code(), "bill.window");
    rests_on(late, "怀远2015 五(二)4");

    let huainan = huainan();
    let open = huainan.pay_window(&year("2027"), None).unwrap_err();
    assert_eq!(open.code(), "bill.window_unpublished");
    assert!(
        open.zh().contains("[[window.period]]") && open.zh().contains("2027-12-31"),
        "{}",
        open.zh()
    );
    rests_on(open, "淮南2020 三(二)");
    assert_eq!(huainan.due_date(&year("2027")), Ok(date("2026-12-31")));
    let asked = days("2026-09-01", "2027-02-28");
    assert_eq!(
        huainan.pay_window(&year("2027"), Some(asked)),
        Ok(asked),
        "late ones may pay until the year ends"
    );
    let beyond = huainan.pay_window(&year("2027"), Some(days("2026-09-01", "2028-01-01")));
    assert_eq!(beyond.unwrap_err().code(), "bill.window");

    let taian = profile("370900", "2010-01-01");
    assert_eq!(
        taian.pay_window(&year("2010"), None),
        Ok(days("", "2010-12-31"))
    );
}

#[test]
fn a_minimum_wage_is_that_of_the_narrowest_region() {
    let text = include_str!("../../regimes/650100.toml");
    let wages = "\n[[minimum_wage]]\nmonthly = \"1160.00\"\nuntil = 2011-12-31\ncite = [\"样例 一\"]\n\
                 [[minimum_wage]]\nmonthly = \"1340.00\"\nfrom = 2012-01-01\ncite = [\"样例 一\"]\n\
                 [[minimum_wage]]\nregion = \"650104\"\nmonthly = \"1500.00\"\nfrom = 2012-01-01\ncite = [\"样例 二\"]\n\
                 [[source]]\nid = \"样例\"\ntitle = \"最低工资标准（样例）\"\n";
    let common = FlowBook::shipped().unwrap();
    let read = |text: &str| Profile::read("样例", text, &common);
    let found = read(&format!("{text}{wages}")).unwrap();
    let wage = |place: &str, on: &str| {
        let found = found.minimum_wage(region(place), date(on));
        found.map(|one| one.monthly.get())
    };
    assert_eq!(wage("650102001001", "2011-12-31"), Some(116_000));
    assert_eq!(wage("650102001001", "2012-01-01"), Some(134_000));
    assert_eq!(wage("650104001001", "2012-01-01"), Some(150_000));
    let broken = wages.replace("1340.00", "0");
    let findings = read(&format!("{text}{broken}")).unwrap_err();
    assert!(findings[0].zh().contains("monthly"), "{}", findings[0].zh());
}
