//! Ratios of settled bills: in policy, actual, outside the catalogue, against a family's income.

mod plans;

use base::Fen;
use benefit::claim::{Bill, Claim, Facts, Line, Owners};
use benefit::history::{Event, History, Outcome};
use benefit::plan::Policy;
use benefit::sections::{Indicator, Section};
use plans::plan;
use policy::CompileOptions;

const RULES: &str = r#"
[fact.settled_fund]
of = "claim"
type = "money"
title = "结算的基金支付"
nullable = true
[fact.settled_in_policy]
of = "claim"
type = "money"
title = "结算的政策范围内费用"
nullable = true
[fact.settled_total]
of = "claim"
type = "money"
title = "结算的总费用"
nullable = true
[payer.pool]
title = "统筹基金"
kind = "fund"
[acc.own_year]
of = "family"
per = "year"
unit = "money"
kind = "counter"
title = "家庭本年个人负担"
[table.ratio]
title = "支付比例"
type = "ratio"
unset = true
cite = ["t#1"]
[[step]]
id = "pool"
title = "基金支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
cite = ["t#1"]
[[step]]
id = "own"
title = "个人负担"
do = "record"
acc = "own_year"
amount = "burden"
cite = ["t#1"]
[[indicator]]
id = "in_policy_ratio"
title = "政策范围内支付比例"
numerator = "fact.settled_fund"
denominator = "fact.settled_in_policy"
effect = "info"
cite = ["t#1"]
[[indicator]]
id = "actual_ratio"
title = "实际支付比例"
numerator = "fact.settled_fund"
denominator = "fact.settled_total"
effect = "info"
cite = ["t#1"]
[[indicator]]
id = "outside_share"
title = "目录外费用占比"
numerator = { minus = ["fact.settled_total", "fact.settled_in_policy"] }
denominator = "fact.settled_total"
at_most = "10%"
effect = "warning"
cite = ["t#1"]
[[indicator]]
id = "catastrophic"
title = "个人负担占家庭收入"
numerator = "acc.own_year"
denominator = "fact.household_income"
at_most = "40%"
effect = "warning"
cite = ["t#1"]
"#;

fn compiled(ratio: &str) -> Policy {
    let parameters = [("table.ratio".to_owned(), ratio.to_owned())]
        .into_iter()
        .collect();
    let options = CompileOptions {
        parameters,
        ..CompileOptions::default()
    };
    policy::compile(&plan(RULES, ""), &options).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn facts(policy: &Policy, given: &[(&str, String)]) -> Facts {
    let mut facts = Facts::none(policy.facts.len());
    for (name, text) in given {
        let id = policy.fact(name).unwrap();
        let decl = &policy.facts[usize::from(id)];
        facts.set(id, benefit::input::encode(decl, text).unwrap());
    }
    facts
}

/// A stay of which a part lies outside the catalogue.
fn stay(policy: &Policy, id: &str, given: &[(&str, String)], (inside, out): (i64, i64)) -> Claim {
    let day = ("service_date", "2017-05-01".to_owned());
    let given: Vec<_> = given.iter().cloned().chain([day]).collect();
    let item = policy.fact("item").unwrap();
    let decl = &policy.facts[usize::from(item)];
    let line = |class: &str, amount| Line {
        amount: Fen::new(amount),
        facts: vec![(item, benefit::input::encode(decl, class).unwrap())],
    };
    Claim {
        id: id.to_owned(),
        owners: Owners {
            person: id.to_owned(),
            family: id.to_owned(),
            ..Owners::default()
        },
        facts: facts(policy, &given),
        bill: Bill::Lines(vec![line("in_policy", inside), line("out", out)]),
        visits: Vec::new(),
    }
}

/// Total, part in policy and fund payment of the average stay: 3883, 3428 and 2464 元.
fn average_stay() -> (Policy, [i64; 3]) {
    // 2464 of 3428 is 616 of 857.
    let policy = compiled("616/857");
    let mut history = History::new(&policy);
    let claim = stay(&policy, "stay", &[], (342_800, 45_500));
    let outcomes = history.apply(Event::Claim(claim));
    let [Outcome::Settled { determination, .. }] = outcomes.as_slice() else {
        panic!("{outcomes:?}");
    };
    let fund = determination.pots[usize::from(policy.pot("pool").unwrap())];
    let settled = [determination.total, determination.in_policy, fund].map(Fen::get);
    assert_eq!(settled, [388_300, 342_800, 246_400]);
    (policy, settled)
}

fn indicator(policy: &Policy, id: &str, [total, in_policy, fund]: [i64; 3]) -> Indicator {
    let yuan = |fen: i64| Fen::new(fen).to_string();
    let given = [
        ("service_date", "2017-12-31".to_owned()),
        ("settled_total", yuan(total)),
        ("settled_in_policy", yuan(in_policy)),
        ("settled_fund", yuan(fund)),
    ];
    let view = benefit::claim::AccView::zero(policy.accs.len());
    let section = Section::new(policy, &policy.versions[0], &facts(policy, &given), &view);
    section.indicators(Some(id)).unwrap().remove(0).says
}

/// REQ-087: 2464/3428 = 71.9 %, 2464/3883 = 63.5 %, gap 8.4 points.
#[test]
fn the_actual_ratio_stands_next_to_the_ratio_in_policy() {
    let (policy, settled) = average_stay();
    let ratio = |id| indicator(&policy, id, settled).per_mille().unwrap();
    let (in_policy, actual) = (ratio("in_policy_ratio"), ratio("actual_ratio"));
    assert_eq!((in_policy, actual, in_policy - actual), (719, 635, 84));
}

/// REQ-088: (3883−3428)/3883 = 11.7 %, over a limit of 10 % with a warning.
#[test]
fn the_share_outside_the_catalogue_is_told_and_warned_about() {
    let (policy, settled) = average_stay();
    let share = indicator(&policy, "outside_share", settled);
    assert_eq!(share.per_mille(), Some(117));
    assert_eq!((share.ok, share.effect.as_str()), (Some(false), "warning"));
}

/// REQ-447: families whose own cost exceeds the configured share of their income are listed.
#[test]
fn families_with_catastrophic_cost_are_listed() {
    let policy = compiled("60%");
    let mut history = History::new(&policy);
    // Own cost 40 % of 50000 and what lies outside; income; over 40 % of it?
    let families = [
        ("exactly-forty", (5_000_000, 0), "50000"),
        ("one-fen-over", (5_000_000, 1), "50000"),
        ("well-off", (5_000_000, 1_000_000), "200000"),
        ("poor", (5_000_000, 0), "20000"),
    ];
    let mut list = Vec::new();
    for (id, bill, income) in families {
        let income = [("household_income", income.to_owned())];
        let claim = stay(&policy, id, &income, bill);
        history.apply(Event::Claim(claim.clone()));
        let plan = &policy.versions[0];
        let section = Section::new(&policy, plan, &claim.facts, &history.view(&claim));
        let found = section
            .indicators(Some("catastrophic"))
            .unwrap()
            .remove(0)
            .says;
        if found.ok == Some(false) {
            list.push(id);
        }
    }
    assert_eq!(list, ["one-fen-over", "poor"]);
}
