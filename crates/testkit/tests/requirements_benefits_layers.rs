//! Lists of diseases, and the layers above basic insurance.

mod plans;
mod shipped;

use plans::{holds, plan, reformed};
use std::fmt::Write as _;

const POOL: &str = r#"
[payer.pool]
title = "统筹基金"
kind = "fund"
"#;

const CHRONIC: &str = r#"
[table.chronic]
title = "门诊慢性病病种与支付比例"
type = "ratio"
keys = ["disease"]
cite = ["t#1"]
versions = [
  { from = 2010-01-01, rows = { "高血压" = "60%", "糖尿病" = "70%" } },
  { from = 2018-01-01, rows = { "高血压" = "60%", "糖尿病" = "70%", "肝硬化" = "75%" } },
]
[[class]]
name = "plan"
title = "门诊待遇"
cite = ["t#1"]
rows = [
  { is = "chronic_plan", when = "disease in table.chronic and certified_on <= service_date" },
  { is = "ordinary", when = "always" },
]
[[step]]
id = "chronic"
title = "慢性病门诊"
do = "share"
when = "plan == chronic_plan"
payer = "pool"
ratio = "table.chronic"
cite = ["t#1"]
[[step]]
id = "ordinary"
title = "普通门诊"
do = "share"
when = "plan == ordinary"
payer = "pool"
ratio = "50%"
cite = ["t#1"]
"#;

/// REQ-091: uncertified persons have ordinary outpatient benefits, certified ones the chronic plan
/// with the ratio of their disease from the day of approval; a new version of the list adds one.
#[test]
fn the_chronic_plan_starts_with_the_approval() {
    let cases = r#"
[[case]]
id = "certified-from-approval"
title = "未认定、认定前一日、认定当日"
working = "普通 1000×50%=500；糖尿病 1000×70%=700；肝硬化 2018 年起入列，1000×75%=750"
person = {}
claims = [
  { id = "c1", disease = "糖尿病", service_date = 2017-05-10, amount = "1000", expect = { payers = { pool = "500" }, self = "500" } },
  { id = "c2", disease = "糖尿病", certified_on = 2017-05-11, service_date = 2017-05-10, amount = "1000", expect = { payers = { pool = "500" }, self = "500" } },
  { id = "c3", disease = "糖尿病", certified_on = 2017-05-11, service_date = 2017-05-11, amount = "1000", expect = { payers = { pool = "700" }, self = "300" } },
  { id = "c4", disease = "高血压", certified_on = 2017-05-11, service_date = 2017-05-12, amount = "1000", expect = { payers = { pool = "600" }, self = "400" } },
  { id = "c5", disease = "肝硬化", certified_on = 2017-05-11, service_date = 2017-12-31, amount = "1000", expect = { payers = { pool = "500" }, self = "500" } },
  { id = "c6", disease = "肝硬化", certified_on = 2017-05-11, service_date = 2018-01-01, amount = "1000", expect = { payers = { pool = "750" }, self = "250" } },
]
"#;
    holds(&plan(&format!("{POOL}{CHRONIC}"), cases));
}

/// Rows of a table, one a group of diseases.
fn groups(count: u32, row: impl Fn(u32) -> String) -> String {
    (1..=count)
        .map(|group| format!("\"group {group:02}\" = {}, ", row(group)))
        .collect()
}

/// A stay of 30000 for a group of price 10000 + 100 × its number. By the old scheme 60 % is paid;
/// by disease the pool pays 70 % of the price, and 50 % of the rest in policy goes to the
/// serious-illness layer in both.
fn stays(switched: &[u32]) -> String {
    let mut cases = String::new();
    for group in 1..=22 {
        let pool = match switched.contains(&group) {
            true => (10_000 + 100 * group) * 7 / 10,
            false => 18_000,
        };
        let serious = (30_000 - pool) / 2;
        let own = 30_000 - pool - serious;
        let disease = format!("group {group:02}");
        write!(
            cases,
            r#"
[[case]]
id = "group-{group:02}"
title = "{disease}"
working = "基金 {pool}，大病 {serious}，个人 {own}"
person = {{}}
claims = [{{ id = "c1", care = "inpatient", disease = "{disease}", service_date = 2018-06-01, amount = "30000", expect = {{ payers = {{ pool = "{pool}", serious_illness = "{serious}" }}, self = "{own}" }} }}]
"#
        )
        .unwrap();
    }
    cases
}

