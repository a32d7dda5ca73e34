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
        "费用按目录审核：进入“政策范围内” 2300.00 元。".to_owned(),
        format!("deductible：起付标准 1300.00 元；个人负担（起付标准） 1300.00 元；ip_deductible由 0.00 元变为 1300.00 元。〔依据：{LAW}第22条{MARK}〕"),
        format!("统筹支付：支付比例 90%（住院支付比例：1级）；统筹基金支付 900.00 元；个人负担（按比例自付） 100.00 元。〔依据：{LAW}第22条{MARK}；{LAW}第23条{MARK}〕"),
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
