//! What queries of institutions read beside the rows that messages work on.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, PersonNo};
use benefit::keys::AccKey;
use settlement::RecordNo;
use settlement::visit::CivilTime;

use super::line::LineRow;
use super::record::RecordRow;
use super::visit::VisitRow;
use super::{ints, line, visit};
use crate::{Session, StoreError, params};

/// Stays of an institution that have not ended, admitted within a time, the latest first, `limit` at most.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn open_stays(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    (from, until): (CivilTime, CivilTime),
    limit: i64,
) -> Result<Vec<VisitRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT v.visit, v.bucket, v.person, v.region, v.institution, v.inside_no, v.kind, v.insurance, v.credential, \
         v.ground, v.agreement, s.state, s.began, s.ended, s.department, s.physician, s.med_type, s.disease, \
         s.operation, s.diagnoses, s.episode, s.transferred_from, s.emergency \
         FROM visit v JOIN visit_version s ON s.pool = v.pool AND s.bucket = v.bucket AND s.visit = v.visit \
         AND s.tx_to = 9223372036854775807 AND s.state = 'open' AND s.began BETWEEN $5 AND $6 \
         WHERE v.institution = $2 AND v.kind = 'stay' AND v.pool = $1 AND v.region BETWEEN $3 AND $4 \
         ORDER BY v.visit DESC LIMIT $7",
        &params![
            scope.pool(),
            institution,
            first,
            last,
            from.number(),
            until.number(),
            limit
        ],
    )?;
    rows.iter().map(visit::read).collect()
}

/// When records were made: milliseconds since 1970-01-01 UTC of the step of knowledge that brought them first.
///
/// # Errors
/// [`StoreError`].
pub fn made_at(
    session: &mut Session<'_>,
    scope: Scope,
    records: &[RecordRow],
) -> Result<BTreeMap<RecordNo, i64>, StoreError> {
    if records.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.settlement, CAST(MIN(t.wall) AS BIGINT) FROM settlement s \
         JOIN tx t ON t.pool = s.pool AND t.tx = s.tx_from \
         WHERE s.pool = $1 AND s.bucket IN {ints $2} AND s.settlement IN {ints $3} \
         AND s.region BETWEEN $4 AND $5 GROUP BY s.settlement",
        &params![
            scope.pool(),
            records.iter().map(|it| it.bucket).collect::<Vec<i64>>(),
            records.iter().map(|it| it.no.get()).collect::<Vec<i64>>(),
            first,
            last
        ],
    )?;
    let pair = |row: &crate::Row| Ok((row.no(0, RecordNo::new)?, row.int(1)?));
    rows.iter().map(pair).collect()
}

/// What records of one insurance added under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Insurance of the interface; `None` of an opening balance.
    pub insurance: Option<String>,
    /// The key.
    pub key: AccKey,
    /// Money in 分, a count or days.
    pub amount: i64,
}

/// The accumulators of persons by insurance, of what was settled up to a day; opening balances count always.
///
/// # Errors
/// [`StoreError`].
pub fn sums(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
    until: Date,
) -> Result<Vec<Sum>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.insurance, a.acc, a.owner, a.period, CAST(SUM(a.amount) AS BIGINT) \
         FROM person p JOIN accumulator_entry a ON a.pool = p.pool AND a.bucket = p.bucket \
         AND a.holder = 'person:' || CAST(p.person AS TEXT) \
         LEFT JOIN settlement s ON s.settlement = a.record AND s.pool = a.pool AND s.tx_to = 9223372036854775807 \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $4 AND $5 \
         AND (a.record = 0 OR s.settled_on <= $3) \
         GROUP BY s.insurance, a.acc, a.owner, a.period ORDER BY s.insurance, a.acc, a.period, a.owner",
        &params![
            scope.pool(),
            ints(people, PersonNo::get),
            until,
            first,
            last
        ],
    )?;
    let sum = |row: &crate::Row| {
        Ok(Sum {
            insurance: row.maybe_text(0)?.map(str::to_owned),
            key: AccKey {
                id: row.text(1)?.to_owned(),
                owner: row.text(2)?.to_owned(),
                window: row.text(3)?.to_owned(),
            },
            amount: row.int(4)?,
        })
    };
    rows.iter().map(sum).collect()
}

/// Lines of visits for chronic diseases (medical categories that begin with `family`) of persons that arose within a
/// time, those that were undone left out, the latest first, `limit` at most.
///
/// # Errors
/// [`StoreError`].
pub fn lines_of_family(
    session: &mut Session<'_>,
    scope: Scope,
    (people, family): (&[PersonNo], &str),
    (from, until): (CivilTime, CivilTime),
    limit: i64,
) -> Result<Vec<LineRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.visit, l.bucket, l.line, l.corrects, l.batch, l.occurred, l.code, l.own_code, l.units, l.price, \
         l.amount, l.disease, l.approval, l.quote_day, l.full_own_pay, l.over_limit, l.first_self_pay, l.in_scope, 0, \
         l.physician \
         FROM visit v JOIN visit_version s ON s.pool = v.pool AND s.bucket = v.bucket AND s.visit = v.visit \
         AND s.tx_to = 9223372036854775807 AND s.med_type LIKE $5 || '%' \
         JOIN fee_line l ON l.pool = v.pool AND l.bucket = v.bucket AND l.visit = v.visit \
         AND l.occurred BETWEEN $6 AND $7 \
         WHERE v.person IN {ints $2} AND v.pool = $1 AND v.region BETWEEN $3 AND $4 \
         AND NOT EXISTS (SELECT 1 FROM fee_undone u WHERE u.pool = l.pool AND u.bucket = l.bucket \
         AND u.visit = l.visit AND u.line = l.line) ORDER BY l.occurred DESC, l.visit, l.line LIMIT $8",
        &params![
            scope.pool(),
            ints(people, PersonNo::get),
            first,
            last,
            family,
            from.number(),
            until.number(),
            limit
        ],
    )?;
    rows.iter().map(line::read).collect()
}
