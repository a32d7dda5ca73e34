//! When an institution was last heard.

use access::Scope;
use base::{Date, RegionCode};

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

/// An agency, and when its users last worked here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRow {
    /// Its place: a city, a county, a township, a village.
    pub region: RegionCode,
    /// The last entry of the audit trail by a user of it, in milliseconds since 1970-01-01 UTC.
    pub heard: Option<i64>,
}

/// The agencies of a scope: the places over which somebody holds a role of an agency on a day, by place.
///
/// # Errors
/// [`StoreError`].
pub fn agencies(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
) -> Result<Vec<AgencyRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT a.region, CAST(MAX(a.heard) AS BIGINT) FROM ( \
         SELECT g.region, (SELECT MAX(t.wall) FROM trail t WHERE t.user_name = g.user_name AND t.pool = g.pool \
         AND t.region = g.region) AS heard FROM app_grant g WHERE g.pool = $1 AND g.region BETWEEN $2 AND $3 \
         AND g.valid_from <= $4 AND g.valid_to >= $4 AND g.tx_to = 9223372036854775807 \
         AND g.role IN ('station', 'clerk', 'reviewer')) a GROUP BY a.region ORDER BY a.region",
        &params![scope.pool(), first, last, on],
    )?;
    let one = |row: &Row| {
        Ok(AgencyRow {
            region: row.region(0)?,
            heard: row.maybe_int(1)?,
        })
    };
    rows.iter().map(one).collect()
}
