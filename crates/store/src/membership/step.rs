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

/// Moves the next enrolments of a batch, up to `limit` of those with a number behind `after`, from a state to
/// another. How many moved, and the last of them, behind which the next call begins; `None`: there are no more.
///
/// Each call wants a transaction of its own. Without `after`, every call would walk over all that moved before.
///
/// # Errors
/// As [`many`].
pub fn batch(
    tx: &mut Tx<'_>,
    scope: Scope,
    batch: BatchNo,
    (from, to): (State, State),
    after: Option<EnrolmentNo>,
    limit: i64,
) -> Result<Option<(u64, EnrolmentNo)>, StoreError> {
    let (first, last) = scope.span();
    let after = after.map_or(0, EnrolmentNo::get);
    let ask = params![tx.pool(), batch, from.code(), first, last, after, limit];
    // `+region`: the index of places is no way to a batch, though an engine that has not measured yet thinks so.
    let found = tx.row(
        "SELECT MAX(n.enrolment) FROM (SELECT e.enrolment FROM enrolment e WHERE e.pool = $1 AND e.batch = $2 \
         AND e.batch IS NOT NULL AND e.tx_to = 9223372036854775807 AND e.state = $3 \
         AND +e.region BETWEEN $4 AND $5 AND e.enrolment > $6 ORDER BY e.enrolment LIMIT $7) n",
        &ask,
    )?;
    let Some(until) = found.map_or(Ok(None), |row| row.maybe_int(0))? else {
        return Ok(None);
    };
    let close = params![
        tx.pool(),
        batch,
        tx.no(),
        from.code(),
        first,
        last,
        after,
        until
    ];
    let moved = tx.run(
        "UPDATE enrolment SET tx_to = $3 WHERE pool = $1 AND batch = $2 AND batch IS NOT NULL \
         AND tx_to = 9223372036854775807 AND state = $4 AND +region BETWEEN $5 AND $6 \
         AND enrolment > $7 AND enrolment <= $8",
        &close,
    )?;
    next(tx, to, None)?;
    Ok(EnrolmentNo::new(until).map(|until| (moved, until)))
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
    let rows = tx.run(NEXT, &insert)?;
    tx.grew("enrolment", rows);
    Ok(())
}
