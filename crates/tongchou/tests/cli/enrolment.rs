//! Enrolment through the binary: a village list, review and approval by two users, a move, a transfer.

use base::{Date, RegionCode};
use store::{Deed, StoreError, params};

use crate::town::{Town, after, number};

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

/// Persons 1 to `last` of a village of 凤台, with papers `N1`, `N2` …
fn people(town: &Town, last: i64) {
    let region = |text: &str| RegionCode::parse(text).unwrap();
    let deed = Deed {
        pool: region("3404"),
        region: region("3404"),
        user: access::UserName::new("setup").unwrap(),
        role: access::Role::Administrator,
        command: "test.setup".to_owned(),
        reason: None,
        wall: 0,
    };
    let born = Date::from_ymd(1980, 1, 1).unwrap();
    let add = |tx: &mut store::Tx<'_>| -> Result<(), StoreError> {
        let (pool, now, place) = (tx.pool(), tx.no(), region("340421100201"));
        for no in 1..=last {
            tx.run(
                "INSERT INTO person (pool, bucket, person, region, tx_from) VALUES ($1, $2, $3, $4, $5)",
                &params![pool, no % 64, no, place, now],
            )?;
            tx.run(
                "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, \
                 huji, residence, tx_from, tx_to) VALUES ($1, $2, $3, $4, 99991231, '样例', '样例', 1, '1', $4, $5, $5, \
                 $6, 9223372036854775807)",
                &params![pool, no % 64, no, born, place, now],
            )?;
            tx.run(
                "INSERT INTO person_document (pool, bucket, person, document_type, number_key, number, sound, standing, \
                 valid_from, valid_to, tx_from, tx_to) VALUES ($1, $2, $3, '99', $4, $4, 1, 'current', $5, 99991231, $6, \
                 9223372036854775807)",
                &params![pool, no % 64, no, format!("N{no}"), born, now],
            )?;
        }
        Ok(())
    };
    town.store().write(&deed, add).unwrap();
}

