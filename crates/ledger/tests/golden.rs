//! The golden ledger: a synthetic city with three counties over 24 months, two schemes that are merged at
//! half time, and all forty events. What its books say is held to the 分.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base::{Date, RegionCode};
use common::{PartExt, Town, account, day, part, region};
use ledger::book::opening::{Handover, hand_over};
use ledger::book::{AsKnown, Balances, BookKey};
use ledger::chart::TrialLine;
use ledger::entry::{Book, CounterpartyKind, Digest, DocumentId, Entry, EventCode, Fund, FundMode};
use ledger::event::Part;
use ledger::statement::{
    Column, Scope, Statement, balance_sheet, income_and_expenditure, without_closing,
};

const CITY: &str = "4311";
const COUNTIES: [&str; 3] = ["431121", "431124", "431129"];
const OLD: [Fund; 2] = [Fund::UrbanResident, Fund::Nrcms];

fn provider(sub: &str, fen: i64, benefit: i32) -> Part {
    part(sub, fen)
        .of_year(benefit)
        .with(CounterpartyKind::Provider, "H43112100001")
}

fn insurer(fen: i64, benefit: i32) -> Part {
    part("", fen)
        .of_year(benefit)
        .with(CounterpartyKind::Insurer, "INS1")
}

/// One event, with the bank chosen where it is not the first.
fn at(
    town: &mut Town,
    fund: Fund,
    event: &str,
    county: &str,
    date: &str,
    bank: u16,
    parts: &[Part],
) {
    let (event, variant) = event.split_once(' ').unwrap_or((event, ""));
    let mut case = town.case(event, variant, county, date, parts);
    case.fund = fund;
    for slot in ["bank", "at"] {
        if bank != 0 {
            case.slots.insert(slot.to_owned(), account(bank));
        }
    }
    town.must(&case);
}

/// The autumn of 2025 in an old scheme of a county: premiums by three ways, subsidies, care.
fn old_scheme(town: &mut Town, fund: Fund, county: &str, base: i64) {
    let b = base;
    let mut run =
        |event, date, bank, parts: &[Part]| at(town, fund, event, county, date, bank, parts);
    run(
        "E1 current",
        "2025-07-05",
        0,
        &[part("个人缴费", 40 * b).of_year(2025)],
    );
    run("E2", "2025-07-10", 0, &[part("个人缴费", 40 * b)]);
    run(
        "E3 current",
        "2025-07-11",
        0,
        &[part("个人缴费", 9 * b).of_year(2025)],
    );
    run("E30", "2025-07-12", 1002, &[part("", b)]);
    run("E29 earn", "2025-07-20", 1002, &[part("", 13)]);
    run(
        "E7",
        "2025-07-21",
        1002,
        &[part("个人缴费", b).of_year(2025)],
    );
    run("E31 returned", "2025-07-25", 1002, &[part("", b)]);
    run("E4 premium", "2025-07-30", 0, &[part("个人缴费", 8 * b)]);
    run("E4 interest", "2025-07-31", 0, &[part("", 13)]);
    let levels = [("中央", 60), ("省", 30), ("市", 7), ("县", 11)];
    let levels = levels.map(|(level, amount)| part(level, amount * b).of_year(2025));
    run("E8", "2025-08-15", 0, &levels);
    run("E9 pay", "2025-08-16", 0, &[part("", 3 * b).of_year(2025)]);
    run("E10", "2025-09-01", 0, &[part("", 90 * b)]);
    run(
        "E11",
        "2025-09-20",
        0,
        &[
            provider("住院", 50 * b, 2025),
            provider("门诊统筹", 12 * b, 2025),
        ],
    );
    run(
        "E12 booked",
        "2025-09-20",
        0,
        &[provider("住院", 2 * b, 2025)],
    );
    run("E13", "2025-10-08", 0, &[provider("", 8 * b, 2025)]);
    run(
        "E14 offset",
        "2025-11-20",
        0,
        &[provider("住院", 5 * b, 2025)],
    );
    run("E14 cash", "2025-12-05", 0, &[provider("", 3 * b, 2025)]);
    run("E21", "2025-10-15", 1003, &[insurer(6 * b, 2025)]);
    run("E22 current", "2025-12-20", 1003, &[insurer(b / 2, 2025)]);
}

