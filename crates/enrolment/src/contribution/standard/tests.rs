//! Standards of the shipped packages against the documents.

use super::sample::{YONGZHOU, ask, facts, policy};
use super::*;
use crate::Scheme;
use crate::contribution::source::Source::{self, *};
use base::Fen;

fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

fn parts(standard: &Standard) -> Vec<(Source, i64)> {
    let parts = standard.parts.iter();
    parts
        .map(|part| (part.source, part.amount.get() / 100))
        .collect()
}

fn with(total: &'static str, personal: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut parameters = YONGZHOU.to_vec();
    parameters[0].1 = total;
    parameters[1].1 = personal;
    parameters
}

fn check(total: &'static str, personal: &'static str) -> Result<FloorReport, base::Refused> {
    let policy = policy("cn.431100.resident", &with(total, personal));
    let none = facts(&policy, &[]);
    let question = Question::new(&policy, Year::new(2017).unwrap(), &none)?;
    floors(&question, &standard(&question)?)
}

/// REQ-049: 570/150 is accepted and implies a subsidy of 420; 569 in all or 149 of the person is refused.
#[test]
fn req_049_the_floors_of_2017() {
    let report = check("570", "150").unwrap();
    assert_eq!(report.subsidy_at_floor, Some(yuan(420)));
    assert_eq!(
        (report.total, report.personal),
        (Some(yuan(570)), Some(yuan(150)))
    );
    assert_eq!(check("600", "180").unwrap(), report);
    let refused = |total, personal| check(total, personal).unwrap_err();
    let below = refused("569", "150");
    assert_eq!(below.code(), "standard.below_total_floor");
    assert!(below.zh().contains("569.00") && below.article().unwrap().contains("三.二.1"));
    let below = refused("570", "149");
    assert_eq!(below.code(), "standard.below_personal_floor");
    assert!(below.zh().contains("149.00") && below.zh().contains("150.00"));
}

#[test]
fn levels_of_government_may_not_exceed_the_subsidy() {
    let mut parameters = with("570", "150");
    parameters[4].1 = "81";
    let policy = policy("cn.431100.resident", &parameters);
    let none = facts(&policy, &[]);
    let question = Question::new(&policy, Year::new(2017).unwrap(), &none).unwrap();
    let refused = floors(&question, &standard(&question).unwrap()).unwrap_err();
    assert_eq!(refused.code(), "standard.indicator");
}

#[test]
fn the_share_of_each_level_of_government() {
    let policy = policy("cn.431100.resident", YONGZHOU);
    let found = ask(&policy, 2017, &[]).unwrap();
    let levels = [
        (Person, 150),
        (Central, 240),
        (Province, 100),
        (City, 30),
        (County, 50),
    ];
    assert_eq!(parts(&found), levels);
    assert_eq!(found.level.total, yuan(570));
    assert_eq!(found.level.subsidy(), yuan(420));
    assert_eq!(found.group.unwrap().as_str(), "ordinary");
}

#[test]
fn what_no_source_gives_must_be_set_first() {
    let bare = policy("cn.431100.resident", &[]);
    let refused = ask(&bare, 2017, &[]).unwrap_err();
    assert_eq!(refused.code(), "standard.unset");
    assert!(refused.zh().contains("table.standard_personal"));
    let out_of_force = ask(&policy("cn.431100.resident", YONGZHOU), 2018, &[]);
    assert_eq!(out_of_force.unwrap_err().code(), "standard.no_version");
}

/// REQ-052: 500/140 and 480/150 before; 500/145 and 495/150 are refused, 505/150 is accepted.
#[test]
fn req_052_never_below_a_former_scheme() {
    let year = Year::new(2016).unwrap();
    let former = |scheme, total, personal| Former {
        scheme,
        year,
        level: level(total, personal),
    };
    fn level(total: i64, personal: i64) -> Level {
        Level {
            total: yuan(total),
            personal: yuan(personal),
        }
    }
    let before = [
        former(Scheme::UrbanResident, 500, 140),
        former(Scheme::RuralCooperative, 480, 150),
    ];
    let judge = |total, personal| not_below_former(level(total, personal), &before);
    let refused = judge(500, 145).unwrap_err();
    assert_eq!(refused.code(), "standard.below_former_personal");
    assert!(refused.zh().contains("新农合") && refused.zh().contains("150.00"));
    let refused = judge(495, 150).unwrap_err();
    assert_eq!(refused.code(), "standard.below_former_total");
    assert!(refused.zh().contains("城镇居民") && refused.zh().contains("500.00"));
    assert_eq!(judge(505, 150), Ok(()));
    assert_eq!(judge(500, 150), Ok(()));
}

