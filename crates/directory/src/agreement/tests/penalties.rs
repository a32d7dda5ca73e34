//! Violations and sanctions.

use super::*;
use crate::agreement::sanction::{Measure, SanctionNo, Target, Violation};
use crate::agreement::standing::Standing;
use base::{Fen, Refused, Validity};

fn violation() -> Violation {
    Violation {
        provider: hospital().code,
        target: Target::Provider,
        found: day("2021-05-01"),
        facts: "伪造处方结算".into(),
        broken: "篇7 第三十四条".into(),
        loss: Fen::new(120_000),
        serious: true,
        evidence: "检查笔录12".into(),
    }
}

fn decide(
    violation: &Violation,
    measure: Measure,
    holds: Validity,
    fine: i64,
) -> Result<Sanction, Refused> {
    let no = SanctionNo::new(1).unwrap();
    Sanction::decide(
        no,
        violation,
        measure,
        (holds, Fen::new(fine)),
        &rules().penalty,
    )
}

fn code(result: Result<Sanction, Refused>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn a_fine_stays_within_its_bounds_both_included() {
    let holds = span("2021-06-01", "");
    let fine = |amount| decide(&violation(), Measure::Fine, holds, amount);
    assert!(fine(300_000).is_ok() && fine(10_000_000).is_ok());
    assert_eq!(code(fine(299_999)), "sanction.fine_range");
    let above = fine(10_000_001).unwrap_err();
    assert_eq!(above.code(), "sanction.fine_range");
    assert!(above.zh().contains("100000.00") && above.zh().contains("第三十六条"));
    let warned = decide(&violation(), Measure::Warning, holds, 300_000);
    assert_eq!(code(warned), "sanction.fine_range");
}

#[test]
fn what_a_sanction_needs() {
    let (year, open) = (span("2021-06-01", "2021-12-31"), span("2021-06-01", ""));
    let no_loss = Violation {
        loss: Fen::ZERO,
        ..violation()
    };
    assert_eq!(
        code(decide(&no_loss, Measure::Warning, open, 0)),
        "sanction.no_loss"
    );
    let slight = Violation {
        serious: false,
        ..violation()
    };
    assert_eq!(
        code(decide(&slight, Measure::Suspension, year, 0)),
        "sanction.not_serious"
    );
    assert!(decide(&slight, Measure::Warning, open, 0).is_ok());
    assert_eq!(
        code(decide(&violation(), Measure::Suspension, open, 0)),
        "sanction.span"
    );
    let department = Violation {
        target: Target::Department("D01".into()),
        ..violation()
    };
    assert!(decide(&department, Measure::Suspension, year, 0).is_ok());
    assert_eq!(
        code(decide(&department, Measure::Fine, open, 300_000)),
        "sanction.target"
    );
    let bare = Violation {
        evidence: " ".into(),
        ..violation()
    };
    assert_eq!(
        code(decide(&bare, Measure::Warning, open, 0)),
        "sanction.evidence"
    );
}

#[test]
fn a_warning_holds_until_it_is_lifted() {
    let mut house = House::of_2021();
    let warned = decide(&violation(), Measure::Warning, span("2021-06-01", ""), 0).unwrap();
    house.sanctions.push(warned);
    assert_eq!(
        house.dossier().standing(day("2021-05-31")),
        Standing::Active
    );
    assert_eq!(
        house.dossier().standing(day("2021-06-01")),
        Standing::Warned
    );
    assert!(Standing::Warned.serves() && !Standing::Suspended.serves());
    house.sanctions[0].lift(day("2021-08-01")).unwrap();
    assert_eq!(
        house.dossier().standing(day("2021-07-31")),
        Standing::Warned
    );
    assert_eq!(
        house.dossier().standing(day("2021-08-01")),
        Standing::Active
    );
    let again = house.sanctions[0].lift(day("2021-09-01")).unwrap_err();
    assert_eq!(again.code(), "sanction.lifted");
}

/// A suspension that was appealed successfully before it began never holds; one that ran out is not lifted any more.
#[test]
fn a_sanction_is_lifted_before_its_first_day_too() {
    let year = span("2021-06-01", "2021-12-31");
    let mut early = decide(&violation(), Measure::Suspension, year, 0).unwrap();
    early.lift(day("2021-05-20")).unwrap();
    assert!(!early.on(day("2021-06-01")) && !early.on(day("2021-12-31")));
    assert_eq!(
        early.lift(day("2021-06-01")).unwrap_err().code(),
        "sanction.lifted"
    );
    let mut on_its_day = decide(&violation(), Measure::Suspension, year, 0).unwrap();
    on_its_day.lift(day("2021-06-01")).unwrap();
    assert!(!on_its_day.on(day("2021-06-01")));
    let mut over = decide(&violation(), Measure::Suspension, year, 0).unwrap();
    let late = over.lift(day("2022-01-01")).unwrap_err();
    assert_eq!(late.code(), "sanction.lifted");
    assert_eq!(over.last_day(), Some(day("2021-12-31")));
    over.lift(day("2021-07-01")).unwrap();
    assert_eq!(over.last_day(), Some(day("2021-06-30")));
}

#[test]
fn targets_lead_back_from_their_rows() {
    let all = [
        Target::Provider,
        Target::Department("D01".into()),
        Target::Person(physician().code),
    ];
    for target in all {
        assert_eq!(Target::parse(target.code(), target.value()), Some(target));
    }
    assert_eq!(Target::parse("person", None), None);
    assert_eq!(Target::parse("person", Some("d")), None);
}
