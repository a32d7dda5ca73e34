//! E-vouchers.

use access::{Moment, Scope};
use base::{PersonNo, RegionCode};
use enrolment::credential::Voucher;

use crate::people::PersonKey;
use crate::{Row, Session, StoreError, Tx, params, within};

/// Keeps a voucher that was issued.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope,
/// [`StoreError::Conflict`] for a nonce that is known.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    (key, region): (PersonKey, RegionCode),
    voucher: &Voucher,
) -> Result<(), StoreError> {
    within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO voucher (pool, bucket, nonce, person, region, issued, expires, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            pool,
            key.bucket,
            &*voucher.nonce,
            voucher.person,
            region,
            voucher.issued.millis(),
            voucher.expires.millis(),
            now
        ],
    )?;
    Ok(())
}

/// The vouchers of some nonces; one question however many.
///
/// # Errors
/// [`StoreError`].
pub fn by_nonces(
    session: &mut Session<'_>,
    scope: Scope,
    nonces: &[&str],
) -> Result<Vec<Voucher>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<String> = nonces.iter().map(|nonce| (*nonce).to_owned()).collect();
    let rows = session.rows(
        "SELECT person, issued, expires, nonce FROM voucher WHERE pool = $1 AND nonce IN {texts $2} \
         AND region BETWEEN $3 AND $4 ORDER BY nonce",
        &params![scope.pool(), list, first, last],
    )?;
    let one = |row: &Row| {
        Ok(Voucher {
            person: row.no(0, PersonNo::new)?,
            issued: Moment::from_millis(row.int(1)?),
            expires: Moment::from_millis(row.int(2)?),
            nonce: row.text(3)?.into(),
        })
    };
    rows.iter().map(one).collect()
}
