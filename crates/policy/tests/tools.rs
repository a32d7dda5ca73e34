//! Reforms, comparison, mutation, explanation, schemas.

mod common;

use base::{Date, Ratio};
use benefit::plan::{Policy, Scalar};
use common::HEAD;
use policy::{CompileOptions, Package, SchemaKind};
use std::collections::BTreeMap;

fn rules() -> String {
    format!(
        r#"{HEAD}
[switch.basis]
options = ["paid", "cost"]
default = "paid"
[acc.pool_paid]
[table.ratio]
type = "ratio"
title = "支付比例"
keys = ["level"]
cite = ["t#22"]
rows = {{ "1" = "90%", "*" = "80%" }}
[[deny]]
reason = "cause"
title = "除外"
when = "cause == suicide"
cite = ["t#1"]
[[step]]
id = "deductible"
title = "起付"
do = "deductible"
amount = "100"
cite = ["t#25"]
[[step]]
id = "pool"
title = "统筹支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
caps = [ {{ acc = "pool_paid", limit = "5000" }} ]
cite = ["t#25"]
"#
    )
}

const CASES: &str = r#"
[[case]]
id = "level one"
working = "1000-100=900×90%=810"
claims = [ { service_date = 2005-01-01, level = 1, amount = "1000", expect = { payers = { pool = "810" }, self = "190", burden = { deductible = "100" } } } ]
[[case]]
id = "denied"
working = "除外"
claims = [ { service_date = 2005-01-01, cause = "suicide", amount = "1000", expect = { payers = {}, denied = ["cause"] } } ]
"#;