/// The first half of the merged year: subsidies, what the audit found, care and alliances.
fn spring(town: &mut Town, county: &str, base: i64) {
    let b = base;
    let fund = Fund::ResidentPooled;
    let mut run =
        |event, date, bank, parts: &[Part]| at(town, fund, event, county, date, bank, parts);
    run(
        "E8",
        "2026-02-10",
        0,
        &[
            part("中央", 80 * b).of_year(2026),
            part("省", 35 * b).of_year(2026),
        ],
    );
    run(
        "E38 found",
        "2026-02-20",
        0,
        &[part("县", 9 * b)
            .of_year(2025)
            .with(CounterpartyKind::Finance, county)],
    );
    run("E39 found", "2026-02-20", 0, &[provider("", 4 * b, 2025)]);
    run("E10", "2026-03-01", 0, &[part("", 120 * b)]);
    run("E11", "2026-03-25", 0, &[provider("住院", 30 * b, 2026)]);
    run("E12 memo", "2026-03-25", 0, &[provider("", b, 2026)]);
    run("E12 release", "2026-03-26", 0, &[provider("", b, 2025)]);
    run(
        "E15",
        "2026-04-01",
        0,
        &[part("", 20 * b)
            .of_year(2026)
            .with(CounterpartyKind::Alliance, "A1")],
    );
    run(
        "E16",
        "2026-06-28",
        0,
        &[part("住院", 20 * b)
            .of_year(2026)
            .with(CounterpartyKind::Alliance, "A1")],
    );
}

/// Clearing, supervision, care elsewhere, deposits.
fn summer(town: &mut Town, county: &str, base: i64) {
    let b = base;
    let fund = Fund::ResidentPooled;
    let mut run =
        |event, date, bank, parts: &[Part]| at(town, fund, event, county, date, bank, parts);
    run("E17", "2026-06-29", 0, &[provider("住院", 3 * b, 2026)]);
    run("E18 current", "2026-07-02", 0, &[provider("住院", b, 2026)]);
    run("E18 earlier", "2026-07-02", 0, &[provider("", b, 2025)]);
    run("E19", "2026-07-05", 1004, &[provider("住院", 2 * b, 2026)]);
    run("E20 fine", "2026-07-05", 0, &[provider("", 300_000, 2026)]);
    run(
        "E23",
        "2026-07-10",
        0,
        &[part("", 4 * b)
            .of_year(2026)
            .with(CounterpartyKind::Person, "P1")],
    );
    run("E29 earn", "2026-07-20", 1004, &[part("", 77)]);
    run("E29 sweep", "2026-07-21", 0, &[part("", 77)]);
    run(
        "E32 pay",
        "2026-08-01",
        0,
        &[part("", 10 * b)
            .of_year(2026)
            .with(CounterpartyKind::Platform, "PROV")],
    );
    run(
        "E33 offset",
        "2026-09-01",
        0,
        &[part("住院", 7 * b)
            .of_year(2026)
            .with(CounterpartyKind::Platform, "PROV")],
    );
    run("E34 bond", "2026-09-05", 0, &[part("", 15 * b)]);
    run("E34 deposit", "2026-09-06", 0, &[part("", 5 * b)]);
}

