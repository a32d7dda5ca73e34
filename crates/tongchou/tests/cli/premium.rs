//! Employers, accounts and entitlement through the binary: from the package to the statement.

use base::{Date, RegionCode};
use store::{Deed, StoreError, Tx, params};

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

fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

/// A registered enterprise, number 7 in 凤台, with people 1, 2 and 3 at work since 2020.
fn enterprise(town: &Town) {
    let deed = Deed {
        pool: region("3404"),
        region: region("3404"),
        user: access::UserName::new("setup").unwrap(),
        role: access::Role::Administrator,
        command: "test.setup".to_owned(),
        reason: None,
        wall: 0,
    };
    town.store().write(&deed, employer).unwrap();
}

fn employer(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (pool, now, county) = (tx.pool(), tx.no(), region("340421"));
    let born = Date::from_ymd(1965, 7, 1).unwrap();
    tx.run(
        "INSERT INTO organisation (pool, organisation, region, kind, name, state, tx_from) \
         VALUES ($1, 7, $2, 'enterprise', '样例厂', 'registered', $3)",
        &params![pool, county, now],
    )?;
    tx.run(
        "INSERT INTO registration_act (pool, act, organisation, region, kind, event_on, filed_on, late, changes, tx_from) \
         VALUES ($1, 1, 7, $2, 'registration', 20200105, 20200105, 0, '[]', $3)",
        &params![pool, county, now],
    )?;
    tx.run(
        "INSERT INTO registration_review (pool, act, region, approved, reason, reviewed_by, reviewed_on, tx_from) \
         VALUES ($1, 1, $2, 1, '', 'sunhua', 20200110, $3)",
        &params![pool, county, now],
    )?;
    for no in 1..=3 {
        tx.run(
            "INSERT INTO person (pool, bucket, person, region, tx_from) VALUES ($1, $2, $2, $3, $4)",
            &params![pool, no, county, now],
        )?;
        tx.run(
            "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, \
             residence, tx_from, tx_to) VALUES ($1, $2, $2, $3, 99991231, '样例', '样例', 1, 'male', $3, $4, $5, \
             9223372036854775807)",
            &params![pool, no, born, county, now],
        )?;
        tx.run(
            "INSERT INTO affiliation (pool, bucket, person, organisation, region, role, valid_from, valid_to, tx_from, tx_to) \
             VALUES ($1, $2, $2, 7, $3, 'active', 20200101, 99991231, $4, 9223372036854775807)",
            &params![pool, no, county, now],
        )?;
    }
    Ok(())
}

/// Adopts 篇7's package with an average wage of 5000, by the city's two people.
fn adopted(town: &mut Town) {
    town.user("zhouming", "policy-officer", "3404");
    town.user("heping", "reviewer", "3404");
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policies/cn.310000.employee"
    );
    let said = town.done(
        Some("zhouming"),
        &[
            "package",
            "adopt",
            folder,
            "--scheme",
            "employee",
            "--from",
            "2026-01-01",
            "--parameter",
            "table.city_wage=5000",
        ],
    );
    town.done(Some("heping"), &["package", "approve", &number(&said)]);
}

/// The bases of the three: 2000, 8000, 20000, in force from today on.
fn declared(town: &mut Town) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("工资.csv");
    std::fs::write(&file, "人员编号,月平均工资\n1,2000\n2,8000\n3,20000\n").unwrap();
    let file = file.display().to_string();
    let missing = town.run(
        Some("wangli"),
        &["employer", "undeclared", "--year", "2026"],
    );
    assert_eq!(missing.code, 1);
    assert!(missing.out.contains("样例厂"), "{}", missing.out);
    let said = town.done(
        Some("wangli"),
        &[
            "employer", "declare", "7", "--year", "2026", "--file", &file,
        ],
    );
    let no = number(&said);
    town.done(Some("wangli"), &["employer", "check", &no]);
    let early = town.run(
        Some("wangli"),
        &["employer", "in-force", &no, "--from", "2026-11-22"],
    );
    assert_eq!(early.code, 5, "a clerk does not put bases in force");
    town.done(
        Some("sunhua"),
        &["employer", "in-force", &no, "--from", "2026-11-22"],
    );
    for no in ["1", "2", "3"] {
        town.done(
            Some("wangli"),
            &["entitlement", "career", no, "--employed-on", "1990-01-01"],
        );
    }
}

