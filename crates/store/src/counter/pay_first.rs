//! Persons who pay first and claim later.

use access::Scope;
use base::{PersonNo, ProposalNo, RegionCode};
use settlement::claim::Signed;
use settlement::claim::paper::{ModeNo, PayFirst};

use crate::claim::value::signed;
use crate::{Row, Session, StoreError, Tx, Value, params};

/// A change with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// The region of the person's record.
    pub region: RegionCode,
    /// The change.
    pub change: PayFirst,
}

/// Writes a change that was approved.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope or without the approval.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    row: &ModeRow,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, row.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let change = &row.change;
    tx.run(
        "INSERT INTO pay_first (pool, bucket, mode, person, region, valid_from, reason, made_by, made_at, made_on, \
         checked_by, checked_at, checked_on, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &params![
            pool,
            row.bucket,
            change.no.get(),
            change.person,
            row.region,
            change.from,
            change.reason.as_str(),
            &change.made.by,
            change.made.office,
            change.made.on,
            &change.checked.by,
            change.checked.office,
            change.checked.on,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// Lifts a change.
///
/// # Errors
/// As above; [`StoreError::Conflict`] where it is lifted already.
pub fn lift(
    tx: &mut Tx<'_>,
    scope: Scope,
    row: &ModeRow,
    (by, reason): (&Signed, &str),
) -> Result<(), StoreError> {
    crate::within(scope, row.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO pay_first_lifted (pool, mode, lifted_by, lifted_at, lifted_on, reason, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![pool, row.change.no.get(), &by.by, by.office, by.on, reason, now],
    )?;
    Ok(())
}

/// The changes of some persons, lifted ones too, by number.
///
/// # Errors
/// As above.
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<Vec<ModeRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let people: Vec<i64> = people.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT p.bucket, p.region, p.mode, p.person, p.valid_from, p.reason, p.made_by, p.made_at, p.made_on, \
         p.checked_by, p.checked_at, p.checked_on, l.lifted_by, l.lifted_at, l.lifted_on \
         FROM pay_first p LEFT JOIN pay_first_lifted l ON l.pool = p.pool AND l.mode = p.mode \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 ORDER BY p.mode",
        &params![scope.pool(), Value::Ints(people), first, last],
    )?;
    rows.iter().map(row).collect()
}

/// A change by its number.
///
/// # Errors
/// As above.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ModeNo,
) -> Result<Option<ModeRow>, StoreError> {
    let (first, last) = scope.span();
    let found = session.row(
        "SELECT p.bucket, p.region, p.mode, p.person, p.valid_from, p.reason, p.made_by, p.made_at, p.made_on, \
         p.checked_by, p.checked_at, p.checked_on, l.lifted_by, l.lifted_at, l.lifted_on \
         FROM pay_first p LEFT JOIN pay_first_lifted l ON l.pool = p.pool AND l.mode = p.mode \
         WHERE p.pool = $1 AND p.mode = $2 AND p.region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    found.as_ref().map(row).transpose()
}

fn row(row: &Row) -> Result<ModeRow, StoreError> {
    Ok(ModeRow {
        bucket: row.int(0)?,
        region: row.region(1)?,
        change: PayFirst {
            no: row.no(2, ModeNo::new)?,
            person: row.no(3, PersonNo::new)?,
            from: row.date(4)?,
            reason: row.text(5)?.to_owned(),
            made: signed(row, 6)?,
            checked: signed(row, 9)?,
            lifted: match row.maybe_text(12)? {
                None => None,
                Some(_) => Some(signed(row, 12)?),
            },
        },
    })
}
