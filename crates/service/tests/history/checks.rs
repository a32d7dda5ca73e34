//! What must hold at any moment, asked of the tables themselves, beside what `verify` recomputes.

use crate::acts::FUND;
use crate::history::History;
use crate::office::{CITY, COUNTIES, region, staff};
use base::RegionLevel;
use ledger::entry::Book;
use ledger::statement::{Column, Statement};
use service::books::{self, Asked, Paper};
use std::collections::BTreeMap;
use store::{Row, Session, StoreError, Value, params, verify};

/// All of it but for what `verify` recomputes.
pub fn all_hold(history: &History) {
    books_balance(history);
    city_is_the_sum(history);
    one_enrolment_each(history);
    spans_have_grounds(history);
    money_is_conserved(history);
}

/// Rows of a statement.
pub fn rows(history: &History, sql: &str, values: &[Value]) -> Vec<Row> {
    let read = |session: &mut Session<'_>| session.rows(sql, values);
    history.office.store.read::<_, StoreError>(read).unwrap()
}

fn none(history: &History, what: &str, sql: &str) {
    let found = rows(history, sql, &[]);
    assert!(
        found.is_empty(),
        "seed {}: {what}: {:?}",
        history.seed(),
        found.first()
    );
}

/// Debit is credit in every entry, and so per fund, county and book.
fn books_balance(history: &History) {
    none(
        history,
        "a book of a county does not balance",
        "SELECT region, fund, book FROM ledger_leg GROUP BY region, fund, book \
         HAVING SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END) <> 0",
    );
    none(
        history,
        "an entry does not balance",
        "SELECT entry FROM ledger_leg GROUP BY entry, region, fund, book \
         HAVING SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END) <> 0",
    );
    none(
        history,
        "an entry has legs of two books",
        "SELECT entry FROM ledger_leg GROUP BY entry HAVING COUNT(DISTINCT region) > 1 OR COUNT(DISTINCT book) > 1",
    );
}

/// A statement as one drawn by somebody of a place.
pub fn drawn(history: &History, place: &str, asked: &Asked) -> Statement {
    let accountant = staff("kj", place);
    books::drawn(&history.office.desk(), &accountant, asked).unwrap()
}

/// The papers of the fund as known at a step of knowledge.
pub fn papers(history: &History, until: base::Date, tx: Option<base::TxNo>) -> Vec<Asked> {
    let from = base::Date::from_ymd(until.year(), 1, 1).unwrap();
    let _ = history;
    let mut all = Vec::new();
    for book in [Book::Agency, Book::Fiscal, Book::Treasury] {
        for paper in [Paper::BalanceSheet, Paper::IncomeAndExpenditure { from }] {
            all.push(Asked {
                paper,
                fund: FUND,
                book,
                until,
                tx,
            });
        }
    }
    all
}

/// In every statement the city is the sum of its tiers, each as the county itself sees it.
fn city_is_the_sum(history: &History) {
    for asked in papers(history, history.office.today(), None) {
        let city = drawn(history, CITY, &asked);
        let own = COUNTIES.map(|county| (region(county), drawn(history, county, &asked)));
        for row in &city.rows {
            let tiers = row
                .amounts
                .iter()
                .filter(|(column, _)| matches!(column, Column::Tier(_)));
            let sum: i64 = tiers.map(|(_, fen)| fen.get()).sum();
            let whole = row.amounts.get(&Column::Sum).map_or(0, |fen| fen.get());
            assert_eq!(
                sum,
                whole,
                "seed {}: {} of {}",
                history.seed(),
                row.label,
                city.title
            );
            for (county, sheet) in &own {
                let column = Column::Tier(*county);
                let here = row.amounts.get(&column).copied().unwrap_or_default();
                let there = sheet.amount(&row.label, column).unwrap_or_default();
                assert_eq!(
                    here,
                    there,
                    "seed {}: {} of {county}",
                    history.seed(),
                    row.label
                );
            }
        }
    }
}

/// Nobody has two running enrolments on one day.
fn one_enrolment_each(history: &History) {
    let sql = "SELECT person, enrolment, valid_from, valid_to FROM enrolment WHERE tx_to = $1 AND runs = 1 \
               ORDER BY person, valid_from, enrolment";
    let mut last = (0, 0, 0);
    for row in rows(history, sql, &params![store::OPEN_TX]) {
        let (person, no) = (row.int(0).unwrap(), row.int(1).unwrap());
        let (from, until) = (row.int(2).unwrap(), row.int(3).unwrap());
        let overlaps = last.0 == person && from <= last.2;
        let seed = history.seed();
        assert!(
            !overlaps,
            "seed {seed}: person {person} has enrolments {} and {no} on {from}",
            last.1
        );
        last = (
            person,
            no,
            until.max(if last.0 == person { last.2 } else { 0 }),
        );
    }
}

