//! Employers from the declaration to the accounts, on both engines.

mod common;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "common/premium_scene.rs"]
mod scene;

use access::{Actor, Grant, Role, Scope, Verdict};
use base::{Fen, Validity};
use common::{Fixture, Still, day, deed, region};
use enrolment::Month;
use enrolment::account::TableState;
use enrolment::premium::{DeferralState, WageLine};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::BankAccount;
use scene::{employer, enterprise, person, shanghai};
use service::entitlement::Retire;
use service::premium::{Arrival, Correction, Named, StaffFile, StaffResult, StaffRow};
use service::{Desk, ServiceError, account, books, entitlement, posting, premium};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use store::ledger::Bank;
use store::{AsOf, Session, StoreError, Tx, params};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Takes the scene's employer through its declaration of 2026: wages 2000, 8000, 20000.
fn declared(fixture: &Fixture) {
    enterprise(fixture);
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
    let (april, june) = (Still(day("2026-04-10")), Still(day("2026-06-12")));
    let wages = [(1, 200_000), (2, 800_000), (3, 2_000_000)];
    let lines = wages.map(|(no, wage)| WageLine {
        person: person(no),
        wage: Fen::new(wage),
    });
    let desk = Desk::new(&fixture.store, &april);
    entitlement::set_career(
        &desk,
        &clerk,
        person(4),
        Retire {
            employed_on: Some(day("1960-01-01")),
            retired_on: Some(day("1999-07-01")),
            ..Retire::default()
        },
    )
    .unwrap();
    for no in 1..=3 {
        let career = Retire {
            employed_on: Some(day("1990-01-01")),
            ..Retire::default()
        };
        entitlement::set_career(&desk, &clerk, person(no), career).unwrap();
    }
    let missing = premium::undeclared(&desk, &clerk, 2026).unwrap();
    assert_eq!(missing.len(), 1, "the employer has not declared yet");
    let no = premium::declare(&desk, &clerk, employer(), 2026, lines.to_vec()).unwrap();
    assert!(premium::undeclared(&desk, &clerk, 2026).unwrap().is_empty());
    let desk = Desk::new(&fixture.store, &june);
    premium::check(&desk, &clerk, no).unwrap();
    let denied = premium::put_in_force(&desk, &clerk, no, day("2026-06-30"));
    assert!(matches!(denied, Err(ServiceError::Denied(_))));
    premium::put_in_force(&desk, &reviewer, no, day("2026-06-30")).unwrap();
}