/// REQ-095: 22 groups, each moved to payment by disease by a flag of its own.
#[test]
fn each_of_22_groups_moves_to_payment_by_disease_by_its_flag() {
    let rules = |switched: &[u32]| {
        let prices = groups(22, |group| format!("\"{}\"", 10_000 + 100 * group));
        let flags = groups(22, |group| u32::from(switched.contains(&group)).to_string());
        format!(
            r#"
{POOL}
[payer.serious_illness]
title = "大病保险"
kind = "fund"
layer = "serious_illness"
[table.price]
title = "病种付费标准"
type = "money"
keys = ["disease"]
cite = ["t#1"]
rows = {{ {prices} }}
[table.by_disease]
title = "已转为按病种付费"
type = "int"
keys = ["disease"]
cite = ["t#1"]
rows = {{ {flags} }}
[derive.moved]
title = "本病种已转为按病种付费"
type = "int"
is = "table.by_disease"
[[step]]
id = "by_disease"
title = "按病种付费"
do = "share"
when = "moved == 1"
payer = "pool"
ratio = "70%"
caps = [{{ limit = "table.price", basis = "cost" }}]
over = "copay"
cite = ["t#1"]
[[step]]
id = "as_before"
title = "过渡期内按原办法"
do = "share"
when = "moved == 0"
payer = "pool"
ratio = "60%"
cite = ["t#1"]
[[step]]
id = "serious_illness"
title = "大病保险"
do = "share"
layer = "serious_illness"
payer = "serious_illness"
ratio = "50%"
source = ["copay"]
cite = ["t#1"]
"#
        )
    };
    for switched in [vec![], vec![1], vec![3, 22], (1..=22).collect::<Vec<u32>>()] {
        holds(&plan(&rules(&switched), &stays(&switched)));
    }
    // One flag by a reform moves its group alone.
    let patch = "[[patch]]\npath = [\"table\", \"by_disease\", \"rows\", \"group 07\"]\nis = 1";
    holds(&reformed(
        &plan(&rules(&[]), &stays(&[7])),
        "2018-01-01",
        patch,
    ));
}

const SEVERE: &str = r#"
[payer.assistance]
title = "医疗救助"
kind = "assistance"
layer = "assistance"
[table.severe]
title = "提高救助标准的重病"
type = "int"
keys = ["disease"]
cite = ["t#1"]
rows = { "白血病" = 1, "艾滋病" = 1, "尿毒症" = 1, "恶性肿瘤" = 1, "精神病" = 1 }
[[class]]
name = "aid"
title = "救助类别"
cite = ["t#1"]
rows = [
  { is = "severe", when = "identities has_any [dibao, tekun] and disease in table.severe" },
  { is = "usual", when = "identities has_any [dibao, tekun]" },
  { is = "unaided", when = "always" },
]
[table.aid_ratio]
title = "救助比例"
type = "ratio"
keys = ["aid"]
cite = ["t#1"]
rows = { severe = "90%", usual = "70%", unaided = "0%" }
[[step]]
id = "basic"
title = "基本医保"
do = "share"
payer = "pool"
ratio = "60%"
cite = ["t#1"]
[[step]]
id = "assistance"
title = "医疗救助"
do = "share"
layer = "assistance"
payer = "assistance"
ratio = "table.aid_ratio"
source = ["copay"]
cite = ["t#1"]
"#;

