//! Files of money through the binary: rows that are refused or wait, and what `db verify` follows of every
//! receipt; on both engines.

use base::{BatchNo, Fen, PaymentNo, RegionCode};
use store::contribution::payment::{self, Origin, PaymentKind, StoredPayment};
use store::{Deed, StoreError, Tx, params};

use crate::contribution::{MAKE, people, set_up};
use crate::town::{Town, after};

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

/// Writes past the use cases, as somebody at the database would.
fn by_hand(town: &Town, work: impl Fn(&mut Tx<'_>) -> Result<(), StoreError>) {
    let pool = RegionCode::parse("3404").unwrap();
    let deed = Deed {
        pool,
        region: pool,
        user: access::UserName::new("setup").unwrap(),
        role: access::Role::Administrator,
        command: "test.setup".to_owned(),
        reason: None,
        wall: 0,
    };
    town.store().write(&deed, work).unwrap();
}

/// The name of persons 1 to `last` is 样例.
fn names(town: &Town, last: i64) {
    by_hand(town, |tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let columns = [
            "pool",
            "bucket",
            "person",
            "valid_from",
            "valid_to",
            "name",
            "name_key",
            "block",
            "sex",
            "birth",
            "residence",
            "tx_from",
            "tx_to",
        ];
        let place = RegionCode::parse("340421").unwrap();
        let row = |no: i64| {
            params![
                pool,
                no % 64,
                no,
                19_800_101,
                store::OPEN_DATE,
                "样例",
                "样例",
                1,
                "male",
                19_800_101,
                place,
                now,
                store::OPEN_TX
            ]
            .to_vec()
        };
        tx.insert(
            "person_version",
            &columns,
            &(1..=last).map(row).collect::<Vec<_>>(),
        )
    });
}

/// A receipt of 150 yuan of the file that came with a batch.
fn receipt(no: i64, batch: BatchNo, line: i64) -> StoredPayment {
    StoredPayment {
        no: PaymentNo::new(no).unwrap(),
        region: RegionCode::parse("340421").unwrap(),
        kind: PaymentKind::Receipt,
        channel: enrolment::contribution::Channel::Tax,
        collector: None,
        reference: format!("H{no}"),
        amount: Fen::new(15_000),
        on: base::Date::from_ymd(2026, 11, 20).unwrap(),
        year: enrolment::contribution::Year::new(2027).unwrap(),
        of: None,
        origin: Some(Origin { batch, line }),
    }
}

fn import(town: &Town, text: &str) -> crate::scene::Ran {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tax.csv");
    let head = "税票号,姓名,证件号码,年度,金额,缴款日期\n";
    std::fs::write(&file, format!("{head}{text}")).unwrap();
    let file = file.display().to_string();
    town.run(
        Some("sun"),
        &[
            "pay",
            "import",
            &file,
            "--channel",
            "tax",
            "--region",
            "340421",
        ],
    )
}

on_both! {
    /// A day to come is refused as at the counter; another's name waits for a person, who sees whose it is.
    fn rows_of_a_day_to_come_and_of_another_name(town: &mut Town) {
        set_up(town);
        people(town, 3);
        names(town, 3);
        town.done(Some("sun"), MAKE);
        let ran = import(town, "S1,样例,N1,2027,150,2026-11-22\n\
                                S2,样例,N2,2027,150,2026-11-23\n\
                                S3,李四,N3,2027,150,2026-11-20\n");
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("3 行，入账 2 行、300.00 元，未办理 1 行"), "{}", ran.out);
        let late = ran.out.lines().find(|line| line.contains("pay.future")).expect("a row is told");
        assert!(late.contains('3') && late.contains("2026-11-23 晚于今天"), "{late}");
        let no = after(&ran.out, "批次 ");
        let no = no.split('：').next().unwrap();
        let told = town.run(Some("sun"), &["pay", "batch", no]);
        assert_eq!(told.code, 1);
        assert!(told.out.contains("pay.future") && told.out.contains("suspense.other_name"), "{}", told.out);
        let waiting = town.done(Some("sun"), &["pay", "suspense"]);
        assert!(waiting.contains("共 1 笔待处理") && waiting.contains("姓名不符"), "{waiting}");
        let unpaid = town.done(Some("sun"), &["bill", "unpaid", "--year", "2027"]);
        assert!(unpaid.contains("列出 2 张"), "neither counts for a bill: {unpaid}");
        let nowhere = town.run(Some("sun"), &["pay", "batch", "99"]);
        assert_eq!(nowhere.code, 5, "{}", nowhere.err);
        assert!(nowhere.err.contains("没有找到此批次"), "{}", nowhere.err);
    }

    /// Money changed past the guards is named by `db verify`, which also says what no seal covers yet.
    fn verify_follows_receipts_and_says_what_is_not_sealed(town: &mut Town) {
        set_up(town);
        people(town, 2);
        town.user("yunwei", "operator", "3404");
        town.done(Some("sun"), MAKE);
        assert_eq!(import(town, "S1,样例,N1,2027,150,2026-11-20\n").code, 0);
        let sound = town.done(Some("yunwei"), &["db", "verify"]);
        assert!(sound.contains("0 项不符") && sound.contains("尚未封存："), "{sound}");
        let count: u64 = after(&sound, "尚未封存：").parse().unwrap();
        assert!(count > 0);
        town.done(Some("yunwei"), &["db", "seal"]);
        let sealed = town.done(Some("yunwei"), &["db", "verify"]);
        assert!(!sealed.contains("尚未封存"), "{sealed}");

        by_hand(town, |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let batch = tx.row("SELECT batch FROM batch WHERE kind = 'pay.collect'", &[])?;
            let batch = BatchNo::new(batch.unwrap().int(0)?).unwrap();
            payment::insert(tx, &[receipt(77, batch, 9)])?;
            tx.run(
                "INSERT INTO payment_use (pool, bucket, bill, payment, payer, amount, tx_from) \
                 VALUES ($1, 1, 1, 88, 'person', 100, $2)",
                &params![pool, now],
            )?;
            Ok(())
        });
        let wrong = town.run(Some("yunwei"), &["db", "verify"]);
        assert_ne!(wrong.code, 0);
        for (check, record) in [
            ("抵账都有收付款", "payment=88"),
            ("收款等于抵账、退费与待处理之和", "payment=77"),
            ("收款文件的批次金额等于其各笔收款", "batch="),
        ] {
            let line = wrong.out.lines().find(|line| line.contains(check));
            let line = line.unwrap_or_else(|| panic!("{check}: {}", wrong.out));
            assert!(line.starts_with("不符") && line.contains(record), "{line}");
        }
        assert!(wrong.out.contains("尚未封存：1 个事务"), "{}", wrong.out);
    }
}
