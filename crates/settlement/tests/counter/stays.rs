//! Stays settled in parts, over a year end, and joined by transfer.

use crate::world::{World, line, plain, with_parameters, written, yuan};
use base::Fen;
use settlement::answer::Figures;
use settlement::bill::{Stack, YearEnd};
use settlement::fee::FeeLine;
use settlement::visit::VisitState;

fn stay_line(number: u64, occurred: &str, price: &str) -> FeeLine {
    FeeLine {
        batch: String::new(),
        ..line(number, occurred, "a", "1", price)
    }
}

/// The deductible of Jiamusi is charged for each bill, with no accumulator behind it: a stay settled in
/// three parts bears it once all the same, and comes to what one bill comes to.
#[test]
fn a_deductible_is_charged_once_in_a_stay_settled_in_parts() {
    let policy = plain("cn.230800.resident");
    let whole = {
        let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
        let lines = vec![
            stay_line(1, "2018-03-02", "1000"),
            stay_line(2, "2018-03-05", "2000.01"),
            stay_line(3, "2018-03-08", "500"),
        ];
        let at = world.begin("2101", "2018-03-01 08:00:00");
        world.charge(at, lines).unwrap();
        world.discharge(at, "2018-03-10 10:00:00");
        (world.settle(at, "2018-03-10").unwrap(), world.state)
    };
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
    let at = world.begin("2101", "2018-03-01 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2018-03-02", "1000")])
        .unwrap();
    let first = world.settle_as(at, "2018-03-03", true).unwrap();
    world
        .charge(at, vec![stay_line(2, "2018-03-05", "2000.01")])
        .unwrap();
    let second = world.settle_as(at, "2018-03-06", true).unwrap();
    world
        .charge(at, vec![stay_line(3, "2018-03-08", "500")])
        .unwrap();
    world.discharge(at, "2018-03-10 10:00:00");
    let last = world.settle(at, "2018-03-10").unwrap();
    assert_eq!(world.visits[at].visit.state, VisitState::Settled);
    let deductibles = [&first, &second, &last].map(|answer| answer.figures.act_pay_dedc);
    assert_eq!(deductibles, ["700", "0", "0"].map(yuan));
    let sum = first
        .figures
        .plus(&second.figures)
        .and_then(|sum| sum.plus(&last.figures));
    assert_eq!(sum, Some(whole.0.figures.clone()));
    assert_eq!(
        (&world.state, world.sum_of_records()),
        (&whole.1, whole.1.clone())
    );
    for answer in [&first, &second, &last] {
        assert_eq!(answer.figures.check(), Ok(()));
    }
}

/// Taken back from the last to the first, everything is as before.
#[test]
fn parts_of_a_stay_are_taken_back_from_the_last() {
    let policy = plain("cn.230800.resident");
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
    let at = world.begin("2101", "2018-03-01 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2018-03-02", "1000")])
        .unwrap();
    world.settle_as(at, "2018-03-03", true).unwrap();
    let after_first = world.state.clone();
    world
        .charge(at, vec![stay_line(2, "2018-03-05", "2000")])
        .unwrap();
    world.discharge(at, "2018-03-10 10:00:00");
    world.settle(at, "2018-03-10").unwrap();
    assert_eq!(world.reverse("s1").unwrap_err().code(), "reversal.replaced");
    let back = world.reverse("s2").unwrap();
    assert_eq!(back.lines, [2]);
    assert_eq!(
        (world.visits[at].visit.state, &world.state),
        (VisitState::Discharged, &after_first)
    );
    let again = world.settle(at, "2018-03-11").unwrap();
    assert_eq!(again.figures.medfee_sumamt, yuan("2000"));
    world.reverse("s3").unwrap();
    world.reverse("s1").unwrap();
    assert_eq!(world.state, settlement::bill::AccState::default());
    assert_eq!(world.visits[at].sheet.unsettled().count(), 2);
}

/// Drugs given back after a mid-stay settlement: the difference is negative, and adds up.
#[test]
fn a_correction_after_a_mid_stay_settlement_gives_a_negative_difference() {
    let policy = plain("cn.230800.resident");
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
    let at = world.begin("2101", "2018-03-01");
    world
        .charge(
            at,
            vec![
                stay_line(1, "2018-03-02", "1700"),
                stay_line(2, "2018-03-02", "300"),
            ],
        )
        .unwrap();
    let first = world.settle_as(at, "2018-03-03", true).unwrap();
    let back = FeeLine {
        corrects: Some(2),
        ..FeeLine {
            batch: String::new(),
            ..line(3, "2018-03-04", "a", "-1", "300")
        }
    };
    world.charge(at, vec![back]).unwrap();
    world.discharge(at, "2018-03-05");
    let last = world.settle(at, "2018-03-05").unwrap();
    assert_eq!(first.figures.hifp_pay, yuan("845"));
    assert_eq!(
        (last.figures.medfee_sumamt, last.figures.hifp_pay),
        (yuan("-300"), yuan("-195"))
    );
    assert_eq!(last.figures.check(), Ok(()));
    assert_eq!(
        last.funds.first().map(|fund| fund.amount),
        Some(yuan("-195"))
    );
}

