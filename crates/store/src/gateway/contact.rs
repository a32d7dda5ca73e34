//! When an institution was last heard.

use access::Scope;
use base::RegionCode;

use crate::port::Begin;
use crate::{Row, Session, Store, StoreError, params};

/// The last contact of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// The institution.
    pub institution: String,
    /// Where it lies.
    pub region: RegionCode,
    /// When it was last heard, in milliseconds since 1970-01-01 UTC.
    pub heard: i64,
}

/// Notes that institutions were heard. A time before one that is on record says nothing.
///
/// # Errors
/// [`StoreError`].
pub fn heard(store: &Store, pool: RegionCode, contacts: &[ContactRow]) -> Result<(), StoreError> {
    let mut sorted: Vec<&ContactRow> = contacts.iter().collect();
    // two servers that note the same institutions take the rows in one order
    sorted.sort_by(|one, other| one.institution.cmp(&other.institution));
    store.plain(|port| {
        port.begin(Begin::Write)?;
        for contact in sorted {
            port.run(
                "INSERT INTO gateway_contact (pool, institution, region, heard) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (pool, institution) DO UPDATE SET region = $3, heard = $4 WHERE gateway_contact.heard < $4",
                &params![
                    pool,
                    contact.institution.as_str(),
                    contact.region,
                    contact.heard
                ],
            )?;
        }
        port.commit()
    })
}

/// The last contacts of the institutions of a region, by institution.
///
/// # Errors
/// [`StoreError`].
pub fn contacts(session: &mut Session<'_>, scope: Scope) -> Result<Vec<ContactRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT institution, region, heard FROM gateway_contact \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY institution",
        &params![scope.pool(), first, last],
    )?;
    let contact = |row: &Row| {
        Ok(ContactRow {
            institution: row.text(0)?.to_owned(),
            region: row.region(1)?,
            heard: row.int(2)?,
        })
    };
    rows.iter().map(contact).collect()
}
