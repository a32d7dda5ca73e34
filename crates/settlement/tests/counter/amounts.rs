//! Small figures that are easily got wrong.

use crate::world::{World, day, limited, line, plain, with_parameters, written, yuan};
use base::Fen;
use settlement::bill::{Adjudicated, Stack};
use settlement::fee::{FeeLine, quote};
use settlement::visit::VisitState;

const DEDUCTIBLE_100: &str = r#"
[acc.op_deductible]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年门诊起付已计"
[table.deductible]
title = "起付"
type = "money"
is = "100"
cite = ["t#1"]
[table.ratio]
title = "比例"
type = "ratio"
is = "60%"
cite = ["t#1"]
[[step]]
id = "deductible"
title = "起付"
do = "deductible"
amount = "table.deductible"
used = "op_deductible"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
cite = ["t#1"]
"#;

const CEILING_60: &str = r#"
[acc.op_paid]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年门诊统筹已付"
[table.ceiling]
title = "限额"
type = "money"
is = "60"
cite = ["t#1"]
[table.ratio]
title = "比例"
type = "ratio"
is = "50%"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
caps = [{ acc = "op_paid", limit = "table.ceiling", basis = "paid" }]
over = "over_ceiling"
cite = ["t#1"]
"#;

/// Fund and deductible of each of some bills of one in-policy line.
fn bills(world: &mut World<'_>, prices: &[&str]) -> Vec<(Fen, Fen)> {
    let mut told = Vec::new();
    for price in prices {
        let answer = world
            .visit(
                "11",
                "2024-03-01 09:00:00",
                "2024-03-01",
                vec![line(1, "2024-03-01", "a", "1", price)],
            )
            .unwrap();
        told.push((answer.figures.fund_pay_sumamt, answer.figures.act_pay_dedc));
    }
    told
}

#[test]
fn three_bills_of_50_against_a_deductible_of_100() {
    let policy = written(DEDUCTIBLE_100);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let told = bills(&mut world, &["50", "50", "50"]);
    let expected =
        [("0", "50"), ("0", "50"), ("30", "0")].map(|(fund, own)| (yuan(fund), yuan(own)));
    assert_eq!(told, expected);
}

#[test]
fn three_bills_against_the_self_paid_segment_of_shanghai() {
    let policy = plain("cn.310000.employee_2023");
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "1")],
    );
    let told = bills(&mut world, &["250", "250", "250"]);
    // 自负段 500；其后在职一级 80%
    let expected =
        [("0", "250"), ("0", "250"), ("200", "0")].map(|(fund, own)| (yuan(fund), yuan(own)));
    assert_eq!(told, expected);
}

#[test]
fn bills_against_a_ceiling_of_60_never_exceed_it() {
    let policy = written(CEILING_60);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let told: Vec<Fen> = bills(&mut world, &["70", "49.99", "30", "1"])
        .into_iter()
        .map(|(fund, _)| fund)
        .collect();
    assert_eq!(told, ["35", "25", "0", "0"].map(yuan));
    let limits: Vec<Option<Fen>> = (0..2)
        .map(|at| {
            let record = &world.records[at];
            let answer =
                settlement::answer::answer(&world.projection, "390", record, None).unwrap();
            answer.funds.first().and_then(|fund| fund.limit_before)
        })
        .collect();
    assert_eq!(limits, [Some(yuan("60")), Some(yuan("25"))]);
}

#[test]
fn ten_yuan_ninety_nine_stays_that() {
    let policy = written(DEDUCTIBLE_100);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let lines = vec![
        line(1, "2024-03-01", "a", "1", "10.99"),
        line(2, "2024-03-01", "a", "3", "3.663333"),
    ];
    let answer = world
        .visit("11", "2024-03-01", "2024-03-01", lines)
        .unwrap();
    assert_eq!(answer.figures.medfee_sumamt, yuan("21.98"));
    assert_eq!(answer.figures.psn_cash_pay, yuan("21.98"));
    let rows = settlement::answer::line_shares(&world.records[0]).unwrap();
    let amounts: Vec<(Fen, Fen)> = rows.iter().map(|row| (row.amount, row.own)).collect();
    assert_eq!(amounts, [(yuan("10.99"), yuan("10.99")); 2]);
}

