//! Switches, parameters, dates and reforms that the package does not have.

use super::scene::{HEAD, Scene};

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p1,inpatient,2021-03-01,2,10000\n"),
    );
    scene
}

fn reform(path: &str) -> String {
    format!(
        "format = \"tongchou-reform/1\"\nid = \"r\"\nbase = \"test.county\"\ntitle = \"改革\"\n\
         from = 2021-07-01\n[[patch]]\npath = \"{path}\"\nis = \"95%\"\n"
    )
}

#[test]
fn an_unknown_switch_or_option() {
    let scene = scene();
    scene.refuses(
        "b.csv",
        &["--switch", "basis=all"],
        &["没有开关 `basis`", "可选的开关：aid_basis"],
    );
    let words = ["开关 `aid_basis` 没有选项 `some`", "可选：policy、all"];
    scene.refuses("b.csv", &["--switch", "aid_basis=some"], &words);
    scene.refuses(
        "b.csv",
        &["--switch", "aid_basis"],
        &["--switch aid_basis：应写成 名称=值"],
    );
}

#[test]
fn an_unknown_parameter() {
    let scene = scene();
    let words = ["没有参数 `table.aid`", "可以给出的有 table.aid_share"];
    scene.refuses("b.csv", &["--parameter", "table.aid=1%"], &words);
    let words = ["`table.ceiling` 不是未定参数", "改革"];
    scene.refuses("b.csv", &["--parameter", "table.ceiling=1"], &words);
    let words = ["table.aid_share 给出了两次"];
    scene.refuses("b.csv", &["--parameter", "table.aid_share=60%"], &words);
}

#[test]
fn a_parameter_that_is_no_ratio() {
    let scene = scene();
    let ran = scene.run(&[
        "settle",
        "--policy",
        "county",
        "--persons",
        "persons.csv",
        "--bills",
        "b.csv",
        "--parameter",
        "table.aid_share=0.5",
        "-o",
        "out.json",
    ]);
    assert_eq!(ran.code, 3);
    ran.says(&["`0.5` 不是比例", "85%"]);
    assert!(!scene.path("out.json").exists());
}

#[test]
fn a_parameter_that_nobody_gave() {
    let scene = scene();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p4,inpatient,2021-03-01,2,10000\n"),
    );
    let ran = scene.run(&[
        "settle",
        "--policy",
        "county",
        "--persons",
        "persons.csv",
        "--bills",
        "b.csv",
        "-o",
        "out.json",
    ]);
    assert_eq!(ran.code, 3);
    ran.says(&[
        "b.csv 第 2 行 账单 c1（参保人 p4）",
        "参数 table.aid_share 没有来源",
        "--parameter",
    ]);
    assert!(!scene.path("out.json").exists());
}

#[test]
fn a_reform_that_does_not_fit() {
    let scene = scene();
    scene.write("r.toml", reform("table.shaer.rows.elder"));
    let words = [
        "r.toml:7:8",
        "`table.shaer.rows.elder` 在包里找不到",
        "是否想写 `share`",
    ];
    scene.refuses("b.csv", &["--reform", "r.toml"], &words);
    scene.write(
        "r.toml",
        reform("table.share.rows.elder").replace("test.county", "other"),
    );
    let words = ["r.toml:3:9", "针对 `other`，不是 `test.county`"];
    scene.refuses("b.csv", &["--reform", "r.toml"], &words);
    scene.write(
        "r.toml",
        reform("table.share.rows.elder").replace("\"95%\"", "0.95"),
    );
    scene.refuses(
        "b.csv",
        &["--reform", "r.toml"],
        &["r.toml:8:", "不接受小数 0.95"],
    );
    let words = ["无法读取 none.toml", "没有这个文件或文件夹"];
    scene.refuses("b.csv", &["--reform", "none.toml"], &words);
}

#[test]
fn a_knowledge_date_that_is_no_date() {
    let words = ["--known-at 2021-13-01", "日历上没有这一天"];
    scene().refuses("b.csv", &["--known-at", "2021-13-01"], &words);
}

#[test]
fn a_command_written_wrongly() {
    let scene = Scene::new();
    for (args, words) in [
        (
            vec!["settle"],
            vec!["缺少必填的", "--policy <PATH>", "--bills <FILE>", "用法："],
        ),
        (
            vec!["settle", "--bogus"],
            vec!["没有这个选项 '--bogus'", "--help"],
        ),
        (
            vec!["setle"],
            vec!["没有这个命令 'setle'", "是否想写 ", "'settle'"],
        ),
        (
            vec!["policy", "schema", "x"],
            vec!["'x'", "可选：package, persons, bills"],
        ),
    ] {
        let ran = scene.run(&args);
        assert_eq!(ran.code, 2, "{args:?}");
        ran.says(&words);
        assert!(
            !ran.err.contains("error:") && !ran.err.contains("Usage"),
            "{}",
            ran.err
        );
    }
}

/// A wrong form on the command line is wrong use: it ends with 2 and says which form is wanted, before anything is opened.
#[test]
fn a_wrong_form_ends_with_two_and_says_the_right_one() {
    let wrong: [(&[&str], &str); 7] = [
        (
            &["report", "balance", "--until", "2024-9-30"],
            "如 2026-01-31",
        ),
        (&["report", "month", "--month", "202409"], "应写成 2026-03"),
        (&["close", "--region", "上禾县"], "区划代码只能是半角数字"),
        (
            &["fund", "request", "draft", "5,000", "--month", "10"],
            "如 1234.50",
        ),
        (
            &["fund", "request", "draft", "5000", "--month", "13"],
            "13 不在允许的范围内：1..=12",
        ),
        (&["bill", "unpaid", "--year", "二零"], "四位数字"),
        (&["audit", "--after", "x"], "应是数字"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (words, said) in wrong {
        let ran = super::scene::run_in(folder.path(), words);
        assert_eq!(ran.code, 2, "{words:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
}