/// Every standing span names a record of the person that gives these days.
fn spans_have_grounds(history: &History) {
    let spans = "SELECT s.person, s.valid_from, s.ground, s.record FROM entitlement_span s WHERE s.tx_to = 9223372036854775807 \
                 AND s.ground = ";
    let grounds = [
        // A payment on a bill of the person, whose enrolment ran over these days.
        (
            "'payment'",
            "SELECT 1 FROM payment m JOIN payment_use u ON u.pool = m.pool AND u.payment = m.payment \
             JOIN bill b ON b.pool = u.pool AND b.bill = u.bill JOIN enrolment e ON e.pool = b.pool AND e.enrolment = b.enrolment \
             WHERE m.payment = s.record AND m.amount > 0 AND b.person = s.person AND b.scheme = s.scheme \
             AND e.valid_from <= s.valid_from AND e.valid_to >= s.valid_to",
        ),
        (
            "'premium'",
            "SELECT 1 FROM premium_payment m JOIN premium_bill b ON b.pool = m.pool AND b.organisation = m.organisation \
             JOIN premium_due d ON d.pool = b.pool AND d.premium_bill = b.premium_bill \
             WHERE m.payment = s.record AND m.amount > 0 AND d.person = s.person",
        ),
        (
            "'deferral'",
            "SELECT 1 FROM deferral f JOIN deferral_end e ON e.pool = f.pool AND e.deferral = f.deferral \
             WHERE f.deferral = s.record AND e.approved = 1 AND f.valid_from <= s.valid_from AND f.valid_to >= s.valid_to",
        ),
        (
            "'newborn'",
            "SELECT 1 FROM enrolment e WHERE e.enrolment = s.record AND e.person = s.person \
             AND e.valid_from <= s.valid_from AND e.valid_to >= s.valid_to",
        ),
        (
            "'certified'",
            "SELECT 1 FROM category_span c WHERE c.person = s.person AND c.tx_from = s.record \
             AND c.valid_from <= s.valid_from AND c.valid_to >= s.valid_to",
        ),
        (
            "'decision'",
            "SELECT 1 FROM decision d JOIN proposal p ON p.pool = d.pool AND p.proposal = d.proposal \
             WHERE d.proposal = s.record AND d.verdict = 'approved' AND p.subject = s.person",
        ),
    ];
    for (ground, record) in grounds {
        let sql = format!("{spans}{ground} AND NOT EXISTS ({record}) LIMIT 1");
        none(history, "a span has no ground", &sql);
    }
    none(
        history,
        "a person has two spans on a day",
        "SELECT s.person FROM entitlement_span s JOIN entitlement_span o ON o.pool = s.pool AND o.person = s.person \
         AND o.scheme = s.scheme AND o.valid_from > s.valid_from AND o.valid_from <= s.valid_to \
         WHERE s.tx_to = 9223372036854775807 AND o.tx_to = 9223372036854775807 LIMIT 1",
    );
}

/// What the generator handed over is what the records add up to, and each 分 is on a bill, waits, or went back.
fn money_is_conserved(history: &History) {
    let model = &history.model;
    let sums = [
        ("SELECT region, amount FROM payment", &model.taken),
        (
            "SELECT region, amount FROM premium_payment",
            &model.premiums,
        ),
        (
            "SELECT region, amount FROM subsidy_arrival",
            &model.subsidies,
        ),
    ];
    for (sql, wanted) in sums {
        let mut found: BTreeMap<usize, i64> = BTreeMap::new();
        for row in rows(history, sql, &[]) {
            let county = row.region(0).unwrap().at(RegionLevel::County).unwrap();
            let place = COUNTIES
                .iter()
                .position(|code| region(code) == county)
                .unwrap();
            *found.entry(place).or_default() += row.int(1).unwrap();
        }
        let known =
            |sums: &BTreeMap<usize, i64>| [0, 1].map(|at| sums.get(&at).copied().unwrap_or(0));
        assert_eq!(
            known(&found),
            known(wanted),
            "seed {}: {sql}",
            history.seed()
        );
    }
    let sql = "SELECT m.payment, m.amount \
        + COALESCE((SELECT CAST(SUM(r.amount) AS BIGINT) FROM payment r WHERE r.pool = m.pool AND r.of_payment = m.payment), 0) \
        - COALESCE((SELECT CAST(SUM(u.amount) AS BIGINT) FROM payment_use u WHERE u.pool = m.pool AND u.payment = m.payment), 0) \
        - COALESCE((SELECT CAST(SUM(u.amount) AS BIGINT) FROM payment_use u JOIN payment r ON r.pool = u.pool AND r.payment = u.payment \
        WHERE r.pool = m.pool AND r.of_payment = m.payment), 0), \
        (SELECT COUNT(*) FROM suspense s WHERE s.pool = m.pool AND s.payment = m.payment AND s.tx_to = 9223372036854775807) \
        FROM payment m WHERE m.kind = 'receipt' ORDER BY m.payment";
    for row in rows(history, sql, &[]) {
        let (no, rest, waits) = (
            row.int(0).unwrap(),
            row.int(1).unwrap(),
            row.int(2).unwrap(),
        );
        let sound = if waits > 0 { rest > 0 } else { rest == 0 };
        assert!(
            sound,
            "seed {}: of payment {no} {rest} fen are nowhere, {waits} items wait",
            history.seed()
        );
    }
}

/// Every check of `verify` agrees.
pub fn nothing_differs(history: &History) {
    let found = verify::run(&history.office.store, &mut |_, _| ()).unwrap();
    for (check, outcome) in found {
        assert_eq!(
            outcome.first,
            None,
            "seed {}: {}",
            history.seed(),
            check.name
        );
    }
}
