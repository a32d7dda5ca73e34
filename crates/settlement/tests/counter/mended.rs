//! Figures that once came out a 分 or more wrong.

use crate::world::{World, line, plain, with_parameters, written, written_as, yuan};
use base::Fen;
use settlement::bill::{AccState, AccountUse, Later, Stack, YearEnd};
use settlement::fee::FeeLine;

const FIRST_TENTH: &str = r#"
[table.first]
title = "乙类先行自付"
type = "ratio"
is = "10%"
cite = ["t#1"]
[[item]]
when = "item == b"
first = "table.first"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "50%"
cite = ["t#1"]
"#;

fn stay_line(number: u64, class: &str, count: &str, price: &str) -> FeeLine {
    FeeLine {
        batch: String::new(),
        ..line(number, "2024-03-02", class, count, price)
    }
}

fn back(number: u64, of: u64, class: &str, price: &str) -> FeeLine {
    FeeLine {
        corrects: Some(of),
        ..stay_line(number, class, "-1", price)
    }
}

/// 3 × 0.35 with a first self-pay of 10 % is 11 分, of 0.35 it is 4: what is left of a line is priced once.
#[test]
fn what_was_taken_back_leaves_no_fen_behind() {
    let policy = written(FIRST_TENTH);
    for (taken, first, fund) in [(1, "0.07", "0.32"), (2, "0.04", "0.16"), (3, "0", "0")] {
        let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
        let at = world.begin("2101", "2024-03-01");
        let mut lines = vec![stay_line(1, "b", "3", "0.35"), stay_line(9, "a", "1", "10")];
        lines.extend((0..taken).map(|n| back(2 + n, 1, "b", "0.35")));
        world.charge(at, lines).unwrap();
        world.discharge(at, "2024-03-05 09:00:00");
        let figures = world.settle(at, "2024-03-05").unwrap().figures;
        assert_eq!(figures.preselfpay_amt, yuan(first), "{taken}");
        let whole = yuan(fund).checked_add(yuan("5")).unwrap();
        assert_eq!(figures.hifp_pay, whole, "{taken}");
        let rows = settlement::answer::line_shares(&world.records[0]).unwrap();
        assert_eq!(rows.last().unwrap().line, Some(9));
        assert!(world.visits[at].sheet.unsettled().next().is_none());
    }
}

/// A stay settled as a whole and then asked by years: what was settled is not settled again.
#[test]
fn lines_settled_under_another_part_are_not_settled_again() {
    let policy = written(FIRST_TENTH);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("2101", "2024-03-01");
    world
        .charge(at, vec![stay_line(1, "a", "1", "100")])
        .unwrap();
    world.settle_as(at, "2024-03-03", true).unwrap();
    world.year_end = YearEnd::Split;
    world
        .charge(at, vec![stay_line(2, "a", "1", "40")])
        .unwrap();
    world.discharge(at, "2024-03-05 09:00:00");
    let answer = world.settle(at, "2024-03-05").unwrap();
    assert_eq!(answer.figures.medfee_sumamt, yuan("40"));
    assert_eq!(answer.figures.hifp_pay, yuan("20"));
}

/// One line names a disease, the other none: it is of the visit's, and a bill is of one disease.
#[test]
fn a_line_without_a_disease_is_of_the_visits() {
    let policy = written(FIRST_TENTH);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let lines = vec![
        FeeLine {
            disease: Some("M03900".to_owned()),
            ..stay_line(1, "a", "1", "100")
        },
        stay_line(2, "a", "1", "100"),
    ];
    let at = world.begin("2101", "2024-03-01");
    world.charge(at, lines).unwrap();
    world.discharge(at, "2024-03-05 09:00:00");
    assert_eq!(
        world.settle(at, "2024-03-05").unwrap_err().code(),
        "bill.diseases"
    );
    world.visits[at].visit.disease = Some("M03900".to_owned());
    let answer = world.settle(at, "2024-03-05").unwrap();
    assert_eq!(answer.figures.medfee_sumamt, yuan("200"));
}

/// Zhuzhou: an emergency of 2000 joins the stay; a later settlement of the stay has it still.
#[test]
fn what_joined_a_bill_is_part_of_the_one_in_its_place() {
    let policy = with_parameters(
        "cn.430200.inpatient",
        &[("table.deductible_year_cap", "3000")],
    );
    let person = [("insured_as", "resident")];
    let mut world = World::new(Stack::of(&policy), "390", &person, &[("level", "3")]);
    let before = world.begin("13", "2023-03-01 10:00:00");
    let emergency = line(1, "2023-03-01", "a", "1", "2000");
    world.charge(before, vec![emergency]).unwrap();
    let at = world.begin("2101", "2023-03-02 10:00:00");
    let charged = |number, price| FeeLine {
        batch: String::new(),
        ..line(number, "2023-03-05", "a", "1", price)
    };
    world.charge(at, vec![charged(1, "5000")]).unwrap();
    world.earlier = vec![world.earlier_visit(before)];
    let mid = world.settle_as(at, "2023-03-06", true).unwrap();
    assert_eq!(mid.figures.medfee_sumamt, yuan("7000"));
    world.earlier.clear();
    world.charge(at, vec![charged(2, "500")]).unwrap();
    world.discharge(at, "2023-03-10 09:00:00");
    let last = world.settle(at, "2023-03-10").unwrap();
    assert_eq!(last.figures.medfee_sumamt, yuan("500"));
    assert_eq!(world.records[1].merged().len(), 1);
    let taken = world.reverse("s2").unwrap();
    assert!(
        taken.merged.is_empty(),
        "the one before stands again with it"
    );
    let taken = world.reverse("s1").unwrap();
    assert_eq!(taken.merged, ["v1"], "the emergency is open again");
    assert_eq!(world.state, AccState::default());
}