/// REQ-055: 150 of 570 is 26.3 %.
#[test]
fn req_055_the_personal_share() {
    let policy = policy("cn.431100.resident", YONGZHOU);
    let share = ask(&policy, 2017, &[])
        .unwrap()
        .level
        .personal_share()
        .unwrap();
    assert_eq!(
        (share.per_mille(), share.to_string().as_str()),
        (263, "26.3%")
    );
    let nothing = Level {
        total: Fen::ZERO,
        personal: Fen::ZERO,
    };
    assert_eq!(nothing.personal_share(), None);
}

#[test]
fn poor_groups_pay_nothing_and_are_named() {
    let policy = policy("cn.431100.resident", YONGZHOU);
    let found = ask(&policy, 2017, &[("identities", "tekun")]).unwrap();
    assert_eq!(found.by(Person), Fen::ZERO);
    assert_eq!(found.by(GovernmentAid), yuan(150));
    assert_eq!(
        found.level.personal,
        yuan(150),
        "it stays the personal part"
    );
    assert_eq!(found.group.unwrap().as_str(), "tekun");
}

const URBAN: &str = "cn.650100.urban_resident";

/// REQ-061: an ordinary adult of 2012 pays 222, government 150, 372 in all.
#[test]
fn req_061_urumqi_adult() {
    let policy = policy(URBAN, &[]);
    let found = ask(&policy, 2012, &[("birth", "1975-01-01"), ("sex", "male")]).unwrap();
    assert_eq!(parts(&found), [(Person, 222), (Government, 150)]);
    assert_eq!(found.level.total, yuan(372));
}

/// REQ-062: low income, disabled, elderly: 75 + 297 each, and once for one who is two of these.
#[test]
fn req_062_urumqi_aided_adults() {
    let policy = policy(URBAN, &[]);
    let adult = ("birth", "1975-01-01");
    let people: [&[(&str, &str)]; 4] = [
        &[adult, ("identities", "dibao")],
        &[adult, ("identities", "canji")],
        &[
            ("birth", "1952-01-01"),
            ("sex", "male"),
            ("identities", "laonian_dishouru"),
        ],
        &[adult, ("identities", "dibao"), ("identities", "canji")],
    ];
    for person in people {
        let found = ask(&policy, 2012, person).unwrap();
        assert_eq!(
            parts(&found),
            [(Person, 75), (Government, 297)],
            "{person:?}"
        );
    }
}

/// REQ-063 and REQ-064: pupils and graduate students 40 + 222; low income or disabled 20 + 242, once.
#[test]
fn req_063_req_064_urumqi_children_and_students() {
    let policy = policy(URBAN, &[]);
    let student = ("insured_as", "child_student");
    for birth in ["2003-05-01", "1988-05-01"] {
        let found = ask(&policy, 2012, &[("birth", birth), student]).unwrap();
        assert_eq!(parts(&found), [(Person, 40), (Government, 222)]);
        assert_eq!(found.level.total, yuan(262));
    }
    let both = [
        ("birth", "2003-05-01"),
        student,
        ("identities", "dibao"),
        ("identities", "canji"),
    ];
    let found = ask(&policy, 2012, &both).unwrap();
    assert_eq!(parts(&found), [(Person, 20), (Government, 242)]);
}

