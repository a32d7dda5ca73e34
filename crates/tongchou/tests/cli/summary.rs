//! What a person reads after a run: the summary by payer, and the explanation of each bill.

use super::forms::BILLS;
use super::scene::{Scene, fen};

/// Rows of a drawn table, each as its trimmed cells.
pub fn cells(table: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|line| line.starts_with('│'));
    let cells = |row: &str| {
        let inside = row.trim_matches('│');
        inside
            .split('┆')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

#[test]
fn the_summary_adds_up_to_the_total() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    let (ran, _) = scene.settled_with("b.json", &[]);
    let rows = cells(&ran.err);
    let (last, payers) = rows[1..].split_last().unwrap();
    let sum: i64 = payers.iter().map(|row| fen(&row[1])).sum();
    assert_eq!((last[0].as_str(), fen(&last[1])), ("合计", sum));
    assert_eq!(sum, 1_045_000);
    ran.says(&[
        "统筹基金",
        "医疗救助",
        "个人：起付标准",
        "共 5 条记录，费用合计 10450.00 元",
    ]);
    let first_own = payers
        .iter()
        .position(|row| row[0].starts_with("个人："))
        .unwrap();
    assert!(
        payers[first_own..]
            .iter()
            .all(|row| row[0].starts_with("个人：")),
        "payers first"
    );
}

#[test]
fn an_explanation_names_articles_and_amounts() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    let (ran, _) = scene.settled_with("b.json", &["--explain"]);
    let law = "《测试县职工基本医疗保险办法》（测政发〔2019〕1号）";
    let mark = "【依据仅为算例参数，非官方原文】";
    ran.prints(&[
        "账单 张-住院\n医疗费用总额 10000.00 元，按《测试县职工基本医疗保险》（适用日期 2021-03-01）结算",
        &format!("人员类别：不满七十周岁。〔依据：{law}第1条{mark}〕"),
        "住院起付标准：起付标准 600.00 元",
        "本年住院起付已计由 0.00 元变为 600.00 元",
        "支付比例 80%（统筹支付比例：不满七十周岁、医疗机构等级 2 及以下）",
        "统筹基金支付 7520.00 元；个人负担（按比例自付） 1880.00 元",
        &format!("〔依据：{law}第2、3条、第3条(1){mark}〕"),
        "各方支付合计 7520.00 元：统筹基金 7520.00 元。",
        "个人负担合计 2480.00 元：起付标准 600.00 元，按比例自付 1880.00 元。",
        "账单 李-救助\n",
    ]);
    assert!(
        !ran.out.contains("adult") && !ran.out.contains("..2"),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("\"results\""),
        "an explanation is not mixed with JSON"
    );
}

#[test]
fn an_explanation_alone_prints_no_json() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        "claim_id,person_id,service_date,level,amount\nc1,p1,2021-03-01,1,100\n",
    );
    let ran = scene.run(&[
        "settle",
        "--policy",
        "county",
        "--persons",
        "persons.csv",
        "--bills",
        "b.csv",
        "--explain",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.prints(&["账单 c1", "统筹基金支付 80.00 元"]);
    assert!(!ran.out.contains("results"), "{}", ran.out);
}