/// Years settled apart: the cost of each year moves the accumulators of its year.
#[test]
fn a_stay_over_a_year_end_is_settled_year_by_year_where_the_pool_wants_it() {
    let policy = plain("cn.310000.employee");
    let person = [
        ("birth", "1980-01-01"),
        ("employed_on", "1999-01-01"),
        ("paid_months", "60"),
    ];
    let mut world = World::new(Stack::of(&policy), "310", &person, &[("level", "3")]);
    world.year_end = YearEnd::Split;
    let at = world.begin("2101", "2003-12-20 08:00:00");
    world
        .charge(
            at,
            vec![
                stay_line(1, "2003-12-30", "3000"),
                stay_line(2, "2004-01-02", "4000"),
            ],
        )
        .unwrap();
    world.discharge(at, "2004-01-05");
    assert_eq!(
        world.settle(at, "2004-01-05").unwrap_err().code(),
        "stay.year_end"
    );
    world.visits[at].visit = world.visits[at]
        .visit
        .after(settlement::visit::Act::UndoDischarge, Default::default())
        .unwrap();
    let old = world.settle_as(at, "2004-01-03", true).unwrap();
    assert_eq!(old.figures.medfee_sumamt, yuan("3000"));
    world.discharge(at, "2004-01-05");
    let new = world.settle(at, "2004-01-05").unwrap();
    // a year's deductible of 1500 for each year
    assert_eq!(
        [old, new].map(|answer| (answer.figures.medfee_sumamt, answer.figures.act_pay_dedc)),
        [(yuan("3000"), yuan("1500")), (yuan("4000"), yuan("1500"))]
    );
    let windows: Vec<&str> = world
        .state
        .iter()
        .filter(|(key, _)| key.id == "ip_deductible")
        .map(|(key, _)| key.window.as_str())
        .collect();
    assert_eq!(windows, ["2003", "2004"]);
}

/// A policy without a deductible, by the day of settlement.
const HALF: &str = "[[step]]\nid = \"pool\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n";

/// All cost of the old year settled in mid-stay, then home on New Year's day: the final settlement closes the
/// part of the old year.
#[test]
fn a_stay_that_ends_with_nothing_new_in_the_new_year_is_closed_all_the_same() {
    let policy = written(HALF);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    world.year_end = YearEnd::Split;
    let at = world.begin("2101", "2003-12-20 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2003-12-30", "300")])
        .unwrap();
    world.settle_as(at, "2003-12-31", true).unwrap();
    world.discharge(at, "2004-01-01");
    let last = world.settle(at, "2004-01-01").unwrap();
    assert_eq!(last.figures, Figures::default());
    let record = &world.records[1];
    assert_eq!((record.part.as_str(), record.mid_stay), ("2003", false));
    assert_eq!(world.visits[at].visit.state, VisitState::Settled);
}

/// What is given back in the new year goes back into the part in which it was charged, and a part is not
/// taken back while a later one stands.
#[test]
fn a_correction_belongs_to_the_year_of_its_line() {
    let policy = written(HALF);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    world.year_end = YearEnd::Split;
    let at = world.begin("2101", "2003-12-20 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2003-12-30", "300")])
        .unwrap();
    world.settle_as(at, "2003-12-31", true).unwrap();
    let back = FeeLine {
        batch: String::new(),
        corrects: Some(1),
        ..line(2, "2004-01-02", "a", "-1", "300")
    };
    world
        .charge(at, vec![back, stay_line(3, "2004-01-02", "400")])
        .unwrap();
    let undone = world.settle_as(at, "2004-01-03", true).unwrap();
    assert_eq!(undone.figures.medfee_sumamt, yuan("-300"));
    world.discharge(at, "2004-01-05");
    let last = world.settle(at, "2004-01-05").unwrap();
    assert_eq!(last.figures.medfee_sumamt, yuan("400"));
    let parts: Vec<(&str, &[u64])> = world
        .records
        .iter()
        .map(|it| (it.part.as_str(), it.lines.as_slice()))
        .collect();
    assert_eq!(
        parts,
        [("2003", &[1][..]), ("2003", &[1, 2]), ("2004", &[3])]
    );
    assert_eq!(world.reverse("s2").unwrap_err().code(), "reversal.replaced");
    for id in ["s3", "s2", "s1"] {
        world.reverse(id).unwrap();
    }
    assert_eq!(world.state, settlement::bill::AccState::default());
}

