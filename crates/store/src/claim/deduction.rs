//! Deductions from what claimants are paid, and how much of them payments took.

use access::Scope;
use base::{ProposalNo, RegionCode};
use settlement::claim::{Deduction, DeductionKind, DeductionNo, FundCode};

use super::value::{pay_key, signed};
use crate::{Row, Session, StoreError, Tx, params};

/// Records a deduction that was approved.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope or without an approval.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    deduction: &Deduction,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let key = &deduction.key;
    tx.run(
        "INSERT INTO claim_deduction (pool, deduction, claimant_kind, claimant, county, fund, scheme, region, kind, amount, \
         reason, made_by, made_at, made_on, checked_by, checked_at, checked_on, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &params![
            pool,
            deduction.no,
            key.claimant.kind(),
            key.claimant.code(),
            key.county,
            key.fund.as_str(),
            key.scheme.code(),
            region,
            deduction.kind.code(),
            deduction.amount,
            &deduction.reason,
            &deduction.made.by,
            deduction.made.office,
            deduction.made.on,
            &deduction.checked.by,
            deduction.checked.office,
            deduction.checked.on,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The deductions of a fund for counties in the scope, by number, each with how much of it payments took.
///
/// # Errors
/// [`StoreError`].
pub fn of_fund(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
) -> Result<Vec<Deduction>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.claimant_kind, d.claimant, d.county, d.fund, d.scheme, d.deduction, d.kind, d.amount, d.reason, \
         d.made_by, d.made_at, d.made_on, d.checked_by, d.checked_at, d.checked_on, \
         CAST(COALESCE(t.amount, 0) AS BIGINT) FROM claim_deduction d LEFT JOIN \
         (SELECT pool, deduction, SUM(amount) AS amount FROM payout_deduction GROUP BY pool, deduction) t \
         ON t.pool = d.pool AND t.deduction = d.deduction WHERE d.pool = $1 AND d.county BETWEEN $2 AND $3 \
         AND d.fund = $4 ORDER BY d.deduction",
        &params![scope.pool(), first, last, fund.as_str()],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Deduction, StoreError> {
    Ok(Deduction {
        no: row.no(5, DeductionNo::new)?,
        key: pay_key(row, 0)?,
        kind: row.code(6, DeductionKind::parse)?,
        amount: row.fen(7)?,
        taken: row.fen(15)?,
        reason: row.text(8)?.to_owned(),
        made: signed(row, 9)?,
        checked: signed(row, 12)?,
    })
}