/// Suqian: who is no recipient of assistance is told so, and nothing else of the bill changes: neither what he bears
/// by cause nor what his account may pay.
#[test]
fn a_layer_that_does_not_concern_a_person_changes_nothing() {
    let basic = plain("cn.310000.employee_2023");
    let aid = plain("cn.321300.assistance");
    let later = Later {
        policy: &aid,
        enters_at: "assistance".to_owned(),
        payers: Vec::new(),
    };
    let both = Stack {
        later: vec![later],
        ..Stack::of(&basic)
    };
    let told = [Stack::of(&basic), both].map(|stack| {
        let person = [("birth", "1980-01-01")];
        let mut world = World::new(stack, "310", &person, &[("level", "1")]);
        world.balance = yuan("1000");
        let on = "2024-06-03";
        let bill = vec![line(1, on, "a", "1", "900")];
        let answer = world.visit("11", on, on, bill).unwrap();
        let shares = world.stack.shares(&world.records[0].adjudicated);
        let borne: Vec<(String, Fen)> = shares
            .into_iter()
            .map(|share| (share.name, share.amount))
            .collect();
        (borne, answer.figures.acct_pay, answer.figures.psn_cash_pay)
    });
    assert_eq!(told[0], told[1]);
    assert!(told[0].1 > Fen::ZERO, "the account pays");
}

/// Three packages: the second knows nothing of the first's payer, the third counts it all the same.
#[test]
fn a_payer_reaches_every_package_that_knows_him() {
    let basic = written(
        "[[step]]\nid = \"pay\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n",
    );
    let step = |ratio: &str| {
        format!(
            "[payer.more]\ntitle = \"后\"\nkind = \"assistance\"\nlayer = \"more\"\n[[step]]\nid = \"pay\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"more\"\nsource = [\"copay\"]\nlayer = \"more\"\nratio = \"{ratio}\"\ncite = [\"t#1\"]\n"
        )
    };
    let head = "law_date = \"service_date\"\nlayers = [\"basic\", \"more\"]";
    let (mut second, mut third) = (
        written_as(head, "settlement_date", &step("50%")),
        written_as(head, "settlement_date", &step("50%")),
    );
    (second.hash, third.hash) = ([8; 32], [9; 32]);
    let later = |policy, payers: &[(&str, &str)]| Later {
        policy,
        enters_at: "more".to_owned(),
        payers: payers
            .iter()
            .map(|(before, here)| ((*before).to_owned(), (*here).to_owned()))
            .collect(),
    };
    let stack = Stack {
        later: vec![later(&second, &[]), later(&third, &[("*", "pool")])],
        ..Stack::of(&basic)
    };
    let mut world = World::new(stack, "390", &[], &[("level", "1")]);
    let on = "2024-03-01";
    let answer = world
        .visit("11", on, on, vec![line(1, on, "a", "1", "100")])
        .unwrap();
    // 50 by the pool, 25 and 12.50 behind it
    assert_eq!(
        (answer.figures.hifp_pay, answer.figures.maf_pay),
        (yuan("50"), yuan("37.5"))
    );
    let total = |at: usize| world.records[0].adjudicated.stages[at].determination.total;
    assert_eq!(
        (total(1), total(2)),
        (yuan("50"), yuan("75")),
        "the third counts what the pool paid"
    );
}

/// What is out of the catalogue does not keep in the account's debit what a replay made undue.
#[test]
fn a_replay_gives_the_account_back_what_is_no_longer_due() {
    let rules = r#"
[acc.op_paid]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年门诊统筹已付"
[[item]]
when = "item == c"
exclude_to = "excluded"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "100%"
caps = [{ acc = "op_paid", limit = "table.ceiling", basis = "paid" }]
over = "over_ceiling"
cite = ["t#1"]
[table.ceiling]
title = "限额"
type = "money"
is = "100"
cite = ["t#1"]
"#;
    let policy = written_as(
        "law_date = \"service_date\"\nreversal = \"replay\"",
        "settlement_date",
        rules,
    );
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let on = "2024-03-01";
    world.using = AccountUse::Own;
    world.balance = yuan("100");
    world
        .visit("11", on, on, vec![line(1, on, "a", "1", "100")])
        .unwrap();
    let lines = vec![line(1, on, "a", "1", "40"), line(2, on, "c", "1", "60")];
    let second = world.visit("11", on, on, lines).unwrap();
    assert_eq!(
        second.figures.acct_pay,
        yuan("40"),
        "what is above the ceiling"
    );
    world.reverse("s1").unwrap();
    assert_eq!(
        world.records[1].account_paid,
        Fen::ZERO,
        "the fund pays it now"
    );
    assert_eq!(world.balance, yuan("100"));
}
