//! Transfers of the insurance relation, and certified time elsewhere.

use access::Scope;
use base::{Date, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{HistorySpan, Span, TransferSide, TransferState};

use super::Key;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

base::number_id! {
    /// A transfer of one person to or from another pooling area.
    TransferNo
}

/// A transfer as one side sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its number here.
    pub no: TransferNo,
    /// The person.
    pub key: Key,
    /// The region here.
    pub region: RegionCode,
    /// The side.
    pub side: TransferSide,
    /// The pooling area over there.
    pub other: RegionCode,
    /// The scheme here.
    pub scheme: Scheme,
    /// The last day here, or the first.
    pub day: Date,
    /// Months certified.
    pub months: u32,
    /// Months after conversion.
    pub converted_months: Option<u32>,
    /// Months to wait in flexible employment.
    pub wait_months: Option<u32>,
    /// The state.
    pub state: TransferState,
    /// The id of the message.
    pub message: String,
    /// The body of the certificate message: a document number and the history.
    pub body: String,
    /// The digest of the certificate message.
    pub digest: String,
    /// Why it was turned down, else empty.
    pub reason: String,
}

/// Adds a transfer.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the message is known already.
pub fn add(tx: &mut Tx<'_>, transfer: &Transfer) -> Result<(), StoreError> {
    let (bucket, person) = transfer.key;
    let values = params![
        tx.pool(),
        bucket,
        transfer.no.get(),
        person,
        transfer.region,
        transfer.side.code(),
        transfer.other,
        transfer.scheme.code(),
        transfer.day,
        i64::from(transfer.months),
        transfer.converted_months.map(i64::from),
        transfer.wait_months.map(i64::from),
        transfer.state.code(),
        transfer.message.as_str(),
        transfer.body.as_str(),
        transfer.digest.as_str(),
        transfer.reason.as_str(),
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO transfer (pool, bucket, transfer, person, region, side, other_pool, scheme, day, months, \
         converted_months, wait_months, state, message, body, digest, reason, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &values,
    )?;
    Ok(())
}

/// Puts the next version in the place of the one that stands.
///
/// # Errors
/// [`StoreError::Conflict`] where it does not stand or is outside the scope.
pub fn replace(tx: &mut Tx<'_>, scope: Scope, next: &Transfer) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let close = params![tx.pool(), next.key.0, next.no.get(), tx.no(), first, last];
    tx.run_one(
        "UPDATE transfer SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND transfer = $3 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $5 AND $6",
        &close,
    )?;
    add(tx, next)
}

/// A transfer by the id of its message.
///
/// # Errors
/// As [`add`].
pub fn by_message(
    session: &mut Session<'_>,
    scope: Scope,
    side: TransferSide,
    message: &str,
) -> Result<Option<Transfer>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT transfer, bucket, person, region, side, other_pool, scheme, day, months, converted_months, \
         wait_months, state, message, body, digest, reason FROM transfer WHERE pool = $1 AND side = $2 AND message = $3 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $4 AND $5",
        &params![scope.pool(), side.code(), message, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// Every transfer of the scope that stands, the newest first.
///
/// # Errors
/// As [`add`].
pub fn all(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Transfer>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT transfer, bucket, person, region, side, other_pool, scheme, day, months, converted_months, \
         wait_months, state, message, body, digest, reason FROM transfer WHERE pool = $1 AND tx_to = 9223372036854775807 \
         AND region BETWEEN $2 AND $3 ORDER BY transfer DESC",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Transfer, StoreError> {
    let months = |column| -> Result<Option<u32>, StoreError> {
        let months = row.maybe_int(column)?;
        Ok(months.and_then(|months| u32::try_from(months).ok()))
    };
    Ok(Transfer {
        no: row.no(0, TransferNo::new)?,
        key: (row.int(1)?, row.no(2, PersonNo::new)?),
        region: row.region(3)?,
        side: row.code(4, TransferSide::parse)?,
        other: row.region(5)?,
        scheme: row.code(6, Scheme::parse)?,
        day: row.date(7)?,
        months: months(8)?.unwrap_or(0),
        converted_months: months(9)?,
        wait_months: months(10)?,
        state: row.code(11, TransferState::parse)?,
        message: row.text(12)?.to_owned(),
        body: row.text(13)?.to_owned(),
        digest: row.text(14)?.to_owned(),
        reason: row.text(15)?.to_owned(),
    })
}

/// Keeps the time elsewhere that a transfer brought.
///
/// # Errors
/// As [`add`].
pub fn keep_history(
    tx: &mut Tx<'_>,
    transfer: &Transfer,
    history: &[HistorySpan],
) -> Result<(), StoreError> {
    let count = u32::try_from(history.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("outside_span", count)?;
    let (bucket, person) = transfer.key;
    let rows: Vec<_> = (first..)
        .zip(history)
        .map(|(no, one)| {
            params![
                tx.pool(),
                bucket,
                no,
                person,
                transfer.region,
                transfer.no.get(),
                transfer.other,
                one.scheme.code(),
                one.span.from(),
                one.span.until(),
                i64::from(one.months),
                tx.no(),
                OPEN_TX
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bucket",
        "span",
        "person",
        "region",
        "transfer",
        "other_pool",
        "scheme",
        "valid_from",
        "valid_to",
        "months",
        "tx_from",
        "tx_to",
    ];
    tx.insert("outside_span", &columns, &rows)
}

/// The document by which another pooling area knows a person: type and canonical number.
///
/// # Errors
/// As [`add`].
pub fn document_of(
    session: &mut Session<'_>,
    scope: Scope,
    key: Key,
) -> Result<Option<(String, String)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.document_type, d.number_key FROM person p JOIN person_document d ON d.pool = p.pool \
         AND d.bucket = p.bucket AND d.person = p.person WHERE p.pool = $1 AND p.bucket = $2 AND p.person = $3 \
         AND d.tx_to = 9223372036854775807 AND d.standing = 'current' AND EXISTS \
         (SELECT 1 FROM enrolment e WHERE e.pool = p.pool AND e.person = p.person AND e.region BETWEEN $4 AND $5) \
         ORDER BY d.document_type, d.number_key LIMIT 1",
        &params![scope.pool(), key.0, key.1, first, last],
    )?;
    let row = rows.first();
    row.map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
        .transpose()
}

/// The time elsewhere that a person brought, by first day.
///
/// # Errors
/// As [`add`].
pub fn history_of(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Vec<HistorySpan>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT scheme, valid_from, valid_to, months FROM outside_span WHERE pool = $1 AND person = $2 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 ORDER BY valid_from",
        &params![scope.pool(), person, first, last],
    )?;
    rows.iter()
        .map(|row| {
            let span = Span::new(row.date(1)?, row.date(2)?);
            Ok(HistorySpan {
                scheme: row.code(0, Scheme::parse)?,
                span: span.map_err(|_| StoreError::Corrupt("a reversed span".to_owned()))?,
                months: row.no(3, |months| u32::try_from(months).ok())?,
            })
        })
        .collect()
}
