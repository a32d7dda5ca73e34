//! Bills that cannot be settled: each place with file, row, column, value and mend; nothing written.

use super::scene::{HEAD, Scene};

fn row(text: &str) -> String {
    format!("{HEAD}c0,p1,inpatient,2021-03-01,2,10\n{text}\n")
}

#[test]
fn a_negative_amount() {
    let words = [
        "b.csv 第 3 行 amount 列，值“-10”",
        "金额为负",
        "请用 reverse 冲正原单",
    ];
    Scene::new().refuses_bills("b.csv", row("c1,p1,inpatient,2021-03-01,2,-10"), &words);
}

#[test]
fn a_third_decimal() {
    let words = ["b.csv 第 3 行 amount 列，值“10.555”", "最多两位小数"];
    Scene::new().refuses_bills("b.csv", row("c1,p1,inpatient,2021-03-01,2,10.555"), &words);
}

#[test]
fn an_amount_as_a_json_number() {
    let bills = r#"{"bills":[{"claim_id":"c1","person_id":"p1","service_date":"2021-01-01","amount":60.5}]}"#;
    let words = [
        "b.json 第 1 条记录 amount 列，值“60.5”",
        "带引号的元",
        r#""1234.50""#,
    ];
    Scene::new().refuses_bills("b.json", bills, &words);
}

