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

/// The one statement of who is registered and who of them is enrolled on the day $2, before a tail that reads it:
/// `standing (region, person, enrolled)` of the persons of the regions $3 to $4 with numbers above $5.
///
/// A record that follows another is not counted; an enrolment of any record of a person counts for the person. An
/// application is no enrolment yet, and a contested double is none: approved, confirmed and active ones are.
macro_rules! standing {
    ($tail:literal) => {
        concat!(
            "WITH RECURSIVE link (member, leader) AS (SELECT member, leader FROM person_link WHERE pool = $1 \
             AND void = 0 AND valid_from <= $2 AND valid_to >= $2 AND tx_to = 9223372036854775807), \
             climb (record, person) AS (SELECT member, leader FROM link UNION \
             SELECT c.record, l.leader FROM climb c JOIN link l ON l.member = c.person), \
             through (person) AS (SELECT c.person FROM climb c JOIN enrolment e ON e.pool = $1 AND e.person = c.record \
             WHERE e.state IN ('approved', 'confirmed', 'active') AND e.valid_from <= $2 AND e.valid_to >= $2 \
             AND e.tx_to = 9223372036854775807), \
             standing (region, person, enrolled) AS (SELECT p.region, p.person, \
             CASE WHEN p.person IN (SELECT person FROM through) OR EXISTS (SELECT 1 FROM enrolment e \
             WHERE e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
             AND e.state IN ('approved', 'confirmed', 'active') AND e.valid_from <= $2 AND e.valid_to >= $2 \
             AND e.tx_to = 9223372036854775807) THEN 1 ELSE 0 END FROM person p \
             WHERE p.pool = $1 AND p.region BETWEEN $3 AND $4 AND p.person > $5 \
             AND p.person NOT IN (SELECT member FROM link) \
             AND EXISTS (SELECT 1 FROM person_version v WHERE v.pool = p.pool AND v.bucket = p.bucket \
             AND v.person = p.person AND v.tx_to = 9223372036854775807 AND v.valid_from <= $2 AND v.valid_to >= $2 \
             AND (v.death IS NULL OR v.death >= $2))) ",
            $tail
        )
    };
}

/// The villages of the scope on a day.
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
        standing!(
            "SELECT region, CAST(COUNT(*) AS BIGINT), CAST(SUM(enrolled) AS BIGINT) FROM standing \
             GROUP BY region ORDER BY region"
        ),
        &params![scope.pool(), on, first, last, 0],
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

/// The persons of a region who are in no scheme on the day, by village.
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
        standing!("SELECT person FROM standing WHERE enrolled = 0 ORDER BY region, person"),
        &params![scope.pool(), on, low.max(first), high.min(last), 0],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}

/// The same of the whole scope, by number, page by page: at most `limit` behind `after`.
///
/// # Errors
/// As [`villages`].
pub fn unenrolled(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
    after: i64,
    limit: i64,
) -> Result<Vec<(RegionCode, PersonNo)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        standing!(
            "SELECT region, person FROM standing WHERE enrolled = 0 ORDER BY person LIMIT $6"
        ),
        &params![scope.pool(), on, first, last, after, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.region(0)?, row.no(1, PersonNo::new)?)))
        .collect()
}