/// What was unknown, what was owed, and premiums of the next year.
fn autumn(town: &mut Town, county: &str, base: i64) {
    let b = base;
    let fund = Fund::ResidentPooled;
    let mut run =
        |event, date, bank, parts: &[Part]| at(town, fund, event, county, date, bank, parts);
    run("E30", "2026-09-10", 1003, &[part("", b)]);
    run(
        "E31 identified",
        "2026-09-20",
        1003,
        &[part("个人缴费", b).of_year(2026)],
    );
    run(
        "E38 arrived",
        "2026-09-25",
        0,
        &[part("县", 9 * b)
            .of_year(2025)
            .with(CounterpartyKind::Finance, county)],
    );
    run("E39 paid", "2026-09-26", 0, &[provider("", 4 * b, 2025)]);
    run("E40", "2026-09-28", 0, &[part("", 6 * b).of_year(2026)]);
    run(
        "E1 ahead",
        "2026-10-10",
        0,
        &[part("个人缴费", 44 * b).of_year(2027)],
    );
    run("E2", "2026-10-15", 0, &[part("个人缴费", 44 * b)]);
    run(
        "E3 ahead",
        "2026-10-16",
        0,
        &[part("个人缴费", 5 * b).of_year(2027)],
    );
    run("E6", "2026-10-20", 1002, &[part("", b).of_year(2027)]);
    run("E4 premium", "2026-10-31", 0, &[part("个人缴费", 4 * b)]);
}

/// The second year, merged, and the half year after it.
fn merged_year(town: &mut Town, county: &str, base: i64) {
    let b = base;
    spring(town, county, b);
    summer(town, county, b);
    autumn(town, county, b);
    risk_fund(town, county, b);
    town.ok(
        "E5",
        "",
        county,
        "2027-01-02",
        &[part("个人缴费", 48 * b).of_year(2027)],
    );
    town.ok("E34", "redeem", county, "2027-03-05", &[part("", 15 * b)]);
    town.ok("E22", "earlier", county, "2027-06-20", &[insurer(b, 2026)]);
}

/// Up to the city, drawn there, granted back in part; and money passed down.
fn risk_fund(town: &mut Town, county: &str, b: i64) {
    town.ok("E24", "", county, "2026-11-05", &[part("", 10 * b)]);
    let mut mirror = town.case("E25", "", CITY, "2026-11-06", &[part("", 10 * b)]);
    mirror.document = DocumentId::new(&format!("D{}", town.documents)).unwrap();
    town.must(&mirror);
    town.ok("E27", "", CITY, "2026-11-07", &[part("", 10 * b)]);
    town.ok("E28", "", county, "2026-11-20", &[part("", 3 * b)]);
    town.ok("E26", "", county, "2026-11-21", &[part("", 2 * b)]);
}

fn merge(town: &mut Town) {
    let banks = BTreeMap::new();
    let keys: Vec<BookKey> = town
        .books()
        .into_iter()
        .filter(|key| OLD.contains(&key.fund))
        .collect();
    let audits: Vec<Vec<TrialLine>> = keys
        .iter()
        .map(|key| {
            let lines = town.carried(*key).into_iter().map(|carried| TrialLine {
                account: carried.key.account,
                sub: carried.key.sub,
                on_debit: carried.on_debit,
            });
            lines.collect()
        })
        .collect();
    let handovers: Vec<Handover<'_>> = keys
        .iter()
        .zip(&audits)
        .map(|(key, audited)| {
            let from = town.dims(key, day("2026-01-01"));
            Handover {
                from,
                to: from.of_fund(Fund::ResidentPooled),
                carried: town.carried(*key),
                audited,
                mapping: None,
                banks: &banks,
                kept_here: true,
            }
        })
        .collect();
    let documents = hand_over(&town.header("E37", "2026-01-01"), &handovers).unwrap();
    for document in documents {
        town.post(&document).unwrap();
    }
}

