//! Assessment, grades, deposits, exit, disclosure.

use super::*;
use crate::agreement::assess::{
    Assessment, Measured, assess, grade_change, propose_exit, settle_deposit,
};
use crate::agreement::disclosure::{FeeTotals, disclose};
use crate::agreement::points::Points;
use crate::agreement::scheme::AssessmentScheme;
use crate::provider::ProviderKind;
use crate::provider::sample::provider;
use base::{Fen, Ratio};
use proptest::prelude::*;

fn scheme() -> AssessmentScheme {
    AssessmentScheme::read(AssessmentScheme::EXAMPLE).unwrap()
}

/// Values of the six indicators, in the order of the scheme.
fn measured(values: [i64; 6]) -> Vec<Measured> {
    let indicators = scheme().indicators;
    let pairs = indicators.iter().zip(values);
    pairs
        .map(|(indicator, value)| Measured {
            indicator: indicator.id.clone(),
            value,
            evidence: "年度报表".into(),
        })
        .collect()
}

fn assessed(on: &str, values: [i64; 6]) -> Assessment {
    assess(&scheme(), &hospital().code, day(on), &measured(values)).unwrap()
}

/// 15 + 15 + 15 + 20 − 1 × 5 + 10 − 1 × 2 + 17 = 85.
const EIGHTY_FIVE: [i64; 6] = [501, 3000, 1000, 1, 1, 1_700];
const FAILED: [i64; 6] = [5_000, 5_000, 5_000, 9, 9, 500];

/// REQ-154: a score of 85 pays the retained deposit as the rule says.
#[test]
fn req_154_a_score_of_85_pays_the_deposit_by_the_rule() {
    let (scheme, assessment) = (scheme(), assessed("2022-01-10", EIGHTY_FIVE));
    assert_eq!(assessment.score, Points::parse("85").unwrap());
    assert_eq!(&*assessment.grade, "B");
    let settled = settle_deposit(&scheme, assessment.score, Fen::new(1_234_565)).unwrap();
    // 90 % of 12 345.65 is 11 111.085, half up.
    assert_eq!(
        (settled.returned, settled.kept),
        (Fen::new(1_111_109), Fen::new(123_456))
    );
    assert!(settled.zh.contains("90%") && settled.zh.contains("11111.09"));
    let told = assessment.explain(&scheme);
    assert_eq!(told.len(), 8);
    assert!(
        told[3].contains("20 分 − 1 次 × 5 分 = 15 分"),
        "{}",
        told[3]
    );
    assert!(
        told[6].contains("15 + 15 + 15 + 15 + 8 + 17 = 85 分"),
        "{}",
        told[6]
    );
    assert!(told[7].contains("B（良好）"));
    let negative = settle_deposit(&scheme, assessment.score, Fen::new(-1));
    assert_eq!(negative.unwrap_err().code(), "assessment.deposit");
}

/// REQ-145: a change of grade alters the frequency of inspections and the share of prepayment.
#[test]
fn req_145_a_change_of_grade_alters_inspections_and_prepayment() {
    let scheme = scheme();
    let fall = grade_change(&scheme, Some("A"), "C").unwrap();
    assert!(fall.zh[0].contains("预付比例：100% → 50%"), "{:?}", fall.zh);
    assert!(fall.zh[1].contains("每年检查次数：1 → 4"), "{:?}", fall.zh);
    assert!(fall.warn);
    let same = grade_change(&scheme, Some("B"), "B").unwrap();
    assert!(same.zh.is_empty() && !same.warn);
    let first = grade_change(&scheme, None, "A").unwrap();
    assert!(first.zh[0].contains("无 → 100%"));
    assert_eq!(
        grade_change(&scheme, None, "Z").unwrap_err().code(),
        "assessment.grade"
    );
    assert_eq!(
        scheme.grade_of("B").unwrap().prepayment,
        Ratio::parse("80%").unwrap()
    );
}

/// REQ-147: the lowest class twice leads to a proposal to exit, once or with another between it does not.
#[test]
fn req_147_the_lowest_class_twice_proposes_an_exit() {
    let (scheme, code) = (scheme(), hospital().code);
    let (low, good) = (
        assessed("2022-01-10", FAILED),
        assessed("2023-01-10", EIGHTY_FIVE),
    );
    assert_eq!(&*low.grade, "D");
    let later = |on: &str| Assessment {
        on: day(on),
        ..low.clone()
    };
    let ask = |history: &[Assessment]| propose_exit(&scheme, &code, history);
    assert_eq!(ask(std::slice::from_ref(&low)), None);
    assert_eq!(ask(&[low.clone(), good.clone(), later("2024-01-10")]), None);
    let twice = ask(&[later("2024-01-10"), good, later("2025-01-10")]).unwrap();
    assert_eq!(twice.assessed, [day("2025-01-10"), day("2024-01-10")]);
    assert!(twice.zh.contains("建议退出定点"));
}

