//! Criteria and published results.

use super::*;
use crate::agreement::DataError;
use crate::agreement::admission::{Mark, ScoreSheet, results, score};
use crate::agreement::points::Points;
use crate::provider::sample::provider;
use crate::provider::{Ownership, ProviderKind};

fn marks(points: &[&str]) -> Vec<Mark> {
    let rules = rules();
    let items = rules.criteria.items.iter().zip(points);
    items
        .map(|(item, points)| Mark {
            criterion: item.id.clone(),
            points: Points::parse(points).unwrap(),
            evidence: "现场记录".into(),
        })
        .collect()
}

fn sheet(no: u8, points: &[&str]) -> ScoreSheet {
    let clinic = provider(ProviderKind::Clinic, &format!("H340400001{no}0"), "340403");
    score(
        &rules().criteria,
        &clinic.code,
        ProviderKind::Clinic,
        &marks(points),
    )
    .unwrap()
}

const GOOD: [&str; 6] = ["20", "12", "18", "12.5", "13", "15"];
const FAIR: [&str; 6] = ["20", "10", "15", "10", "10", "15"];
const NO_NETWORK: [&str; 6] = ["20", "15", "20", "15", "15", "5"];

/// REQ-148: the results are published with their scores, best first, with the reason of each.
#[test]
fn req_148_results_are_published_with_scores() {
    let sheets = [sheet(1, &FAIR), sheet(2, &NO_NETWORK), sheet(3, &GOOD)];
    let lines: Vec<_> = results(&sheets, Some(1))
        .into_iter()
        .map(|line| {
            (
                line.rank,
                line.score.to_string(),
                line.admitted,
                line.zh.to_string(),
            )
        })
        .collect();
    let expected = [
        (1, "90.5", true, "纳入定点"),
        (2, "80", false, "名额已满"),
        (3, "90", false, "未达到条件"),
    ];
    let expected = expected
        .map(|(rank, score, admitted, zh)| (rank, score.to_owned(), admitted, zh.to_owned()));
    assert_eq!(lines, expected);
    assert_eq!(
        results(&sheets, None)
            .iter()
            .filter(|line| line.admitted)
            .count(),
        2
    );
    assert_eq!(&*sheets[0].version, &*rules().criteria.version);
    assert!(
        sheets[1]
            .lines
            .iter()
            .any(|line| line.below_least && &*line.criterion == "network")
    );
}

#[test]
fn equal_scores_have_one_rank_and_no_lot_decides() {
    let lines = results(&[sheet(1, &GOOD), sheet(2, &GOOD)], Some(1));
    assert!(lines.iter().all(|line| line.rank == 1 && !line.admitted));
    assert_eq!(&*lines[0].zh, "同分超出名额，待复核");
}

/// REQ-150: the same checklist for public and private providers.
#[test]
fn req_150_one_checklist_for_public_and_private() {
    let rules = rules();
    let clinic = |code: &str, ownership| {
        let mut one = provider(ProviderKind::Clinic, code, "340403");
        one.particulars[0].ownership = ownership;
        one
    };
    let sheets = [Ownership::Public, Ownership::Private].map(|ownership| {
        let one = clinic("H34040000120", ownership);
        let kind = one.on(day("2021-01-01")).unwrap().kind;
        score(&rules.criteria, &one.code, kind, &marks(&GOOD)).unwrap()
    });
    assert_eq!(sheets[0], sheets[1]);
    assert!(sheets[0].passed);
    let of = |kind| {
        rules
            .criteria
            .of(kind)
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(ProviderKind::Clinic), of(ProviderKind::Hospital));
    assert_eq!(of(ProviderKind::Pharmacy), of(ProviderKind::Hospital));
}

#[test]
fn a_score_sheet_is_whole() {
    let code = hospital().code;
    let ask = |marks: &[Mark]| {
        score(&rules().criteria, &code, ProviderKind::Hospital, marks)
            .map_err(|refused| refused.code())
    };
    assert_eq!(ask(&marks(&GOOD[..5])), Err("admission.mark_missing"));
    let mut too_many = marks(&GOOD);
    too_many[1].points = Points::parse("15.01").unwrap();
    assert_eq!(ask(&too_many), Err("admission.mark_range"));
    let mut twice = marks(&GOOD);
    twice.push(twice[0].clone());
    assert_eq!(ask(&twice), Err("admission.mark_unknown"));
    let mut stray = marks(&GOOD);
    stray.push(Mark {
        criterion: "ownership".into(),
        ..stray[0].clone()
    });
    assert_eq!(ask(&stray), Err("admission.mark_unknown"));
}

#[test]
fn rules_that_are_wrong_are_told_with_their_place() {
    let text = std::str::from_utf8(DesignationRules::EXAMPLE).unwrap();
    let read = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        DesignationRules::read(text.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    assert!(
        read("pass = \"80\"", "pass = \"101\"")
            .zh()
            .contains("无人能合格")
    );
    assert!(
        read("least = \"20\"", "least = \"21\"")
            .zh()
            .contains("高于满分")
    );
    assert!(read("[\"all\"]", "[\"hotel\"]").zh().contains("机构类型"));
    assert!(
        read("fine_max = \"100000\"", "fine_max = \"1\"")
            .zh()
            .contains("上限")
    );
    assert!(read("[\"医师\"]", "[\"医生\"]").zh().contains("人员类别"));
    assert!(read("needs_loss", "loss_needed").zh().contains("行"));
    let unknown = read(
        "emergency_suspended = false",
        "emergency_suspended = false\nold = 1",
    );
    assert!(matches!(unknown, DataError::Form { line, .. } if line > 50));
    assert!(
        DesignationRules::read(&[0xff])
            .unwrap_err()
            .zh()
            .contains("UTF-8")
    );
}
