//! The funds' books through the binary: two people, the rules, statements on the screen and in Excel; on
//! both engines.

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

/// A folder with a voucher to attach.
struct Desk {
    folder: tempfile::TempDir,
    voucher: String,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let voucher = folder.path().join("voucher.txt");
    std::fs::write(&voucher, "回单").unwrap();
    Desk {
        voucher: voucher.display().to_string(),
        folder,
    }
}

/// Proposes a document of 凤台 and has it approved.
fn book(
    town: &Town,
    desk: &Desk,
    event: &str,
    part: &str,
    kinds: &[&str],
    checker: &str,
) -> String {
    let mut args = vec![
        "post",
        "--county",
        "340421",
        "--date",
        "2026-03-05",
        "--event",
        event,
    ];
    args.extend(["--part", part, "--bank", "1003=市财政专户"]);
    let evidence: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{kind}:{kind}-1:{}", desk.voucher))
        .collect();
    evidence
        .iter()
        .for_each(|one| args.extend(["--evidence", one]));
    let said = town.done(Some("kuaiji"), &args);
    let own = town.run(Some("kuaiji"), &["ledger", "approve", &number(&said)]);
    assert_eq!(own.code, 5, "{}", own.out);
    let waiting = town.done(Some(checker), &["ledger", "waiting"]);
    let amount = part.split(',').next().unwrap();
    let shown = waiting.replace(',', "");
    assert!(
        waiting.contains(&format!("{event} ")) && shown.contains(amount),
        "{waiting}"
    );
    assert!(
        !waiting.contains('{') && waiting.contains("城乡居民医保基金"),
        "{waiting}"
    );
    let said = town.done(Some(checker), &["ledger", "approve", &number(&said)]);
    after(&said, "凭证 ")
}

/// What a list without a store prints.
fn printed(list: &str) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tongchou"));
    let output = command.args(["ledger", list]).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn open(town: &mut Town) -> Desk {
    town.user("kuaiji", "accountant", "3404");
    town.user("fuhe", "finance-reviewer", "3404");
    town.user("caizheng", "treasury", "3404");
    let said = town.done(
        Some("kuaiji"),
        &[
            "ledger",
            "bank",
            "市财政专户",
            "--keeper",
            "3404",
            "--place",
            "fiscal",
            "--from",
            "2025-01-01",
        ],
    );
    town.done(Some("fuhe"), &["ledger", "approve", &number(&said)]);
    desk()
}

/// A budget of 凤台 in force.
fn budget(town: &mut Town, desk: &Desk) {
    town.user("xiankuaiji", "accountant", "340421");
    town.user("xianfuhe", "finance-reviewer", "340421");
    town.user("xiancaizheng", "treasury", "340421");
    let file = desk.folder.path().join("budget.csv");
    std::fs::write(&file, "预算行,方向,金额\n4001,收入,1000\n5001,支出,1000\n").unwrap();
    let path = file.display().to_string();
    let said = town.done(
        Some("xiankuaiji"),
        &["budget", "draft", &path, "--year", "2026"],
    );
    let no: String = after(&said, "事项编号 ")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    town.done(Some("xiancaizheng"), &["budget", "step", "finance", &no]);
    let force = ["budget", "step", "in_force", &no, "--document", "府1"];
    town.done(Some("xianfuhe"), &force);
}

