//! Readers asked over a store in which every table holds a row of one county: a foreign county gets what an
//! empty store gives, the own county gets more.
//!
//! The rows are made from the schema, with guards and checks off: 1 for a number, `x` for a text. What a row
//! means does not matter, only whose it is. A reader that let it through would return it or stumble over it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::str::FromStr;

use access::{Scope, UserName};
use base::{Date, PersonNo, RegionCode};
use common::{Fixture, region};
use enrolment::Month;
use ledger::entry::{BankAccount, DocumentId, Fund, FundYear};
use store::catalogue::{self, Column, ColumnKind, Table};
use store::{AsOf, Session, StoreError};

/// The county whose rows are there.
const OWN: &str = "340421";
/// A county that has none.
const FOREIGN: &str = "340422";

/// Readers for which a row of ones and x says nothing, because they ask for a state, a kind or several rows
/// that agree; the tests of their areas show them.
const SILENT: &[&str] = &[
    "account::credited",
    "account::ended",
    "bill::bases_of_year",
    "bill::net_of_employer",
    "control::balances_between",
    "control::bank_balance",
    "control::handed_in",
    "control::income_account_flows",
    "control::linked",
    "control::unlinked_legs",
    "control::year_by_month",
    "entitlement::decisions",
    "posting::suspended",
    "report::doubles",
    "report::unenrolled",
    "report::unenrolled_by_region",
    "roll::employers",
    "roll::roll",
];

#[test]
fn a_foreign_county_gets_what_an_empty_store_gives() {
    let empty = Fixture::sqlite();
    let nothing = ask(&empty, FOREIGN);
    let broken = nothing
        .iter()
        .filter(|(_, answer)| !answer.starts_with("Ok"));
    assert_eq!(
        broken.count(),
        0,
        "an empty store cannot be read: {nothing:#?}"
    );
    let mut silent: BTreeSet<&str> = nothing.keys().copied().collect();
    for sparse in [false, true] {
        let filled = Fixture::sqlite();
        fill(&filled, sparse);
        let differs = |answers: &Answers| -> BTreeSet<&'static str> {
            let other = |(name, answer): &(&&'static str, &String)| nothing[**name] != **answer;
            answers
                .iter()
                .filter(other)
                .map(|(name, _)| *name)
                .collect()
        };
        let leaks = differs(&ask(&filled, FOREIGN));
        assert!(
            leaks.is_empty(),
            "a foreign county gets something: {leaks:?}"
        );
        for heard in differs(&ask(&filled, OWN)) {
            silent.remove(heard);
        }
    }
    let silent: Vec<&str> = silent.into_iter().collect();
    assert_eq!(silent, SILENT, "the own county gets nothing either");
}

fn ask(fixture: &Fixture, county: &str) -> Answers {
    let scope = Scope::new(region("3404"), region(county)).unwrap();
    let asked = |session: &mut Session<'_>| Ok(answers_to_a_foreign_county(session, scope));
    fixture.store.read::<_, StoreError>(asked).unwrap()
}

/// Every answer as text, an error included.
type Answers = BTreeMap<&'static str, String>;

macro_rules! ask {
    ($session:ident, $($area:ident :: $name:ident ( $($arg:expr),* $(,)? );)*) => {{
        let mut answers = Answers::new();
        $(answers.insert(
            concat!(stringify!($area), "::", stringify!($name)),
            told(&$area::$name($session, $($arg),*)),
        );)*
        answers
    }};
}

fn told<T: Debug>(answer: &Result<T, StoreError>) -> String {
    format!("{answer:?}")
}

/// The number 1 of any kind of record.
fn one<T: FromStr<Err = String>>() -> T {
    "1".parse().unwrap()
}

fn day() -> Date {
    Date::from_ymd(2026, 3, 2).unwrap()
}

fn answers_to_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    let mut answers = people_of_a_foreign_county(session, scope);
    answers.extend(membership_of_a_foreign_county(session, scope));
    answers.extend(employers_of_a_foreign_county(session, scope));
    answers.extend(work_of_a_foreign_county(session, scope));
    answers.extend(money_of_a_foreign_county(session, scope));
    answers
}

