//! From state to state, as a set: what stands is closed, the next version follows in the same transaction.

use access::Scope;
use base::{BatchNo, EnrolmentNo};
use enrolment::membership::{EndReason, State};

use crate::{OPEN_TX, StoreError, Tx, params};

const NEXT: &str = "INSERT INTO enrolment (pool, bucket, enrolment, person, region, scheme, benefit_year, \
     valid_from, valid_to, state, runs, standing, channel, collective, batch, basis, place_reason, funding, \
     applied_on, missed_years, wait_until, follows, contested_with, end_reason, tx_from, tx_to) \
     SELECT pool, bucket, enrolment, person, region, scheme, benefit_year, valid_from, valid_to, CAST($3 AS TEXT), \
     CAST($4 AS BIGINT), standing, channel, collective, batch, basis, place_reason, funding, applied_on, \
     missed_years, wait_until, follows, contested_with, CAST($5 AS TEXT), tx_to, CAST($6 AS BIGINT) \
     FROM enrolment WHERE pool = $1 AND tx_to = $2 AND tx_to < 9223372036854775807";

/// Moves enrolments of a state to another, by their numbers. How many moved: those that are in another state
/// or outside the scope do not.
///
/// Call it once in a transaction at most.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] where the approver is who submitted one of them.
pub fn many(
    tx: &mut Tx<'_>,
    scope: Scope,
    numbers: &[EnrolmentNo],
    from: State,
    to: State,
    end: Option<EndReason>,
) -> Result<u64, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = numbers.iter().map(|no| no.get()).collect();
    let close = params![tx.pool(), list, tx.no(), from.code(), first, last];
    let moved = tx.run(
        "UPDATE enrolment SET tx_to = $3 WHERE pool = $1 AND enrolment IN {ints $2} \
         AND tx_to = 9223372036854775807 AND state = $4 AND region BETWEEN $5 AND $6",
        &close,
    )?;
    next(tx, to, end)?;
    Ok(moved)
}

/// Moves up to `limit` enrolments of a batch from a state to another, in the order of their numbers. How many
/// moved; call again, each time in a transaction of its own, until it is 0.
///
/// # Errors
/// As [`many`].
pub fn batch(
    tx: &mut Tx<'_>,
    scope: Scope,
    batch: BatchNo,
    from: State,
    to: State,
    limit: i64,
) -> Result<u64, StoreError> {
    let (first, last) = scope.span();
    let close = params![tx.pool(), batch, tx.no(), from.code(), first, last, limit];
    let moved = tx.run(
        "UPDATE enrolment SET tx_to = $3 WHERE pool = $1 AND batch = $2 AND tx_to = 9223372036854775807 \
         AND batch IS NOT NULL AND enrolment IN (SELECT e.enrolment FROM enrolment e WHERE e.pool = $1 \
         AND e.batch = $2 AND e.batch IS NOT NULL AND e.tx_to = 9223372036854775807 AND e.state = $4 \
         AND e.region BETWEEN $5 AND $6 ORDER BY e.enrolment LIMIT $7)",
        &close,
    )?;
    next(tx, to, None)?;
    Ok(moved)
}

fn next(tx: &mut Tx<'_>, to: State, end: Option<EndReason>) -> Result<(), StoreError> {
    let insert = params![
        tx.pool(),
        tx.no(),
        to.code(),
        to.runs(),
        end.map(EndReason::code),
        OPEN_TX
    ];
    tx.run(NEXT, &insert)?;
    Ok(())
}