#[test]
fn lines_that_do_not_add_up() {
    let head = "claim_id,person_id,service_date,item,line_amount,total\n";
    let bills = format!("{head}c1,p1,2021-02-03,a,60,100\nc1,p1,2021-02-03,b,30,100\n");
    let words = [
        "b.csv 第 2 行 total 列，值“100.00”",
        "各项合计 90.00 元，与总额 100.00 元不符",
        "请核对明细或总额",
    ];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn totals_by_class_that_do_not_add_up() {
    let bills = r#"[{"claim_id":"c1","person_id":"p1","service_date":"2021-01-01","items":{"a":"60","b":"30"},"total":"91"}]"#;
    let words = [
        "b.json 第 1 条记录 total 列，值“91.00”",
        "各项合计 90.00 元",
    ];
    Scene::new().refuses_bills("b.json", bills, &words);
}

#[test]
fn corrections_beyond_what_was_billed() {
    let head = "claim_id,person_id,service_date,item,line_amount\n";
    let bills = format!("{head}c1,p1,2021-02-03,a,60\nc1,p1,2021-02-03,b,-30\n");
    let words = ["第 2 行 line_amount 列", "合计为 -30.00 元", "核对负数行"];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn a_date_outside_every_version() {
    let words = [
        "b.csv 第 3 行 service_date 列，值“2019-12-31”",
        "不在政策任何版本的有效期内",
        "请核对日期或换用政策包",
    ];
    let scene = Scene::new();
    scene.refuses_bills("b.csv", row("c1,p1,inpatient,2019-12-31,2,10"), &words);
    scene.refuses_bills(
        "b.csv",
        row("c1,p1,inpatient,2026-01-01,2,10"),
        &["值“2026-01-01”"],
    );
    scene.refuses_bills(
        "b.csv",
        row("c1,p1,inpatient,2021-02-30,2,10"),
        &["日历上没有这一天"],
    );
}

#[test]
fn a_value_that_the_fact_does_not_have() {
    let scene = Scene::new();
    let words = [
        "第 3 行 care 列，值“impatient”",
        "没有“impatient”这个取值",
        "可填：outpatient、",
    ];
    scene.refuses_bills("b.csv", row("c1,p1,impatient,2021-03-01,2,10"), &words);
    let words = ["第 3 行 level 列，值“9”", "应在 0 至 3 之间"];
    scene.refuses_bills("b.csv", row("c1,p1,inpatient,2021-03-01,9,10"), &words);
}

#[test]
fn an_unknown_column() {
    let scene = Scene::new();
    let bills = "claim_id,person_id,service_date,levle,amount\nc1,p1,2021-02-03,1,10\n";
    scene.refuses_bills(
        "b.csv",
        bills,
        &["b.csv 第 1 行 levle 列", "是否想写 level"],
    );
    let bills = "claim_id,person_id,service_date,xyz,amount\nc1,p1,2021-02-03,1,10\n";
    scene.refuses_bills("b.csv", bills, &["第 1 行 xyz 列", "policy schema"]);
    let bills = "claim_id,person_id,service_date,cohort,amount\nc1,p1,2021-02-03,elder,10\n";
    scene.refuses_bills(
        "b.csv",
        bills,
        &["第 1 行 cohort 列", "由系统计算，不能填写"],
    );
    let bills = r#"[{"claim_id":"c1","person_id":"p1","service_date":"2021-01-01","amuont":"60"}]"#;
    scene.refuses_bills(
        "b.json",
        bills,
        &["第 1 条记录 amuont 列，值“60”", "是否想写 amount"],
    );
}

#[test]
fn a_claim_id_twice() {
    let words = [
        "b.csv 第 3 行 claim_id 列，值“c0”",
        "与第 2 行重复",
        "请删去一行或改号",
    ];
    Scene::new().refuses_bills("b.csv", row("c0,p1,inpatient,2021-03-01,2,10"), &words);
}

#[test]
fn an_unknown_person() {
    let words = [
        "b.csv 第 3 行 person_id 列，值“p9”",
        "人员文件里没有这个人",
        "请补上这个人的一行",
    ];
    Scene::new().refuses_bills("b.csv", row("c1,p9,inpatient,2021-03-01,2,10"), &words);
}

#[test]
fn a_person_without_the_facts_of_a_class() {
    let scene = Scene::new();
    scene.write("persons.csv", "person_id,birth\np1,1980-01-01\np2,\n");
    let words = [
        "b.csv 第 3 行 账单 c1（参保人 p2）",
        "缺少“出生日期”（birth），“人员类别”需要它",
        "请在参保人或账单文件中补上",
        "1 张账单无法结算，没有写出任何文件",
    ];
    scene.refuses_bills("b.csv", row("c1,p2,inpatient,2021-03-01,2,10"), &words);
}

#[test]
fn a_long_list_of_refusals_is_cut_and_counted() {
    let scene = Scene::new();
    scene.write("persons.csv", "person_id,birth\np1,\n");
    let rows: Vec<String> = (0..150)
        .map(|number| format!("c{number},p1,inpatient,2021-03-01,2,10"))
        .collect();
    scene.write("b.csv", format!("{HEAD}{}\n", rows.join("\n")));
    let ran = scene.settle("b.csv", "out.json", &[]);
    assert_eq!(ran.code, 3);
    ran.says(&["150 张账单无法结算（以上只列前 100 张），没有写出任何文件"]);
    assert_eq!(ran.err.lines().count(), 101);
}

#[test]
fn nothing_where_something_must_stand() {
    let scene = Scene::new();
    let missing = "这一项必须填写";
    scene.refuses_bills(
        "b.csv",
        row("c1,,inpatient,2021-03-01,2,10"),
        &["第 3 行 person_id 列", missing],
    );
    scene.refuses_bills(
        "b.csv",
        row("c1,p1,inpatient,,2,10"),
        &["第 3 行 service_date 列", missing],
    );
    scene.refuses_bills(
        "b.csv",
        row(",p1,inpatient,2021-03-01,2,10"),
        &["第 3 行 claim_id 列", missing],
    );
    scene.refuses_bills(
        "b.csv",
        row("c1,p1,inpatient,2021-03-01,2,"),
        &["没有费用", "请填 amount"],
    );
    scene.refuses_bills("b.csv", HEAD, &["文件里没有记录", "表头和一行"]);
}

#[test]
fn a_reversal_of_nothing() {
    let bills = "claim_id,person_id,service_date,amount,reverse\nr1,,,,c9\n";
    let words = [
        "b.csv 第 2 行 reverse 列，值“c9”",
        "前面没有这张单据，不能冲正",
    ];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn an_entry_that_the_policy_does_not_have() {
    let bills = "claim_id,person_id,service_date,enter,burden_copay\nc1,p1,2021-02-03,nowhere,10\n";
    let words = ["第 2 行 enter 列，值“nowhere”", "没有这个层次或步骤"];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn every_bad_place_is_told_at_once() {
    let bills = row("c1,p9,inpatient,2019-03-01,2,10\nc2,p1,impatient,2021-03-01,2,-1");
    let words = ["第 3 行 service_date", "第 4 行 care", "第 4 行 amount"];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn bad_persons_and_accumulators() {
    let scene = Scene::new();
    scene.write("b.csv", row("c1,p1,inpatient,2021-03-01,2,10"));
    scene.write(
        "acc.csv",
        "person_id,accumulator,value\np1,pool_paidd,10\np1,pool_paid,-5\n",
    );
    let words = [
        "acc.csv 第 2 行 accumulator 列，值“pool_paidd”",
        "是否想写 pool_paid",
        "acc.csv 第 3 行 value 列，值“-5”",
    ];
    scene.refuses("b.csv", &["--accumulators", "acc.csv"], &words);
    scene.write(
        "persons.csv",
        "person_id,birth\np1,1980-13-01\np2,1940-01-01\np2,1940-01-01\n",
    );
    let words = [
        "persons.csv 第 2 行 birth 列，值“1980-13-01”",
        "日历上没有这一天",
        "persons.csv 第 4 行 person_id 列，值“p2”",
        "与第 3 行重复",
    ];
    scene.refuses("b.csv", &[], &words);
}