fn arrival(amount: i64, on: &str, reference: &'static str) -> Arrival<'static> {
    Arrival {
        employer: employer(),
        amount: Fen::new(amount),
        on: day(on),
        reference,
        bill: None,
    }
}

/// The amounts are invented: the source gives no table.
fn table() -> BTreeMap<String, Fen> {
    let bands = [
        ("active_le34", 20),
        ("active_35_44", 24),
        ("active_ge45", 28),
        ("retired_le74", 30),
        ("retired_ge75", 32),
    ];
    bands
        .map(|(band, fen)| (format!("table.credit_{band}"), Fen::new(fen * 1_000)))
        .into()
}

on_both! {
    /// REQ-072: bases of 26000 in all are billed 2600 and 520, once, in the store too.
    /// REQ-070: wages 2000, 8000, 20000 are billed on 3000, 8000, 15000.
    fn a_month_is_billed_once_by_the_package(fixture: &Fixture) {
        declared(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-07-05"));
        let desk = Desk::new(&fixture.store, &today);
        let policy = shanghai(&BTreeMap::new());
        let drawn = premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        let bill = drawn.bill.unwrap();
        let bases: Vec<_> = bill.people.iter().map(|due| due.base.map(Fen::get)).collect();
        assert_eq!(bases, [Some(300_000), Some(800_000), Some(1_500_000), None]);
        assert_eq!(bill.unit_base.get(), 2_600_000);
        let parts: Vec<_> = bill.parts.iter().map(|due| due.amount.get()).collect();
        assert_eq!(parts, [260_000, 52_000]);
        let again = premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        assert_eq!((again.no, again.bill.is_none()), (drawn.no, true));
        let standing = premium::standing(&desk, &clerk, employer()).unwrap();
        assert_eq!(standing.payments.bills[0].open().get(), 364_000);
        let averages = premium::average_bases(&desk, &clerk, 2026).unwrap();
        assert_eq!(averages.overall, Some(Fen::new(866_667)));
        assert_eq!(averages.enterprises, averages.overall);
    }

    /// REQ-436: no account before the employer has paid; then accounts are opened and credited once.
    /// REQ-451: a table under study is not used in posting.
    /// REQ-192: nothing is credited while the month is unpaid.
    fn accounts_open_with_the_payment_and_the_table_in_force(fixture: &Fixture) {
        declared(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let officer = fixture.user("zhouming", Role::PolicyOfficer, "3404");
        let city = fixture.user("heping", Role::Reviewer, "3404");
        let today = Still(day("2026-07-25"));
        let desk = Desk::new(&fixture.store, &today);
        let policy = shanghai(&BTreeMap::new());
        let drawn = premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        let compile = &mut |_: &mut Session<'_>, more: &BTreeMap<String, String>| Ok(Arc::new(shanghai(more)));
        let refused = |error: ServiceError| error.code();
        let unpaid = account::credit(&desk, &clerk, drawn.no, compile).unwrap_err();
        assert_eq!(refused(unpaid), "account.unpaid");
        premium::pay(&desk, &clerk, arrival(300_000, "2026-07-10", "A-1")).unwrap();
        let partly = account::credit(&desk, &clerk, drawn.no, compile).unwrap_err();
        assert_eq!(refused(partly), "account.unpaid");
        premium::pay(&desk, &clerk, arrival(64_000, "2026-07-20", "A-2")).unwrap();
        let no = account::study(&desk, &officer, day("2026-01-01"), table(), "论证会纪要").unwrap();
        let studied = account::credit(&desk, &clerk, drawn.no, compile).unwrap_err();
        assert_eq!(refused(studied), "account.no_table");
        let skipped = account::step(&desk, &city, no, TableState::InForce, "文件").unwrap_err();
        assert_eq!(refused(skipped), "account.table_step");
        for state in [TableState::Consent, TableState::Published, TableState::InForce] {
            account::step(&desk, &city, no, state, "市政府文件").unwrap();
        }
        // In force from today on: July began before.
        let early = account::credit(&desk, &clerk, drawn.no, compile).unwrap_err();
        assert_eq!(refused(early), "account.no_table");
        let august = Still(day("2026-08-20"));
        let desk = Desk::new(&fixture.store, &august);
        let drawn = premium::draw(&desk, &clerk, &policy, employer(), month("2026-08")).unwrap();
        premium::pay(&desk, &clerk, arrival(364_000, "2026-08-18", "A-3")).unwrap();
        let credited = account::credit(&desk, &clerk, drawn.no, compile).unwrap();
        // Own 60 + 160 + 300; 280 each for three aged 60 at the start of the year; 320 for one aged 85.
        assert_eq!((credited.opened, credited.people), (4, 4));
        assert_eq!(credited.split.accounts.get(), 52_000 + 3 * 28_000 + 32_000);
        assert_eq!(credited.split.additional.get(), 52_000);
        assert_eq!(credited.split.total().unwrap().get(), 364_000);
        let again = account::credit(&desk, &clerk, drawn.no, compile).unwrap();
        assert_eq!((again.opened, again.people), (0, 0), "credited once");
        let days = (day("2026-01-01"), day("2026-12-31"));
        let statement = account::statement(&desk, &clerk, person(2), days).unwrap();
        assert_eq!(statement.closing.current.get(), 16_000 + 28_000);
        let foreign = fixture.user("liuyang", Role::Clerk, "340422");
        let nothing = account::statement(&desk, &foreign, person(2), days).unwrap_err();
        assert_eq!(refused(nothing), "not_found");
    }

    /// REQ-193: at the end of the year interest goes to the past years and the current year rolls over,
    /// once; at death the account goes to the heirs.
    fn the_year_ends_once_and_heirs_are_paid(fixture: &Fixture) {
        accounts_of_august(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let accountant = fixture.user("chenjing", Role::Accountant, "340421");
        let today = Still(day("2026-12-31"));
        let desk = Desk::new(&fixture.store, &today);
        let rate = [("table.interest_rate".to_owned(), "1.125%".to_owned())];
        let early = account::year_end(&desk, &accountant, &shanghai(&BTreeMap::new()), 2026, &mut |_| ());
        assert_eq!(early.unwrap_err().code(), "account.year_open", "the last day is not over");
        let after = Still(day("2027-01-01"));
        let over = Desk::new(&fixture.store, &after);
        let unset = account::year_end(&over, &accountant, &shanghai(&BTreeMap::new()), 2026, &mut |_| ());
        assert_eq!(unset.unwrap_err().code(), "policy.unset");
        let policy = shanghai(&rate.into());
        let ended = account::year_end(&over, &accountant, &policy, 2026, &mut |_| ()).unwrap();
        assert_eq!((ended.accounts, ended.carried.get()), (4, 168_000));
        let again = account::year_end(&over, &accountant, &policy, 2026, &mut |_| ()).unwrap();
        assert_eq!(again.carried, Fen::ZERO);
        let days = (day("2026-01-01"), day("2026-12-31"));
        let closing = |no| account::statement(&desk, &clerk, person(no), days).unwrap().closing;
        // 440 × 1.125 % = 4.95.
        assert_eq!((closing(2).current.get(), closing(2).past.get()), (0, 44_495));
        let interest = booked(fixture, &desk, &accountant, "记-1");
        let earned = ("E29".to_owned(), ended.interest);
        assert!(interest.contains(&earned), "interest comes into the fund of the accounts");
        let heirs = || vec![heir("甲", 2), heir("乙", 1)];
        let alive = account::propose_inheritance(&desk, &clerk, person(2), heirs(), "公证书").unwrap_err();
        assert_eq!(alive.code(), "account.alive");
        let died = Retire { ended_on: Some(day("2026-12-30")), ..Retire::default() };
        entitlement::set_career(&desk, &clerk, person(2), died).unwrap();
        let proposal = account::propose_inheritance(&desk, &clerk, person(2), heirs(), "公证书").unwrap();
        let own = account::decide_inheritance(&desk, &clerk, proposal, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(_))));
        let payout = account::decide_inheritance(&desk, &reviewer, proposal, Verdict::Approved, "").unwrap();
        let shares: Vec<i64> = payout.unwrap().shares.iter().map(|(_, amount)| amount.get()).collect();
        assert_eq!(shares.iter().sum::<i64>(), 44_495);
        assert_eq!(closing(2).past, Fen::ZERO);
        let (_, unpaid) =
            posting::propose(&desk, &accountant, region("340421"), day("2026-12-31"), "记-2").unwrap();
        let waits = unpaid[0].refused.as_deref().unwrap_or_default();
        assert!(unpaid.len() == 1 && waits.contains("1004"), "heirs are paid out of the expenditure account: {waits}");
    }

    /// What employers paid comes into the books of the three funds, as the credits split it, by way of the treasury.
    fn premiums_of_employers_are_posted_fund_by_fund(fixture: &Fixture) {
        paid_in_august(fixture);
        credit_august(fixture);
        let desk_day = Still(day("2026-12-31"));
        let desk = Desk::new(&fixture.store, &desk_day);
        let accountant = fixture.user("chenjing", Role::Accountant, "340421");
        let items = booked(fixture, &desk, &accountant, "记-1");
        let told = [144_000, 168_000, 52_000].map(|fen| ("E1".to_owned(), Fen::new(fen)));
        assert_eq!(sorted(items), sorted(told.to_vec()));
        let of = |fund, account| balance(fixture, "agency", fund, account);
        assert_eq!(["employee", "employee-account", "additional"].map(|fund| of(fund, 4001)), [-144_000, -168_000, -52_000]);
        assert_eq!(["employee", "employee-account", "additional"].map(|fund| of(fund, 1005)), [144_000, 168_000, 52_000]);
        let again = posting::propose(&desk, &accountant, region("340421"), day("2026-12-31"), "记-2");
        assert_eq!(again.unwrap_err().code(), "posting.nothing", "once");
    }

    /// What was posted before the people were credited is the pool's; crediting moves it on by way of suspense, and the
    /// treasury account holds what it held.
    fn a_late_credit_moves_what_the_pool_had_booked(fixture: &Fixture) {
        paid_in_august(fixture);
        let desk_day = Still(day("2026-12-31"));
        let desk = Desk::new(&fixture.store, &desk_day);
        let accountant = fixture.user("chenjing", Role::Accountant, "340421");
        let first = booked(fixture, &desk, &accountant, "记-1");
        assert_eq!(first, [("E1".to_owned(), Fen::new(364_000))]);
        credit_august(fixture);
        let day_of = day("2026-12-31");
        let (run, items) = posting::propose(&desk, &accountant, region("340421"), day_of, "记-2").unwrap();
        assert!(items.iter().all(|item| item.event.get() >= 30 && item.refused.is_none()), "{items:?}");
        let reviewer = fixture.user("lyu", Role::FinanceReviewer, "340421");
        let done = posting::decide(&desk, &reviewer, run.no, Verdict::Approved, "").unwrap();
        assert!(done.iter().all(|(_, done)| done.is_ok()), "{done:?}");
        let of = |account| ["employee", "employee-account", "additional"].map(|fund| balance(fixture, "agency", fund, account));
        assert_eq!((of(4001), of(1005), of(2001)), ([-144_000, -168_000, -52_000], [144_000, 168_000, 52_000], [0, 0, 0]));
    }

    /// A premium that the bank took back is not income.
    fn a_premium_taken_back_is_paid_back_in_the_books(fixture: &Fixture) {
        paid_in_august(fixture);
        let desk_day = Still(day("2026-12-31"));
        let desk = Desk::new(&fixture.store, &desk_day);
        let accountant = fixture.user("chenjing", Role::Accountant, "340421");
        booked(fixture, &desk, &accountant, "记-1");
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        premium::take_back(&desk, &clerk, employer(), "A-3", "银行退回").unwrap();
        let day_of = day("2026-12-31");
        let (run, items) = posting::propose(&desk, &accountant, region("340421"), day_of, "记-2").unwrap();
        assert_eq!((items.len(), items[0].event.get(), run.cash), (1, 7, Fen::new(-364_000)));
        let reviewer = fixture.user("lyu", Role::FinanceReviewer, "340421");
        posting::decide(&desk, &reviewer, run.no, Verdict::Approved, "").unwrap();
        assert_eq!([4001, 1005].map(|account| balance(fixture, "agency", "employee", account)), [0, 0]);
    }

    /// An account paid out in January bears no interest any more, and does not keep the year of the others open.
    fn a_year_ends_behind_heirs_paid_in_january(fixture: &Fixture) {
        accounts_of_august(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let accountant = fixture.user("chenjing", Role::Accountant, "340421");
        let next = Validity::new(Some(day("2027-01-01")), Some(day("2027-12-31"))).unwrap();
        for actor in [&clerk, &reviewer] {
            let grant = Grant::new(actor.user().clone(), actor.role(), actor.scope(), next).unwrap();
            let give = |tx: &mut Tx<'_>| store::users::give(tx, Scope::whole(region("3404")), &grant);
            fixture.store.write::<_, StoreError>(&deed("user.grant"), give).unwrap();
        }
        let fifth = Still(day("2027-01-05"));
        let desk = Desk::new(&fixture.store, &fifth);
        let died = Retire { ended_on: Some(day("2026-12-30")), ..Retire::default() };
        entitlement::set_career(&desk, &clerk, person(2), died).unwrap();
        let heirs = vec![heir("甲", 1)];
        let no = account::propose_inheritance(&desk, &clerk, person(2), heirs, "公证书").unwrap();
        account::decide_inheritance(&desk, &reviewer, no, Verdict::Approved, "").unwrap();
        let tenth = Still(day("2027-01-10"));
        let desk = Desk::new(&fixture.store, &tenth);
        let policy = shanghai(&[("table.interest_rate".to_owned(), "1.125%".to_owned())].into());
        let ended = account::year_end(&desk, &accountant, &policy, 2026, &mut |_| ()).unwrap();
        assert_eq!((ended.accounts, ended.carried.get()), (4, 168_000 - 44_000));
        let days = (day("2026-01-01"), day("2027-01-31"));
        let closing = account::statement(&desk, &clerk, person(2), days).unwrap().closing;
        assert_eq!(closing.total(), Some(Fen::ZERO));
    }

    /// REQ-029: an approved deferral keeps entitlement during its period only; the maker does not decide it.
    /// REQ-030: partly repaid is still suspended; in full on 15 October is covered from 15 October.
    fn deferral_arrears_and_restoration_move_the_spans(fixture: &Fixture) {
        declared(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let policy = shanghai(&BTreeMap::new());
        let july = Still(day("2026-07-25"));
        let desk = Desk::new(&fixture.store, &july);
        premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        premium::pay(&desk, &clerk, arrival(364_000, "2026-07-20", "A-1")).unwrap();
        let period = (day("2026-08-01"), day("2026-09-30"));
        let (_, proposal) = premium::apply(&desk, &clerk, employer(), period, "停产检修").unwrap();
        let own = premium::decide_deferral(&desk, &clerk, proposal, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(_))));
        let deferral = premium::decide_deferral(&desk, &reviewer, proposal, Verdict::Approved, "同意").unwrap();
        assert_eq!(deferral.state(day("2026-10-01")), DeferralState::Expired);
        let late = Still(day("2026-10-12"));
        let desk = Desk::new(&fixture.store, &late);
        for text in ["2026-08", "2026-09"] {
            premium::draw(&desk, &clerk, &policy, employer(), month(text)).unwrap();
        }
        premium::pay(&desk, &clerk, arrival(700_000, "2026-10-10", "A-2")).unwrap();
        derive(&desk, &clerk, &policy);
        assert_eq!(covered(&desk, &clerk, 2, &["2026-07-31", "2026-08-01", "2026-09-30"]), [false, true, true]);
        assert_eq!(covered(&desk, &clerk, 2, &["2026-10-01", "2026-10-15"]), [false, false]);
        let told = entitlement::explain(&desk, &clerk, person(2), day("2026-10-12"), (Some(&policy), None)).unwrap();
        assert!(told.concat().contains("不享受待遇"), "{told:?}");
        let restored = Still(day("2026-10-16"));
        let desk = Desk::new(&fixture.store, &restored);
        premium::pay(&desk, &clerk, arrival(28_000, "2026-10-15", "A-3")).unwrap();
        derive(&desk, &clerk, &policy);
        assert_eq!(covered(&desk, &clerk, 2, &["2026-10-14", "2026-10-15", "2026-10-31"]), [false, true, true]);
        let nothing = derive(&desk, &clerk, &policy);
        assert_eq!((nothing.closed, nothing.written), (0, 0), "the same facts change nothing");
        assert_eq!(nothing.people, 4);
        let foreign = fixture.user("liuyang", Role::Clerk, "340422");
        assert!(entitlement::show(&desk, &foreign, person(2), AsOf::on(day("2026-10-15"))).unwrap().is_empty());
        assert_eq!(premium::standing(&desk, &foreign, employer()).unwrap_err().code(), "not_found");
    }

    /// REQ-073: a disputed bill is marked, and its resolution recalculates the dues by a correction that
    /// names the bill.
    fn a_dispute_ends_in_a_correction(fixture: &Fixture) {
        declared(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let policy = shanghai(&BTreeMap::new());
        let today = Still(day("2026-07-25"));
        let desk = Desk::new(&fixture.store, &today);
        let drawn = premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        let no = premium::raise(&desk, &clerk, drawn.no, "2 号工资应为 7000 元").unwrap();
        let twice = premium::raise(&desk, &clerk, drawn.no, "又一次").unwrap_err();
        assert_eq!(twice.code(), "premium.disputed");
        let wages = vec![Correction { person: 2, wage: 700_000 }];
        let proposal = premium::propose_resolution(&desk, &clerk, no, wages).unwrap();
        let resolution = premium::decide_dispute(&desk, &reviewer, &policy, proposal, Verdict::Approved, "属实")
            .unwrap()
            .unwrap();
        // 14 % of 1000.
        assert_eq!(resolution.difference.get(), -14_000);
        let standing = premium::standing(&desk, &clerk, employer()).unwrap();
        assert_eq!(standing.payments.bills[0].bill.due.get(), 350_000);
    }

    /// A file of 2,500 rows is cut off after its first set and finished by the same call: everybody joins once, and
    /// everybody's wage is declared once.
    fn a_file_of_staff_that_was_cut_off_goes_on(fixture: &Fixture) {
        enterprise(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let (first, last) = (101_i64, 2_600_i64);
        fixture.store.write::<_, StoreError>(&deed("scene"), |tx| staff(tx, first, last)).unwrap();
        let day_of = Still(day("2026-04-10"));
        let desk = Desk::new(&fixture.store, &day_of);
        let file = StaffFile {
            region: region("340421"),
            year: Some(2026),
            digest: "staff".to_owned(),
        };
        let rows = || (first..=last).map(|no| Ok(StaffRow {
            line: no,
            employer: Named::Number(employer()),
            document: format!("T{no}"),
            from: Some(day("2026-03-01")),
            wage: Some(Fen::new(500_000)),
        }));
        let cut = catch_unwind(AssertUnwindSafe(|| {
            premium::take_staff(&desk, &clerk, &file, rows(), &mut |line, _| assert!(line < first, "cut off"))
        }));
        assert!(cut.is_err());
        let (batch, declared) = premium::take_staff(&desk, &clerk, &file, rows(), &mut |_, _| ()).unwrap();
        assert_eq!((batch.taken, batch.refused, batch.finished), (2_500, 0, true));
        assert_eq!(declared.iter().map(|one| one.persons).collect::<Vec<_>>(), [500]);
        let count = |sql: &str| {
            let row = fixture.store.read::<_, StoreError>(|session| session.row(sql, &[])).unwrap();
            row.unwrap().int(0).unwrap()
        };
        assert_eq!(count("SELECT COUNT(*) FROM affiliation WHERE person > 100"), 2_500);
        assert_eq!(count("SELECT COUNT(DISTINCT person) FROM declared_wage"), 2_500);
        assert_eq!(count("SELECT COUNT(*) FROM declared_wage"), 2_500);
        let foreign = fixture.user("zheng", Role::Clerk, "340422");
        let other = premium::take_staff(&desk, &foreign, &file, rows(), &mut |_, _| ());
        assert_eq!(other.unwrap_err().code(), "denied");
        let theirs = StaffFile { region: region("340422"), ..file };
        let (batch, _) = premium::take_staff(&desk, &foreign, &theirs, rows().take(1), &mut |_, result| {
            assert!(matches!(result, StaffResult::Refused(row) if row.code == "staff.employer"));
        }).unwrap();
        assert_eq!(batch.refused, 1, "an employer of another county is not found");
    }

    /// A reference is taken once; another amount under it is refused; what the bank returned is taken back.
    fn payments_are_taken_once_and_taken_back(fixture: &Fixture) {
        declared(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-07-25"));
        let desk = Desk::new(&fixture.store, &today);
        let policy = shanghai(&BTreeMap::new());
        premium::draw(&desk, &clerk, &policy, employer(), month("2026-07")).unwrap();
        let (first, _) = premium::pay(&desk, &clerk, arrival(364_000, "2026-07-20", "A-1")).unwrap();
        let (again, standing) = premium::pay(&desk, &clerk, arrival(364_000, "2026-07-20", "A-1")).unwrap();
        assert_eq!((first, standing.open().count()), (again, 0));
        let other = premium::pay(&desk, &clerk, arrival(1, "2026-07-20", "A-1")).unwrap_err();
        assert_eq!(other.code(), "premium.reference");
        let (_, standing) = premium::take_back(&desk, &clerk, employer(), "A-1", "银行退票").unwrap();
        assert_eq!(standing.open().count(), 1);
        let future = premium::pay(&desk, &clerk, arrival(1, "2026-07-26", "A-9")).unwrap_err();
        assert_eq!(future.code(), "premium.not_yet");
        let station = fixture.user("yuanfang", Role::Auditor, "340421");
        let denied = premium::pay(&desk, &station, arrival(1, "2026-07-20", "A-9"));
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
    }
}

/// Persons with documents `T…`, without an employer.
fn staff(tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), StoreError> {
    let (pool, now, place) = (tx.pool(), tx.no(), region("340421"));
    let people: Vec<_> = (first..=last)
        .map(|no| params![pool, no % 64, no, place, now].to_vec())
        .collect();
    tx.insert(
        "person",
        &["pool", "bucket", "person", "region", "tx_from"],
        &people,
    )?;
    let paper = |no: i64| {
        let number = format!("T{no}");
        let (born, open) = (19_800_101, store::OPEN_TX);
        params![
            pool,
            no % 64,
            no,
            "99",
            &number,
            &number,
            1,
            "current",
            born,
            store::OPEN_DATE,
            now,
            open
        ]
        .to_vec()
    };
    let papers: Vec<_> = (first..=last).map(paper).collect();
    let columns = [
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
    tx.insert("person_document", &columns, &papers)
}

fn heir(name: &str, weight: i64) -> account::HeirLine {
    account::HeirLine {
        name: name.to_owned(),
        weight,
    }
}

/// Accounts with the credit of August 2026.
/// Runs what is not in the books yet: the events with their amounts, approved.
fn booked(
    fixture: &Fixture,
    desk: &Desk<'_>,
    accountant: &Actor,
    voucher: &str,
) -> Vec<(String, Fen)> {
    let city = [
        fixture.user("jin", Role::Accountant, "3404"),
        fixture.user("wei", Role::FinanceReviewer, "3404"),
    ];
    let bank = Bank {
        name: BankAccount::new("市财政专户").unwrap(),
        seat: BankSeat {
            keeper: region("3404"),
            place: MoneyPlace::Fiscal,
            validity: Validity::new(Some(day("2021-01-01")), None).unwrap(),
        },
    };
    let no = books::propose_bank(desk, &city[0], &bank).unwrap();
    books::decide(desk, &city[1], no, Verdict::Approved, "").unwrap();
    let county = region("340421");
    let (run, items) =
        posting::propose(desk, accountant, county, day("2026-12-31"), voucher).unwrap();
    let reviewer = fixture.user("lyu", Role::FinanceReviewer, "340421");
    posting::decide(desk, &reviewer, run.no, Verdict::Approved, "").unwrap();
    let item = |one: &store::posting::Item| (one.event.to_string(), one.amount);
    items.iter().map(item).collect()
}

fn accounts_of_august(fixture: &Fixture) {
    paid_in_august(fixture);
    credit_august(fixture);
}

/// What a book of a fund holds on an account, debit less credit, in 分.
fn balance(fixture: &Fixture, book: &'static str, fund: &'static str, account: i64) -> i64 {
    let read = |session: &mut Session<'_>| {
        session.row(
            "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) \
             FROM ledger_leg WHERE book = $1 AND fund = $2 AND account = $3",
            &params![book, fund, account],
        )
    };
    let row = fixture.store.read::<_, StoreError>(read).unwrap();
    row.unwrap().int(0).unwrap()
}

fn sorted(mut items: Vec<(String, Fen)>) -> Vec<(String, Fen)> {
    items.sort();
    items
}

/// The premium of August 2026, paid in full.
fn paid_in_august(fixture: &Fixture) {
    declared(fixture);
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let officer = fixture.user("zhouming", Role::PolicyOfficer, "3404");
    let city = fixture.user("heping", Role::Reviewer, "3404");
    let july = Still(day("2026-07-25"));
    let desk = Desk::new(&fixture.store, &july);
    let no = account::study(&desk, &officer, day("2026-01-01"), table(), "论证会纪要").unwrap();
    for state in [
        TableState::Consent,
        TableState::Published,
        TableState::InForce,
    ] {
        account::step(&desk, &city, no, state, "市政府文件").unwrap();
    }
    let august = Still(day("2026-08-20"));
    let desk = Desk::new(&fixture.store, &august);
    let policy = shanghai(&BTreeMap::new());
    premium::draw(&desk, &clerk, &policy, employer(), month("2026-08")).unwrap();
    premium::pay(&desk, &clerk, arrival(364_000, "2026-08-18", "A-3")).unwrap();
}

/// Credits the people on the bill of August 2026.
fn credit_august(fixture: &Fixture) {
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let august = Still(day("2026-08-20"));
    let desk = Desk::new(&fixture.store, &august);
    let policy = shanghai(&BTreeMap::new());
    let drawn = premium::draw(&desk, &clerk, &policy, employer(), month("2026-08")).unwrap();
    let compile =
        &mut |_: &mut Session<'_>, more: &BTreeMap<String, String>| Ok(Arc::new(shanghai(more)));
    account::credit(&desk, &clerk, drawn.no, compile).unwrap();
}

fn derive(
    desk: &Desk<'_>,
    actor: &access::Actor,
    policy: &benefit::plan::Policy,
) -> entitlement::Derivation {
    entitlement::derive_employees(desk, actor, policy, &[], &mut |_| ()).unwrap()
}

fn covered(desk: &Desk<'_>, actor: &access::Actor, no: i64, days: &[&str]) -> Vec<bool> {
    let spans = entitlement::show(desk, actor, person(no), AsOf::on(day(days[0]))).unwrap();
    let on = |text: &&str| spans.iter().any(|shown| shown.span().covers(day(text)));
    days.iter().map(on).collect()
}
