//! What is known of a person changes: the version that stands is closed, and what is known now appended.

use access::Scope;
use base::{Date, PersonNo};
use enrolment::people::matching::block;
use enrolment::people::{Paper, Papers, Person};

use super::{PersonKey, register, span};
use crate::{AsOf, OPEN_TX, StoreError, Tx, Value, params, within};

/// Writes what a person is from a day on. The version that covers the day ends before it; the knowledge of
/// before stays readable under its transaction.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where no version covers the day.
pub fn person(
    tx: &mut Tx<'_>,
    scope: Scope,
    key: PersonKey,
    person: &Person,
    from: Date,
    reason: &str,
) -> Result<(), StoreError> {
    within(scope, person.residence)?;
    let (pool, now) = (tx.pool(), tx.no());
    let covering = tx.row(
        "SELECT valid_from, valid_to FROM person_version WHERE pool = $1 AND bucket = $2 AND person = $3 \
         AND valid_from <= $4 AND valid_to >= $4 AND tx_to = 9223372036854775807",
        &params![pool, key.bucket, key.person, from],
    )?;
    let covering =
        covering.ok_or_else(|| StoreError::Conflict("no version on that day".to_owned()))?;
    let (start, end) = (covering.date(0)?, covering.int(1)?);
    let before = from.add_days(-1).filter(|last| *last >= start);
    if let Some(last) = before {
        copy_until(tx, key, start, last)?;
    }
    tx.run_one(
        "UPDATE person_version SET tx_to = $5 WHERE pool = $1 AND bucket = $2 AND person = $3 \
         AND valid_from = $4 AND tx_to = 9223372036854775807 AND tx_from < $5",
        &params![pool, key.bucket, key.person, start, now],
    )?;
    insert(tx, key, person, (from, end), reason)?;
    let newest = end == crate::OPEN_DATE;
    if newest {
        tx.run_one(
            "UPDATE person SET region = $4 WHERE pool = $1 AND bucket = $2 AND person = $3",
            &params![pool, key.bucket, key.person, person.residence],
        )?;
    }
    Ok(())
}

/// Puts right what was wrong of a person from the beginning: every version is closed and written anew with what
/// `apply` makes of it, in its own days.
///
/// # Errors
/// As [`person`].
pub fn correct(
    tx: &mut Tx<'_>,
    scope: Scope,
    key: PersonKey,
    reason: &str,
    apply: &dyn Fn(&mut Person),
) -> Result<(), StoreError> {
    let pool = tx.pool();
    let rows = tx.rows(
        "SELECT valid_from FROM person_version WHERE pool = $1 AND bucket = $2 AND person = $3 \
         AND tx_to = 9223372036854775807 ORDER BY valid_from",
        &params![pool, key.bucket, key.person],
    )?;
    for row in &rows {
        let from = row.date(0)?;
        let found = super::read::find(tx, scope, key.person, AsOf::on(from))?;
        let found = found.ok_or_else(|| StoreError::Conflict("no such person".to_owned()))?;
        let mut right = found.person;
        apply(&mut right);
        person(tx, scope, key, &right, from, reason)?;
    }
    Ok(())
}

/// The part of a version before the change, known from now on in its shorter span.
fn copy_until(tx: &mut Tx<'_>, key: PersonKey, start: Date, last: Date) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, \
         death, death_source, ethnicity, huji, huji_kind, residence, address, phone, guardian, doubts, reason, tx_from, tx_to) \
         SELECT pool, bucket, person, valid_from, CAST($5 AS BIGINT), name, name_key, block, sex, birth, death, death_source, \
         ethnicity, huji, huji_kind, residence, address, phone, guardian, doubts, reason, CAST($6 AS BIGINT), tx_to \
         FROM person_version WHERE pool = $1 AND bucket = $2 AND person = $3 AND valid_from = $4 \
         AND tx_to = 9223372036854775807",
        &params![pool, key.bucket, key.person, start, last, now],
    )?;
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    key: PersonKey,
    person: &Person,
    (from, end): (Date, i64),
    reason: &str,
) -> Result<(), StoreError> {
    let name_key = person.name.canonical();
    let death = person.death.as_ref();
    let row = params![
        tx.pool(),
        key.bucket,
        key.person,
        from,
        end,
        person.name.as_str(),
        &name_key,
        block(&name_key, person.birth),
        person.sex.code(),
        person.birth,
        death.map(|death| death.on),
        death.map(|death| death.source.as_ref()),
        person.ethnicity.map(|one| one.code()),
        person.huji,
        person.huji_kind.map(|kind| kind.code()),
        person.residence,
        person.address.as_deref(),
        person.phone.as_deref(),
        person.guardian,
        reason,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, \
         death, death_source, ethnicity, huji, huji_kind, residence, address, phone, guardian, reason, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        &row,
    )?;
    Ok(())
}

/// Writes the papers of a person that changed between two states: rows whose standing or span is another
/// are closed and appended, new ones appended. None is taken out.
///
/// # Errors
/// As [`person`]; [`StoreError::Conflict`] where a sound number is somebody else's.
pub fn papers(
    tx: &mut Tx<'_>,
    key: PersonKey,
    before: &Papers,
    after: &Papers,
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (place, paper) in after.all().iter().enumerate() {
        match before.all().get(place) {
            Some(same) if same == paper => continue,
            Some(stood) => close(tx, key, stood)?,
            None => {}
        }
        rows.push(row(tx, key, paper));
    }
    tx.insert("person_document", &register::DOCUMENT, &rows)
}

/// Closes the row of a paper as it stood: a number that was put right and counts again has a row of each standing.
fn close(tx: &mut Tx<'_>, key: PersonKey, paper: &Paper) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE person_document SET tx_to = $6 WHERE pool = $1 AND bucket = $2 AND person = $3 \
         AND document_type = $4 AND number_key = $5 AND standing = $7 AND valid_from = $8 \
         AND tx_to = 9223372036854775807",
        &params![
            pool,
            key.bucket,
            key.person,
            paper.number.document_type().code(),
            paper.number.canonical(),
            now,
            paper.standing.code(),
            paper.held.from().unwrap_or(Date::MIN)
        ],
    )
}

fn row(tx: &Tx<'_>, key: PersonKey, paper: &Paper) -> Vec<Value> {
    let from = paper.held.from().unwrap_or(Date::MIN);
    let mut row = register::document(tx, key, &paper.number, paper.standing, from);
    for (column, value) in [
        (10, span::to_column(paper.held)),
        (11, Value::from(paper.reason.as_deref())),
    ] {
        if let Some(slot) = row.get_mut(column) {
            *slot = value;
        }
    }
    row
}

/// Marks a number of a record as held by another record too.
///
/// # Errors
/// As [`person`].
pub fn contest(
    tx: &mut Tx<'_>,
    scope: Scope,
    persons: &[PersonNo],
    number_key: &str,
) -> Result<(), StoreError> {
    let on = AsOf::on(Date::MAX);
    for record in super::read::load(tx, scope, persons, on)?.into_values() {
        let mut after = record.person.papers.clone();
        let held = record.person.papers.all().iter();
        let mut held = held.filter(|paper| paper.number.canonical() == number_key);
        let Some(paper) = held.find(|paper| paper.standing.counts()) else {
            continue;
        };
        if after
            .contest(paper.number.document_type(), number_key, true)
            .is_ok()
        {
            papers(tx, record.key, &record.person.papers, &after)?;
        }
    }
    Ok(())
}
