//! Which documents of the books hold what.

use access::Scope;
use base::{Fen, RegionCode};
use ledger::entry::DocumentId;
use settlement::claim::FundCode;
use settlement::payout::TransferNo;

use crate::claim::value::{broken, fund};
use crate::{Session, StoreError, Tx, params};

/// A document that holds a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The transfer; `None` for what moves no money.
    pub transfer: Option<TransferNo>,
    /// The sheet, 0 for none.
    pub sheet: i64,
    /// The tier.
    pub county: RegionCode,
    /// The fund.
    pub fund: FundCode,
    /// Event and variant, as in `E11/pay`.
    pub event: String,
    /// Whether it undoes.
    pub red: bool,
    /// In 分.
    pub amount: Fen,
    /// The document.
    pub document: DocumentId,
}

/// Notes a document.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, one: &Booking) -> Result<(), StoreError> {
    crate::within(scope, one.county)?;
    let no = tx.take("payout_booking", 1)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO payout_booking (pool, booking, transfer, sheet, region, fund, event, red, amount, document, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &params![
            pool,
            no,
            one.transfer.map_or(0, |no| no.get()),
            one.sheet,
            one.county,
            one.fund.as_str(),
            &one.event,
            one.red,
            one.amount,
            one.document.as_str(),
            now
        ],
    )?;
    Ok(())
}

/// The documents that hold what of a transfer, in their order.
///
/// # Errors
/// As above.
pub fn of_transfer(
    session: &mut Session<'_>,
    scope: Scope,
    no: TransferNo,
) -> Result<Vec<Booking>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT transfer, sheet, region, fund, event, red, amount, document FROM payout_booking WHERE pool = $1 \
         AND transfer = $2 AND region BETWEEN $3 AND $4 ORDER BY booking",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Booking {
                transfer: TransferNo::new(row.int(0)?),
                sheet: row.int(1)?,
                county: row.region(2)?,
                fund: row.code(3, fund)?,
                event: row.text(4)?.to_owned(),
                red: row.flag(5)?,
                amount: row.fen(6)?,
                document: DocumentId::new(row.text(7)?).map_err(|_| broken("a document"))?,
            })
        })
        .collect()
}