/// REQ-065: a herdsman pays 30 + 222 in the rural scheme, whose money is not that of the urban table.
#[test]
fn req_065_urumqi_herdsman() {
    let rural = policy("cn.650100.nrcms", &[]);
    let found = ask(&rural, 2012, &[]).unwrap();
    assert_eq!(parts(&found), [(Person, 30), (Government, 222)]);
    let fund = |standard: &Standard| standard.parts[0].fund.clone();
    assert_eq!(fund(&found).as_str(), "nrcms_fund");
    let urban = ask(&policy(URBAN, &[]), 2012, &[("birth", "1975-01-01")]).unwrap();
    assert_eq!(fund(&urban).as_str(), "resident_fund");
    assert_ne!(urban.level, found.level);
    let advanced = ask(&rural, 2012, &[("identities", "tekun")]).unwrap();
    assert_eq!(parts(&advanced), [(Assistance, 30), (Government, 222)]);
}

/// REQ-066: 240 from government and at least 300 in all: the person pays at least 60; 240 + 59 is refused.
#[test]
fn req_066_the_district_plan() {
    let judge = |personal: &'static str| {
        let policy = policy("cn.unnamed.district_plan", &[("table.personal", personal)]);
        let none = facts(&policy, &[]);
        let question = Question::new(&policy, Year::new(2012).unwrap(), &none).unwrap();
        let found = standard(&question).unwrap();
        floors(&question, &found).map(|_| found)
    };
    assert_eq!(
        parts(&judge("60").unwrap()),
        [(Person, 60), (Government, 240)]
    );
    assert_eq!(
        judge("59").unwrap_err().code(),
        "standard.below_total_floor"
    );
}

/// 10 + 10 in the pilot year, 20 + 80 = 100 in 2009, a series by year.
#[test]
fn the_series_of_taian() {
    let policy = policy("cn.370900.nrcms", &[]);
    let of = |year| ask(&policy, year, &[]).map(|found| (parts(&found), found.level.total));
    let pilot = vec![(Person, 10), (Government, 10)];
    assert_eq!(of(2003), Ok((pilot, yuan(20))));
    let later = vec![(Person, 20), (Government, 80)];
    assert_eq!(of(2009), Ok((later, yuan(100))));
    assert_eq!(of(2005).unwrap_err().code(), "standard.none");
}

/// Two tracks in 2016 give two standards; one from 2017 on.
#[test]
fn tiers_of_a_transition() {
    let policy = policy(
        "cn.340321.resident",
        &[
            ("table.personal_urban", "150"),
            ("table.personal_nrcms", "120"),
            ("table.personal_unified", "160"),
        ],
    );
    let of = |year, track| ask(&policy, year, &[("chosen_track", track)]).unwrap();
    let standards = [
        of(2016, "urban"),
        of(2016, "nrcms"),
        of(2017, "urban"),
        of(2017, "nrcms"),
    ];
    let sums: Vec<_> = standards.iter().map(|one| one.level.total).collect();
    assert_eq!(sums, [150, 120, 160, 160].map(yuan));
    let [year, unified] = [2016, 2017].map(|year| Year::new(year).unwrap());
    let tiers = Tiers::of(year, &standards);
    assert_eq!(tiers.tiers.len(), 2);
    assert_eq!(one_tier(&tiers, unified), Ok(()));
    assert_eq!(one_tier(&tiers, year).unwrap_err().code(), "standard.tiers");
    assert_eq!(one_tier(&Tiers::of(unified, &standards), unified), Ok(()));
}

/// REQ-080: 570 = basic 500 + serious illness 70; parts that do not add up are refused.
#[test]
fn req_080_basic_and_serious_illness_are_set_together() {
    let of = |basic: &'static str| {
        let mut parameters = YONGZHOU[..5].to_vec();
        parameters.push(("table.to_basic", basic));
        parameters.push(("table.to_serious_illness", "70"));
        ask(&policy("cn.340400.resident", &parameters), 2021, &[]).unwrap()
    };
    let found = of("500");
    let split: Vec<_> = found
        .split
        .iter()
        .map(|one| (one.to.as_str(), one.amount))
        .collect();
    assert_eq!(split, [("basic", yuan(500)), ("serious_illness", yuan(70))]);
    assert_eq!(split_adds_up(&found), Ok(()));
    let refused = split_adds_up(&of("499")).unwrap_err();
    assert_eq!(refused.code(), "standard.split");
    assert!(refused.zh().contains("569.00") && refused.zh().contains("570.00"));
}
