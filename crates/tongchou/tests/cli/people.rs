//! The register of people through the binary, on both engines.

use crate::town::{Town, number};
use std::path::Path;

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

/// A resident number of 340421 that passes its check: a woman born on 1970-01-01 where the sequence is even.
pub fn id(sequence: u32) -> String {
    let body = format!("34042119700101{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let last = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{body}{last}")
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn list(rows: &[(&str, &str)]) -> String {
    let mut text = "姓名,证件类型,证件号码,性别,出生日期,区划代码,户号,与户主关系\n".to_owned();
    for (name, number) in rows {
        text.push_str(&format!("{name},01,{number},,,340421100201,H1,其他\n"));
    }
    text
}

on_both! {
    fn a_list_is_imported_with_a_result_for_every_row(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        let folder = tempfile::tempdir().unwrap();
        let (one, two, three) = (id(2), id(4), id(6));
        let text = list(&[("王甲子", &one), ("李乙丑", &two), ("王甲子", &one), ("钱丙寅", "340421197001010019")]);
        let (file, results) = (write(folder.path(), "p.csv", &text), folder.path().join("r.csv").display().to_string());
        let import = ["person", "import", &file, "--region", "340421", "--results", &results];
        let ran = town.run(Some("wangli"), &import);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("共 4 行，接收 3 行（其中本次新建 2、已有 1、待核 0），未接收 1 行"), "{}", ran.out);
        let results = std::fs::read_to_string(&results).unwrap();
        assert_eq!(results.lines().count(), 5);
        assert!(results.contains("row.number") && results.contains("校验码"), "{results}");
        assert!(!results.contains(&one), "numbers are masked");
        let again = town.done(Some("wangli"), &import);
        assert!(again.contains("没有重复办理"), "{again}");
        let added = town.done(Some("wangli"), &[
            "person", "add", "--name", "赵丁卯", "--number", &three, "--residence", "340421100201",
        ]);
        assert!(added.contains("人员编号 3"), "{added}");
        let twice = town.run(Some("wangli"), &[
            "person", "add", "--name", "赵丁卯", "--number", &three, "--residence", "340421100201",
        ]);
        assert_eq!(twice.code, 5);
        assert!(twice.err.contains("人员编号 3"), "{}", twice.err);
        let shown = town.done(Some("wangli"), &["person", "show", "1"]);
        assert!(shown.contains("王**") && !shown.contains(&one), "{shown}");
        let full = town.done(Some("wangli"), &["person", "show", "1", "--full", "本人到窗口核对"]);
        assert!(full.contains("王甲子") && full.contains(&one), "{full}");
        let home = town.done(Some("wangli"), &["household", "show", "1"]);
        assert_eq!(home.lines().count(), 3, "{home}");
        let rate = town.done(Some("wangli"), &["person", "coverage"]);
        assert!(rate.contains("合计参保率 0.0%"), "{rate}");
        town.user("chenhao", "clerk", "340422");
        let theirs = town.run(Some("chenhao"), &["person", "import", &file, "--region", "340422"]);
        assert_eq!(theirs.code, 5);
        assert!(theirs.err.contains("该文件已由区划 340421 导入（第 1 批）"), "{}", theirs.err);
        let foreign = town.run(Some("chenhao"), &["person", "show", "1"]);
        assert_eq!(foreign.code, 5);
        assert!(foreign.err.contains("没有找到人员"), "{}", foreign.err);
    }

    fn two_records_are_merged_by_two_people(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        town.user("zhangmin", "reviewer", "340421");
        let (one, other) = (id(2), id(4));
        for number in [&one, &other] {
            town.done(Some("wangli"), &[
                "person", "add", "--name", "王甲子", "--number", number, "--residence", "340421100201",
                "--phone", "13800001234",
            ]);
        }
        let queue = town.done(Some("zhangmin"), &["person", "queue"]);
        assert!(queue.contains("共 1 对待核"), "{queue}");
        let said = town.done(Some("wangli"), &["person", "merge", "1", "2", "--reason", "同一人两个号码"]);
        let no = number(&said);
        let own = town.run(Some("wangli"), &["person", "decide", &no]);
        assert_eq!(own.code, 5, "{}", own.out);
        town.done(Some("zhangmin"), &["person", "decide", &no, "--reason", "公安核实"]);
        let found = town.done(Some("wangli"), &["person", "find", &other]);
        assert!(found.contains("人员 2（现用，已归入人员 1）"), "{found}");
        let said = town.done(Some("wangli"), &["person", "unmerge", "2", "--reason", "误并"]);
        town.done(Some("zhangmin"), &["person", "decide", &number(&said)]);
        let found = town.done(Some("wangli"), &["person", "find", &other]);
        assert!(found.contains("人员 2（现用）"), "{found}");
    }

    fn an_employer_is_filed_reviewed_notified_and_joined(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        town.user("zhangmin", "reviewer", "340421");
        town.user("liubo", "reviewer", "3404");
        town.user("zhouming", "policy-officer", "3404");
        town.user("heping", "reviewer", "3404");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cn.310000.employee");
        let said = town.done(Some("zhouming"), &[
            "package", "adopt", &folder.display().to_string(), "--scheme", "employee", "--from", "2026-01-01",
        ]);
        town.done(Some("heping"), &["package", "approve", &number(&said)]);
        let filed = town.done(Some("wangli"), &[
            "organisation", "file", "--name", "青禾机械厂", "--kind", "城镇企业", "--region", "340421",
            "--founded", "2026-10-20",
        ]);
        assert!(filed.contains("应在 2026-11-19 前办理，逾期 3 日"), "{filed}");
        town.done(Some("zhangmin"), &["organisation", "review", "1"]);
        let notices = town.done(Some("liubo"), &["organisation", "notices"]);
        assert!(notices.contains("未签收"), "{notices}");
        town.done(Some("liubo"), &["organisation", "acknowledge", "1"]);
        town.done(Some("wangli"), &[
            "person", "add", "--name", "王甲子", "--number", &id(2), "--residence", "340421100201",
        ]);
        town.done(Some("wangli"), &["organisation", "join", "1", "1", "--from", "2026-11-01"]);
        let members = town.done(Some("wangli"), &["organisation", "members", "1"]);
        assert!(members.contains("人员 1：在职职工，2026-11-01 至 长期"), "{members}");
        let shop = town.run(Some("wangli"), &[
            "organisation", "file", "--name", "小卖部", "--kind", "个体工商户", "--region", "340421",
        ]);
        assert_eq!(shop.code, 5);
        assert!(shop.err.contains("第四十条"), "{}", shop.err);
    }

    /// A school's roster is taken as a whole or not at all, each flawed row told.
    fn a_roster_is_taken_whole(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        for (name, sequence) in [("王甲子", 2), ("李乙丑", 4)] {
            town.done(Some("wangli"), &[
                "person", "add", "--name", name, "--number", &id(sequence), "--residence", "340421100201",
            ]);
        }
        town.done(Some("wangli"), &[
            "organisation", "file", "--name", "凤台中学", "--kind", "学校", "--region", "340421",
        ]);
        let folder = tempfile::tempdir().unwrap();
        let text = |last: &str| format!(
            "姓名,证件号码,阶段\n王甲子,{},中学生\n李乙丑,{},中学生\n{last}", id(2), id(4)
        );
        let bad = write(folder.path(), "bad.csv", &text(&format!("钱丙寅,{},中学生\n孙丁卯,{},大班\n", id(6), id(2))));
        let roster = |file: &str, on: &str| town.run(Some("wangli"), &["organisation", "roster", "1", file, "--on", on]);
        let ran = roster(&bad, "2026-09-01");
        assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("第 4 行") && ran.err.contains("第 5 行") && ran.err.contains("2 行不能办理"), "{}", ran.err);
        let good = write(folder.path(), "good.csv", &text(""));
        assert!(roster(&good, "2026-09-01").out.contains("新增 2，离校或升段 0，不变 0"));
        let fewer = write(folder.path(), "fewer.csv", &format!("姓名,证件号码,阶段\n王甲子,{},大中专学生\n", id(2)));
        assert!(roster(&fewer, "2026-10-01").out.contains("新增 1，离校或升段 2，不变 0"));
        let members = town.done(Some("wangli"), &["organisation", "members", "1"]);
        assert!(members.contains("人员 2：在校学生中学生，2026-09-01 至 2026-09-30"), "{members}");
    }

    fn an_identity_list_certifies_and_leaves_work(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        let folder = tempfile::tempdir().unwrap();
        for (name, sequence) in [("王甲子", 2), ("李乙丑", 4)] {
            town.done(Some("wangli"), &[
                "person", "add", "--name", name, "--number", &id(sequence), "--residence", "340421100201",
            ]);
        }
        let text = format!(
            "姓名,证件号码,身份类别,起始日期,截止日期,认定部门,认定文号\n王甲子,{},dibao,2026-01-01,,民政局,M1\n\
             张丙寅,{},dibao,2026-01-01,,民政局,M2\n",
            id(2), id(4)
        );
        let file = write(folder.path(), "l.csv", &text);
        let ran = town.run(Some("wangli"), &["category", "import", &file, "--region", "340421"]);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("转待办 1 行"), "{}", ran.out);
        let shown = town.done(Some("wangli"), &["person", "show", "1"]);
        assert!(shown.contains("身份类别：最低生活保障对象"), "{shown}");
        let work = town.done(Some("wangli"), &["category", "work"]);
        assert!(work.contains("姓名与登记不一致") && !work.contains(&id(4)), "{work}");
        town.done(Some("wangli"), &["category", "close", "1", "--resolution", "民政已更正"]);
        assert!(town.done(Some("wangli"), &["category", "work"]).contains("共 0 项"));
        let form = town.done(Some("wangli"), &["person", "form", "enrolment", "--person", "1"]);
        assert!(form.contains("enrolment/1") && form.contains("王**"), "{form}");
    }
}
