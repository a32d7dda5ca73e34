//! The card window: from the form to the counter, and back from the bank.

use super::people::id;
use super::scene::run_with;
use super::town::{Town, number};

macro_rules! on_both {
    ($(fn $name:ident($town:ident: &mut Town) $body:block)*) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&mut super::Town::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&mut super::Town::postgres()); })*
        }
        $(fn $name($town: &mut Town) $body)*
    };
}

const ACT: [&str; 4] = ["--form", "表-001", "--reason", "持卡人申请"];

on_both! {
    fn a_card_goes_from_the_form_to_the_counter(town: &mut Town) {
        town.user("wangli", "clerk", "340421");
        town.user("zhangmin", "reviewer", "340421");
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let clerk = |town: &Town, args: &[&str]| town.done(Some("wangli"), args);
        let one = id(2);
        clerk(town, &["person", "add", "--name", "王甲子", "--number", &one, "--residence", "340421100201"]);
        let orders = file("orders.csv", "人员编号,卡号\n1,340400000001\n9,340400000009\n");
        let without = town.run(Some("wangli"), &[&["card", "make", &orders][..], &ACT].concat());
        assert_eq!(without.code, 5, "{}{}", without.out, without.err);
        assert!(without.err.contains("没有归档"), "{}", without.err);
        let scan = file("scan.pdf", "scan");
        let filed = clerk(town, &["card", "form", "表-001", &scan, "--title", "申领表"]);
        assert!(filed.contains("已归档"), "{filed}");
        let made = clerk(town, &[&["card", "make", &orders][..], &ACT].concat());
        assert!(made.contains("制卡 1 张，未办理 1 行") && made.contains("card.person"), "{made}");
        let check = ["card", "check", "social_card", "340400000001", "--place", "窗口-1"];
        let early = town.run(Some("wangli"), &check);
        assert_eq!(early.code, 5);
        assert!(early.err.contains("尚未启用") && !early.err.contains("340400000001"), "{}", early.err);
        for step in ["hand-over", "activate"] {
            clerk(town, &[&["card", step, "340400000001"][..], &ACT].concat());
        }
        assert!(clerk(town, &check).contains("人员 1"));
        let log = clerk(town, &["card", "log", "窗口-1"]);
        assert!(log.contains("共 2 次核验") && log.contains("card.not_activated"), "{log}");
        let list = folder.path().join("bank.csv").display().to_string();
        let out = clerk(town, &["card", "bank-out", "-o", &list]);
        assert!(out.contains("1 张卡"), "{out}");
        let answers = file("answers.csv", "卡号,原因\n340400000001,姓名与证件不符\n");
        let taken = clerk(town, &["card", "bank-in", "1", &answers]);
        assert!(taken.contains("退回：姓名与证件不符") && taken.contains("退回 1"), "{taken}");
        clerk(town, &[&["card", "replace", "340400000001", "340400000002"][..], &ACT].concat());
        let shown = clerk(town, &["card", "show", "1"]);
        assert!(shown.contains("已补换") && shown.contains("********0002"), "{shown}");
        let key = file("key.txt", &"07".repeat(32));
        let said = clerk(town, &["card", "voucher", "1", "--minutes", "5", "--key", &key]);
        let lines: Vec<&str> = said.lines().collect();
        let public = file("public.txt", lines[2].trim_start_matches("公钥："));
        // a terminal checks a voucher without any store
        let offline = run_with(folder.path(), &["card", "voucher-check", lines[0], "--key", &public], &[]);
        assert!(offline.out.contains("电子凭证有效：人员 1"), "{}{}", offline.out, offline.err);
        assert!(clerk(town, &["card", "check", "e_voucher", lines[0], "--place", "窗口-1"]).contains("人员 1"));
        let said = clerk(town, &["card", "correct", "1", "name", "王乙丑", "--evidence", "表-001"]);
        let no = number(&said);
        assert_eq!(town.run(Some("wangli"), &["card", "confirm", &no]).code, 5);
        town.done(Some("zhangmin"), &["card", "confirm", &no, "--reason", "核对户口簿"]);
        let full = clerk(town, &["person", "show", "1", "--full", "核对更正"]);
        assert!(full.contains("王乙丑"), "{full}");
    }
}
