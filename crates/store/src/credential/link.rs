//! Other credentials linked to persons, such as resident health cards.

use access::Scope;
use base::{Date, PersonNo, RegionCode};
use enrolment::credential::{CredentialKind, CredentialLink};

use crate::people::PersonKey;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, open_date, params, within};

/// A link with where its rows lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Its number.
    pub no: i64,
    /// Where the rows of the person lie.
    pub key: PersonKey,
    /// The region of the record when it was linked.
    pub region: RegionCode,
    /// The archived form.
    pub form: String,
    /// The link.
    pub link: CredentialLink,
}

/// Enters a link.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope, and where the number
/// is linked on some of the days already.
pub fn add(tx: &mut Tx<'_>, scope: Scope, row: &LinkRow) -> Result<(), StoreError> {
    within(scope, row.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let link = &row.link;
    tx.run(
        "INSERT INTO credential_link (pool, bucket, link, kind, value, person, region, valid_from, valid_to, form, \
         tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            row.key.bucket,
            row.no,
            link.kind.code(),
            &*link.value,
            link.person,
            row.region,
            link.holds.from().unwrap_or(Date::MIN),
            open_date(link.holds.until()),
            row.form.as_str(),
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// Ends a link on its last day: the row is closed and written anew.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where it does not stand.
pub fn end(tx: &mut Tx<'_>, scope: Scope, row: &LinkRow) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE credential_link SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND link = $3 \
         AND tx_to = 9223372036854775807",
        &params![pool, row.key.bucket, row.no, now],
    )?;
    add(tx, scope, row)
}

/// The columns of links, before a tail.
macro_rules! links {
    ($tail:literal) => {
        concat!(
            "SELECT l.bucket, l.link, l.kind, l.value, l.person, l.region, l.valid_from, l.valid_to, l.form \
             FROM credential_link l ",
            $tail
        )
    };
}

/// The links of some values, past ones included; one question however many.
///
/// # Errors
/// [`StoreError`].
pub fn by_values(
    session: &mut Session<'_>,
    scope: Scope,
    values: &[&str],
) -> Result<Vec<LinkRow>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    let rows = session.rows(
        links!(
            "WHERE l.pool = $1 AND l.value IN {texts $2} AND l.tx_to = 9223372036854775807 \
             AND l.region BETWEEN $3 AND $4 ORDER BY l.value, l.valid_from"
        ),
        &params![scope.pool(), list, first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The links of a person, past ones included.
///
/// # Errors
/// [`StoreError`].
pub fn of_person(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Vec<LinkRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        links!(
            "WHERE l.pool = $1 AND l.person = $2 AND l.tx_to = 9223372036854775807 \
             AND l.region BETWEEN $3 AND $4 ORDER BY l.valid_from, l.link"
        ),
        &params![scope.pool(), person, first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LinkRow, StoreError> {
    let person = row.no(4, PersonNo::new)?;
    Ok(LinkRow {
        no: row.int(1)?,
        key: PersonKey {
            bucket: row.int(0)?,
            person,
        },
        region: row.region(5)?,
        form: row.text(8)?.to_owned(),
        link: CredentialLink {
            kind: row.code(2, CredentialKind::parse)?,
            value: row.text(3)?.into(),
            person,
            holds: crate::people::span_of(row, 6)?,
        },
    })
}
