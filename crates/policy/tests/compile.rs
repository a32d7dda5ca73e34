//! Small packages compile to the plan that they say.

mod common;

use base::{Date, Fen, Ratio};
use benefit::plan::{Cond, Lookup, Scalar, StepKind, Value};
use common::{HEAD, compile, files, findings};
use policy::{CompileOptions, Package};

const RULES: &str = r#"
[acc.pool_paid]
[acc.ip_deductible]
[[class]]
name = "cohort"
title = "人群"
cite = ["t#22"]
rows = [
  { is = "R", when = "retired == yes" },
  { is = "A", when = "always" },
]
[table.ratio]
type = "ratio"
keys = ["cohort", "level"]
cite = ["t#22(1)"]
rows = { R = "92%", A = { "1" = "90%", "*" = "85%" } }
[table.ceiling]
type = "money"
cite = ["t#25"]
versions = [ { from = 2000-01-01, is = "70000" }, { from = 2011-04-01, is = "280000" } ]
[[deny]]
reason = "cause"
title = "除外原因"
when = "cause in [suicide, fight] and not entitled_from > service_date"
cite = ["t#1"]
[[step]]
id = "deductible"
title = "起付"
do = "deductible"
for = ["inpatient"]
amount = "1500"
used = "ip_deductible"
cite = ["t#25"]
[[step]]
id = "pool"
title = "统筹"
do = "share"
for = ["inpatient"]
payer = "pool"
ratio = "table.ratio"
caps = [ { acc = "pool_paid", limit = "table.ceiling" } ]
cite = ["t#25"]
"#;

fn policy() -> benefit::plan::Policy {
    compile(&format!("{HEAD}{RULES}")).unwrap_or_else(|found| panic!("{found:#?}"))
}

#[test]
fn a_table_version_cuts_the_law_in_two() {
    let policy = policy();
    let dates: Vec<_> = policy
        .versions
        .iter()
        .map(|plan| (plan.from, plan.until))
        .collect();
    let date = |text: &str| Date::parse(text).unwrap();
    assert_eq!(
        dates,
        [
            (date("2000-01-01"), Some(date("2011-03-31"))),
            (date("2011-04-01"), None)
        ]
    );
    let ceiling = |version: usize| {
        let tables = &policy.versions[version].tables;
        tables
            .iter()
            .find(|table| table.name == "ceiling")
            .unwrap()
            .rows[0]
            .is
    };
    assert_eq!(ceiling(0), Scalar::Int(7_000_000));
    assert_eq!(ceiling(1), Scalar::Int(28_000_000));
    assert_ne!(policy.versions[0].hash, policy.versions[1].hash);
}

#[test]
fn rows_nest_in_key_order_and_every_other_value_comes_last() {
    let policy = policy();
    let table = &policy.versions[0].tables[0];
    let percent = |bp: i64| Scalar::Ratio(Ratio::from_bp(bp).unwrap());
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row.keys.clone(), row.is))
        .collect();
    assert_eq!(
        rows,
        [
            (vec![Lookup::Is(0), Lookup::Any], percent(9200)),
            (vec![Lookup::Is(1), Lookup::Is(1)], percent(9000)),
            (vec![Lookup::Is(1), Lookup::Any], percent(8500)),
        ]
    );
    assert_eq!(table.rows[1].label, "A/1");
    assert_eq!(table.cite[0].article, "22(1)");
}

#[test]
fn care_kinds_become_part_of_the_condition() {
    let policy = policy();
    let step = &policy.versions[0].steps[0];
    let care = policy.known.care.unwrap();
    assert_eq!(
        step.when,
        Cond::In {
            fact: care,
            values: vec![5]
        }
    );
    let StepKind::Deductible {
        amount, used, to, ..
    } = &step.kind
    else {
        panic!("{step:?}")
    };
    assert_eq!(
        *amount,
        Value::Const(Scalar::Int(Fen::parse_yuan("1500").unwrap().get()))
    );
    assert_eq!(policy.accs[usize::from(used.unwrap())].id, "ip_deductible");
    assert_eq!(policy.pots[usize::from(*to)].name, "deductible");
}

#[test]
fn only_used_facts_of_the_registry_stand_in_the_policy() {
    let policy = policy();
    assert!(policy.fact("retired").is_some());
    assert!(policy.fact("entitled_from").is_some());
    assert!(policy.fact("wage").is_none());
    assert!(policy.fact("age").is_none());
    assert_eq!(
        findings(&format!("{HEAD}{RULES}")).matches("P0201").count(),
        0
    );
    assert_eq!(files(HEAD).iter().count(), 2);
}

#[test]
fn the_hash_follows_the_rules_and_not_the_ends_of_lines() {
    let hash = |rules: &str| {
        let package = Package::load(&files(rules)).unwrap();
        policy::compile(&package, &CompileOptions::default())
            .unwrap()
            .hash
    };
    let rules = format!("{HEAD}{RULES}");
    assert_eq!(hash(&rules), hash(&rules.replace('\n', "\r\n")));
    assert_ne!(hash(&rules), hash(&rules.replace("\"1500\"", "\"1501\"")));
}
