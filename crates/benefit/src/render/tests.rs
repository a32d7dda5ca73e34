//! A bill explained, word by word.

use super::*;
use crate::plan::{
    Cite, Cond, Deny, Lookup, LookupRow, Pay, Review, Scalar, StepKind, Table, Value, ValueType,
};
use crate::settle::settle;
use crate::testing::*;
use base::Ratio;

/// The usual policy with the pool's ratio from a table.
fn explained(policy: &mut Policy, fen: i64) -> Vec<String> {
    let claim = claim("a", "2020-01-01", fen);
    let determination = settle(policy, &claim, &zero(policy)).unwrap();
    explain(policy, &determination)
}

fn with_table() -> Policy {
    let mut policy = policy(usual_steps());
    let row = |level: i64, num: i64| LookupRow {
        keys: vec![Lookup::Is(level)],
        is: Scalar::Ratio(Ratio::new(num, 100).unwrap()),
        label: format!("{level}级"),
    };
    let plan = plan(&mut policy);
    plan.tables = vec![Table {
        name: "ip_ratio".to_owned(),
        title: "住院支付比例".to_owned(),
        ty: ValueType::Ratio,
        keys: vec![LEVEL],
        rows: vec![row(1, 90), row(2, 85)],
        cite: vec![Cite {
            source: 0,
            article: "23".to_owned(),
        }],
    }];
    plan.steps[1].title = "统筹支付".to_owned();
    plan.steps[1].kind = StepKind::Pay(Pay {
        ..share(POOL, Value::Table(0))
    });
    policy
}

const MARK: &str = "【依据为转述文本，非官方原文】";
const LAW: &str = "《某市医疗保险办法》（某府发〔2000〕1号）";

#[test]
fn a_bill_is_told_step_by_step() {
    let lines = explained(&mut with_table(), 230_000);
    assert_eq!(lines, [
        "医疗费用总额 2300.00 元，按《测试》（适用日期 2020-01-01）结算，其中进入政策范围内 2300.00 元。".to_owned(),
        "费用按目录审核：纳入政策范围 2300.00 元。".to_owned(),
        format!("deductible：起付标准 1300.00 元；个人负担（起付标准） 1300.00 元；ip_deductible由 0.00 元变为 1300.00 元。〔依据：{LAW}第22条{MARK}〕"),
        format!("统筹支付：支付比例 90%（住院支付比例：level 1）；统筹基金支付 900.00 元；个人负担（按比例自付） 100.00 元。〔依据：{LAW}第22、23条{MARK}〕"),
        "各方支付合计 900.00 元：统筹基金 900.00 元。".to_owned(),
        "个人负担合计 1400.00 元：起付标准 1300.00 元，按比例自付 100.00 元。".to_owned(),
    ]);
}

#[test]
fn an_official_text_carries_no_mark() {
    let mut policy = with_table();
    policy.sources[0].official_text = true;
    policy.sources[0].tier = 'A';
    policy.sources[0].number = String::new();
    let cite = Cite {
        source: 0,
        article: "22(1)".to_owned(),
    };
    assert_eq!(citation(&policy, &cite), "《某市医疗保险办法》第22条(1)");
    policy.sources[0].tier = 'D';
    assert!(citation(&policy, &cite).ends_with("【依据仅为算例参数，非官方原文】"));
}

#[test]
fn denials_and_reviews_are_told() {
    let mut policy = with_table();
    let review = Review {
        id: "judge".to_owned(),
        text: "由经办机构认定".to_owned(),
        when: Cond::Always,
        refuse: false,
        cite: cite(),
    };
    plan(&mut policy).reviews = vec![review];
    assert!(
        explained(&mut policy, 1)
            .iter()
            .any(|line| line.starts_with("须人工审核：由经办机构认定。"))
    );
    let deny = Deny {
        reason: "fight".to_owned(),
        title: "因斗殴就医".to_owned(),
        when: Cond::Always,
        cite: cite(),
    };
    plan(&mut policy).denials = vec![deny];
    let lines = explained(&mut policy, 100);
    assert_eq!(
        lines[0],
        "医疗费用总额 1.00 元，按《测试》（适用日期 2020-01-01）不予支付。"
    );
    assert_eq!(
        lines[1],
        format!("不予支付：因斗殴就医。〔依据：{LAW}第22条{MARK}〕")
    );
    assert!(lines.last().unwrap().contains("不予支付 1.00 元"));
}

#[test]
fn a_document_stands_once_with_all_its_articles() {
    let mut policy = with_table();
    let mut other = policy.sources[0].clone();
    (other.title, other.number, other.official_text) = ("细则".to_owned(), String::new(), true);
    other.tier = 'A';
    policy.sources.push(other);
    let cite = |(source, article): &(u16, &str)| Cite {
        source: *source,
        article: (*article).to_owned(),
    };
    let told =
        |cites: &[(u16, &str)]| citations(&policy, &cites.iter().map(cite).collect::<Vec<_>>());
    assert_eq!(
        told(&[
            (0, "22"),
            (1, "附表"),
            (0, "23"),
            (0, "25(1)"),
            (0, "25(2)"),
            (0, "22")
        ]),
        format!("{LAW}第22、23条、第25条(1)(2){MARK}；《细则》附表")
    );
    assert_eq!(
        told(&[(1, "3(1)"), (1, "3"), (1, "4")]),
        "《细则》第3条(1)、第3、4条"
    );
    assert_eq!(told(&[]), "");
}

#[test]
fn keys_of_a_table_are_told_by_their_titles() {
    let mut policy = with_table();
    policy.facts[usize::from(LEVEL)].title = "医院等级（0 未定级）".to_owned();
    let mut table = plan(&mut policy).tables[0].clone();
    table.keys = vec![LEVEL, RETIRED];
    let label = |keys: [Lookup; 2]| {
        let row = LookupRow {
            keys: keys.to_vec(),
            ..table.rows[0].clone()
        };
        labels::row_label(&policy, &table, &row).unwrap()
    };
    assert_eq!(
        label([Lookup::Is(3), Lookup::Is(1)]),
        "医院等级 3、retired：是"
    );
    assert_eq!(
        label([Lookup::Range(i64::MIN, 2), Lookup::Any]),
        "医院等级 2 及以下"
    );
    assert_eq!(label([Lookup::Range(1, 2), Lookup::Any]), "医院等级 1 至 2");
    assert_eq!(
        label([Lookup::Range(2, i64::MAX), Lookup::Any]),
        "医院等级 2 及以上"
    );
    assert_eq!(label([Lookup::Any, Lookup::Any]), "其他");
}

#[test]
fn a_refusal_calls_things_by_their_titles() {
    let mut policy = with_table();
    policy.facts[usize::from(LEVEL)].title = "医院等级".to_owned();
    let missing = crate::determination::Refusal::FactMissing {
        fact: "level".to_owned(),
        by: "ip_ratio".to_owned(),
    };
    assert_eq!(
        refusal(&policy, &missing),
        "缺少“医院等级”（level），“住院支付比例”需要它；请在参保人或账单文件中补上这一列的值"
    );
}
