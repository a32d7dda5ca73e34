use super::*;
use crate::regime::Regimes;

const SHORT: &str = r#"
format = "tongchou-regime/1"
pool = "340400"
title = "样例"
[[source]]
id = "样例1"
title = "样例文件"
[[scheme]]
code = "resident"
cite = ["样例1 一"]
"#;

fn findings(text: &str) -> String {
    let read = Profile::read("样例.toml", text, &FlowBook::default());
    let lines: Vec<_> = read
        .err()
        .into_iter()
        .flatten()
        .map(|one| one.zh())
        .collect();
    lines.join("\n")
}

#[test]
fn a_short_profile_is_enough() {
    assert_eq!(findings(SHORT), "");
}

#[test]
fn findings_name_the_line_and_the_way_to_mend() {
    let cases = [
        (
            "[basis]\nis = \"wish\"\ncite = [\"样例1 二\"]\n",
            "样例.toml 第 12 行",
            "voluntary、duty",
        ),
        ("[basis]\nis = \"duty\"\n", "第 11 行", "没有写明依据"),
        (
            "[basis]\nis = \"duty\"\ncite = [\"别处 二\"]\n",
            "第 11 行",
            "不在 [[source]] 之中",
        ),
        (
            "[basis]\nis = \"duty\"\nwhy = 1\ncite = [\"样例1 二\"]\n",
            "第 13 行",
            "不认识",
        ),
        (
            "[place.rule]\nis = \"huji\"\ncite = [\"样例1 二\"]\n",
            "place",
            "例外理由",
        ),
        ("[transfer]\n", "第 11 行", "缺少“conversion”"),
        ("[basis\n", "第 11 行", "不是有效的 TOML"),
        (
            "[newborn]\nwithin_days = -3\nstarts = \"birth\"\ncite = [\"样例1 二\"]\n",
            "第 12 行",
            "不为负",
        ),
    ];
    for (more, place, mend) in cases {
        let found = findings(&format!("{SHORT}{more}"));
        assert!(
            found.contains(place) && found.contains(mend),
            "{more}\n{found}"
        );
    }
    assert!(findings("pool = \"340400\"").contains("tongchou-regime/1"));
}

#[test]
fn two_departments_at_one_time_are_found() {
    let row = "[[department]]\nfunction = \"audit\"\nname = \"审计\"\ncite = [\"样例1 二\"]\n";
    assert!(findings(&format!("{SHORT}{row}{row}")).contains("两个负责部门"));
}

#[test]
fn what_ships_can_be_read() {
    match Regimes::shipped() {
        Ok(shelf) => assert_eq!(shelf.all().len(), 6),
        Err(found) => {
            let found: Vec<_> = found.iter().map(Finding::zh).collect();
            panic!("{}", found.join("\n"));
        }
    }
}
