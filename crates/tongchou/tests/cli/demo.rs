//! The first command of the README.

use super::scene::{Scene, fen, repository, run_in, run_with};
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

/// Residents of the city that tests live through.
const SIZE: &str = "60";

#[test]
fn the_city_lives_two_years_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    lives(["--data-dir", data.to_str().unwrap()]);
}

#[test]
fn the_city_lives_two_years_on_postgres() {
    let database = testkit::postgres::database();
    lives(["--database-url", &database.url()]);
}

/// Two years, funds that add up, and users who can work today with the password that is printed.
fn lives(place: [&str; 2]) {
    let words = ["demo", place[0], place[1], "--size", SIZE, "--no-serve"];
    let ran = run_in(&repository(), &words);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.prints(&[
        &format!("登记居民 {SIZE} 人，未收 0 行"),
        "人员登记",
        "收支表 职工医保统筹基金",
        "收支表 职工医保个人账户基金",
        "资产负债表",
        "2001 暂收款—预收以后年度保费",
        "3101 风险基金结余",
        "5301 上解上级支出",
        "5001 社会保险待遇支出—住院",
        "5101 大病保险支出—划转保费支出",
        "4201 利息收入",
        "预算执行情况",
        "财政补助应到与实到",
        "基金指标和预警",
        "居民待遇期间：",
        "职工待遇期间：",
        "级）",
        "24 家定点机构签约并开通接口",
        "窗口结算（元，撤销以负数计）",
        "重发 1 笔（应答与首次相同），冲正后重新结算 1 笔，中途结算 1 笔",
        "申报的审核决定（元）",
        "超出医保目录限定支付范围",
        "银行回盘后入账",
        "项，全部一致",
        "可供试用的参保人编号（psn_no）",
    ]);
    the_statements_add_up(&ran.out);
    the_printed_commands_work(&ran.out, place);
    let again = run_in(&repository(), &words);
    assert_eq!(again.code, 3);
    again.says(&["演示只建新库，请换一"]);
}

/// Rows of amounts: the tiers, and their sum behind them; both sides of a balance sheet agree.
fn the_statements_add_up(out: &str) {
    let (mut sums, mut assets, mut sides, mut tiers) = (0, Vec::new(), 0, 0);
    for row in cells(out) {
        if row[0] == "项目" {
            tiers = row.iter().position(|head| head == "县区合计").unwrap() - 1;
        }
        let amounts = row.get(1..).unwrap_or_default().iter();
        let amounts: Vec<i64> = amounts
            .filter(|cell| {
                cell.contains('.') && !cell.contains(|sign: char| !"-.0123456789".contains(sign))
            })
            .map(|cell| fen(cell))
            .collect();
        if row[0].ends_with("合计") && amounts.len() > tiers {
            assert_eq!(
                amounts[..tiers].iter().sum::<i64>(),
                amounts[tiers],
                "{row:?}"
            );
            sums += 1;
        }
        match row[0].trim() {
            "资产合计" => assets = amounts,
            "负债及结余合计" => {
                assert_eq!(amounts, assets);
                assert!(amounts.iter().all(|amount| *amount > 0), "{amounts:?}");
                sides += 1;
            }
            _ => {}
        }
    }
    assert!(sums >= 12 && sides == 3, "{sums} {sides}\n{out}");
}

/// Every command that the demo ends with, on the day of today: no environment says another.
fn the_printed_commands_work(out: &str, [option, at]: [&str; 2]) {
    let lines = out
        .lines()
        .filter_map(|line| line.strip_prefix("  TONGCHOU_PASSWORD="));
    let mut ran = 0;
    for line in lines {
        let (password, command) = line.split_once(" tongchou ").unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let words: Vec<&str> = words
            .into_iter()
            .map(|word| if word == "地址" { at } else { word })
            .collect();
        assert!(words.contains(&option) && words.contains(&at), "{line}");
        let secret = [("TONGCHOU_PASSWORD".to_owned(), password.to_owned())];
        let done = run_with(&repository(), &words, &secret);
        assert_eq!(done.code, 0, "{line}\n{}{}", done.out, done.err);
        ran += 1;
    }
    assert_eq!(ran, 4, "{out}");
}
