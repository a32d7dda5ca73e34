//! Disputes about bills and how they ended.

use access::Scope;
use base::{BillNo, ProposalNo, RegionCode};
use enrolment::premium::{Dispute, DisputeNo, Resolution};

use crate::{Row, Session, StoreError, Tx, params};

/// Records a dispute.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    dispute: &Dispute,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO premium_dispute (pool, dispute, premium_bill, region, raised_on, claim, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            dispute.no,
            dispute.bill,
            region,
            dispute.raised_on,
            dispute.claim.as_str(),
            now
        ],
    )?;
    Ok(())
}

/// Records how a dispute ended.
///
/// # Errors
/// [`StoreError`].
pub fn end(
    tx: &mut Tx<'_>,
    no: DisputeNo,
    resolution: &Resolution,
    correction: Option<BillNo>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO premium_dispute_end (pool, dispute, proposal, decided_on, recomputed, difference, correction, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            pool,
            no,
            resolution.by,
            resolution.on,
            resolution.recomputed,
            resolution.difference,
            correction,
            now
        ],
    )?;
    Ok(())
}

/// A dispute by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: DisputeNo,
) -> Result<Option<Dispute>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT d.dispute, d.premium_bill, d.raised_on, d.claim, e.proposal, e.decided_on, e.recomputed, e.difference \
         FROM premium_dispute d LEFT JOIN premium_dispute_end e ON e.pool = d.pool AND e.dispute = d.dispute \
         WHERE d.pool = $1 AND d.dispute = $2 AND d.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The disputes about a bill, by number; a bill with one that is open is marked.
///
/// # Errors
/// [`StoreError`].
pub fn of_bill(
    session: &mut Session<'_>,
    scope: Scope,
    bill: BillNo,
) -> Result<Vec<Dispute>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.dispute, d.premium_bill, d.raised_on, d.claim, e.proposal, e.decided_on, e.recomputed, e.difference \
         FROM premium_dispute d LEFT JOIN premium_dispute_end e ON e.pool = d.pool AND e.dispute = d.dispute \
         WHERE d.pool = $1 AND d.premium_bill = $2 AND d.region BETWEEN $3 AND $4 ORDER BY d.dispute",
        &params![scope.pool(), bill, first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Dispute, StoreError> {
    let dispute = Dispute::raise(
        row.no(0, DisputeNo::new)?,
        row.no(1, BillNo::new)?,
        row.date(2)?,
        row.text(3)?,
    );
    let dispute = dispute.map_err(|_| StoreError::Corrupt("a dispute".to_owned()))?;
    let resolution = match row.maybe_int(4)? {
        None => None,
        Some(_) => Some(Resolution {
            by: row.no(4, ProposalNo::new)?,
            on: row.date(5)?,
            recomputed: row.fen(6)?,
            difference: row.fen(7)?,
        }),
    };
    Ok(dispute.kept(resolution))
}
