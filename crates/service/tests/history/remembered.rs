//! What was said at a step of knowledge is said again later, byte by byte.

use crate::checks::{drawn, papers, rows};
use crate::history::History;
use crate::office::{CITY, COUNTIES, staff};
use access::Sight;
use base::{Date, PersonNo, TxNo};
use service::people::view;
use service::{entitlement, fund};
use std::fmt::Write;
use store::{AsOf, params};

/// What was known at a step, in words.
pub struct Remembered {
    tx: TxNo,
    on: Date,
    persons: Vec<(PersonNo, usize)>,
    said: Vec<(String, String)>,
}

/// Remembers what is said now.
pub fn remember(history: &mut History) -> Remembered {
    let mut persons = Vec::new();
    for _ in 0..5 {
        let one = history.dice.pick(&history.model.people).cloned();
        persons.extend(one.map(|one| (one.no, one.county)));
    }
    let tx = TxNo::new(history.office.last_tx()).unwrap();
    let on = history.office.today();
    let said = say(history, tx, on, &persons, true);
    Remembered {
        tx,
        on,
        persons,
        said,
    }
}

impl Remembered {
    /// Asks for all of it again.
    pub fn is_said_again(&self, history: &History) {
        let again = say(history, self.tx, self.on, &self.persons, false);
        for ((what, before), (_, now)) in self.said.iter().zip(&again) {
            assert_eq!(
                before,
                now,
                "seed {}: {what} as known at {}",
                history.seed(),
                self.tx
            );
        }
        assert_eq!(self.said.len(), again.len());
    }
}

/// Statements, persons, spans, receivables and lists. `now` asks for the present state, else for the state as it was
/// known at the step: the two must be the same.
fn say(
    history: &History,
    tx: TxNo,
    on: Date,
    persons: &[(PersonNo, usize)],
    now: bool,
) -> Vec<(String, String)> {
    let known = if now { None } else { Some(tx) };
    let mut said = Vec::new();
    for asked in papers(history, on, known) {
        let sheet = drawn(history, CITY, &asked);
        said.push((sheet.title.clone(), table(&sheet)));
    }
    let as_of = AsOf {
        valid: on,
        tx: known,
    };
    let desk = history.office.desk();
    for (no, place) in persons {
        let clerk = staff("jb", COUNTIES[*place]);
        let person = view::show(&desk, &clerk, *no, as_of, &Sight::Masked).unwrap();
        said.push((format!("person {no}"), format!("{:?}", person.person)));
        let spans = entitlement::show(&desk, &clerk, *no, as_of).unwrap();
        let spans: Vec<_> = spans.iter().map(|shown| &shown.row).collect();
        said.push((format!("entitlement of {no}"), format!("{spans:?}")));
    }
    let owed = fund::receivables(&desk, &staff("sj", CITY), None, as_of).unwrap();
    said.push(("receivables".to_owned(), format!("{owed:?}")));
    for (what, sql) in LISTS {
        let mut text = String::new();
        for row in rows(history, sql, &params![tx]) {
            writeln!(text, "{row:?}").unwrap();
        }
        said.push(((*what).to_owned(), text));
    }
    said
}

/// The statement as rows of label and amounts.
fn table(sheet: &ledger::statement::Statement) -> String {
    let mut text = String::new();
    for row in sheet.rows.iter() {
        let some = row.amounts.iter().filter(|(_, fen)| fen.get() != 0);
        writeln!(text, "{} {:?}", row.label, some.collect::<Vec<_>>()).unwrap();
    }
    text
}

/// Lists as known at a step: what was written up to it, and not closed up to it.
const LISTS: &[(&str, &str)] = &[
    (
        "enrolments",
        "SELECT enrolment, person, region, scheme, valid_from, valid_to, state, runs FROM enrolment \
         WHERE tx_from <= $1 AND tx_to > $1 ORDER BY enrolment",
    ),
    (
        "entitlement",
        "SELECT person, scheme, valid_from, valid_to, ground, record FROM entitlement_span \
         WHERE tx_from <= $1 AND tx_to > $1 ORDER BY person, scheme, valid_from",
    ),
    (
        "arrears",
        "SELECT b.bill, b.own - COALESCE((SELECT CAST(SUM(u.amount) AS BIGINT) FROM payment_use u WHERE u.pool = b.pool \
         AND u.bill = b.bill AND u.payer = 'person' AND u.tx_from <= $1), 0) FROM bill b \
         WHERE b.tx_from <= $1 AND b.tx_to > $1 ORDER BY b.bill",
    ),
    (
        "premiums",
        "SELECT organisation, CAST(SUM(amount) AS BIGINT) FROM premium_payment WHERE tx_from <= $1 \
         GROUP BY organisation ORDER BY organisation",
    ),
    (
        "accounts",
        "SELECT person, CAST(SUM(current_move) AS BIGINT), CAST(SUM(past_move) AS BIGINT) FROM account_entry \
         WHERE tx_from <= $1 GROUP BY person ORDER BY person",
    ),
    (
        "documents",
        "SELECT person, document_type, number, standing, valid_from, valid_to FROM person_document \
         WHERE tx_from <= $1 AND tx_to > $1 ORDER BY person, document_type, number_key",
    ),
    (
        "links",
        "SELECT member, leader, valid_from, valid_to, void FROM person_link \
         WHERE tx_from <= $1 AND tx_to > $1 ORDER BY member, valid_from",
    ),
];
