//! Who is in no scheme, by village or street.

use access::Scope;
use base::{Date, PersonNo, RegionCode};

use crate::{Row, Session, StoreError, params};

/// A village or street with the count of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Village {
    /// The village or street.
    pub region: RegionCode,
    /// Registered persons: records that stand for a person who is not known to have died.
    pub registered: i64,
    /// Of these, enrolled in some scheme on the day.
    pub enrolled: i64,
}

/// The villages of the scope on a day. A record that follows another is not counted; an enrolment of any
/// record of a person counts for the person.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn villages(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
) -> Result<Vec<Village>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT q.region, CAST(COUNT(*) AS BIGINT), CAST(SUM(q.enrolled) AS BIGINT) FROM (\
           SELECT p.region AS region, CASE WHEN EXISTS (SELECT 1 FROM enrolment e WHERE e.pool = p.pool \
             AND e.bucket = p.bucket AND e.person = p.person AND e.state IN ('approved', 'confirmed', 'active') \
             AND e.valid_from <= $2 AND e.valid_to >= $2 AND e.tx_to = 9223372036854775807) \
             OR EXISTS (SELECT 1 FROM person_link k JOIN enrolment e ON e.pool = k.pool AND e.person = k.member \
             WHERE k.pool = p.pool AND k.leader = p.person AND k.void = 0 AND k.valid_from <= $2 AND k.valid_to >= $2 \
             AND k.tx_to = 9223372036854775807 AND e.state IN ('approved', 'confirmed', 'active') AND e.valid_from <= $2 AND e.valid_to >= $2 \
             AND e.tx_to = 9223372036854775807) THEN 1 ELSE 0 END AS enrolled \
           FROM person p WHERE p.pool = $1 AND p.region BETWEEN $3 AND $4 \
             AND NOT EXISTS (SELECT 1 FROM person_link k WHERE k.pool = p.pool AND k.member = p.person AND k.void = 0 \
             AND k.valid_from <= $2 AND k.valid_to >= $2 AND k.tx_to = 9223372036854775807) \
             AND EXISTS (SELECT 1 FROM person_version v WHERE v.pool = p.pool AND v.bucket = p.bucket \
             AND v.person = p.person AND v.tx_to = 9223372036854775807 AND v.valid_from <= $2 AND v.valid_to >= $2 \
             AND (v.death IS NULL OR v.death >= $2))) q \
         GROUP BY q.region ORDER BY q.region",
        &params![scope.pool(), on, first, last],
    )?;
    let one = |row: &Row| {
        Ok(Village {
            region: row.region(0)?,
            registered: row.int(1)?,
            enrolled: row.int(2)?,
        })
    };
    rows.iter().map(one).collect()
}

/// The persons of a village who are in no scheme on the day.
///
/// # Errors
/// As [`villages`].
pub fn missing(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    on: Date,
) -> Result<Vec<PersonNo>, StoreError> {
    let ((low, high), (first, last)) = (scope.span(), region.span());
    let rows = session.rows(
        "SELECT p.person FROM person p WHERE p.pool = $1 AND p.region BETWEEN $3 AND $4 AND p.region BETWEEN $5 AND $6 \
           AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.pool = p.pool AND e.bucket = p.bucket \
             AND e.person = p.person AND e.state IN ('approved', 'confirmed', 'active') AND e.valid_from <= $2 AND e.valid_to >= $2 \
             AND e.tx_to = 9223372036854775807) \
           AND NOT EXISTS (SELECT 1 FROM person_link k JOIN enrolment e ON e.pool = k.pool AND e.person = k.member \
             WHERE k.pool = p.pool AND k.leader = p.person AND k.void = 0 AND k.valid_from <= $2 AND k.valid_to >= $2 \
             AND k.tx_to = 9223372036854775807 AND e.state IN ('approved', 'confirmed', 'active') AND e.valid_from <= $2 AND e.valid_to >= $2 \
             AND e.tx_to = 9223372036854775807) \
           AND NOT EXISTS (SELECT 1 FROM person_link k WHERE k.pool = p.pool AND k.member = p.person AND k.void = 0 \
             AND k.valid_from <= $2 AND k.valid_to >= $2 AND k.tx_to = 9223372036854775807) \
           AND EXISTS (SELECT 1 FROM person_version v WHERE v.pool = p.pool AND v.bucket = p.bucket \
             AND v.person = p.person AND v.tx_to = 9223372036854775807 AND v.valid_from <= $2 AND v.valid_to >= $2 \
             AND (v.death IS NULL OR v.death >= $2)) \
         ORDER BY p.region, p.person",
        &params![scope.pool(), on, low, high, first, last],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}
