//! Archived forms of card business.

use access::Scope;
use base::RegionCode;

use crate::{Row, Session, StoreError, Tx, params, within};

/// A form without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its number.
    pub no: String,
    /// The county whose window took it.
    pub region: RegionCode,
    /// What it is.
    pub title: String,
    /// SHA-256 of the content in hexadecimal digits.
    pub digest: String,
}

/// Files a form as it was scanned.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the number is known.
pub fn add(tx: &mut Tx<'_>, scope: Scope, form: &Form, content: Vec<u8>) -> Result<(), StoreError> {
    within(scope, form.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO card_form (pool, form, region, title, digest, content, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            form.no.as_str(),
            form.region,
            form.title.as_str(),
            form.digest.as_str(),
            content,
            now
        ],
    )?;
    Ok(())
}

/// A form by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(session: &mut Session<'_>, scope: Scope, no: &str) -> Result<Option<Form>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT form, region, title, digest FROM card_form WHERE pool = $1 AND form = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The scan of a form.
///
/// # Errors
/// [`StoreError`].
pub fn content(
    session: &mut Session<'_>,
    scope: Scope,
    no: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT content FROM card_form WHERE pool = $1 AND form = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.map(|row| Ok(row.bytes(0)?.to_vec())).transpose()
}

fn read(row: &Row) -> Result<Form, StoreError> {
    Ok(Form {
        no: row.text(0)?.to_owned(),
        region: row.region(1)?,
        title: row.text(2)?.to_owned(),
        digest: row.text(3)?.to_owned(),
    })
}
