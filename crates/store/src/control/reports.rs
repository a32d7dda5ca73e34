//! Reports that were handed in.

use access::Scope;
use base::{Date, RegionCode};

use crate::{Session, StoreError, Tx, params};

/// Records that a report was handed in, with the hash of what was handed in.
///
/// # Errors
/// [`StoreError::Conflict`] where it was handed in before.
pub fn hand_in(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    report: &str,
    period_end: Date,
    on: Date,
    digest: &str,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO fund_report (pool, region, report, period_end, handed_in_on, digest, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![pool, region, report, period_end, on, digest, now],
    )?;
    Ok(())
}

/// Which counties handed a report in when, for periods that end between two days.
///
/// # Errors
/// [`StoreError`].
pub fn handed_in(
    session: &mut Session<'_>,
    scope: Scope,
    report: &str,
    from: Date,
    until: Date,
) -> Result<Vec<(RegionCode, Date, Date)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, period_end, handed_in_on FROM fund_report WHERE pool = $1 AND report = $2 \
         AND region BETWEEN $3 AND $4 AND period_end BETWEEN $5 AND $6 ORDER BY region, period_end",
        &params![scope.pool(), report, first, last, from, until],
    )?;
    let one = |row: &crate::Row| Ok((row.region(0)?, row.date(1)?, row.date(2)?));
    rows.iter().map(one).collect()
}
