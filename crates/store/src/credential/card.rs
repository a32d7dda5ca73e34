//! Cards with their steps.

use std::collections::BTreeMap;

use access::Scope;
use base::{BatchNo, PersonNo, RegionCode};
use enrolment::credential::{BankSide, Card, CardNo, CardState, CardStep, Generation};

use crate::people::PersonKey;
use crate::{Row, Session, StoreError, Tx, Value, params, within};

/// A card with where its rows lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// The card.
    pub card: Card,
    /// Where the rows of the person lie.
    pub key: PersonKey,
    /// The region of the person's record when the card was made.
    pub region: RegionCode,
}

/// Enters cards with the steps they have taken, of persons whose records lie within the scope.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope,
/// [`StoreError::Conflict`] where a number is known.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    cards: &[CardRow],
    batch: Option<BatchNo>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(cards.len());
    let mut steps = Vec::with_capacity(cards.len());
    for one in cards {
        within(scope, one.region)?;
        let card = &one.card;
        let row = params![
            pool,
            one.key.bucket,
            card.no.as_str(),
            card.person,
            one.region,
            card.generation.code(),
            card.replaces.as_ref().map(CardNo::as_str),
            batch,
            now
        ];
        rows.push(row.to_vec());
        let taken = (1_i64..).zip(card.steps());
        steps.extend(taken.map(|(no, step)| step_row(tx, one, no, step)));
    }
    let columns = [
        "pool",
        "bucket",
        "card",
        "person",
        "region",
        "generation",
        "replaces",
        "batch",
        "tx_from",
    ];
    tx.insert("card", &columns, &rows)?;
    tx.insert("card_step", &STEP, &steps)
}

const STEP: [&str; 10] = [
    "pool", "bucket", "card", "step", "state", "step_on", "region", "reason", "form", "tx_from",
];

fn step_row(tx: &Tx<'_>, of: &CardRow, no: i64, step: &CardStep) -> Vec<Value> {
    params![
        tx.pool(),
        of.key.bucket,
        of.card.no.as_str(),
        no,
        step.to.code(),
        step.on,
        step.at,
        &*step.reason,
        &*step.form,
        tx.no()
    ]
    .to_vec()
}

/// Writes the steps that cards have taken since they were read: of each all behind the first `had`.
///
/// # Errors
/// As [`add`]; [`StoreError::Guard`] where a step cannot follow.
pub fn step(tx: &mut Tx<'_>, scope: Scope, cards: &[(CardRow, usize)]) -> Result<(), StoreError> {
    let mut steps = Vec::with_capacity(cards.len());
    for (one, had) in cards {
        within(scope, one.region)?;
        let taken = (1_i64..).zip(one.card.steps()).skip(*had);
        steps.extend(taken.map(|(no, step)| step_row(tx, one, no, step)));
    }
    tx.insert("card_step", &STEP, &steps)
}

/// The columns that cards are read from, before a tail.
macro_rules! cards {
    ($tail:literal) => {
        concat!(
            "SELECT c.bucket, c.card, c.person, c.region, c.generation, c.replaces, s.state, s.step_on, s.region, s.reason, \
             s.form, (SELECT b.state FROM card_bank b WHERE b.pool = c.pool AND b.bucket = c.bucket AND b.card = c.card \
             ORDER BY b.turn DESC LIMIT 1) FROM card c \
             JOIN card_step s ON s.pool = c.pool AND s.bucket = c.bucket AND s.card = c.card ",
            $tail
        )
    };
}

/// The cards of some numbers, by number; one question however many.
///
/// # Errors
/// As [`add`].
pub fn by_numbers(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[&str],
) -> Result<Vec<CardRow>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<String> = numbers.iter().map(|no| (*no).to_owned()).collect();
    let rows = session.rows(
        cards!("WHERE c.pool = $1 AND c.card IN {texts $2} AND c.region BETWEEN $3 AND $4 ORDER BY c.card, s.step"),
        &params![scope.pool(), list, first, last],
    )?;
    gather(&rows)
}

/// The cards of some persons, by number; one question however many.
///
/// # Errors
/// As [`add`].
pub fn of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<Vec<CardRow>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        cards!("WHERE c.pool = $1 AND c.person IN {ints $2} AND c.region BETWEEN $3 AND $4 ORDER BY c.card, s.step"),
        &params![scope.pool(), list, first, last],
    )?;
    gather(&rows)
}

/// The cards that were made in a batch, by number.
///
/// # Errors
/// As [`add`].
pub fn of_batch(
    session: &mut Session<'_>,
    scope: Scope,
    batch: BatchNo,
) -> Result<Vec<CardRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        cards!("WHERE c.pool = $1 AND c.batch = $2 AND c.region BETWEEN $3 AND $4 ORDER BY c.card, s.step"),
        &params![scope.pool(), batch, first, last],
    )?;
    gather(&rows)
}

/// Which of some numbers are given already, wherever in the pooling area.
///
/// # Errors
/// As [`add`].
pub fn taken(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[&str],
) -> Result<Vec<String>, StoreError> {
    let list: Vec<String> = numbers.iter().map(|no| (*no).to_owned()).collect();
    let rows = session.rows(
        "SELECT card FROM card WHERE pool = $1 AND card IN {texts $2} ORDER BY card",
        &params![scope.pool(), list],
    )?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

fn gather(rows: &[Row]) -> Result<Vec<CardRow>, StoreError> {
    let mut by_card: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_card.entry(row.text(1)?).or_default().push(row);
    }
    by_card.into_values().map(|rows| read(&rows)).collect()
}

fn read(rows: &[&Row]) -> Result<CardRow, StoreError> {
    let odd = || StoreError::Corrupt("a card".to_owned());
    let head = rows.first().ok_or_else(odd)?;
    let number = |column| head.code(column, |text| CardNo::new(text).ok());
    let replaces = match head.maybe_text(5)? {
        None => None,
        Some(_) => Some(number(5)?),
    };
    let bank = match head.maybe_text(11)? {
        None => BankSide::None,
        Some(_) => head.code(11, BankSide::parse)?,
    };
    let steps: Result<Vec<CardStep>, StoreError> = rows.iter().map(|row| step_of(row)).collect();
    let person = head.no(2, PersonNo::new)?;
    let kind = (head.code(4, Generation::parse)?, bank);
    let card = Card::from_rows((number(1)?, person), kind, replaces, steps?);
    Ok(CardRow {
        card: card.map_err(|_| odd())?,
        key: PersonKey {
            bucket: head.int(0)?,
            person,
        },
        region: head.region(3)?,
    })
}

fn step_of(row: &Row) -> Result<CardStep, StoreError> {
    Ok(CardStep {
        to: row.code(6, CardState::parse)?,
        on: row.date(7)?,
        at: row.region(8)?,
        reason: row.text(9)?.into(),
        form: row.text(10)?.into(),
    })
}