fn package() -> Package {
    let mut files = common::files(&rules());
    files.insert("cases.toml", CASES);
    Package::load(&files).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn compile(package: &Package) -> Policy {
    policy::compile(package, &CompileOptions::default())
        .unwrap_or_else(|found| panic!("{found:#?}"))
}

fn ratio_on(policy: &Policy, day: &str, row: usize) -> Scalar {
    let plan = policy.version_on(Date::parse(day).unwrap()).unwrap();
    plan.tables
        .iter()
        .find(|table| table.name == "ratio")
        .unwrap()
        .rows[row]
        .is
}

fn reform(patches: &str) -> Result<Package, Vec<policy::Diagnostic>> {
    let text = format!(
        "format = \"tongchou-reform/1\"\nid = \"r\"\nbase = \"test\"\ntitle = \"改\"\nfrom = 2010-07-01\n{patches}"
    );
    package().with_reform("reform.toml", text.as_bytes())
}

#[test]
fn a_patched_table_gets_a_version_from_the_reform_on() {
    let before = compile(&package());
    let reformed = reform("[[patch]]\npath = \"table.ratio.rows.1\"\nis = \"95%\"\n").unwrap();
    let after = compile(&reformed);
    let percent = |n: i64| Scalar::Ratio(Ratio::new(n, 100).unwrap());
    assert_eq!(ratio_on(&after, "2010-06-30", 0), percent(90));
    assert_eq!(ratio_on(&after, "2010-07-01", 0), percent(95));
    assert_eq!(ratio_on(&after, "2010-07-01", 1), percent(80));
    assert_ne!(before.hash, after.hash);
    assert_eq!(
        policy::diff(&package(), &reformed),
        [
            "table.ratio.rows.*：删去 80%",
            "table.ratio.rows.1：删去 90%",
            "table.ratio.versions.2000-01-01 起.from：新增 2000-01-01",
            "table.ratio.versions.2000-01-01 起.rows.*：新增 80%",
            "table.ratio.versions.2000-01-01 起.rows.1：新增 90%",
            "table.ratio.versions.2000-01-01 起.until：新增 2010-06-30",
            "table.ratio.versions.2010-07-01 起.from：新增 2010-07-01",
            "table.ratio.versions.2010-07-01 起.rows.*：新增 80%",
            "table.ratio.versions.2010-07-01 起.rows.1：新增 95%",
        ]
    );
}

#[test]
fn a_patched_step_ends_and_its_twin_begins() {
    let policy =
        compile(&reform("[[patch]]\npath = \"step.deductible.amount\"\nis = \"200\"\n").unwrap());
    let amount = |day: &str| {
        format!(
            "{:?}",
            policy.version_on(Date::parse(day).unwrap()).unwrap().steps[0].kind
        )
    };
    assert!(
        amount("2010-06-30").contains("Const(Int(10000))"),
        "{}",
        amount("2010-06-30")
    );
    assert!(
        amount("2010-07-01").contains("Const(Int(20000))"),
        "{}",
        amount("2010-07-01")
    );
}

#[test]
fn steps_are_removed_and_put_in() {
    let policy = compile(
        &reform("[[patch]]\npath = \"step.deductible\"\nremove = true\n[[patch]]\ninsert_after = \"step.pool\"\nstep = { id = \"rest\", title = \"其余\", do = \"assign\", to = \"copay\", cite = [\"t#25\"] }\n[[patch]]\npath = \"switch.basis\"\nis = \"cost\"\n").unwrap(),
    );
    let steps = |day: &str| {
        let plan = policy.version_on(Date::parse(day).unwrap()).unwrap();
        plan.steps
            .iter()
            .map(|step| step.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(steps("2010-06-30"), ["deductible", "pool"]);
    assert_eq!(steps("2010-07-01"), ["pool", "rest"]);
}

#[test]
fn findings_of_a_reform_point_at_the_patch() {
    let found = |patches: &str| {
        let found = reform(patches).and_then(|package| {
            policy::compile(&package, &CompileOptions::default()).map(|_| package)
        });
        found.unwrap_err()[0].to_string()
    };
    assert_eq!(
        found("[[patch]]\npath = \"step.deductable.amount\"\nis = \"200\"\n"),
        "reform.toml:7:8 错误 P0901: 补丁的路径 `step.deductable.amount` 在包里找不到（是否想写 `deductible`？）"
    );
    assert!(
        found("[[patch]]\npath = \"step.deductible.amount\"\nis = \"x\"\n")
            .starts_with("reform.toml:8:7 错误 P0106")
    );
    assert!(found("[[patch]]\npath = \"step.deductible.amout\"\nis = \"5\"\n").contains("P0101"));
    let other = package().with_reform(
        "r.toml",
        b"format = \"tongchou-reform/1\"\nid = \"r\"\nbase = \"no\"\nfrom = 2010-01-01\n",
    );
    assert_eq!(other.unwrap_err()[0].code, "P0902");
}

#[test]
fn mutation_names_what_no_case_holds() {
    let report = policy::mutate(&package(), &BTreeMap::new());
    let survivors: Vec<&str> = report.survivors.iter().map(|it| it.path.as_str()).collect();
    // No case reaches the other levels or the cap.
    assert_eq!(survivors, ["table.ratio.rows.*", "step.pool.caps.1.limit"]);
    assert_eq!((report.leaves, report.noticed), (4, 2));
    assert_eq!(report.survivors[0].place, "policy.toml:24");
}

#[test]
fn a_failing_case_names_payer_and_fen() {
    let mut files = common::files(&rules());
    files.insert("cases.toml", CASES.replace("\"810\"", "\"811\""));
    let report = policy::run_cases(&Package::load(&files).unwrap(), &BTreeMap::new());
    assert_eq!((report.passed, report.failed), (1, 1));
    let it = &report.differences[0];
    assert_eq!(
        (it.case.as_str(), it.what.as_str()),
        ("level one", "payers.pool")
    );
    assert_eq!((it.expected_fen, it.got_fen), (Some(81_100), Some(81_000)));
}

#[test]
fn the_explanation_names_article_tier_and_text() {
    let text = policy::explain(&package());
    let lines = [
        "# 测试（test）",
        "- 《办法》（D 级：只有算例；转述，非官方文本）",
        "- 支付比例，按医疗机构等级（0 未定级）　依据《办法》22 门诊（D，非官方文本）",
        "  1 90%；其余 80%",
        "- 除外：就诊原因为自杀　依据《办法》1 总则（D，非官方文本）",
        "1. 起付：待分配费用扣除起付标准 100 元，记入「起付标准」　依据《办法》25 住院（D，非官方文本）",
        "2. 统筹支付：待分配费用由「统筹基金」支付「支付比例」，本年统筹基金已付支付限额5000 元　依据《办法》25 住院（D，非官方文本）",
    ];
    for line in lines {
        assert!(text.lines().any(|it| it == line), "{line}\n---\n{text}");
    }
}

#[test]
fn schemas_carry_their_version_and_the_facts() {
    let kinds = [
        (SchemaKind::Package, "tongchou/package/1", "\"step\""),
        (SchemaKind::Persons, "tongchou/persons/1", "\"birth\""),
        (SchemaKind::Bills, "tongchou/bills/1", "\"amount_a\""),
        (
            SchemaKind::Accumulators,
            "tongchou/accumulators/1",
            "\"pool_paid\"",
        ),
        (SchemaKind::Results, "tongchou/results/1", "\"paid_pool\""),
    ];
    for (kind, id, has) in kinds {
        let text = policy::schema(kind, Some(&package()));
        assert!(text.contains(&format!("\"$id\": \"{id}\"")), "{text}");
        assert!(text.contains(has), "{text}");
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
    assert!(policy::schema(SchemaKind::Accumulators, None).contains("\"cii_base\""));
}
