//! The lists of a take-over, row by row: what was handed over and what became of it.

use std::collections::BTreeMap;

use access::Scope;
use base::{BatchNo, PersonNo};
use enrolment::Scheme;
use enrolment::people::{Fate, SourceList, Taken};

use crate::{Row, Session, StoreError, Tx, params, within};

/// Records a list that a giver hands over, with its count.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] for a list of the same name.
pub fn declare(tx: &mut Tx<'_>, scope: Scope, list: &SourceList) -> Result<(), StoreError> {
    within(scope, list.region)?;
    let stated = i64::try_from(list.stated).unwrap_or(i64::MAX);
    let row = params![
        tx.pool(),
        list.id.as_ref(),
        list.scheme.code(),
        list.region,
        stated,
        tx.no()
    ];
    tx.run(
        "INSERT INTO source_list (pool, list, scheme, region, stated, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &row,
    )?;
    Ok(())
}

/// Names the batch that takes a list in.
///
/// # Errors
/// As [`declare`]; [`StoreError::Conflict`] where the list was not handed over or another batch took it in.
pub fn taken_by(
    tx: &mut Tx<'_>,
    scope: Scope,
    list: &str,
    batch: BatchNo,
) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let pool = tx.pool();
    tx.run_one(
        "UPDATE source_list SET batch = $3 WHERE pool = $1 AND list = $2 AND (batch IS NULL OR batch = $3) \
         AND region BETWEEN $4 AND $5",
        &params![pool, list, batch, first, last],
    )
}

/// The lists of the scope.
///
/// # Errors
/// As [`declare`].
pub fn lists(session: &mut Session<'_>, scope: Scope) -> Result<Vec<SourceList>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT list, scheme, region, stated FROM source_list WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY list",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(SourceList {
            id: row.text(0)?.into(),
            scheme: row.code(1, Scheme::parse)?,
            region: row.region(2)?,
            stated: u64::try_from(row.int(3)?).unwrap_or(0),
        })
    };
    rows.iter().map(one).collect()
}

/// What became of the rows of the lists of the scope: counted from the rows themselves and from the
/// refusals of their batches, not from sums kept beside them.
///
/// # Errors
/// As [`declare`].
pub fn taken(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<BTreeMap<Box<str>, Taken>, StoreError> {
    let (first, last) = scope.span();
    let asked = params![scope.pool(), first, last];
    let mut taken: BTreeMap<Box<str>, Taken> = BTreeMap::new();
    let rows = session.rows(
        "SELECT l.list, s.fate, CAST(COUNT(*) AS BIGINT) FROM source_list l \
         JOIN person_source s ON s.pool = l.pool AND s.batch = l.batch \
         WHERE l.pool = $1 AND l.region BETWEEN $2 AND $3 GROUP BY l.list, s.fate ORDER BY l.list, s.fate",
        &asked,
    )?;
    for row in &rows {
        let fate = row.code(1, Fate::parse)?;
        count(&mut taken, row.text(0)?, fate, row.int(2)?);
    }
    let rows = session.rows(
        "SELECT l.list, CAST(COUNT(*) AS BIGINT) FROM source_list l \
         JOIN batch_row r ON r.pool = l.pool AND r.batch = l.batch AND r.outcome = 'refused' \
         WHERE l.pool = $1 AND l.region BETWEEN $2 AND $3 GROUP BY l.list ORDER BY l.list",
        &asked,
    )?;
    for row in &rows {
        count(&mut taken, row.text(0)?, Fate::Refused, row.int(1)?);
    }
    Ok(taken)
}

fn count(taken: &mut BTreeMap<Box<str>, Taken>, list: &str, fate: Fate, rows: i64) {
    let of_list = taken.entry(list.into()).or_default();
    of_list.count_many(fate, u64::try_from(rows).unwrap_or(0));
}

/// A row of a list that became, or fits, a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sourced {
    /// The line of the file.
    pub line: i64,
    /// Whose record.
    pub person: PersonNo,
    /// New, known or queued.
    pub fate: Fate,
}

/// The rows of a batch that were taken, by line; a batch of the scope only.
///
/// # Errors
/// As [`declare`].
pub fn of_batch(
    session: &mut Session<'_>,
    scope: Scope,
    no: BatchNo,
) -> Result<Vec<Sourced>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.line, s.person, s.fate FROM person_source s \
         JOIN batch b ON b.pool = s.pool AND b.batch = s.batch \
         WHERE s.pool = $1 AND s.batch = $2 AND b.region BETWEEN $3 AND $4 ORDER BY s.line",
        &params![scope.pool(), no, first, last],
    )?;
    let one = |row: &Row| {
        Ok(Sourced {
            line: row.int(0)?,
            person: row.no(1, PersonNo::new)?,
            fate: row.code(2, Fate::parse)?,
        })
    };
    rows.iter().map(one).collect()
}
