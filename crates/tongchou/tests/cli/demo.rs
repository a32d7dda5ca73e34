//! The first command of the README.

use super::scene::{Scene, fen, repository, run_in};
use super::summary::cells;

#[test]
fn the_demo_runs_at_the_root_and_adds_up() {
    let ran = run_in(&repository(), &["demo"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let rows = cells(&ran.out);
    assert!(rows.len() > 10, "{}", ran.out);
    assert_eq!(rows[0][..3], ["政策", "账单", "费用"]);
    for row in &rows[1..] {
        let amounts: Vec<i64> = row[2..].iter().map(|cell| fen(cell)).collect();
        assert_eq!(amounts[0], amounts[1..].iter().sum::<i64>(), "{row:?}");
    }
    ran.prints(&[
        "人名和账单都是虚构的",
        "账单 ",
        "〔依据：《",
        "各方支付合计",
        "个人负担合计",
    ]);
}

#[test]
fn the_demo_explains_the_bill_asked_for() {
    let root = repository();
    let all = run_in(&root, &["demo"]);
    let last = cells(&all.out).pop().unwrap();
    let ran = run_in(&root, &["demo", "--explain", &last[1]]);
    assert_eq!(ran.code, 0);
    ran.prints(&[&format!("账单 {}\n医疗费用总额 {} 元", last[1], last[2])]);
    let ran = run_in(&root, &["demo", "--explain", "没有的"]);
    assert_eq!(ran.code, 3);
    ran.says(&["没有账单 没有的", &last[1]]);
}

#[test]
fn the_demo_elsewhere_says_where_to_run_it() {
    let ran = Scene::new().run(&["demo"]);
    assert_eq!(ran.code, 3);
    ran.says(&[
        "无法打开示例文件夹 samples",
        "请在项目根目录运行，或用 --samples 指明",
    ]);
}

#[test]
fn the_city_is_written_as_files_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let words = ["demo", "--files", name, "--size", "300"];
        let ran = run_in(folder.path(), &words);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let told = write("one");
    assert_eq!(write("two"), told);
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path().join("one")).unwrap() {
        let name = entry.unwrap().file_name();
        let bytes = |from: &str| std::fs::read(folder.path().join(from).join(&name)).unwrap();
        assert!(bytes("one") == bytes("two"), "{name:?}");
        assert!(told.contains(name.to_str().unwrap()));
        files += 1;
    }
    assert_eq!(files, 10);
    let persons = std::fs::read_to_string(folder.path().join("one/persons.csv")).unwrap();
    assert_eq!(persons.lines().count(), 301);
}

#[test]
fn a_city_that_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), &["demo", "--files", "city", "--size", "0"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("人口数应在 1 到"), "{}", ran.err);
    assert!(!folder.path().join("city").exists());
}

#[test]
fn the_city_lives_two_years_and_its_funds_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    let data = data.to_str().unwrap();
    let words = ["demo", "--data-dir", data, "--size", "400"];
    let ran = run_in(&repository(), &words);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.prints(&[
        "登记居民 400 人，未收 0 行",
        "人员登记",
        "资产负债表",
        "财政补助应到与实到",
    ]);
    let (mut sheets, mut counties) = (0, Vec::new());
    for row in cells(&ran.out) {
        let Some(amounts) = row.get(1..6).filter(|_| row.len() >= 6) else {
            continue;
        };
        // a row of amounts of four counties, and of the city behind them
        if row[0].contains("结余合计") || row[0].contains("收入合计") {
            let amounts: Vec<i64> = amounts.iter().map(|cell| fen(cell)).collect();
            assert_eq!(amounts[..4].iter().sum::<i64>(), amounts[4], "{row:?}");
            assert!(amounts[4] > 0);
            sheets += 1;
            counties = amounts;
        }
    }
    assert!(sheets >= 3, "{}", ran.out);
    assert!(counties.iter().all(|amount| *amount > 0), "{counties:?}");
    let again = run_in(&repository(), &words);
    assert_eq!(again.code, 3);
    again.says(&["已有数据库；演示只建新库"]);
}