fn people_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::people::{
        acts, affiliations, categories, coverage, households, matches, organisations, read,
        sources, work,
    };
    let (person, persons, as_of): (PersonNo, [PersonNo; 1], AsOf) =
        (one(), [one()], AsOf::on(day()));
    let own: RegionCode = region(OWN);
    ask! { session,
        acts::find(scope, one());
        acts::list(scope, false);
        acts::notices(scope);
        affiliations::of_persons(scope, &persons);
        affiliations::of_organisation(scope, one());
        categories::of_persons(scope, &persons);
        coverage::villages(scope, day());
        coverage::missing(scope, own, day());
        households::find(scope, one());
        households::by_marks(scope, vec![own.number()], vec!["x".to_owned()]);
        households::of_person(scope, person);
        matches::open(scope, 10);
        matches::of_pair(scope, person, person);
        organisations::find(scope, one());
        organisations::in_region(scope, own, None);
        organisations::agents(scope);
        read::find(scope, person, as_of);
        read::load(scope, &persons, as_of);
        read::in_region(scope, own, None, 10);
        read::keys(scope, &persons);
        read::by_number(scope, base::DocumentType::ResidentCard, "x");
        sources::lists(scope);
        sources::taken(scope);
        work::waiting(scope, 10);
        work::find(scope, one());
    }
}

fn membership_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::membership::{enrolment, regime, renewal, report, transfer, work};
    let person: PersonNo = one();
    ask! { session,
        enrolment::find(scope, one());
        enrolment::many(scope, &[one()]);
        enrolment::of_person(scope, person);
        enrolment::trail(scope, one());
        regime::practised(scope, day());
        renewal::members(scope, 1, 0, 10);
        renewal::without_enrolment(scope, 2030, &[person]);
        report::unenrolled(scope, day(), 0, 10);
        report::unenrolled_by_region(scope, day());
        report::doubles(scope);
        report::exceptions(scope, 1);
        report::interrupted(scope, 1);
        report::prospects(scope, 1);
        report::schemes_by_county(scope, day());
        report::of_batch(scope, one(), 0, 10);
        transfer::all(scope);
        transfer::history_of(scope, person);
        work::find(scope, one());
        work::open_items(scope, "x");
        work::track_of(scope, person);
    }
}

fn employers_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::premium::{bill, declaration, deferral, dispute, payment, plan, roll};
    use store::{account, entitlement, posting};
    let (person, persons): (PersonNo, [PersonNo; 1]) = (one(), [one()]);
    ask! { session,
        account::of_people(scope, &persons);
        account::last(scope, &persons);
        account::balances_on(scope, &persons, day());
        account::ended(scope, 1, &persons);
        account::find(scope, person);
        account::accounts(scope, 0, 10);
        bill::net_of_employer(scope, one());
        bill::dues(scope, one());
        bill::of_person(scope, 1, person);
        declaration::find(scope, one());
        declaration::of_employer(scope, one(), 9999);
        declaration::declared(scope, 1);
        deferral::of_proposal(scope, one());
        deferral::of_employer(scope, one());
        dispute::find(scope, one());
        dispute::of_bill(scope, one());
        payment::by_reference(scope, one(), "x");
        payment::of_employer(scope, one());
        plan::of_employer(scope, one(), day());
        roll::employer(scope, one());
        roll::employers(scope);
        roll::career(scope, person);
        roll::members(scope, 0, 10);
        entitlement::decisions(scope, (0, 10), false);
        entitlement::deemed(scope, 1, person);
        entitlement::people(scope, 0, 10);
        entitlement::of_person(scope, person, AsOf::on(day()));
        entitlement::standing(scope, (0, 10));
        entitlement::unfounded(scope, 10);
        posting::last_taken(scope);
        posting::runs(scope);
        posting::run(scope, 1);
        posting::items(scope, 1);
    }
}

fn work_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::{audit, batch, control, ledger, proposals, users};
    let who = UserName::new("x").unwrap();
    let all = audit::Filter {
        limit: 10,
        ..audit::Filter::default()
    };
    ask! { session,
        audit::list(scope, &all);
        batch::find(scope, one());
        batch::rows(scope, one());
        proposals::decided(scope);
        proposals::find(scope, one());
        users::find(scope, &who);
        users::list(scope);
        users::grants(scope);
        control::find_case(scope, one());
        control::find_item(scope, one());
        control::movements(scope, &[one()], AsOf::on(day()));
        control::handed_in(scope, "x", day(), day());
        control::find_statement(scope, one());
        control::statement_lines(scope, one());
        control::linked(scope, 1);
        control::exceptions(scope, None);
        ledger::closings(scope);
        ledger::closed(scope);
        ledger::undone(scope, &[one()]);
        ledger::memo_balance(scope);
        ledger::banks(scope);
        ledger::set_of_books(scope);
    }
}