on_both! {
    /// A village list: what is wrong is told by line; the same command again changes nothing; another approves.
    fn a_village_is_enrolled(town: &mut Town) {
        people(town, 5);
        town.user("wangli", "clerk", "340421");
        town.user("zhaofu", "reviewer", "340421");
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("名单.csv");
        std::fs::write(&list, "证件号码,异地参保理由\nN1,\nN2,\nN9,\n=N3,\nN4,\n").unwrap();
        let results = folder.path().join("结果.csv");
        let (file, out) = (list.display().to_string(), results.display().to_string());
        let batch = ["enrol", "batch", &file, "--at", "340421100201", "--year", "2027", "--results", &out];
        let ran = town.run(Some("wangli"), &batch);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("共 5 行，申报 3 人，未受理 2 行"), "{}", ran.out);
        assert!(ran.out.contains("第 4 行") && ran.out.contains("第 5 行"), "{}", ran.out);
        let written = std::fs::read_to_string(&results).unwrap();
        let told: Vec<(&str, bool)> = written
            .lines()
            .skip(1)
            .map(|row| (row.split(',').next().unwrap(), row.contains("已办理")))
            .collect();
        assert_eq!(told, [("2", true), ("3", true), ("4", false), ("5", false), ("6", true)], "{written}");
        assert!(written.lines().nth(5).unwrap().contains("人员 4"), "{written}");
        assert_eq!(town.run(Some("wangli"), &batch).out, ran.out);
        let no = after(&ran.out, "批次 ").trim_end_matches('：').split('：').next().unwrap().to_owned();
        let step = |user: &str, what: &str| {
            town.run(Some(user), &["enrol", what, "--batch", &no, "--reason", "名单核对无误"])
        };
        assert_eq!(step("wangli", "review").code, 0);
        assert_eq!(step("wangli", "approve").code, 5, "a clerk does not approve");
        let approved = step("zhaofu", "approve");
        assert!(approved.out.contains("3 条参保登记变为“已核准”"), "{}{}", approved.out, approved.err);
        let history = town.done(Some("wangli"), &["enrol", "history", "1"]);
        for word in ["2027-01-01 至 2027-12-31", "已申报", "已初审", "已核准", "zhaofu"] {
            assert!(history.contains(word), "{history}");
        }
        let missing = town.done(Some("wangli"), &["enrol", "unenrolled", "--on", "2027-03-01"]);
        assert!(missing.contains("340421100201") && missing.contains('2'), "{missing}");
        let second = town.run(Some("wangli"), &[
            "enrol", "add", "--person", "1", "--at", "340421100201", "--year", "2027", "--consent",
        ]);
        assert_eq!(second.code, 5);
        assert!(second.err.contains("不能重复参保"), "{}", second.err);
        town.user("sunmei", "clerk", "340422");
        let foreign = town.done(Some("sunmei"), &["enrol", "history", "1"]);
        assert!(foreign.contains("没有参保记录"), "{foreign}");
    }

    /// A batch that is not there, is another county's or waits for the step before is told as such, and nobody
    /// enrols for a year beyond the next.
    fn a_batch_that_cannot_be_moved_is_told(town: &mut Town) {
        people(town, 3);
        town.user("wangli", "clerk", "340421");
        town.user("zhaofu", "reviewer", "340421");
        town.user("zhenghe", "reviewer", "340422");
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("名单.csv");
        std::fs::write(&list, "证件号码\nN1\nN2\nN3\n").unwrap();
        let file = list.display().to_string();
        let batch = |year: &str| {
            town.run(Some("wangli"), &["enrol", "batch", &file, "--at", "340421100201", "--year", year])
        };
        let far = batch("2028");
        assert_eq!(far.code, 5, "{}{}", far.out, far.err);
        assert!(far.err.contains("最远可办到 2027 年度"), "{}", far.err);
        let one = town.run(Some("wangli"), &[
            "enrol", "add", "--person", "1", "--at", "340421100201", "--year", "2028", "--consent",
        ]);
        assert!(one.code == 5 && one.err.contains("最远可办到 2027 年度"), "{}{}", one.out, one.err);
        let ran = batch("2027");
        let no = after(&ran.out, "批次 ").split('：').next().unwrap().to_owned();
        let step = |user: &str, what: &str, no: &str| {
            town.run(Some(user), &["enrol", what, "--batch", no, "--reason", "名单核对无误"])
        };
        let behind = step("zhaofu", "approve", &no);
        assert_eq!(behind.code, 5);
        assert!(behind.err.contains("有 3 条尚未初审"), "{}", behind.err);
        for (user, no) in [("zhaofu", "99"), ("zhenghe", no.as_str())] {
            let nowhere = step(user, "approve", no);
            assert_eq!(nowhere.code, 5, "{}{}", nowhere.out, nowhere.err);
            assert!(nowhere.err.contains("没有找到此批次"), "{}", nowhere.err);
        }
        assert_eq!(step("wangli", "review", &no).code, 0);
        assert_eq!(step("zhaofu", "approve", &no).code, 0);
    }

    /// A batch is not rejected as a whole: a set of its numbers is, with one reason.
    fn some_of_a_batch_are_rejected(town: &mut Town) {
        people(town, 3);
        town.user("wangli", "clerk", "340421");
        town.user("zhaofu", "reviewer", "340421");
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("名单.csv");
        std::fs::write(&list, "证件号码\nN1\nN2\nN3\n").unwrap();
        let file = list.display().to_string();
        let batch = ["enrol", "batch", &file, "--at", "340421100201", "--year", "2027"];
        let ran = town.run(Some("wangli"), &batch);
        assert!(ran.out.contains("申报 3 人"), "{}{}", ran.out, ran.err);
        let no = after(&ran.out, "批次 ").split('：').next().unwrap().to_owned();
        let whole = town.run(Some("zhaofu"), &["enrol", "reject", "--batch", &no, "--reason", "误报"]);
        assert_eq!(whole.code, 5);
        assert!(whole.err.contains("一次可写多个"), "{}", whole.err);
        let some = town.done(Some("zhaofu"), &["enrol", "reject", "1", "3", "--reason", "误报"]);
        assert!(some.contains("2 条参保登记变为“不予参保”"), "{some}");
        for (person, word) in [("1", "误报"), ("2", "已申报"), ("3", "误报")] {
            let history = town.done(Some("wangli"), &["enrol", "history", person]);
            assert!(history.contains(word), "{person}: {history}");
        }
        // the same file with another option is another list, whose lines are judged anew
        let again = town.run(Some("wangli"), &batch);
        assert_eq!(again.out, ran.out, "the same command is the same batch");
        let agreed = town.run(Some("wangli"), &[&batch[..], &["--consent"]].concat());
        assert!(agreed.out.contains("申报 2 人，未受理 1 行"), "{}{}", agreed.out, agreed.err);
        assert!(!agreed.out.contains(&format!("批次 {no}：")), "{}", agreed.out);
    }

    /// Two records with an enrolment each become one person: one is contested, and stands again when they part.
    fn merged_records_are_contested(town: &mut Town) {
        people(town, 2);
        town.user("wangli", "clerk", "340421");
        town.user("zhaofu", "reviewer", "340421");
        for person in ["1", "2"] {
            town.done(Some("wangli"), &[
                "enrol", "add", "--person", person, "--at", "340421100201", "--year", "2027", "--consent",
            ]);
        }
        let no = number(&town.done(Some("wangli"), &["person", "merge", "1", "2", "--reason", "同一人"]));
        let said = town.done(Some("zhaofu"), &["person", "decide", &no, "--reason", "核实"]);
        assert!(said.contains("重复参保") && said.contains("登记：2"), "{said}");
        let doubles = town.done(Some("wangli"), &["enrol", "doubles"]);
        assert!(doubles.contains("登记 1 与 2 重复"), "{doubles}");
        let items = town.done(Some("wangli"), &["enrol", "items"]);
        assert!(items.contains("登记 1（城乡居民") && items.contains("已缴 0.00 元"), "{items}");
        let no = number(&town.done(Some("wangli"), &["person", "unmerge", "2", "--reason", "实为兄弟"]));
        town.done(Some("zhaofu"), &["person", "decide", &no, "--reason", "核实"]);
        assert!(town.done(Some("wangli"), &["enrol", "doubles"]).contains("共 0 对"));
        let history = town.done(Some("wangli"), &["enrol", "history", "2"]);
        assert!(history.contains("争议待决") && history.contains("已申报"), "{history}");
    }

    /// A number that is held already is refused with the reason.
    fn a_document_that_is_held_is_refused(town: &mut Town) {
        people(town, 2);
        town.user("wangli", "clerk", "340421");
        let replace = |new: &str| {
            town.run(Some("wangli"), &[
                "person", "document", "1", new, "--type", "99", "--replace", "N1", "--from", "2026-11-01", "--reason", "换证",
            ])
        };
        let own = replace("N1");
        assert_eq!(own.code, 5, "{}{}", own.out, own.err);
        assert!(own.err.contains("已登记在此人名下"), "{}", own.err);
        assert_eq!(replace("N3").code, 0);
    }

    /// Out of the pooling area: proposed, decided by another, certified, sent as a file; a profile is shown.
    fn a_relation_is_transferred_out(town: &mut Town) {
        people(town, 1);
        town.user("wangli", "clerk", "340421");
        town.user("zhaofu", "reviewer", "340421");
        let said = town.done(Some("wangli"), &[
            "enrol", "add", "--person", "1", "--at", "340421100201", "--year", "2026", "--consent", "--on", "2026-11-02",
        ]);
        let no = after(&said, "参保登记 ");
        let said = town.done(Some("wangli"), &["transfer", "out", &no, "--last-day", "2026-12-15", "--to", "6501"]);
        let proposal = number(&said);
        let own = town.run(Some("wangli"), &["enrol", "decide", &proposal, "--reason", "同意"]);
        assert_eq!(own.code, 5);
        let said = town.done(Some("zhaofu"), &["enrol", "decide", &proposal, "--reason", "同意转出"]);
        let message = after(&said, "电文编号 ").trim_end_matches('，').split('，').next().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("凭证.json").display().to_string();
        town.done(Some("wangli"), &["transfer", "send", &message, "--out", &out]);
        let wire = std::fs::read_to_string(&out).unwrap();
        assert!(wire.contains("\"certificate\"") && wire.contains("last_day 2026-12-15"), "{wire}");
        let strayed = town.run(Some("wangli"), &["transfer", "receive", &out, "--at", "340421"]);
        assert_eq!(strayed.code, 5);
        assert!(strayed.err.contains("不是本统筹区"), "{}", strayed.err);
        let list = town.done(Some("wangli"), &["transfer", "list"]);
        assert!(list.contains("已发出") && list.contains("6501"), "{list}");
    }

    /// What the regime says, line by line with the article; the self-check finds a county that deviates.
    fn a_regime_is_shown_and_checked(town: &mut Town) {
        town.user("chen", "policy-officer", "3404");
        let shown = town.done(Some("chen"), &["regime", "show"]);
        for word in ["淮南市城乡居民医保", "户籍地", "应当参保", "淮南2020 三(一)", "统收统支"] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        let practise = |at: &str, value: &str| {
            town.done(Some("chen"), &[
                "regime", "practise", "--at", at, "--item", "financing", "--name", "contribution.adult", "--value", value,
            ]);
        };
        practise("3404", "400.00");
        practise("340421", "380.00");
        let check = town.run(Some("chen"), &["regime", "self-check"]);
        assert_eq!(check.code, 1);
        assert!(check.out.contains("340421") && check.out.contains("380.00"), "{}", check.out);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("档案.toml");
        std::fs::write(&file, "format = \"tongchou-regime/1\"\npool = \"340400\"\n").unwrap();
        let checked = town.run(None, &["regime", "check", &file.display().to_string()]);
        assert_ne!(checked.code, 0);
    }
}
