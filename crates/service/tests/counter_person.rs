//! Persons at the counter: the file of the day against the explanation and the kept spans, on both engines.

mod common;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "common/premium_scene.rs"]
mod scene;

use access::{Actor, Role, Verdict};
use base::{Date, Fen, PersonNo};
use common::{Fixture, Still, day, deed, region};
use enrolment::Scheme;
use enrolment::category::Category;
use policy::Files;
use scene::{Enrolled, add_person, employer, enrol, enterprise, pay, person, put};
use service::counter::person::{InsuredStanding, PersonFile, load, load_on, unknown};
use service::entitlement::{self, Law, Retire, Rules};
use service::premium::{self, Arrival};
use service::{Desk, package};
use settlement::answer::Projection;
use std::collections::{BTreeMap, BTreeSet};
use store::{AsOf, OPEN_DATE, OPEN_TX, StoreError, Tx, params};

const TODAY: &str = "2026-11-22";

/// Paid in the window; as the other residents of 340421.
const IN_TIME: Enrolled<'static> = Enrolled {
    no: 11,
    place: "340421",
    birth: 19_800_101,
    from: 20_260_101,
    wait_until: None,
    own: 35_000,
    paid: &[(1, 20_251_120, 20_000), (2, 20_251_210, 15_000)],
};
const LATE: Enrolled<'static> = Enrolled {
    no: 12,
    paid: &[(3, 20_260_315, 35_000)],
    ..IN_TIME
};
const UNPAID: Enrolled<'static> = Enrolled {
    no: 13,
    paid: &[],
    ..IN_TIME
};
const BORN: Enrolled<'static> = Enrolled {
    no: 14,
    birth: 20_260_610,
    from: 20_260_610,
    paid: &[(4, 20_260_701, 35_000)],
    ..IN_TIME
};
const SPONSORED: Enrolled<'static> = Enrolled {
    no: 15,
    own: 0,
    paid: &[],
    ..IN_TIME
};
const WAITS: Enrolled<'static> = Enrolled {
    no: 16,
    wait_until: Some(20_260_331),
    paid: &[(5, 20_251_120, 35_000)],
    ..IN_TIME
};
const ELSEWHERE: Enrolled<'static> = Enrolled {
    no: 17,
    place: "340422",
    paid: &[(6, 20_251_120, 35_000)],
    ..IN_TIME
};

fn residents(fixture: &Fixture) {
    fixture
        .store
        .write::<_, StoreError>(&deed("scene"), |tx| {
            for who in [IN_TIME, LATE, UNPAID, BORN, SPONSORED, WAITS, ELSEWHERE] {
                enrol(tx, &who)?;
            }
            let (pool, now) = (tx.pool(), tx.no());
            put(
                tx,
                "category_span",
                "pool bucket person region category valid_from valid_to authority evidence tx_from tx_to",
                &params![
                    pool,
                    15,
                    15,
                    region("340421"),
                    "dibao",
                    20_250_701,
                    20_260_930,
                    "civil_affairs",
                    "application",
                    now,
                    OPEN_TX
                ],
            )
        })
        .unwrap();
}

