//! Reconciliation: totals (3201), lines (3202).

use base::{EpisodeId, Fen, PersonId};
use settlement::statement::{
    Claimed, Difference, OurRow, StmtResult, TheirRow, Totals, compare_lines, compare_totals,
};

use crate::house::id;

fn ours(settlement: &str, bill: i64) -> OurRow {
    OurRow {
        settlement: id(settlement),
        reverses: None,
        visit: EpisodeId::new("V1").unwrap(),
        person: PersonId::new("P1").unwrap(),
        msgid: format!("H340421000012025021000000000{settlement}"),
        bill: Fen::new(bill),
        fund: Fen::new(bill * 6 / 10),
        account: Fen::new(bill / 10),
        cash: Fen::new(bill * 3 / 10),
        adjusts: None,
    }
}

fn claimed(totals: &Totals) -> Claimed {
    Claimed {
        count: totals.count,
        bill: totals.bill,
        fund: totals.fund,
        account: Some(totals.account),
        cash: Some(totals.cash),
    }
}

fn refund(settlement: &str, of: &OurRow) -> OurRow {
    let turned = |amount: Fen| amount.checked_neg().unwrap();
    OurRow {
        settlement: id(settlement),
        reverses: Some(of.settlement.clone()),
        bill: turned(of.bill),
        fund: turned(of.fund),
        account: turned(of.account),
        cash: turned(of.cash),
        ..of.clone()
    }
}

fn theirs(our: &OurRow) -> TheirRow {
    TheirRow {
        settlement: our.settlement.clone(),
        visit: our.visit.clone(),
        person: our.person.clone(),
        bill: our.bill,
        fund: our.fund,
        account: our.account,
        refund: our.is_refund(),
    }
}

fn scene() -> Vec<OurRow> {
    let first = ours("S1", 10_000);
    let back = refund("R1", &first);
    vec![first, back, ours("S2", 5_000)]
}

/// A settlement and its refund are two rows, which cancel in the sums and count as two.
#[test]
fn equal_totals_are_equal() {
    let totals = Totals::of(&scene()).unwrap();
    assert_eq!(
        (totals.count, totals.bill, totals.fund),
        (3, Fen::new(5_000), Fen::new(3_000))
    );
    let answer = compare_totals(&totals, &claimed(&totals));
    assert_eq!(
        (answer.result.code(), answer.description.as_str()),
        ("0", "")
    );
    let theirs = Claimed {
        count: 2,
        fund: Fen::new(3_001),
        account: None,
        cash: Some(Fen::new(1)),
        ..claimed(&totals)
    };
    let answer = compare_totals(&totals, &theirs);
    assert_eq!(answer.result.code(), "1");
    assert!(
        answer.description.contains("笔数 中心3/机构2"),
        "{}",
        answer.description
    );
    assert!(
        answer.description.contains("30.00/机构30.01"),
        "{}",
        answer.description
    );
    assert!(
        answer.description.contains("现金支付 中心15.00/机构0.01"),
        "{}",
        answer.description
    );
    assert!(
        !answer.description.contains("账户"),
        "{}",
        answer.description
    );
    let huge = Claimed {
        count: u64::MAX,
        bill: Fen::new(i64::MAX),
        fund: Fen::new(i64::MIN),
        account: Some(Fen::new(i64::MAX)),
        cash: Some(Fen::new(i64::MIN)),
    };
    assert!(compare_totals(&totals, &huge).description.chars().count() <= 200);
}

#[test]
fn lines_that_agree_are_equal() {
    let our = scene();
    let their: Vec<_> = our.iter().map(theirs).collect();
    let compared = compare_lines(&our, &their);
    assert_eq!(compared.len(), 3);
    assert!(
        compared
            .iter()
            .all(|one| one.result() == StmtResult::Equal && one.memo().is_empty())
    );
}

/// An institution may name a refund by the settlement that it took back.
#[test]
fn a_refund_is_found_by_either_number() {
    let our = scene();
    let mut their: Vec<_> = our.iter().map(theirs).collect();
    their[1].settlement = id("S1");
    let compared = compare_lines(&our, &their);
    assert!(
        compared.iter().all(|one| one.difference.is_none()),
        "{compared:?}"
    );
}

#[test]
fn differences_are_told_line_by_line() {
    let our = scene();
    let mut changed = theirs(&our[0]);
    changed.fund = Fen::new(1);
    changed.person = PersonId::new("P2").unwrap();
    let unknown = theirs(&ours("S9", 700));
    let their = [changed, unknown, theirs(&our[2]), theirs(&our[2])];
    let compared = compare_lines(&our, &their);
    let differences: Vec<_> = compared.iter().map(|one| one.difference.clone()).collect();
    let want = [
        Some(Difference::Fields(vec!["人员编号", "基金支付总额"])),
        Some(Difference::TheirsOnly),
        None,
        Some(Difference::Twice),
        Some(Difference::OursOnly),
    ];
    assert_eq!(differences, want);
    let missing = &compared[4];
    assert_eq!(
        missing.ours.as_ref().map(|row| row.settlement.clone()),
        Some(id("R1"))
    );
    assert!(missing.memo().contains("2601"), "{}", missing.memo());
    let unequal = compared
        .iter()
        .filter(|one| one.result().code() == "1")
        .count();
    assert_eq!(unequal, 4);
}

/// A difference that no message asked for is told as what it is.
#[test]
fn a_replay_that_the_institution_does_not_know_is_named() {
    let first = ours("S1", 10_000);
    let adjustment = OurRow {
        adjusts: Some(first.settlement.clone()),
        ..ours("A1", 300)
    };
    let compared = compare_lines(&[first.clone(), adjustment], &[theirs(&first)]);
    assert_eq!(compared[1].difference, Some(Difference::OursOnly));
    assert!(
        compared[1].memo().contains("重算结算S1"),
        "{}",
        compared[1].memo()
    );
}
