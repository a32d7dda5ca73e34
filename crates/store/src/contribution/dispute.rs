//! Disputes about bills.

use access::Scope;
use base::{BillNo, Fen};
use enrolment::contribution::bill::{Dispute, DisputeNo, DisputeState};

use crate::contribution::bill::StoredBill;
use crate::{OPEN_TX, Session, StoreError, Tx, params};

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Where it stands.
    pub state: DisputeState,
    /// The person's part as billed.
    pub billed: Fen,
    /// As it is right.
    pub recomputed: Fen,
    /// What is paid back.
    pub refund: Fen,
    /// The bill that stands in the place of the disputed one.
    pub new_bill: Option<BillNo>,
}

/// Raises a dispute about a bill.
///
/// # Errors
/// [`StoreError::Conflict`] where one about the bill is open already; [`StoreError`] here and below.
pub fn raise(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    dispute: &Dispute,
) -> Result<DisputeNo, StoreError> {
    let no = tx.next("dispute", DisputeNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        bill.key.bucket,
        no.get(),
        bill.key.bill,
        bill.region,
        dispute.raised_on,
        dispute.ground.as_str(),
        now,
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO dispute (pool, bucket, dispute, bill, region, raised_on, ground, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &values,
    )?;
    Ok(no)
}

/// The open dispute about a bill.
///
/// # Errors
/// [`StoreError`].
pub fn open(
    session: &mut Session<'_>,
    scope: Scope,
    bill: &StoredBill,
) -> Result<Option<(DisputeNo, Dispute)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT dispute, bill, raised_on, ground FROM dispute WHERE pool = $1 AND bucket = $2 AND bill = $3 \
         AND region BETWEEN $4 AND $5 AND tx_to = 9223372036854775807",
        &params![scope.pool(), bill.key.bucket, bill.key.bill, first, last],
    )?;
    row.map(|row| {
        let dispute = Dispute {
            bill: row.no(1, BillNo::new)?,
            raised_on: row.date(2)?,
            ground: row.text(3)?.to_owned(),
            state: DisputeState::Open,
        };
        Ok((row.no(0, DisputeNo::new)?, dispute))
    })
    .transpose()
}

/// Ends a dispute.
///
/// # Errors
/// [`StoreError::Conflict`] where it was ended before.
pub fn end(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    no: DisputeNo,
    ending: &Ending,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE dispute SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND dispute = $3 AND tx_to = 9223372036854775807",
        &params![pool, bill.key.bucket, no.get(), now],
    )?;
    let values = params![
        pool,
        bill.key.bucket,
        no.get(),
        ending.state.code(),
        ending.billed,
        ending.recomputed,
        ending.refund,
        ending.new_bill,
        now
    ];
    tx.run(
        "INSERT INTO dispute_end (pool, bucket, dispute, state, billed, recomputed, refund, new_bill, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &values,
    )?;
    Ok(())
}

/// How the last dispute about a bill ended.
///
/// # Errors
/// [`StoreError`].
pub fn ending(
    session: &mut Session<'_>,
    scope: Scope,
    bill: &StoredBill,
) -> Result<Option<Ending>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT e.state, e.billed, e.recomputed, e.refund, e.new_bill FROM dispute d \
         JOIN dispute_end e ON e.pool = d.pool AND e.bucket = d.bucket AND e.dispute = d.dispute \
         WHERE d.pool = $1 AND d.bucket = $2 AND d.bill = $3 AND d.region BETWEEN $4 AND $5 \
         ORDER BY d.dispute DESC LIMIT 1",
        &params![scope.pool(), bill.key.bucket, bill.key.bill, first, last],
    )?;
    row.map(|row| {
        Ok(Ending {
            state: row.code(0, DisputeState::parse)?,
            billed: row.fen(1)?,
            recomputed: row.fen(2)?,
            refund: row.fen(3)?,
            new_bill: row.maybe_int(4)?.and_then(BillNo::new),
        })
    })
    .transpose()
}
