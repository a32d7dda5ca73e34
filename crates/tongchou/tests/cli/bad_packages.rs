//! A package that cannot be used: file, line, value and mend, at the check and at the settling.

use super::scene::{HEAD, Scene};

/// Breaks one place of the county's rules. `check` finds it and `settle` refuses it.
fn breaks(from: &str, to: &str, words: &[&str]) {
    let scene = Scene::new();
    scene.amend("county/policy.toml", from, to);
    let ran = scene.run(&["policy", "check", "county"]);
    assert_eq!(ran.code, 1, "{}\n{}", ran.out, ran.err);
    ran.says(words);
    ran.says(&["改法："]);
    ran.prints(&["✗ county：错误 1", "1 个政策包，1 个不合格"]);
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p1,inpatient,2021-03-01,2,10000\n"),
    );
    scene.refuses("b.csv", &[], words);
    scene.refuses("b.csv", &[], &["没有结算，也没有写出任何文件"]);
}

/// Line of the rules in which a text stands, as findings name it: `county/policy.toml:80:6`.
fn at(text: &str, column: usize) -> String {
    let rules = Scene::new().read("county/policy.toml");
    let line = rules.lines().position(|line| line == text).unwrap() + 1;
    format!("county/policy.toml:{line}:{column}")
}

#[test]
fn a_float() {
    let place = at(r#"is = "20000""#, 6);
    let words = [
        place.as_str(),
        "不接受小数 20000.5",
        "写成文本",
        r#""1500""#,
    ];
    breaks(r#"is = "20000""#, "is = 20000.5", &words);
}

#[test]
fn an_unknown_key() {
    let place = at(r#"amount = "table.threshold""#, 1);
    let words = [place.as_str(), "`amuont`", "未知的键", "是否想写 `amount`"];
    // the step then lacks its amount as well, which is no second finding
    let scene = Scene::new();
    scene.amend(
        "county/policy.toml",
        r#"reading = "R1""#,
        "reading = \"R1\"\nraeding = \"R1\"",
    );
    let ran = scene.run(&["policy", "check", "county"]);
    assert_eq!(ran.code, 1);
    ran.says(&["`raeding`", "未知的键", "是否想写 `reading`"]);
    scene.amend("county/policy.toml", "\nraeding = \"R1\"", "");
    scene.amend(
        "county/policy.toml",
        r#"amount = "table.threshold""#,
        r#"amuont = "table.threshold""#,
    );
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p1,inpatient,2021-03-01,2,10000\n"),
    );
    scene.refuses("b.csv", &[], &words);
}

#[test]
fn a_table_with_a_gap() {
    let words = [
        "county/policy.toml:65:12",
        "`threshold` 从 2023-01-01 到 2023-01-31 没有版本",
        "空档",
        "补上缺的版本",
    ];
    breaks(
        "  { from = 2023-01-01, is = \"700\" },\n  { from = 2023-01-01, is = \"800\", published = 2023-06-01 },\n",
        "  { from = 2023-02-01, is = \"700\" },\n",
        &words,
    );
}

#[test]
fn a_table_with_a_row_missing() {
    let words = ["county/policy.toml:", "`share`", "改法："];
    breaks(
        r#"adult = { "..2" = "80%", "3" = "70%" }"#,
        r#"adult = { "..1" = "80%", "3" = "70%" }"#,
        &words,
    );
}

#[test]
fn a_citation_to_nowhere() {
    let place = at(r#"cite = ["law#5"]"#, 10);
    let words = [
        place.as_str(),
        "没有第 `9` 条（law#9）",
        "引用落空",
        "是否想写 `",
    ];
    breaks(r#"cite = ["law#5"]"#, r#"cite = ["law#9"]"#, &words);
}

#[test]
fn a_citation_of_an_unknown_document() {
    let words = ["county/policy.toml:", "`lax`", "是否想写 `law`"];
    breaks(r#"cite = ["law#5"]"#, r#"cite = ["lax#5"]"#, &words);
}

#[test]
fn a_negative_amount() {
    let place = at(r#"is = "20000""#, 6);
    let words = [
        place.as_str(),
        r#"is = "-20000""#,
        "表 `ceiling` 的值不能为负",
    ];
    breaks(r#"is = "20000""#, r#"is = "-20000""#, &words);
}

#[test]
fn a_class_that_leaves_somebody_out() {
    let words = ["county/policy.toml:", "cohort", "改法："];
    breaks(r#"when = "always" },"#, r#"when = "age < 60" },"#, &words);
}

#[test]
fn broken_text() {
    let scene = Scene::new();
    let rules = scene
        .read("county/policy.toml")
        .replace("统筹基金", "\u{1}");
    let bytes: Vec<u8> = rules
        .bytes()
        .map(|b| if b == 1 { 0xE7 } else { b })
        .collect();
    scene.write("county/policy.toml", bytes);
    let ran = scene.run(&["policy", "check", "county"]);
    assert_eq!(ran.code, 1);
    ran.says(&["county/policy.toml", "UTF-8"]);
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p1,inpatient,2021-03-01,2,10000\n"),
    );
    scene.refuses("b.csv", &[], &["county/policy.toml", "UTF-8"]);
}

#[test]
fn not_a_package_at_all() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p1,inpatient,2021-03-01,2,10000\n"),
    );
    let ran = scene.run(&[
        "settle", "--policy", "nowhere", "--bills", "b.csv", "-o", "o.json",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    ran.says(&[
        "无法打开文件夹 nowhere",
        "没有这个文件或文件夹",
        "请核对路径",
    ]);
    let ran = scene.run(&["settle", "--policy", ".", "--bills", "b.csv"]);
    assert_eq!(ran.code, 3);
    ran.says(&["不是政策包：缺少 policy.toml"]);
    let ran = scene.run(&["policy", "check", "county/sources"]);
    assert_eq!(ran.code, 3);
    ran.says(&["county/sources 里没有政策包", "装有 policy.toml 的文件夹"]);
    assert!(!scene.path("o.json").exists());
}