/// REQ-104: a poor person with a listed severe disease gets the configured higher rate.
#[test]
fn poor_persons_with_a_listed_severe_disease_get_the_higher_rate() {
    let mut cases = r#"
[[case]]
id = "others"
title = "贫困而非重病、重病而非贫困"
working = "剩余 4000：低保肺炎 ×70%=2800；尿毒症但不是救助对象 0"
person = {}
claims = [
  { id = "c1", person_id = "a", identities = ["dibao"], disease = "肺炎", care = "inpatient", service_date = 2012-05-01, amount = "10000", expect = { payers = { pool = "6000", assistance = "2800" }, self = "1200" } },
  { id = "c2", person_id = "b", disease = "尿毒症", care = "inpatient", service_date = 2012-05-01, amount = "10000", expect = { payers = { pool = "6000" }, self = "4000" } },
]
"#
    .to_owned();
    for disease in ["白血病", "艾滋病", "尿毒症", "恶性肿瘤", "精神病"] {
        write!(
            cases,
            r#"
[[case]]
id = "severe-{disease}"
title = "低保、{disease}"
working = "剩余 4000×90%=3600"
person = {{ identities = ["dibao"] }}
claims = [{{ id = "c1", disease = "{disease}", care = "inpatient", service_date = 2012-05-01, amount = "10000", expect = {{ payers = {{ pool = "6000", assistance = "3600" }}, self = "400" }} }}]
"#
        )
        .unwrap();
    }
    holds(&plan(&format!("{POOL}{SEVERE}"), &cases));
}

const PURCHASE: &str = r#"
[payer.pool]
title = "统筹基金"
kind = "fund"
[fact.insured_heads]
of = "claim"
type = "int"
min = 0
max = 100000000
title = "参保人数"
nullable = true
[table.premium]
title = "人均保费"
type = "money"
cite = ["t#1"]
versions = [{ from = 2013-01-01, is = "30" }, { from = 2014-01-01, is = "35.50" }]
optional = true
[[contribution]]
id = "purchase"
title = "购买大病保险"
pay = [{ by = "resident_fund", to = "insurer", amount = { times = "fact.insured_heads", of = "table.premium" } }]
cite = ["t#1"]
[[step]]
id = "pool"
title = "基金支付"
do = "share"
payer = "pool"
ratio = "60%"
cite = ["t#1"]
"#;

/// REQ-117: what the fund transfers for serious-illness cover is the premium times the heads.
#[test]
fn the_fund_buys_cover_at_the_premium_for_every_head() {
    let cases = r#"
[[section_case]]
id = "year-2013"
title = "2013 年"
section = "contribution"
entry = "purchase"
working = "30×580000=17400000"
facts = { service_date = 2013-12-31, insured_heads = 580000 }
expect = { pay = { "resident_fund>insurer" = "17400000" } }
[[section_case]]
id = "year-2014"
title = "2014 年"
section = "contribution"
entry = "purchase"
working = "35.50×580001=20590035.50"
facts = { service_date = 2014-01-01, insured_heads = 580001 }
expect = { pay = { "resident_fund>insurer" = "20590035.50" } }
"#;
    holds(&plan(PURCHASE, cases));
}

/// REQ-096: 8 covered and 12 pilot diseases make a list of 20; its cases ask each of them.
#[test]
fn the_list_of_major_diseases_holds_eight_covered_and_twelve_pilot() {
    let package = shipped::package("cn.unnamed.district_plan");
    let policy = policy::compile(&package, &policy::CompileOptions::default()).unwrap();
    let mut tables = policy.versions[0].tables.iter();
    let list = tables.find(|table| table.name == "major_disease").unwrap();
    let of = |status| {
        let rows = list.rows.iter();
        rows.filter(|row| row.is == benefit::plan::Scalar::Int(status))
            .count()
    };
    assert_eq!((of(1), of(2), list.rows.len()), (8, 12, 20));
    let report = policy::run_cases(&package, &std::collections::BTreeMap::new());
    let asked = report
        .proofs
        .iter()
        .filter(|proof| proof.passed && proof.requirements.iter().any(|id| id == "REQ-096"));
    assert_eq!(asked.count(), 20);
}