on_both! {
    /// A month: billed by the package, paid, entitled from the next month, explained with the article.
    fn an_employer_is_billed_pays_and_its_people_are_entitled(town: &mut Town) {
        enterprise(town);
        adopted(town);
        town.user("wangli", "clerk", "340421");
        town.user("sunhua", "reviewer", "340421");
        declared(town);
        let said = town.done(Some("wangli"), &["employer", "bill", "7", "--month", "2026-11"]);
        // 26000 × 10 % and 2 %; 60 + 160 + 300 of the people.
        for figure in ["缴费基数 26000.00", "2600.00 元", "520.00 元", "应缴 3640.00"] {
            assert!(said.contains(figure), "{figure}: {said}");
        }
        let again = town.done(Some("wangli"), &["employer", "bill", "--month", "2026-11"]);
        assert!(again.contains("已有 1 份"), "{again}");
        let pay = ["employer", "pay", "7", "--amount", "3640", "--reference", "T-1"];
        assert!(town.done(Some("wangli"), &pay).contains("尚欠 0.00"));
        let bill = number(&said);
        let none = town.run(Some("wangli"), &["account", "credit", &bill]);
        assert_eq!(none.code, 5);
        assert!(none.err.contains("没有执行中的账户计入标准"), "{}", none.err);
        let derived = town.done(Some("wangli"), &["entitlement", "derive", "--employees"]);
        assert!(derived.contains("职工：3 人，新写待遇期间 3 段"), "{derived}");
        let shown = town.done(Some("wangli"), &["entitlement", "show", "2"]);
        assert!(shown.contains("2026-12-01") && shown.contains("单位缴费 1"), "{shown}");
        let explain = |on: &str| town.done(Some("wangli"), &["entitlement", "explain", "2", "--on", on]);
        let told = explain("2026-12-01");
        assert!(told.contains("享受待遇，依据缴费") && told.contains("第21条"), "{told}");
        assert!(explain("2026-11-30").contains("不享受待遇"));
    }

    /// Deferral: the maker does not decide; approved by another it is shown.
    fn a_deferral_needs_two_people(town: &mut Town) {
        enterprise(town);
        town.user("wangli", "clerk", "340421");
        town.user("sunhua", "reviewer", "340421");
        town.user("liuyang", "clerk", "340422");
        let said = town.done(Some("wangli"), &[
            "employer", "defer", "7", "--from", "2026-12-01", "--until", "2027-03-31", "--reason", "停产检修",
        ]);
        let no = after(&said, "\n第 ");
        let own = town.run(Some("wangli"), &["employer", "approve", &no]);
        assert_eq!(own.code, 5, "{}{}", own.out, own.err);
        let bare = town.run(Some("sunhua"), &["employer", "reject", &no]);
        assert!(bare.err.contains("退回须写明原因"), "{}", bare.err);
        town.done(Some("sunhua"), &["employer", "approve", &no, "--reason", "同意"]);
        let shown = town.done(Some("wangli"), &["employer", "show", "7"]);
        assert!(shown.contains("2026-12-01 至 2027-03-31，已批准"), "{shown}");
        let foreign = town.run(Some("liuyang"), &["employer", "show", "7"]);
        assert_eq!(foreign.code, 5);
        assert!(foreign.err.contains("没有找到用人单位"), "{}", foreign.err);
    }

    /// Staff of several employers from one file: who is new joins, everybody's wage is declared, every other row
    /// is told; the same file again changes nothing.
    fn a_file_of_staff_joins_and_declares(town: &mut Town) {
        enterprise(town);
        town.user("wangli", "clerk", "340421");
        town.user("sunhua", "reviewer", "340421");
        let papers = |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            let (pool, now) = (tx.pool(), tx.no());
            tx.run("INSERT INTO person (pool, bucket, person, region, tx_from) VALUES ($1, 4, 4, $2, $3)",
                &params![pool, region("340421"), now])?;
            for no in 1..=4 {
                tx.run(
                    "INSERT INTO person_document (pool, bucket, person, document_type, number_key, number, sound, standing, \
                     valid_from, valid_to, tx_from, tx_to) VALUES ($1, $2, $2, '99', $3, $3, 1, 'current', 19650701, \
                     99991231, $4, 9223372036854775807)",
                    &params![pool, no, format!("N{no}"), now],
                )?;
            }
            tx.run(
                "INSERT INTO organisation (pool, organisation, region, kind, name, state, tx_from) \
                 VALUES ($1, 8, $2, 'enterprise', '待审厂', 'filed', $3)",
                &params![pool, region("340421"), now],
            )?;
            Ok(())
        };
        let deed = Deed {
            pool: region("3404"),
            region: region("3404"),
            user: access::UserName::new("setup").unwrap(),
            role: access::Role::Administrator,
            command: "test.setup".to_owned(),
            reason: None,
            wall: 0,
        };
        town.store().write(&deed, papers).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let text = "单位编号,单位信用代码,姓名,证件号码,起始日期,月工资\n\
                    7,,样例,N1,,2000\n7,,样例,N2,,8000\n7,,样例,N4,2026-04-01,5000\n\
                    7,,样例,N9,2026-04-01,5000\n8,,样例,N3,2026-04-01,5000\n99,,样例,N3,2026-04-01,5000\n\
                    7,,样例,N1,,2100\n7,,样例,N3,,-1\n,123,样例,N3,,5000\n";
        std::fs::write(path("职工.csv"), text).unwrap();
        let (file, results) = (path("职工.csv"), path("结果.csv"));
        let staff = [
            "employer", "staff", &file, "--region", "340421", "--year", "2026", "--results", &results,
        ];
        let ran = town.run(Some("wangli"), &staff);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("共 9 行，办理 3 行（本次增员 1 人），未办理 6 行"), "{}", ran.out);
        assert!(ran.out.contains("缴费基数申报 1 份"), "{}", ran.out);
        let told = std::fs::read_to_string(&results).unwrap();
        for (line, word) in [
            ("2,", "已存在"), ("4,", "已办理"), ("5,", "staff.person"), ("6,", "organisation.state"),
            ("7,", "staff.employer"), ("8,", "premium.twice"), ("9,", "premium.wage"), ("10,", "row.value"),
        ] {
            let row = told.lines().find(|row| row.starts_with(line)).unwrap();
            assert!(row.contains(word), "{row}");
        }
        let members = town.done(Some("wangli"), &["organisation", "members", "7"]);
        assert!(members.contains("人员 4：在职职工，2026-04-01 至 长期"), "{members}");
        let again = town.run(Some("wangli"), &staff);
        assert!(again.out.contains("办理 3 行（本次增员 0 人）") && !again.out.contains("缴费基数申报"), "{}", again.out);
        town.done(Some("wangli"), &["employer", "check", "1"]);
        town.done(Some("sunhua"), &["employer", "in-force", "1", "--from", "2026-11-22"]);
    }
}