/// Two charge batches of one visit, each with its own settlement.
#[test]
fn charge_batches_are_settled_one_after_the_other() {
    let policy = written(DEDUCTIBLE_100);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("11", "2024-03-01");
    let of = |number, batch: &str, price| FeeLine {
        batch: batch.to_owned(),
        ..line(number, "2024-03-01", "a", "1", price)
    };
    world
        .charge(at, vec![of(1, "b1", "150"), of(2, "b2", "80")])
        .unwrap();
    world.batches = vec!["b1"];
    let first = world.settle(at, "2024-03-01").unwrap();
    assert_eq!(first.figures.medfee_sumamt, yuan("150"));
    assert_eq!(world.visits[at].visit.state, VisitState::Open);
    world.batches = vec!["b2"];
    let second = world.settle(at, "2024-03-01").unwrap();
    assert_eq!(second.figures.medfee_sumamt, yuan("80"));
    assert_eq!(world.visits[at].visit.state, VisitState::Settled);
}

/// A settlement that an earlier version of the engine wrote is read back by this one.
#[test]
fn a_receipt_of_an_earlier_version_is_recalled() {
    let policy = plain("cn.310000.employee_2023");
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "2")],
    );
    bills(&mut world, &["733.33"]);
    let mut earlier = world.records[0].adjudicated.clone();
    let stage = &mut earlier.stages[0];
    stage.determination =
        benefit::settle::written_by(&stage.claim, stage.determination.clone(), "benefit 0.0.0");
    let kept = earlier.kept().unwrap();
    let recalled = Adjudicated::recall(&world.stack, &kept).unwrap();
    assert_eq!(recalled.kept().unwrap(), kept);
    assert!(world.stack.recomputes(&recalled));
    let mut renamed = kept;
    renamed[0].engine = "benefit 0.0.1".to_owned();
    let refused = Adjudicated::recall(&world.stack, &renamed).unwrap_err();
    assert_eq!(refused.code(), "kept.receipt");
}

#[test]
fn a_settled_bill_adjudicated_again_is_the_same() {
    let policy = plain("cn.310000.employee_2023");
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "2")],
    );
    bills(&mut world, &["733.33", "199.99"]);
    let settled = world.records[0].clone();
    bills(&mut world, &["500"]);
    assert!(world.stack.recomputes(&settled.adjudicated));
    let claims: Vec<_> = settled
        .adjudicated
        .stages
        .iter()
        .map(|stage| stage.claim.clone())
        .collect();
    let again = world
        .stack
        .adjudicate(&claims, &settled.adjudicated.found(&world.stack))
        .unwrap();
    assert_eq!(
        again.stages[0].determination,
        settled.adjudicated.stages[0].determination
    );
    let mut kept = settled.adjudicated.kept().unwrap();
    assert!(Adjudicated::recall(&world.stack, &kept).is_ok());
    kept[0].lines[0].0 += 1;
    let changed = Adjudicated::recall(&world.stack, &kept).unwrap_err();
    assert_eq!(changed.code(), "kept.receipt");
    kept[0].policy = "00".to_owned();
    let other = Adjudicated::recall(&world.stack, &kept).unwrap_err();
    assert_eq!(other.code(), "kept.policy");
    let mut tampered = settled.adjudicated;
    tampered.stages[0].determination.pots[0] = Fen::new(1);
    assert!(!world.stack.recomputes(&tampered));
}

