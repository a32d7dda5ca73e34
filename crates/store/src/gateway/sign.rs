//! Sign-ins of operators (9001, 9002).

use access::Scope;
use base::{Date, RegionCode};

use crate::{Row, Session, StoreError, Tx, params};

/// An operator who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSign<'a> {
    /// Where the institution lies.
    pub region: RegionCode,
    /// The institution.
    pub institution: &'a str,
    /// The operator (opter_no).
    pub operator: &'a str,
    /// The hardware address that was told.
    pub mac: &'a str,
    /// The network address that was told.
    pub ip: &'a str,
    /// The id of the message.
    pub msgid: &'a str,
    /// The digest of what it asks for, in hexadecimal digits.
    pub digest: &'a str,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The day of that.
    pub day: Date,
}

/// A sign-in that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignRow {
    /// Its number.
    pub sign: i64,
    /// The day.
    pub day: Date,
    /// The operator.
    pub operator: String,
    /// When, in milliseconds.
    pub signed_in: i64,
    /// When the operator signed out again.
    pub signed_out: Option<i64>,
}

/// Records a sign-in; its number.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the same message is on record.
pub fn sign_in(tx: &mut Tx<'_>, scope: Scope, new: &NewSign<'_>) -> Result<i64, StoreError> {
    crate::within(scope, new.region)?;
    let sign = tx.take("gateway_sign", 1)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO gateway_sign (pool, sign, region, institution, operator, mac, ip, msgid, digest, signed_in, day, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            sign,
            new.region,
            new.institution,
            new.operator,
            new.mac,
            new.ip,
            new.msgid,
            new.digest,
            new.at,
            new.day,
            now
        ],
    )?;
    Ok(sign)
}

/// Records that an operator signed out.
///
/// # Errors
/// [`StoreError::Conflict`] where it is on record already.
pub fn sign_out(tx: &mut Tx<'_>, sign: i64, at: i64) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO gateway_sign_out (pool, sign, signed_out, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, sign, at, now],
    )?;
    Ok(())
}

/// The sign-in that a message brought, where it came before.
///
/// # Errors
/// [`StoreError`].
pub fn signed(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    (msgid, digest): (&str, &str),
) -> Result<Option<SignRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT s.sign, s.day, s.operator, s.signed_in, o.signed_out FROM gateway_sign s \
         LEFT JOIN gateway_sign_out o ON o.pool = s.pool AND o.sign = s.sign \
         WHERE s.pool = $1 AND s.institution = $2 AND s.msgid = $3 AND s.digest = $4 AND s.region BETWEEN $5 AND $6",
        &params![scope.pool(), institution, msgid, digest, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// A sign-in of an institution by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find_sign(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    sign: i64,
) -> Result<Option<SignRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT s.sign, s.day, s.operator, s.signed_in, o.signed_out FROM gateway_sign s \
         LEFT JOIN gateway_sign_out o ON o.pool = s.pool AND o.sign = s.sign \
         WHERE s.pool = $1 AND s.sign = $2 AND s.institution = $3 AND s.region BETWEEN $4 AND $5",
        &params![scope.pool(), sign, institution, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<SignRow, StoreError> {
    Ok(SignRow {
        sign: row.int(0)?,
        day: row.date(1)?,
        operator: row.text(2)?.to_owned(),
        signed_in: row.int(3)?,
        signed_out: row.maybe_int(4)?,
    })
}
