//! Contributions through the binary: package, standard, bills, files of money, subsidies; on both engines.

use base::RegionCode;
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

const PARAMETERS: &[&str] = &[
    "table.standard_total=570",
    "table.standard_personal=150",
    "table.central=240",
    "table.province=100",
    "table.city=30",
    "table.to_basic=500",
    "table.to_serious_illness=70",
];

const DOCUMENT: [&str; 12] = [
    "pool",
    "bucket",
    "person",
    "document_type",
    "number_key",
    "number",
    "sound",
    "standing",
    "valid_from",
    "valid_to",
    "tx_from",
    "tx_to",
];

const ENROLMENT: [&str; 19] = [
    "pool",
    "bucket",
    "enrolment",
    "person",
    "region",
    "scheme",
    "benefit_year",
    "valid_from",
    "valid_to",
    "state",
    "runs",
    "standing",
    "channel",
    "basis",
    "funding",
    "applied_on",
    "missed_years",
    "tx_from",
    "tx_to",
];

/// Persons 1 to `last` of 340421, enrolled for 2027, with papers `N1`, `N2` …
pub fn people(town: &Town, last: i64) {
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
    let place = region("340421");
    let add = |tx: &mut store::Tx<'_>| -> Result<(), StoreError> {
        let (pool, now) = (tx.pool(), tx.no());
        let people = (1..=last).map(|no| params![pool, no % 64, no, place, now].to_vec());
        let columns = ["pool", "bucket", "person", "region", "tx_from"];
        tx.insert("person", &columns, &people.collect::<Vec<_>>())?;
        let papers = (1..=last).map(|no| document(pool, now, no));
        tx.insert("person_document", &DOCUMENT, &papers.collect::<Vec<_>>())?;
        let enrolments = (1..=last).map(|no| enrolment(pool, now, no, place));
        tx.insert("enrolment", &ENROLMENT, &enrolments.collect::<Vec<_>>())
    };
    town.store().write(&deed, add).unwrap();
}

fn document(pool: RegionCode, now: base::TxNo, no: i64) -> Vec<store::Value> {
    let number = format!("N{no}");
    params![
        pool,
        no % 64,
        no,
        "99",
        &number,
        &number,
        0,
        "current",
        19_900_101,
        store::OPEN_DATE,
        now,
        store::OPEN_TX
    ]
    .to_vec()
}

fn enrolment(pool: RegionCode, now: base::TxNo, no: i64, place: RegionCode) -> Vec<store::Value> {
    params![
        pool,
        no % 64,
        no,
        no,
        place,
        "resident",
        2027,
        20_270_101,
        20_271_231,
        "approved",
        1,
        "resident",
        "person",
        "consent",
        "standard",
        20_261_001,
        0,
        now,
        store::OPEN_TX
    ]
    .to_vec()
}

/// Users; the package adopted and the standard of 2027 approved, each by two.
pub fn set_up(town: &mut Town) {
    town.user("zhao", "policy-officer", "3404");
    town.user("qian", "reviewer", "3404");
    town.user("sun", "clerk", "340421");
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policies/cn.340400.resident"
    );
    let mut adopt = vec![
        "package",
        "adopt",
        folder,
        "--scheme",
        "resident",
        "--from",
        "2021-01-01",
    ];
    adopt.extend(PARAMETERS.iter().flat_map(|one| ["--parameter", *one]));
    let no = number(&town.done(Some("zhao"), &adopt));
    town.done(
        Some("qian"),
        &["package", "approve", &no, "--reason", "同意"],
    );
    let no = number(&town.done(Some("zhao"), &["standard", "propose", "--year", "2027"]));
    town.done(
        Some("qian"),
        &["standard", "approve", &no, "--reason", "同意"],
    );
}

pub const MAKE: &[&str] = &[
    "bill",
    "make",
    "--region",
    "340421",
    "--year",
    "2027",
    "--pay-from",
    "2026-09-01",
    "--pay-until",
    "2026-12-31",
];