/// What happened, in the order of the days, and what was closed.
fn city() -> Town {
    let mut town = Town::new(CITY, FundMode::RiskFund);
    for (index, county) in COUNTIES.iter().enumerate() {
        for (fund, base) in OLD.iter().zip([10_001, 30_007]) {
            old_scheme(&mut town, *fund, county, base + 1_000 * index as i64);
        }
    }
    town.carry("2025-12-31");
    for last in ["07-31", "08-31", "09-30", "10-31", "11-30", "12-31"] {
        town.close_month(&format!("2025-{last}"))
            .unwrap_or_else(|refused| panic!("{}", refused.zh()));
    }
    merge(&mut town);
    town.ahead_from = Some(day("2026-01-01"));
    for (index, county) in COUNTIES.iter().enumerate() {
        merged_year(&mut town, county, 40_009 + 2_000 * index as i64);
    }
    town.carry("2026-12-31");
    let lasts = ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"];
    let rest = ["07-31", "08-31", "09-30", "10-31", "11-30", "12-31"];
    let months = lasts.iter().chain(&rest).map(|last| format!("2026-{last}"));
    for last in months.chain(lasts.iter().map(|last| format!("2027-{last}"))) {
        // June 2027 holds income of a year that is not over: nothing hinders its close.
        town.close_month(&last)
            .unwrap_or_else(|refused| panic!("{last}: {}", refused.zh()));
    }
    town
}

fn tiers() -> Vec<RegionCode> {
    COUNTIES
        .iter()
        .chain([&CITY])
        .map(|tier| region(tier))
        .collect()
}

fn sheet(town: &Town, fund: Fund, book: Book, date: &str) -> Statement {
    let known = AsKnown::until(day(date));
    let balances = Balances::of(&town.journal, known).unwrap();
    let chart = town.charts.on(book, fund, day(date)).unwrap();
    let scope = Scope {
        fund,
        book,
        tiers: tiers(),
        known,
    };
    balance_sheet(scope, chart, &balances).unwrap()
}

fn flow(town: &Town, fund: Fund, from: &str, until: &str) -> Statement {
    let known = AsKnown::between(day(from), day(until));
    let period = Balances::of(without_closing(&town.journal), known).unwrap();
    let eve = day(from).add_days(-1).unwrap();
    let opening = Balances::of(&town.journal, AsKnown::until(eve)).unwrap();
    let closing = Balances::of(&town.journal, AsKnown::until(day(until))).unwrap();
    let chart = town.charts.on(Book::Agency, fund, day(until)).unwrap();
    let clearing = &town.modes.get(town.mode).unwrap().clearing;
    let scope = Scope {
        fund,
        book: Book::Agency,
        tiers: tiers(),
        known,
    };
    income_and_expenditure(scope, chart, (&opening, &period, &closing), clearing).unwrap()
}

fn print(statement: &Statement) -> String {
    let mut text = format!("{}\n", statement.title);
    let head: Vec<String> = statement.columns.iter().map(Column::zh).collect();
    writeln!(text, "  | {}", head.join(" | ")).unwrap();
    for row in &statement.rows {
        let amounts = statement
            .columns
            .iter()
            .map(|column| row.amounts[column].to_string());
        let amounts: Vec<String> = amounts.collect();
        writeln!(
            text,
            "{}{} | {}",
            "  ".repeat(row.level.into()),
            row.label,
            amounts.join(" | ")
        )
        .unwrap();
    }
    text
}

#[test]
fn the_books_of_the_city_are_as_they_were() {
    let town = city();
    let events: Vec<EventCode> = town.posted.iter().copied().collect();
    assert!(
        events.iter().copied().eq(EventCode::all()),
        "every event occurs: {events:?}"
    );
    town.verify_chains();
    let mut text = String::new();
    for fund in OLD {
        text += &print(&sheet(&town, fund, Book::Agency, "2025-12-31"));
        text += &print(&flow(&town, fund, "2025-01-01", "2025-12-31"));
    }
    for book in [Book::Agency, Book::Fiscal, Book::Treasury] {
        text += &print(&sheet(&town, Fund::ResidentPooled, book, "2026-12-31"));
    }
    text += &print(&flow(
        &town,
        Fund::ResidentPooled,
        "2026-01-01",
        "2026-12-31",
    ));
    text += &print(&flow(
        &town,
        Fund::ResidentPooled,
        "2027-01-01",
        "2027-06-30",
    ));
    for book in Book::ALL {
        let links = &town.links[book];
        writeln!(
            text,
            "{} {} {}",
            book.zh(),
            links.len(),
            links[links.len() - 1]
        )
        .unwrap();
    }
    for memo in &town.memos {
        let (kind, tier) = (memo.kind.zh(), memo.dims.county.short());
        writeln!(text, "{kind} {tier} {}", memo.amount).unwrap();
    }
    insta::assert_snapshot!(text);
}

