//! The catalogue through the binary, on both engines: from sample files to an approved own list.

use crate::scene::run_in;
use crate::town::{Town, number};

macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($town:ident: &mut Town) $body:block)*) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&mut super::Town::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&mut super::Town::postgres()); })*
        }
        $($(#[$meta])* fn $name($town: &mut Town) $body)*
    };
}

const HOSPITAL: &str = "H34042100001";

/// Loads a file as a list; the number of the proposal and what was said.
fn load(town: &Town, file: &str, title: &str, effective: &str) -> (String, String) {
    let said = town.done(
        Some("zhouming"),
        &[
            "catalogue",
            "load",
            file,
            "--title",
            title,
            "--effective",
            effective,
        ],
    );
    (number(&said), said)
}

on_both! {
    fn a_city_loads_compares_decides_and_a_hospital_maps_its_codes(town: &mut Town) {
        for (name, role, place) in [
            ("zhouming", "policy-officer", "3404"), ("heping", "reviewer", "3404"),
            ("wangli", "clerk", "340421"), ("sunhua", "reviewer", "340421"),
        ] {
            town.user(name, role, place);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let ran = run_in(folder.path(), &["catalogue", "sample", &path(""), "--part", "500", "--from", "2026-01-01"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("items.csv") && ran.out.contains("own-list.csv"), "{}", ran.out);

        let (no, said) = load(town, &path("items.csv"), "示例目录", "2026-01-01");
        assert!(said.contains("变更 0，停用 0，不变 0"), "{said}");
        let own = town.run(Some("zhouming"), &["catalogue", "approve", &no]);
        assert_eq!(own.code, 5, "{}{}", own.out, own.err);
        let said = town.done(Some("heping"), &["catalogue", "approve", &no]);
        assert!(said.contains("第 1 版"), "{said}");

        // the next version, from days that are over on: named
        let (no, said) = load(town, &path("next-items.csv"), "示例目录二", "2026-11-01");
        assert!(said.contains("请留意：追溯已结算期间"), "{said}");
        let report = path("差异.csv");
        let said = town.done(Some("heping"), &["catalogue", "difference", &no, "-o", &report]);
        assert!(said.contains("已写入"), "{said}");
        let written = std::fs::read_to_string(&report).unwrap();
        assert!(written.contains("停用") && written.contains("新增"), "{written}");
        town.done(Some("heping"), &["catalogue", "reject", &no, "--reason", "改为下月生效"]);
        let listed = town.done(Some("wangli"), &["catalogue", "list"]);
        assert!(listed.contains("第 1 版") && listed.contains("未生效"), "{listed}");

        let own = path("own-list.csv");
        let code = std::fs::read_to_string(&own).unwrap().lines().nth(1).unwrap().split(',').nth(4).unwrap().to_owned();
        let shown = town.done(Some("wangli"), &["catalogue", "show", &code]);
        assert!(shown.contains("来自“示例目录”") && shown.contains("在有效期内"), "{shown}");
        let before = town.done(Some("wangli"), &["catalogue", "show", &code, "--on", "2025-12-31"]);
        assert!(before.contains("2025-12-31 不在目录有效期内"), "{before}");

        let site = ["--institution", HOSPITAL, "--region", "340421"];
        let map = ["catalogue", "map", &own, site[0], site[1], site[2], site[3]];
        let said = town.done(Some("wangli"), &map);
        assert!(said.contains("条目录对照，待审核"), "{said}");
        let listed = town.done(Some("sunhua"), &["catalogue", "review", "--institution", HOSPITAL]);
        assert!(listed.contains(&code[..12]), "{listed}");
        let said = town.done(Some("sunhua"), &["catalogue", "accept", "--all-of", HOSPITAL]);
        assert!(said.contains("审核通过"), "{said}");
        let essential = town.done(Some("sunhua"), &["catalogue", "essential"]);
        assert!(essential.contains(HOSPITAL) && essential.contains('%'), "{essential}");
        let unmap = ["catalogue", "unmap", "Y000001", site[0], site[1], site[2], site[3], "--reason", "换厂家"];
        let said = town.done(Some("wangli"), &unmap);
        assert!(said.contains("已撤销 1 条"), "{said}");
        let again = town.run(Some("wangli"), &unmap);
        assert_eq!(again.code, 1, "{}{}", again.out, again.err);
        let queue = town.done(Some("wangli"), &["catalogue", "queue"]);
        assert!(queue.contains("列出 0 个"), "{queue}");
        for (check, outcome) in store::verify::run(&town.store(), &mut |_, _| {}).unwrap() {
            assert_eq!(outcome.first, None, "{}", check.name);
        }
    }

    fn a_file_with_bad_rows_is_not_taken(town: &mut Town) {
        town.user("zhouming", "policy-officer", "3404");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("目录.csv");
        let text = "目录类别,医疗目录编码,名称,收费项目类别,收费项目等级,先自付比例\n\
            西药,XA01ABC001A001010100001,甲子片,09,甲类,\n\
            西药,XA01ABC001A00101010000O,乙丑片,09,乙类,150%\n";
        std::fs::write(&path, text).unwrap();
        let file = path.display().to_string();
        let load = ["catalogue", "load", &file, "--title", "一版", "--effective", "2026-12-01"];
        let ran = town.run(Some("zhouming"), &load);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("共 2 处不合格") && ran.out.contains("第 23 位"), "{}", ran.out);
        let listed = town.done(Some("zhouming"), &["catalogue", "list"]);
        assert!(!listed.contains("一版"), "{listed}");
    }
}