on_both! {
    fn a_standard_is_set_by_two_of_the_city(town: &mut Town) {
        set_up(town);
        let list = town.done(Some("sun"), &["standard", "list"]);
        assert!(list.contains("570.00") && list.contains("中央财政 240.00"), "{list}");
        assert!(town.done(Some("zhao"), &["package", "list"]).contains("cn.340400.resident"));
        town.user("zhou", "policy-officer", "340421");
        let county = town.run(Some("zhou"), &["standard", "propose", "--year", "2027"]);
        assert_eq!(county.code, 5);
        assert!(county.err.contains("不得变更"), "{}", county.err);
        let what_if = town.done(Some("zhao"), &[
            "standard", "what-if", "--group", "90000:0", "--group", "9900:5000", "--group", "100:100000",
            "--target", "75%", "--other", "2000000", "--year-limit", "10%", "--total-limit", "15%",
        ]);
        assert!(what_if.contains("需人均筹资 470.00 元") && what_if.contains("结余率 0.8%"), "{what_if}");
        let adjust = town.done(Some("zhao"), &[
            "standard", "adjust", "--year", "2026", "--members", "100000", "--spending", "55000000",
            "--surplus", "2000000", "--total", "570", "--own", "150", "--growth", "110%", "--reserve", "5%",
        ]);
        assert!(adjust.contains("每人 640.00 元，其中个人 170.00 元"), "{adjust}");
    }

    fn a_county_bills_and_collects(town: &mut Town) {
        set_up(town);
        people(town, 4);
        let made = town.done(Some("sun"), MAKE);
        assert!(made.contains("开具账单 4 张，合计 2280.00 元"), "{made}");
        let shown = town.done(Some("sun"), &["bill", "show", "1"]);
        assert!(shown.contains("县级财政") && shown.contains("待缴"), "{shown}");
        let paid = town.done(Some("sun"), &["pay", "take", "1", "--channel", "post_outlet"]);
        assert!(paid.contains("150.00 元"), "{paid}");
        let again = town.run(Some("sun"), &["pay", "take", "1"]);
        assert_eq!(again.code, 5);
        assert!(again.err.contains("已缴清"), "{}", again.err);

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tax.csv");
        let text = "税票号,姓名,证件号码,年度,金额,缴款日期\n\
                    S1,样例,N2,2027,150,2026-11-20\n\
                    S2,样例,N99,2027,150,2026-11-20\n\
                    S3,样例,N3,2027,149,2026-11-20\n\
                    S4,样例,N3,20x7,150,2026-11-20\n\
                    S5,=1+1,N3,2027,150,2026-11-20\n";
        std::fs::write(&file, text).unwrap();
        let results = folder.path().join("results.csv");
        let (file, results) = (file.display().to_string(), results.display().to_string());
        let import = ["pay", "import", &file, "--channel", "tax", "--region", "340421", "--results", &results];
        let ran = town.run(Some("sun"), &import);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.out.contains("5 行，入账 3 行、449.00 元，未办理 2 行"), "{}", ran.out);
        assert!(ran.out.contains("row.formula") && ran.out.contains("row.value"), "{}", ran.out);
        let told = std::fs::read_to_string(&results).unwrap();
        assert_eq!(told.lines().count(), 6, "{told}");
        let again = town.run(Some("sun"), &import);
        assert!(again.out.contains("5 行，入账 3 行"), "the same file is taken once: {}", again.out);

        let waiting = town.done(Some("sun"), &["pay", "suspense"]);
        assert!(waiting.contains("共 2 笔待处理") && waiting.contains("无主"), "{waiting}");
        assert!(!waiting.contains("样例"), "names are masked: {waiting}");
        let unpaid = town.done(Some("sun"), &["bill", "unpaid", "--year", "2027"]);
        assert!(unpaid.contains("列出 2 张"), "{unpaid}");
        let progress = town.done(Some("sun"), &["pay", "progress", "--year", "2027", "--deadline", "2026-12-31", "--on", "2026-12-20"]);
        assert!(progress.contains("还有 11 天") && progress.contains("50.0%"), "{progress}");
        let channels = town.done(Some("sun"), &["pay", "channels", "--from", "2026-11-22", "--until", "2026-11-22"]);
        assert!(channels.contains("邮政网点"), "{channels}");

        let statement = folder.path().join("statement.csv");
        std::fs::write(&statement, "税票号,金额,日期\nS1,150,2026-11-20\nS9,150,2026-11-20\n").unwrap();
        let statement = statement.display().to_string();
        let ran = town.run(Some("sun"), &[
            "pay", "reconcile", &statement, "--channel", "tax", "--region", "340421", "--from", "2026-11-01",
            "--until", "2026-11-30",
        ]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains("相符 1 笔，差异 3 笔"), "{}", ran.out);
    }

    /// Without published days the profile's article is named; days beyond what it allows are refused.
    fn the_days_to_pay_are_held_to_the_profile(town: &mut Town) {
        set_up(town);
        people(town, 1);
        let without = town.run(Some("sun"), &["bill", "make", "--region", "340421", "--year", "2027"]);
        assert_eq!(without.code, 5, "{}", without.out);
        assert!(without.err.contains("[[window.period]]") && without.err.contains("淮南2020 三(二)"), "{}", without.err);
        let beyond = town.run(Some("sun"), &[
            "bill", "make", "--region", "340421", "--year", "2027", "--pay-from", "2026-09-01", "--pay-until", "2028-01-31",
        ]);
        assert_eq!(beyond.code, 5);
        assert!(beyond.err.contains("超出制度档案允许"), "{}", beyond.err);
        town.done(Some("sun"), MAKE);
        let progress = town.done(Some("sun"), &["pay", "progress", "--year", "2027", "--on", "2026-12-20"]);
        assert!(progress.contains("距截止日 2026-12-31 还有 11 天"), "{progress}");
    }

    fn a_refund_and_a_dispute_take_two(town: &mut Town) {
        set_up(town);
        people(town, 2);
        town.user("li", "reviewer", "340421");
        town.done(Some("sun"), MAKE);
        let payment = after(&town.done(Some("sun"), &["pay", "take", "1"]), "收款 ");
        let payment = payment.split('，').next().unwrap().to_owned();
        let no = number(&town.done(Some("sun"), &[
            "pay", "refund", &payment, "--amount", "150", "--reason", "转为职工参保",
        ]));
        assert_eq!(town.run(Some("sun"), &["pay", "refund-approve", &no]).code, 5);
        let said = town.done(Some("li"), &["pay", "refund-approve", &no, "--reason", "同意"]);
        assert!(said.contains("退费编号"), "{said}");
        let shown = town.done(Some("sun"), &["bill", "show", "1"]);
        assert!(shown.contains("已作废"), "what was paid back is not due again: {shown}");
        let no = number(&town.done(Some("sun"), &["bill", "dispute", "2", "--ground", "金额有误"]));
        assert!(town.done(Some("sun"), &["bill", "show", "2"]).contains("争议中"));
        let said = town.done(Some("li"), &["bill", "resolve", &no, "--reason", "重算无误"]);
        assert!(said.contains("不成立") && said.contains("还应缴 150.00 元"), "{said}");
    }

    fn subsidies_are_followed_by_county_and_level(town: &mut Town) {
        set_up(town);
        people(town, 2);
        town.user("feng", "accountant", "340421");
        town.done(Some("sun"), MAKE);
        town.done(Some("zhao"), &["subsidy", "channel", "unified", "城乡居民医保补助", "--from", "2021-01-01"]);
        let arrive = |channel| town.run(Some("feng"), &[
            "subsidy", "arrive", "--county", "340421", "--payer", "county", "--channel", channel, "--year", "2027",
            "--amount", "90", "--reference", "财社1",
        ]);
        assert_eq!(arrive("nrcms").code, 5);
        assert_eq!(arrive("unified").code, 0);
        let list = town.run(Some("feng"), &["subsidy", "list", "--year", "2027", "--due-on", "2026-11-21"]);
        assert_eq!(list.code, 1, "something is overdue: {}", list.err);
        let county = list.out.lines().find(|line| line.contains("县级财政")).unwrap();
        assert!(county.contains("100.00") && county.contains("90.00") && county.contains("10.00"), "{county}");
        assert_eq!(town.run(Some("sun"), &["subsidy", "list", "--year", "2027", "--due-on", "2026-11-21"]).code, 5);
    }

    /// Billing and a collection are killed at several moments; the same commands finish them: nothing is lost
    /// or doubled.
    fn killed_runs_are_finished_by_the_same_command(town: &mut Town) {
        const PEOPLE: i64 = 5_000;
        set_up(town);
        people(town, PEOPLE);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tax.csv");
        let rows: String = (1..=PEOPLE).map(|no| format!("S{no},样例,N{no},2027,150,2026-11-20\n")).collect();
        std::fs::write(&file, format!("税票号,姓名,证件号码,年度,金额,缴款日期\n{rows}")).unwrap();
        let file = file.display().to_string();
        let import = ["pay", "import", &file, "--channel", "tax", "--region", "340421"];
        for (command, table) in [(MAKE, "SELECT COUNT(*) FROM bill"), (&import[..], "SELECT COUNT(*) FROM payment_use")] {
            let mut wait = 200;
            loop {
                let mut child = town.spawn("sun", command);
                std::thread::sleep(std::time::Duration::from_millis(wait));
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                child.kill().unwrap();
                child.wait().unwrap();
                wait *= 2;
            }
            let said = town.done(Some("sun"), command);
            assert!(said.contains("批次"), "{said}");
            let count = town.store().read::<_, StoreError>(|session| session.row(table, &[])).unwrap();
            assert_eq!(count.unwrap().int(0).unwrap(), PEOPLE, "{table}");
        }
        let mut broken = Vec::new();
        store::verify::run(&town.store(), &mut |check, outcome| {
            if (check.name.starts_with("bill.") || check.name.starts_with("payment.")) && outcome.first.is_some() {
                broken.push(check.name);
            }
        }).unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    }
}