/// Opening of a year is the closing of the year before, in every tier and book.
#[test]
fn a_year_opens_as_the_last_one_closed() {
    let town = city();
    for book in [Book::Agency, Book::Fiscal] {
        let closed = sheet(&town, Fund::ResidentPooled, book, "2026-12-31");
        let opened = sheet(&town, Fund::ResidentPooled, book, "2027-01-01");
        assert_eq!(
            closed.row("基金结余合计").map(|row| &row.amounts),
            opened.row("基金结余合计").map(|row| &row.amounts)
        );
        assert_eq!(
            closed.amount("本年收支差额（未结转）", Column::Sum),
            Some(base::Fen::ZERO)
        );
    }
    // The agency's mirror of the fiscal special account is that account, in every tier, on every day.
    for entry in &town.journal {
        let known = AsKnown::until(entry.book_date);
        let balances = Balances::of(&town.journal, known).unwrap();
        for fund in Fund::ALL {
            let of = |book| {
                balances
                    .balance(entry.dims.county, *fund, book, account(1003))
                    .unwrap()
            };
            assert_eq!(
                of(Book::Agency),
                of(Book::Fiscal),
                "{} {fund:?}",
                entry.book_date
            );
        }
    }
}

/// Every figure of the statements, the merged year's too, is the sum of the legs behind it.
#[test]
fn every_figure_is_traced_to_its_legs() {
    let town = city();
    let mut statements: Vec<Statement> = Book::ALL
        .iter()
        .map(|book| sheet(&town, Fund::ResidentPooled, *book, "2026-12-31"))
        .collect();
    statements.push(flow(
        &town,
        Fund::ResidentPooled,
        "2026-01-01",
        "2026-12-31",
    ));
    statements.push(flow(&town, Fund::Nrcms, "2025-07-01", "2025-12-31"));
    for statement in &statements {
        for row in &statement.rows {
            for (column, amount) in &row.amounts {
                if matches!(column, Column::Tier(_) | Column::Sum) {
                    let legs = statement.trace(row, *column, town.journal.iter());
                    assert_eq!(
                        row.total(&legs),
                        Ok(*amount),
                        "{} {}",
                        statement.title,
                        row.label
                    );
                }
            }
        }
    }
}

/// Statements of a past date, as they were known then, do not change by what comes later.
#[test]
fn a_past_statement_stays_what_it_was() {
    let town = city();
    let half = town.journal.len() / 2;
    let tx = town.journal[half].tx;
    let then: Vec<Entry> = town
        .journal
        .iter()
        .filter(|entry| entry.tx <= tx)
        .cloned()
        .collect();
    for date in ["2025-09-30", "2025-12-31", "2026-03-31"] {
        let known = AsKnown::until(day(date)).known_by(tx);
        assert_eq!(
            Balances::of(&town.journal, known),
            Balances::of(&then, AsKnown::until(day(date)))
        );
    }
}

/// A row that is tampered with breaks the chain at its own entry.
#[test]
fn a_changed_entry_is_named() {
    let mut town = city();
    let at = town.journal.len() / 3;
    let book = town.journal[at].dims.book;
    let no = town.journal[at].no;
    town.journal[at].value_date = Date::MIN;
    let entries = town.journal.iter().filter(|entry| entry.dims.book == book);
    let linked = entries.zip(town.links[&book].iter().copied());
    let broken = ledger::entry::chain::verify(Digest::ZERO, linked).unwrap_err();
    assert_eq!(broken.entry, no);
    assert!(broken.zh().contains(&no.to_string()));
}
