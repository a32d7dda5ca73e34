//! Clearing, recomputed: rounds net to zero and say what their costs say.

use crate::claim::first;
use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};

/// The checks of clearing.
pub const CHECKS: &[Check] = &[
    Check {
        name: "clearing.zero",
        zh: "每次清算各县区净额合计为零",
        run: zero,
    },
    Check {
        name: "clearing.positions",
        zh: "每个县区的应付、应收等于列入清算的费用之和",
        run: positions,
    },
];

fn zero(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT pool, round, CAST(SUM(net) AS BIGINT) FROM clearing_position GROUP BY pool, round ORDER BY pool, round",
        &[],
    )?;
    first(&rows, "净额合计不为零", |row| {
        let record = format!("clearing_round pool={} round={}", row.int(0)?, row.int(1)?);
        Ok((row.int(2)? == 0, record))
    })
}

fn positions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT p.pool, p.round, p.region, p.owes, p.owed, CAST(COALESCE((SELECT SUM(c.amount) FROM clearing_cost c \
         WHERE c.pool = p.pool AND c.round = p.round AND c.region = p.region), 0) AS BIGINT), \
         CAST(COALESCE((SELECT SUM(c.amount) FROM clearing_cost c WHERE c.pool = p.pool AND c.round = p.round \
         AND c.care_county = p.region), 0) AS BIGINT) FROM clearing_position p ORDER BY p.pool, p.round, p.region",
        &[],
    )?;
    first(
        &rows,
        "应付或应收与列入清算的费用不符",
        |row| {
            let record = format!(
                "clearing_position pool={} round={} region={}",
                row.int(0)?,
                row.int(1)?,
                row.int(2)?
            );
            let equal = row.int(3)? == row.int(5)? && row.int(4)? == row.int(6)?;
            Ok((equal, record))
        },
    )
}