on_both! {
    /// A month of a county: what came in, was drawn and was paid; the statement and what stands behind it;
    /// the close, and what comes too late.
    fn a_month_is_booked_reported_and_closed(town: &mut Town) {
        let desk = open(town);
        budget(town, &desk);
        let premium = "1000.00,明细=个人缴费,年度=2026";
        book(town, &desk, "E1", premium, &["tax-statement", "treasury-voucher"], "fuhe");
        book(town, &desk, "E2", premium, &["treasury-voucher"], "fuhe");
        book(town, &desk, "E10", "400.00", &["fund-request", "decision"], "caizheng");
        let paid = "123.45,明细=住院,年度=2026,往来=provider:H34042100001";
        let document = book(town, &desk, "E11", paid, &["settlement"], "fuhe");
        assert_eq!(document, "E11-000004");

        let file = desk.folder.path().join("balance.xlsx");
        let path = file.display().to_string();
        let balance = ["report", "balance", "--until", "2026-03-31"];
        let said = town.done(Some("kuaiji"), &[&balance[..], &["--xlsx", &path]].concat());
        assert!(said.contains("876.55") && said.contains("资产合计"), "{said}");
        assert!(std::fs::metadata(&file).unwrap().len() > 1_000);
        let traced = town.done(Some("kuaiji"), &[
            "report", "income", "--from", "2026-03-01", "--until", "2026-03-31", "--trace", "5001",
        ]);
        assert!(traced.contains("E11-000004") && traced.contains("123.45"), "{traced}");
        let month = town.done(Some("kuaiji"), &["report", "month", "--month", "2026-03"]);
        assert!(month.contains("87.66%"), "{month}");

        let said = town.done(Some("kuaiji"), &["close", "--region", "3404", "--month", "2026-03"]);
        let said = town.done(Some("fuhe"), &["ledger", "approve", &number(&said)]);
        assert!(said.contains("已结账至 2026-03-31"), "{said}");
        let late = town.run(Some("kuaiji"), &[
            "post", "--county", "340421", "--date", "2026-03-31", "--event", "E11", "--part", paid,
            "--evidence", &format!("settlement:x:{}", desk.voucher),
        ]);
        assert_eq!(late.code, 5);
        assert!(late.err.contains("已结账至 2026-03-31"), "{}", late.err);
        let verified = town.done(Some("kuaiji"), &["ledger", "verify"]);
        assert!(verified.contains("复算无误"), "{verified}");
    }

    /// A year is carried into the surplus and closed by two commands, each approved by another.
    fn a_year_is_carried_and_closed(town: &mut Town) {
        let desk = open(town);
        let said = town.done(Some("kuaiji"), &[
            "post", "--county", "340421", "--date", "2025-12-05", "--event", "E8", "--part", "70.00,明细=省,年度=2025",
            "--bank", "1003=市财政专户", "--evidence", &format!("appropriation:1:{}", desk.voucher),
        ]);
        town.done(Some("fuhe"), &["ledger", "approve", &number(&said)]);
        let early = town.run(Some("kuaiji"), &["close", "--region", "3404", "--carry", "2026"]);
        assert_eq!(early.code, 5);
        assert!(early.err.contains("尚未终了"), "{}", early.err);
        let open = town.run(Some("kuaiji"), &["close", "--region", "3404", "--month", "2025-12"]);
        assert!(open.err.contains("请先办理年末结转"), "{}", open.err);
        let said = town.done(Some("kuaiji"), &["close", "--region", "3404", "--carry", "2025"]);
        let said = town.done(Some("fuhe"), &["ledger", "approve", &number(&said)]);
        assert!(said.contains("E35"), "{said}");
        let said = town.done(Some("kuaiji"), &["close", "--region", "3404", "--month", "2025-12"]);
        let said = town.done(Some("fuhe"), &["ledger", "approve", &number(&said)]);
        assert!(said.contains("已结账至 2025-12-31"), "{said}");
        let balance = town.done(Some("kuaiji"), &["report", "balance", "--until", "2025-12-31"]);
        assert!(balance.contains("一般基金结余") && balance.contains("70.00"), "{balance}");
    }

    /// The rules are said in sentences, and nothing was written.
    fn what_the_rules_forbid_is_said(town: &mut Town) {
        let desk = open(town);
        let none = town.run(Some("kuaiji"), &[
            "post", "--county", "340421", "--date", "2026-03-05", "--event", "E11",
            "--part", "1.00,明细=住院,年度=2026,往来=provider:H1",
        ]);
        assert!(none.err.contains("缺少“结算单”"), "{}", none.err);
        let short = town.run(Some("kuaiji"), &[
            "post", "--county", "340421", "--date", "2026-03-05", "--event", "E11",
            "--part", "1.00,明细=住院,年度=2026,往来=provider:H1",
            "--evidence", &format!("settlement:x:{}", desk.voucher),
        ]);
        assert_eq!(short.code, 5);
        assert!(short.err.contains("余额不足"), "{}", short.err);
        let up = town.run(Some("kuaiji"), &[
            "post", "--county", "340421", "--date", "2026-03-05", "--event", "E24", "--part", "1.00",
        ]);
        assert!(up.err.contains("不办理事项 E24") && up.err.contains("互不调剂"), "{}", up.err);
        let role = town.run(Some("fuhe"), &[
            "post", "--county", "340421", "--date", "2026-03-05", "--event", "E8", "--part", "1.00",
        ]);
        assert_eq!(role.code, 5);
        let waiting = town.done(Some("fuhe"), &["ledger", "waiting"]);
        assert!(!waiting.contains("ledger.post"), "{waiting}");
    }

    /// The books of an old scheme come in as they were audited.
    fn an_audited_balance_is_taken_over(town: &mut Town) {
        let desk = open(town);
        let file = desk.folder.path().join("audit.csv");
        let text = "县区,基金,账簿,科目,明细,借方余额\n\
                    340421,nrcms,agency,1003,,300.00\n340421,nrcms,agency,1004,,700.00\n\
                    340421,nrcms,agency,3001,一般统筹基金,-900.00\n340421,nrcms,agency,3001,风险统筹基金,-100.00\n";
        std::fs::write(&file, text).unwrap();
        let path = file.display().to_string();
        let proofs = ["audit-report", "handover"].map(|kind| format!("{kind}:1:{}", desk.voucher));
        let args = [
            "ledger", "takeover", &path, "--date", "2026-01-01", "--chart", "2008-nrcms",
            "--evidence", &proofs[0], "--evidence", &proofs[1],
        ];
        let said = town.done(Some("kuaiji"), &args);
        let gathered = town.run(Some("fuhe"), &["ledger", "approve", &number(&said)]);
        // 淮南 gathers in the city: a balance in the county's own account is uploaded first.
        assert!(gathered.err.contains("市本级财政专户"), "{}", gathered.err);
        let events = printed("events");
        assert!(events.contains("E40") && events.contains("待核"), "{events}");
        let chart = printed("chart");
        assert!(chart.contains("支出户存款") && chart.contains("2008-nrcms"), "{chart}");
    }
}
