//! Doubles, exceptions of place, interruptions, prospects.

use std::collections::BTreeMap;

use access::Scope;
use base::{BatchNo, Date, EnrolmentNo, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{Enrolment, State};

use super::Key;
use super::enrolment::{enrolments, read};
use crate::{Session, StoreError, Tx, params};

/// A double: two records of one person that overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// The person.
    pub person: PersonNo,
    /// The record that began first.
    pub first: EnrolmentNo,
    /// The other.
    pub second: EnrolmentNo,
}

/// The doubles that old data or a merge brought and nobody has resolved, by person.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn doubles(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Double>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT e.person, e.contested_with, e.enrolment FROM enrolment e WHERE e.pool = $1 \
         AND e.tx_to = 9223372036854775807 AND e.state = 'contested' AND e.contested_with IS NOT NULL \
         AND e.region BETWEEN $2 AND $3 ORDER BY e.person, e.enrolment",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Double {
                person: row.no(0, PersonNo::new)?,
                first: row.no(1, EnrolmentNo::new)?,
                second: row.no(2, EnrolmentNo::new)?,
            })
        })
        .collect()
}

/// Enrolments of a year away from the household registration, with their reason.
///
/// # Errors
/// As [`doubles`].
pub fn exceptions(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
) -> Result<Vec<Enrolment>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND benefit_year = $2 AND tx_to = 9223372036854775807 AND place_reason IS NOT NULL \
             AND runs = 1 AND region BETWEEN $3 AND $4 ORDER BY region, enrolment"
        ),
        &params![scope.pool(), i64::from(year), first, last],
    )?;
    rows.iter().map(|row| Ok(read(row)?.is)).collect()
}

/// Enrolments of a year after an interruption.
///
/// # Errors
/// As [`doubles`].
pub fn interrupted(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
) -> Result<Vec<Enrolment>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND benefit_year = $2 AND tx_to = 9223372036854775807 AND missed_years > 0 \
             AND runs = 1 AND region BETWEEN $3 AND $4 ORDER BY region, enrolment"
        ),
        &params![scope.pool(), i64::from(year), first, last],
    )?;
    rows.iter().map(|row| Ok(read(row)?.is)).collect()
}

/// Keeps persons who have not agreed yet as prospects of a year; those known already are passed over.
///
/// # Errors
/// As [`doubles`].
pub fn add_prospects(
    tx: &mut Tx<'_>,
    year: i32,
    found: &[(Key, RegionCode)],
) -> Result<(), StoreError> {
    for ((bucket, person), region) in found {
        let values = params![
            tx.pool(),
            *bucket,
            *person,
            i64::from(year),
            *region,
            tx.no()
        ];
        tx.run(
            "INSERT INTO prospect (pool, bucket, person, benefit_year, region, tx_from) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (pool, bucket, person, benefit_year) DO NOTHING",
            &values,
        )?;
    }
    Ok(())
}

/// The prospects of a year, by number.
///
/// # Errors
/// As [`doubles`].
pub fn prospects(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
) -> Result<Vec<PersonNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT person FROM prospect WHERE pool = $1 AND benefit_year = $2 AND region BETWEEN $3 AND $4 ORDER BY person",
        &params![scope.pool(), i64::from(year), first, last],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}

/// How many running enrolments each county has in each scheme on a day: (county, scheme, count).
///
/// # Errors
/// As [`doubles`].
pub fn schemes_by_county(
    session: &mut Session<'_>,
    scope: Scope,
    day: Date,
) -> Result<Vec<(RegionCode, Scheme, i64)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region / 1000000 * 1000000, scheme, COUNT(*) FROM enrolment WHERE pool = $1 \
         AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 AND runs = 1 \
         AND valid_from <= $4 AND valid_to >= $4 GROUP BY region / 1000000 * 1000000, scheme ORDER BY 1, 2",
        &params![scope.pool(), first, last, day],
    )?;
    rows.iter()
        .map(|row| Ok((row.region(0)?, row.code(1, Scheme::parse)?, row.int(2)?)))
        .collect()
}

/// The enrolments that a batch brought, by number, at most `limit` behind `after`.
///
/// # Errors
/// As [`doubles`].
pub fn of_batch(
    session: &mut Session<'_>,
    scope: Scope,
    batch: BatchNo,
    after: i64,
    limit: i64,
) -> Result<Vec<Enrolment>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND batch = $2 AND batch IS NOT NULL AND tx_to = 9223372036854775807 \
             AND +region BETWEEN $3 AND $4 AND enrolment > $5 ORDER BY enrolment LIMIT $6"
        ),
        &params![scope.pool(), batch, first, last, after, limit],
    )?;
    rows.iter().map(|row| Ok(read(row)?.is)).collect()
}

/// How many enrolments of a batch are in each state.
///
/// # Errors
/// As [`doubles`].
pub fn states_of_batch(
    session: &mut Session<'_>,
    scope: Scope,
    batch: BatchNo,
) -> Result<Vec<(State, i64)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT state, COUNT(*) FROM enrolment WHERE pool = $1 AND batch = $2 AND batch IS NOT NULL \
         AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 GROUP BY state ORDER BY state",
        &params![scope.pool(), batch, first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.code(0, State::parse)?, row.int(1)?)))
        .collect()
}

/// The enrolments that a batch brought to some persons.
///
/// # Errors
/// As [`doubles`].
pub fn brought(
    session: &mut Session<'_>,
    scope: Scope,
    batch: BatchNo,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, EnrolmentNo>, StoreError> {
    let (first, last) = scope.span();
    let persons: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT person, enrolment FROM enrolment WHERE pool = $1 AND batch = $2 AND batch IS NOT NULL \
         AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 AND person IN {ints $5} ORDER BY enrolment",
        &params![scope.pool(), batch, first, last, persons],
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, PersonNo::new)?, row.no(1, EnrolmentNo::new)?)))
        .collect()
}

/// The greatest person number that a renewal batch has dealt with: each member is in an enrolment of the batch
/// or in one of its rows.
///
/// # Errors
/// As [`doubles`].
pub fn renewal_cursor(
    session: &mut Session<'_>,
    scope: Scope,
    batch: BatchNo,
) -> Result<i64, StoreError> {
    let row = session.row(
        "SELECT COALESCE((SELECT MAX(e.person) FROM enrolment e WHERE e.pool = $1 AND e.batch = $2 \
         AND e.batch IS NOT NULL AND e.tx_to = 9223372036854775807), 0), \
         COALESCE((SELECT MAX(r.line) FROM batch_row r WHERE r.pool = $1 AND r.batch = $2), 0)",
        &params![scope.pool(), batch],
    )?;
    let row = row.ok_or_else(|| StoreError::Corrupt("no cursor".to_owned()))?;
    Ok(row.int(0)?.max(row.int(1)?))
}