fn money_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::control::{self, CaseQuery, ItemQuery};
    use store::posting::Span;
    use store::premium::{bill, roll};
    use store::{account, ledger, posting};
    let (fund, as_of) = (Fund::ResidentPooled, AsOf::on(day()));
    let (month, span) = (Month::new(2026, 3).unwrap(), Span { from: 0, to: 10 });
    let bank = BankAccount::new("x").unwrap();
    let cases = CaseQuery {
        kind: "x",
        fund: None,
        year: None,
        region: None,
    };
    let items = ItemQuery {
        ledger: "x",
        kind: None,
        fund: None,
        region: None,
    };
    let document = DocumentId::new("x").unwrap();
    ask! { session,
        account::credited(scope, month, &[one()]);
        bill::of_months(scope, (month, month));
        bill::bases_of_year(scope, 1, &["x"]);
        roll::roll(scope, one(), month);
        posting::identified_or_used(scope, span);
        posting::suspended(scope, span);
        posting::arrived(scope, span);
        posting::cash(scope, span);
        control::list_cases(scope, cases);
        control::list_items(scope, items);
        control::commitments(scope, region(OWN), fund, FundYear::new(2026).unwrap());
        control::list_statements(scope, fund, &bank);
        control::unlinked_lines(scope, fund, &bank, day());
        control::year_by_month(scope, fund, 2026, None, as_of);
        control::balances_between(scope, fund, (0, 9999), as_of);
        control::income_account_flows(scope, fund, day());
        control::unlinked_legs(scope, fund, &bank, day());
        control::bank_balance(scope, fund, &bank, day());
        control::billed_heads(scope, region(OWN), "x", 1);
        ledger::entries_of(scope, &document);
    }
}

/// Puts one row of the own county into every table, past guards, references and checks. `sparse` leaves empty
/// what may be empty: records that nobody has decided or closed yet.
fn fill(fixture: &Fixture, sparse: bool) {
    let tables = fixture.store.read(catalogue::tables).unwrap();
    let store::Place::File(path) = fixture.store.place() else {
        panic!("a file");
    };
    let file = rusqlite::Connection::open(path).unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    let mut found = file
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap();
    let guards = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for guard in guards.collect::<Result<Vec<_>, _>>().unwrap() {
        file.execute_batch(&format!("DROP TRIGGER {guard}"))
            .unwrap();
    }
    for table in &tables {
        let values: Vec<String> = table
            .columns
            .iter()
            .map(|column| value(table, column, sparse))
            .collect();
        let columns: Vec<&str> = table.names().collect();
        let sql = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
            table.name,
            columns.join(", "),
            values.join(", ")
        );
        file.execute_batch(&sql).unwrap();
    }
}

fn value(table: &Table, column: &Column, sparse: bool) -> String {
    if sparse && column.nullable {
        return "NULL".to_owned();
    }
    let place = ["region", "huji", "residence", "county", "place"];
    let dated = |name: &str| name.ends_with("_on") || name.ends_with("_date") || name == "birth";
    match (column.name.as_str(), column.kind) {
        ("pool", _) => region("3404").number().to_string(),
        ("region_last", _) => region(OWN).span().1.to_string(),
        ("tx_to", _) => i64::MAX.to_string(),
        ("valid_from", _) => "20200101".to_owned(),
        ("valid_to", _) => "99991231".to_owned(),
        ("state" | "verdict", ColumnKind::Text) if sparse => "'open'".to_owned(),
        ("document_type", ColumnKind::Text) => "'01'".to_owned(),
        (name, ColumnKind::Int) if place.iter().any(|word| name.contains(word)) => {
            region(OWN).number().to_string()
        }
        (name, ColumnKind::Int) if dated(name) => "20260302".to_owned(),
        ("month", ColumnKind::Int) => "202603".to_owned(),
        ("fund_year", ColumnKind::Int) => "2026".to_owned(),
        (_, ColumnKind::Int) => "1".to_owned(),
        (name, ColumnKind::Text) if table.name == "role_permission" => format!("'{name}'"),
        ("fund", ColumnKind::Text) => format!("'{}'", Fund::ResidentPooled.code()),
        (_, ColumnKind::Text) => "'x'".to_owned(),
        (_, ColumnKind::Bytes) => "zeroblob(32)".to_owned(),
    }
}

#[test]
fn the_rows_are_of_the_own_county() {
    let fixture = Fixture::sqlite();
    fill(&fixture, false);
    let sum = fixture.store.read(store::backup::totals).unwrap();
    let empty: Vec<_> = sum.tables.iter().filter(|table| table.rows == 0).collect();
    assert!(empty.is_empty(), "{empty:?}");
}