#[test]
fn an_assessment_is_whole_and_of_its_scheme() {
    let (scheme, code) = (scheme(), hospital().code);
    let ask = |measured: &[Measured]| {
        let done = assess(&scheme, &code, day("2022-01-10"), measured);
        done.map(|one| one.score).map_err(|refused| refused.code())
    };
    assert_eq!(ask(&measured(EIGHTY_FIVE)[..5]), Err("assessment.missing"));
    assert_eq!(ask(&measured([0, 0, 0, -1, 0, 0])), Err("assessment.range"));
    assert_eq!(
        ask(&measured([0, 0, 0, 0, 0, 2_001])),
        Err("assessment.range")
    );
    let mut twice = measured(EIGHTY_FIVE);
    twice.push(twice[0].clone());
    assert_eq!(ask(&twice), Err("assessment.unknown"));
    assert_eq!(
        ask(&measured([-20_000, -1, -1, 0, 0, 2_000])),
        Ok(Points::parse("50").unwrap())
    );
    let pharmacy = provider(ProviderKind::Pharmacy, "P34040000001", "340403");
    let other = assess(
        &scheme,
        &pharmacy.code,
        day("2022-01-10"),
        &measured(EIGHTY_FIVE),
    );
    assert_eq!(other.unwrap_err().code(), "assessment.scheme");
}

#[test]
fn schemes_that_are_wrong_are_told_with_their_place() {
    let text = std::str::from_utf8(AssessmentScheme::EXAMPLE).unwrap();
    let read = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        AssessmentScheme::read(text.replacen(from, to, 1).as_bytes())
            .unwrap_err()
            .zh()
    };
    assert!(read("full = \"100\"", "full = \"99\"").contains("合计 100"));
    assert!(read("from = 501", "from = -10000").contains("由小到大"));
    assert!(read("points = \"15\"", "points = \"21\"").contains("高于满分"));
    assert!(read("at_least = \"90\"", "at_least = \"70\"").contains("由高到低"));
    assert!(read("prepayment = \"80%\"", "prepayment = \"180%\"").contains("0% 至 100%"));
    assert!(read("scoring = \"given\"", "scoring = \"deduct\"").contains("each"));
    assert!(read("lowest_in_a_row = 2", "lowest_in_a_row = 0").contains("至少为 1"));
    assert!(read("code = \"B\"", "code = \"A\"").contains("等级编号重复"));
    assert!(read("id = \"service\"", "id = \"violations\"").contains("指标编号重复"));
}

/// REQ-146: the average fee of a stay by hospital, as the public page shows it.
#[test]
fn req_146_the_average_fee_of_a_stay_by_hospital() {
    let totals = |code: &str, stays, fees| FeeTotals {
        provider: provider(ProviderKind::Hospital, code, "340403").code,
        name: code.into(),
        stays,
        stay_fees: Fen::new(fees),
        stay_days: 25,
        visits: 0,
        visit_fees: Fen::ZERO,
        funds: Fen::new(fees / 2),
        drugs: Fen::ZERO,
    };
    let lines = disclose(&[
        totals("H34040000002", 0, 0),
        totals("H34040000001", 2, 1_000_000),
        totals("H34040000001", 1, 778_401),
    ])
    .unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].per_stay, Some(Fen::new(592_800)));
    assert_eq!(lines[0].days_tenths, Some(167));
    assert_eq!(lines[0].funds_bp, Some(5_000));
    assert_eq!((lines[1].per_stay, lines[1].funds_bp), (None, None));
    let huge = [
        totals("H34040000001", 1, i64::MAX),
        totals("H34040000001", 1, i64::MAX),
    ];
    assert_eq!(disclose(&huge).unwrap_err().code(), "disclosure.sum");
}

proptest! {
    /// Every score has a grade, its lines add up, and a deposit is parted without losing a 分.
    #[test]
    fn scores_add_up_and_deposits_are_parted(
        growth in -20_000_i64..20_000,
        shares in (0_i64..10_000, 0_i64..10_000),
        counts in (0_i64..20, 0_i64..20),
        given in 0_i64..=2_000,
        retained in 0_i64..=Fen::MAX_ABS,
    ) {
        let scheme = scheme();
        let values = [growth, shares.0, shares.1, counts.0, counts.1, given];
        let one = assessed("2022-01-10", values);
        let sum = one.lines.iter().map(|line| line.points).fold(Points::ZERO, Points::plus);
        prop_assert_eq!(sum, one.score);
        prop_assert!(Points::ZERO <= one.score && one.score <= scheme.full);
        prop_assert!(scheme.grade_of(&one.grade).is_some());
        let settled = settle_deposit(&scheme, one.score, Fen::new(retained)).unwrap();
        prop_assert_eq!(settled.returned.checked_add(settled.kept), Some(Fen::new(retained)));
        prop_assert!(settled.kept >= Fen::ZERO);
    }
}