fn files(id: &str) -> Files {
    let folder = format!("{}/../../policies/{id}", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for part in ["", "sources/"] {
        for entry in std::fs::read_dir(format!("{folder}/{part}")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                found.push((format!("{part}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    Files::from_iter(found)
}

/// The pooling area works by 篇7's package for employees.
fn adopt(fixture: &Fixture) {
    let officer = fixture.user("zhaomin", Role::PolicyOfficer, "3404");
    let reviewer = fixture.user("sunhua", Role::Reviewer, "3404");
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let adopting = package::Adopting {
        scheme: Scheme::Employee,
        files: files("cn.310000.employee"),
        parameters: BTreeMap::from([("table.city_wage".to_owned(), "5000".to_owned())]),
        from: day("2020-01-01"),
        until: None,
    };
    let no = package::propose(&desk, &officer, &adopting).unwrap();
    package::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
}

/// An employer with people 1, 2, 3 at work and 4 retired; bills of July to October, July and August paid.
fn employees(fixture: &Fixture) {
    enterprise(fixture);
    adopt(fixture);
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let retired = Retire {
        employed_on: Some(day("1960-01-01")),
        retired_on: Some(day("1999-07-01")),
        ..Retire::default()
    };
    entitlement::set_career(&desk, &clerk, person(4), retired).unwrap();
    for no in 1..=3 {
        let career = Retire {
            employed_on: Some(day("1990-01-01")),
            ..Retire::default()
        };
        entitlement::set_career(&desk, &clerk, person(no), career).unwrap();
    }
    fixture
        .store
        .write::<_, StoreError>(&deed("bills"), |tx| {
            for month in 7..=10 {
                bill(tx, month)?;
            }
            account(tx)
        })
        .unwrap();
    let july_and_august = Arrival {
        employer: employer(),
        amount: Fen::new(600_000),
        on: day("2026-08-10"),
        reference: "A-1",
        bill: None,
    };
    premium::pay(&desk, &clerk, july_and_august).unwrap();
}

fn bill(tx: &mut Tx<'_>, month: i64) -> Result<(), StoreError> {
    let (pool, now, county) = (tx.pool(), tx.no(), region("340421"));
    put(
        tx,
        "premium_bill",
        "pool premium_bill organisation region month kind heads active unit_base amount rule due_on drawn_on tx_from",
        &params![
            pool,
            month,
            7,
            county,
            202_600 + month,
            "bill",
            3,
            3,
            2_600_000,
            300_000,
            "premium",
            20_260_015 + month * 100,
            20_260_005 + month * 100,
            now
        ],
    )?;
    for no in 1..=3 {
        put(
            tx,
            "premium_due",
            "pool bucket premium_bill person wage base fund own rule tx_from",
            &params![
                pool, no, month, no, 800_000, 800_000, "account", 16_000, "premium", now
            ],
        )?;
    }
    Ok(())
}

/// The account of person 1 with 30.00 of this year and 12.50 of years before.
fn account(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (pool, now, county) = (tx.pool(), tx.no(), region("340421"));
    put(
        tx,
        "account",
        "pool bucket person region organisation opened_on tx_from",
        &params![pool, 1, 1, county, 7, 20_200_201, now],
    )?;
    let columns = "pool bucket person account_entry region entry_on kind period current_move past_move current_after \
                   past_after reason tx_from";
    let rows = [
        (1, 20_251_231, "opening", 0, 1_250, 0, 1_250),
        (2, 20_260_801, "credit", 3_000, 0, 3_000, 1_250),
    ];
    for (no, on, kind, current, past, current_after, past_after) in rows {
        let period = if kind == "credit" { 202_607 } else { 0 };
        put(
            tx,
            "account_entry",
            columns,
            &params![
                pool,
                1,
                1,
                no,
                county,
                on,
                kind,
                period,
                current,
                past,
                current_after,
                past_after,
                "样例",
                now
            ],
        )?;
    }
    Ok(())
}

fn file(fixture: &Fixture, no: i64, on: &str) -> PersonFile {
    let days = (day(on), day(TODAY));
    let found = fixture
        .store
        .read(|session| load_on(session, region("3404"), &[person(no)], days));
    found.unwrap().remove(&person(no)).unwrap()
}

/// What `tongchou entitlement explain` says.
fn explained(fixture: &Fixture, actor: &Actor, no: i64, on: Date) -> String {
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let scope = actor.scope();
    let law = fixture
        .store
        .read(|session| Law::of(session, scope, day(TODAY)));
    let law = law.unwrap();
    let mut rules = law
        .resident
        .as_ref()
        .map(|(profile, calendar)| Rules::of(profile, calendar.clone()));
    let by = (law.employee.as_deref(), rules.as_mut());
    entitlement::explain(&desk, actor, person(no), on, by)
        .unwrap()
        .concat()
}

fn derive(fixture: &Fixture, actor: &Actor) {
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let law = fixture
        .store
        .read(|session| Law::of(session, actor.scope(), day(TODAY)))
        .unwrap();
    let (profile, calendar) = law.resident.as_ref().unwrap();
    let mut rules = Rules::of(profile, calendar.clone());
    entitlement::derive_residents(&desk, actor, &mut rules, &mut |_| ()).unwrap();
    if let Some(policy) = &law.employee {
        entitlement::derive_employees(&desk, actor, policy, &[], &mut |_| ()).unwrap();
    }
}

/// Days around every border of the scene.
fn days() -> Vec<Date> {
    let marks = [
        "2025-12-31",
        "2026-01-01",
        "2026-03-31",
        "2026-04-01",
        "2026-06-10",
        "2026-06-11",
        "2026-07-31",
        "2026-08-01",
        "2026-08-31",
        "2026-09-01",
        "2026-09-30",
        "2026-10-01",
        "2026-10-31",
        "2026-11-01",
        "2026-12-31",
        "2027-01-01",
    ];
    marks.map(day).to_vec()
}

on_both! {
    /// The counter, the explanation and the kept spans agree on every person and day.
    fn the_counter_treats_everybody_as_the_explanation_says(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "3404");
        derive(fixture, &clerk);
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        let everybody: Vec<i64> = (1..=4).chain(11..=17).collect();
        let asked: BTreeSet<(PersonNo, Date)> = everybody
            .iter()
            .flat_map(|no| days().into_iter().map(|on| (person(*no), on)))
            .collect();
        let files = fixture.store.read(|session| load(session, region("3404"), &asked, day(TODAY))).unwrap();
        assert_eq!(files.len(), asked.len());
        let (mut entitled, mut not) = (0, 0);
        for ((no, on), file) in &files {
            let told = explained(fixture, &clerk, no.get(), *on);
            let kept = entitlement::show(&desk, &clerk, *no, AsOf::on(*on)).unwrap();
            let schemes = [Scheme::Employee, Scheme::Resident];
            let spans: Vec<_> = schemes.iter().filter_map(|scheme| file.entitled_by(*scheme)).collect();
            let standing = kept.iter().filter(|one| one.span().covers(*on)).count();
            assert_eq!(spans.len(), standing, "{no} on {on}: {told}");
            match spans.first() {
                Some((_, span)) => {
                    entitled += 1;
                    assert!(told.contains(&enrolment::entitlement::explain_span(span)), "{told}");
                }
                None => {
                    not += 1;
                    assert!(told.contains("不享受待遇"), "{told}");
                    let sentences = schemes.map(|scheme| file.insured_in(scheme).unwrap_err());
                    let known = sentences.iter().any(|refused| {
                        matches!(refused.code(), "person.not_insured" | "person.unborn") || refused.sentence().contains(&told)
                    });
                    assert!(known, "{told} {sentences:?}");
                }
            }
        }
        assert!(entitled > 50 && not > 30, "{entitled} {not}");
    }

    /// A payment counts at once, without a run of the derivation between, and one taken back counts no more.
    fn what_was_paid_a_moment_ago_counts_and_what_was_taken_back_does_not(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "3404");
        derive(fixture, &clerk);
        let refused = file(fixture, 13, "2026-11-22").insured("390").unwrap_err();
        assert_eq!(refused.code(), "person.not_entitled");
        assert!(refused.zh().contains("不享受待遇"), "{}", refused.zh());
        let written = fixture.store.write::<_, StoreError>(&deed("pay"), |tx| {
            pay(tx, &UNPAID, 9, 20_261_020, 35_000)?;
            let on = (day("2026-11-22"), day(TODAY));
            let file = load_on(tx, region("3404"), &[person(13)], on).unwrap().remove(&person(13)).unwrap();
            assert!(file.insured("390").is_ok(), "within the very transaction");
            Ok(())
        });
        written.unwrap();
        let insured = file(fixture, 13, "2026-11-22").insured("390").unwrap();
        assert_eq!((insured.from, insured.until), (day("2026-11-01"), Some(day("2026-12-31"))));
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        assert!(file(fixture, 1, "2026-09-10").insured("310").is_ok());
        let refused = file(fixture, 1, "2026-11-22").insured("310").unwrap_err();
        assert_eq!(refused.code(), "person.not_entitled");
        assert!(refused.article().is_some_and(|article| !article.is_empty()), "{refused:?}");
        let rest = Arrival { employer: employer(), amount: Fen::new(600_000), on: day("2026-10-20"), reference: "A-2", bill: None };
        premium::pay(&desk, &clerk, rest).unwrap();
        assert!(file(fixture, 1, "2026-11-22").insured("310").is_ok());
        premium::take_back(&desk, &clerk, employer(), "A-2", "银行退票").unwrap();
        assert!(file(fixture, 1, "2026-11-22").insured("310").is_err());
    }

    /// Who is insured elsewhere, dead, unborn or not insured at all is refused, with what to do.
    fn who_may_not_be_treated_is_told_why(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        fixture.store.write::<_, StoreError>(&deed("death"), |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            add_person(tx, 30, "340421", 19_500_101)?;
            tx.run(
                "UPDATE person_version SET tx_to = $2 WHERE pool = $1 AND person = 11",
                &params![pool, now],
            )?;
            let columns = "pool bucket person valid_from valid_to name name_key block sex birth death death_source residence \
                           tx_from tx_to";
            for (from, to, death) in [(19_800_101, 20_260_430, None), (20_260_501, OPEN_DATE, Some(20_260_501))] {
                put(tx, "person_version", columns, &params![
                    pool, 11, 11, from, to, "某甲", "某甲", 11, "1", 19_800_101, death, "民政部门",
                    region("340421"), now, OPEN_TX
                ])?;
            }
            Ok(())
        }).unwrap();
        assert!(file(fixture, 11, "2026-05-01").insured("390").is_ok(), "the day of death itself");
        let code = |no, on, insurance| file(fixture, no, on).insured(insurance).unwrap_err().code();
        assert_eq!(code(11, "2026-05-02", "390"), "person.deceased");
        assert_eq!(code(14, "2026-06-09", "390"), "person.unborn");
        assert_eq!(code(12, "2026-05-01", "310"), "person.not_insured");
        assert_eq!(code(30, "2026-05-01", "390"), "person.not_insured");
        assert_eq!(code(12, "2026-05-01", "320"), "person.insurance");
        assert_eq!(code(12, "2026-03-31", "390"), "person.not_entitled");
        let told = file(fixture, 12, "2026-05-01").insured("310").unwrap_err().zh();
        assert!(told.contains("城乡居民医保") && !told.contains("某甲"), "{told}");
        let found = fixture.store.read(|session| {
            load_on(session, region("3404"), &[PersonNo::new(99_999).unwrap()], (day(TODAY), day(TODAY)))
        });
        assert!(found.unwrap().is_empty());
        assert!(unknown("110105194912310021").zh().contains("1101") && !unknown("110105194912310021").zh().contains("19491231"));
    }

    /// The counter finds the member of any county, and which county bears the cost.
    fn the_county_of_the_insured_bears_the_cost(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let county = |no, on, insurance| file(fixture, no, on).insured(insurance).unwrap().region.short();
        assert_eq!(county(17, "2026-05-01", "390"), "340422");
        assert_eq!(county(12, "2026-05-01", "390"), "340421");
        assert_eq!(county(1, "2026-09-01", "310"), "340421");
    }

    /// The facts carry the names of the packages, and a package takes them.
    fn the_facts_are_those_that_packages_know(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let given = |no, on, insurance: &str, policies: &[&benefit::plan::Policy]| {
            let file = file(fixture, no, on);
            let insured = file.insured(insurance).unwrap();
            file.given(&insured, policies).unwrap()
        };
        let facts = |no, on, insurance: &str| -> BTreeMap<String, String> {
            given(no, on, insurance, &[]).facts.into_iter().collect()
        };
        let born = facts(14, "2026-07-15", "390");
        for (name, value) in [
            ("birth", "2026-06-10"), ("newborn", "yes"), ("enrolment", "newborn"), ("sex", "male"), ("county", "340421"),
            ("entitled_from", "2026-06-10"), ("entitled_until", "2026-12-31"), ("enrolled_on", "2025-11-20"),
            ("gap_years", "0"), ("continuous_years", "1"), ("retired", "no"), ("student", "no"), ("identities", ""),
        ] {
            assert_eq!(born.get(name).map(String::as_str), Some(value), "{name}: {born:?}");
        }
        let poor = facts(15, "2026-07-15", "390");
        assert_eq!(poor["identities"], "dibao");
        assert_eq!(file(fixture, 15, "2026-07-15").categories(), [Category::Dibao]);
        assert_eq!(file(fixture, 15, "2026-10-15").categories(), []);
        let late = facts(12, "2026-05-01", "390");
        assert_eq!((late["in_window"].as_str(), late["paid_on"].as_str(), late["cover_from"].as_str()), ("no", "2026-03-15", "2026-03-15"));
        let works = facts(1, "2026-09-01", "310");
        assert_eq!((works["paid_months"].as_str(), works["wage"].as_str()), ("2", "8000.00"));
        assert_eq!((works["first_paid_on"].as_str(), works["employed_on"].as_str()), ("2026-08-10", "1990-01-01"));
        let retired = facts(4, "2026-09-01", "310");
        assert_eq!((retired["retired"].as_str(), retired["retired_on"].as_str()), ("yes", "1999-07-01"));
        let law = fixture.store.read(|session| Law::of(session, access::Scope::whole(region("3404")), day(TODAY)));
        let law = law.unwrap();
        let policy = law.employee.as_deref().unwrap();
        for (name, value) in given(1, "2026-09-01", "310", &[policy]).facts {
            if let Some(id) = policy.fact(&name) {
                let decl = &policy.facts[usize::from(id)];
                benefit::input::encode(decl, &value).unwrap();
            }
        }
    }

    /// The balance after the last entry; who has no account has none.
    fn accounts_are_read_with_their_balance(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let one = file(fixture, 1, TODAY);
        assert_eq!(one.balance(), Fen::new(4_250));
        let account = one.account().unwrap();
        assert_eq!((account.balance.current, account.balance.past), (Fen::new(3_000), Fen::new(1_250)));
        assert_eq!(file(fixture, 2, TODAY).balance(), Fen::ZERO);
        assert!(file(fixture, 11, TODAY).account().is_none());
    }

    /// 1101: every insurance with its standing and account, every identity of the day.
    fn the_person_is_shown_with_insurances_and_identities(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let info = file(fixture, 1, "2026-09-10").info();
        assert_eq!((info.number.as_str(), info.sex.as_str(), info.age), ("1", "1", 61));
        let [row] = &info.insured[..] else { panic!("{info:?}") };
        assert_eq!((row.insurance, row.person_type, row.balance), ("310", "11", Fen::new(4_250)));
        assert_eq!((row.standing, row.employer.as_deref(), row.place.as_str()), (InsuredStanding::Normal, Some("样例厂"), "340421"));
        let paused = &file(fixture, 1, "2026-11-22").info().insured[0];
        assert_eq!((paused.standing.code(), paused.paused_on.is_some()), ("2", true));
        assert_eq!(file(fixture, 4, "2026-09-10").info().insured[0].person_type, "12");
        let poor = file(fixture, 15, "2026-09-10").info();
        let identities: Vec<_> = poor.identities.iter().map(|one| (one.code, one.until)).collect();
        assert_eq!(identities, [("2303", Some(day("2026-09-30")))]);
        assert_eq!((poor.insured[0].insurance, poor.insured[0].person_type), ("390", "15"));
        assert_eq!(file(fixture, 14, "2026-07-15").info().insured[0].person_type, "1401");
        let unpaid = &file(fixture, 13, "2026-09-10").info().insured[0];
        assert_eq!(unpaid.standing, InsuredStanding::Paused);
        let one = file(fixture, 11, "2026-09-10");
        assert!(one.is_named("", "某").is_ok());
        assert_eq!(one.is_named("11010519491231002X", "某").unwrap_err().code(), "person.mismatch");
        let told = one.is_named("", "张三").unwrap_err().zh();
        assert!(told.contains("psn_name") && !told.contains('某'), "{told}");
    }

    /// 2001: each fund of the package, enjoyed until when, or why not.
    fn each_fund_is_enjoyed_or_not_with_the_reason(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        let law = fixture.store.read(|session| Law::of(session, access::Scope::whole(region("3404")), day(TODAY)));
        let law = law.unwrap();
        let policy = law.employee.as_deref().unwrap();
        let projection = Projection::read(Projection::SHIPPED).unwrap();
        let ask = |no, on| file(fixture, no, on).treatments(("310", "outpatient"), &[policy], &projection);
        let good = ask(1, "2026-09-10");
        let pool = good.iter().find(|row| row.fund.starts_with("3101")).unwrap();
        assert_eq!((pool.enjoys, pool.until, pool.why.as_deref()), (true, Some(day("2026-09-15")), None));
        assert!(good.iter().any(|row| row.fund == "310200" && row.enjoys));
        let barred = ask(1, "2026-11-22");
        let pool = barred.iter().find(|row| row.fund.starts_with("3101")).unwrap();
        assert!(!pool.enjoys && pool.why.as_deref().unwrap().contains("不享受待遇"), "{pool:?}");
        assert!(barred.iter().any(|row| row.fund == "310200" && row.enjoys), "the account is his own");
        assert!(ask(12, "2026-09-10").iter().all(|row| !row.enjoys), "insured as a resident");
    }

    /// Two records that were merged are one person: either number gives the same file.
    fn merged_records_are_one_person(fixture: &Fixture) {
        residents(fixture);
        employees(fixture);
        fixture.store.write::<_, StoreError>(&deed("merge"), |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            add_person(tx, 9, "340421", 19_800_101)?;
            put(
                tx,
                "person_link",
                "pool member leader valid_from valid_to void tx_from tx_to",
                &params![pool, 11, 9, 20_260_201, OPEN_DATE, 0, now, OPEN_TX],
            )
        }).unwrap();
        let (old, new) = (file(fixture, 11, "2026-05-01"), file(fixture, 9, "2026-05-01"));
        assert_eq!((old.number(), new.number()), (person(9), person(9)));
        assert_eq!(old, new);
        assert!(new.insured("390").is_ok(), "the enrolment of the other record counts");
        assert_eq!(file(fixture, 11, "2026-01-31").number(), person(11), "before the merger");
        let clerk = fixture.user("wangli", Role::Clerk, "3404");
        assert!(explained(fixture, &clerk, 9, day("2026-05-01")).contains("享受待遇，依据"));
    }

    /// A hundred at once are read as one by one; how long each took is printed.
    fn many_are_read_as_one_by_one(fixture: &Fixture) {
        scene::residents(fixture, 400);
        let numbers: Vec<PersonNo> = (1..=100).map(|no| person(no * 4)).collect();
        let read = |numbers: &[PersonNo]| {
            let on = (day(TODAY), day(TODAY));
            fixture.store.read(|session| load_on(session, region("3404"), numbers, on)).unwrap()
        };
        read(&numbers);
        let started = std::time::Instant::now();
        let all = read(&numbers);
        println!("100 persons: {} µs each", started.elapsed().as_micros() / 100);
        assert_eq!(all.len(), 100);
        for no in &numbers {
            assert_eq!(all.get(no), read(&[*no]).get(no));
        }
        assert!(all.values().all(|one| one.insured("390").is_ok()));
    }
}