// Bengbu: one outpatient visit a day. Bills entered days later count on the day of the visit, in
// whatever order they come.
#[test]
fn a_count_limit_goes_by_the_day_of_the_visit() {
    let policy = plain("cn.340300.resident");
    let mut world = World::new(
        Stack::of(&policy),
        "390",
        &[],
        &[("level", "1"), ("provider_kind", "village")],
    );
    let from = policy.versions[0].from;
    let (first, second) = (
        from.add_days(1).unwrap().to_string(),
        from.add_days(2).unwrap().to_string(),
    );
    let late = from.add_days(5).unwrap().to_string();
    let mut bill = |served: &str| {
        let lines = vec![line(1, &late, "a", "1", "20")];
        world.visit("11", served, &late, lines).unwrap()
    };
    assert_eq!(bill(&second).figures.fund_pay_sumamt, yuan("10"));
    assert_eq!(bill(&first).figures.fund_pay_sumamt, yuan("10"));
    let again = bill(&second);
    assert_eq!(
        (again.figures.fund_pay_sumamt, again.denied.len()),
        (Fen::ZERO, 1)
    );
    assert_eq!(again.figures.fulamt_ownpay_amt, yuan("20"));
    assert_eq!(again.figures.check(), Ok(()));
}

// A price told at upload rests on the law of its day: moved to another version it is told anew.
#[test]
fn a_quote_is_stale_when_the_law_date_moves() {
    let policy = written(
        "[[item]]\nwhen = \"item == b\"\nfirst = \"10%\"\nuntil = 2024-12-31\ncite = [\"t#1\"]\n[[item]]\nwhen = \"item == b\"\nfirst = \"20%\"\nfrom = 2025-01-01\ncite = [\"t#1\"]\n[[step]]\nid = \"pool\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n",
    );
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let told = |world: &World<'_>, at: usize, settled: Option<&str>, line: &FeeLine| {
        let case = settlement::bill::Case {
            visit: &world.visits[at].visit,
            person: &world.person,
            provider: &world.provider,
            filings: &world.filings,
            types: &world.types,
            transferred_from_level: None,
            more: &[],
        };
        let facts = case.facts(&policy, settled.map(day)).unwrap();
        quote(&policy, None, &facts, line).unwrap()
    };
    let drug = line(1, "2024-12-31", "b", "1", "100");
    let old = world.begin("11", "2024-12-31");
    let new = world.begin("11", "2025-01-01");
    let first = told(&world, old, None, &drug);
    assert_eq!(
        (first.first_self_pay, first.in_scope, first.self_pay_ratio),
        (yuan("10"), yuan("90"), 1_000)
    );
    assert_eq!(
        told(&world, old, Some("2025-02-01"), &drug).hash,
        first.hash
    );
    let moved = told(&world, new, None, &drug);
    assert_ne!(moved.hash, first.hash);
    assert_eq!(
        (moved.first_self_pay, moved.self_pay_ratio),
        (yuan("20"), 2_000)
    );
    let mirrored = FeeLine {
        corrects: Some(1),
        ..line(2, "2024-12-31", "b", "-1", "100")
    };
    assert_eq!(
        told(&world, old, None, &mirrored).first_self_pay,
        yuan("-10")
    );
}

// A ceiling of 8 and 2.5 units: the catalogue tells the rules one unit with a ceiling of 20.
#[test]
fn a_price_ceiling_holds_for_parts_of_a_unit() {
    let policy = written(CEILING_60);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let half = limited(line(1, "2024-03-01", "a", "2.5", "10"), yuan("20"));
    let answer = world
        .visit("11", "2024-03-01", "2024-03-01", vec![half])
        .unwrap();
    assert_eq!(
        (answer.figures.overlmt_selfpay, answer.figures.inscp_scp_amt),
        (yuan("5"), yuan("20"))
    );
}

#[test]
fn parameters_that_nobody_set_are_named() {
    let policy = with_parameters("cn.420000.resident", &[]);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "2")]);
    let on = policy.versions[0].from.to_string();
    let refused = world
        .visit("2101", &on, &on, vec![line(1, &on, "a", "1", "100")])
        .unwrap_err();
    assert_eq!(refused.code(), "bill.parameter_unset");
}