/// The drug given back was approved when it was given: the fund does not pay for it any more, whatever the
/// correction says.
#[test]
fn a_correction_without_the_approval_takes_back_what_was_paid() {
    let policy = written(HALF);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("2101", "2024-03-01");
    world
        .charge(
            at,
            vec![
                stay_line(1, "2024-03-02", "300"),
                stay_line(2, "2024-03-02", "100"),
            ],
        )
        .unwrap();
    let mut back = FeeLine {
        batch: String::new(),
        corrects: Some(1),
        ..line(3, "2024-03-03", "a", "-1", "300")
    };
    back.listed.excluded = Some(directory::catalogue::Exclusion::NotApproved);
    world.charge(at, vec![back]).unwrap();
    world.discharge(at, "2024-03-05");
    let answer = world.settle(at, "2024-03-05").unwrap();
    assert_eq!(
        (answer.figures.hifp_pay, answer.figures.fulamt_ownpay_amt),
        (yuan("50"), Fen::ZERO)
    );
}

/// Sichuan: after a transfer the difference of the deductibles is paid, and the chain is one treatment.
#[test]
fn a_transfer_pays_the_difference() {
    let policy = with_parameters("cn.510000.employee", &[("table.ip_ratio", "80%")]);
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1970-01-01")],
        &[("level", "2")],
    );
    let first = world.begin("2101", "2014-03-01 08:00:00");
    world
        .charge(first, vec![stay_line(1, "2014-03-02", "5000")])
        .unwrap();
    world.discharge(first, "2014-03-04 10:00:00");
    let before = world.settle(first, "2014-03-04").unwrap();
    let second = world.begin("2101", "2014-03-04 14:00:00");
    world.visits[second].visit = world.visits[second]
        .visit
        .continuing(&world.visits[first].visit)
        .unwrap();
    world.provider.facts = crate::world::named(&[("level", "3")]);
    world.transferred_from_level = Some(2);
    world
        .charge(second, vec![stay_line(1, "2014-03-05", "5000")])
        .unwrap();
    world.discharge(second, "2014-03-09");
    let after = world.settle(second, "2014-03-09").unwrap();
    let deductibles = [before, after].map(|answer| answer.figures.act_pay_dedc);
    assert_eq!(deductibles, ["400", "400"].map(yuan));
    let admissions: i64 = world
        .state
        .iter()
        .filter(|(key, _)| key.id == "ip_admissions")
        .map(|(_, value)| value)
        .sum();
    assert_eq!(admissions, 1);
}

#[test]
fn nothing_new_is_nothing_to_settle() {
    let policy = plain("cn.230800.resident");
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
    let at = world.begin("2101", "2018-03-01");
    assert_eq!(
        world.settle_as(at, "2018-03-01", true).unwrap_err().code(),
        "visit.no_lines"
    );
    world
        .charge(at, vec![stay_line(1, "2018-03-02", "900")])
        .unwrap();
    world.settle_as(at, "2018-03-03", true).unwrap();
    world.discharge(at, "2018-03-05");
    let last = world.settle(at, "2018-03-05").unwrap();
    assert_eq!((last.figures, last.funds.len()), (Figures::default(), 0));
    assert_eq!(world.records[1].account_paid, Fen::ZERO);
}

/// Zhuzhou: an emergency visit in the 72 hours before a stay joins its bill, one minute more and it does
/// not; its lines are split with those of the stay.
#[test]
fn an_emergency_visit_joins_the_stay_that_follows() {
    let policy = with_parameters(
        "cn.430200.inpatient",
        &[("table.deductible_year_cap", "3000")],
    );
    for (admitted, joins) in [
        ("2023-03-04 10:00:00", true),
        ("2023-03-04 10:01:00", false),
    ] {
        let person = [("insured_as", "resident")];
        let mut world = World::new(Stack::of(&policy), "390", &person, &[("level", "3")]);
        let before = world.begin("13", "2023-03-01 10:00:00");
        let emergency = line(1, "2023-03-01", "a", "1", "2000");
        world.charge(before, vec![emergency]).unwrap();
        let at = world.begin("2101", admitted);
        world
            .charge(at, vec![stay_line(1, "2023-03-05", "9000")])
            .unwrap();
        world.discharge(at, "2023-03-10 09:00:00");
        world.earlier = vec![world.earlier_visit(before)];
        let answer = world.settle(at, "2023-03-10").unwrap();
        let record = &world.records[0];
        assert_eq!(record.merged().len(), usize::from(joins));
        let kept = record.adjudicated.kept().unwrap();
        assert!(settlement::bill::Adjudicated::recall(&world.stack, &kept).is_ok());
        let total = if joins { "11000" } else { "9000" };
        assert_eq!(answer.figures.medfee_sumamt, yuan(total));
        assert_eq!(answer.figures.act_pay_dedc, yuan("1000"));
        let rows = settlement::answer::line_shares(record).unwrap();
        let lines: Vec<Option<u64>> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines.first(), Some(&Some(1)));
        assert_eq!(lines.get(1), joins.then_some(&None));
    }
}
