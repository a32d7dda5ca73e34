//! Spans: read as of a day and a step of knowledge, and replaced where they differ.

use access::Scope;
use base::{Date, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::entitlement::{Record, Span};
use std::collections::{BTreeMap, BTreeSet};

use super::RuleBook;
use crate::{AsOf, OPEN_TX, Row, Session, StoreError, Tx, Value, open_date, params};

/// A span as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanRow {
    /// Bucket of the person.
    pub bucket: i64,
    /// Whose.
    pub person: PersonNo,
    /// In which scheme.
    pub scheme: Scheme,
    /// The region of the record.
    pub region: RegionCode,
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
    /// The record that is the ground.
    pub record: Record,
    /// Number of the rule.
    pub rule: i64,
}

/// The spans that were derived for a person in a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSpans {
    /// Bucket of the person.
    pub bucket: i64,
    /// Whose.
    pub person: PersonNo,
    /// In which scheme.
    pub scheme: Scheme,
    /// The region of the record.
    pub region: RegionCode,
    /// The spans.
    pub spans: Vec<Span>,
}

/// The spans of a person as known at a step of knowledge, by first day.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_person(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
    as_of: AsOf,
) -> Result<Vec<SpanRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.bucket, s.person, s.scheme, s.region, s.valid_from, s.valid_to, s.ground, s.record, s.rule_no \
         FROM person p JOIN entitlement_span s ON s.pool = p.pool AND s.bucket = p.bucket AND s.person = p.person \
         WHERE p.pool = $1 AND p.person = $2 AND s.region BETWEEN $3 AND $4 AND s.tx_from <= $5 AND s.tx_to > $5 \
         ORDER BY s.valid_from, s.scheme",
        &params![scope.pool(), person, first, last, as_of.known()],
    )?;
    rows.iter().map(read).collect()
}

/// The spans that stand for people in a range of numbers (behind the first, up to the last), by person.
///
/// # Errors
/// [`StoreError`].
pub fn standing(
    session: &mut Session<'_>,
    scope: Scope,
    (after, until): (i64, i64),
) -> Result<Vec<SpanRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT bucket, person, scheme, region, valid_from, valid_to, ground, record, rule_no FROM entitlement_span \
         WHERE pool = $1 AND person > $2 AND person <= $3 AND region BETWEEN $4 AND $5 AND tx_to = 9223372036854775807 \
         ORDER BY person, scheme, valid_from",
        &params![scope.pool(), after, until, first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SpanRow, StoreError> {
    let number = row.int(7)?;
    Ok(SpanRow {
        bucket: row.int(0)?,
        person: row.no(1, PersonNo::new)?,
        scheme: row.code(2, Scheme::parse)?,
        region: row.region(3)?,
        from: row.date(4)?,
        until: row.maybe_date(5)?,
        record: row.code(6, |code| Record::kept(code, number))?,
        rule: row.int(8)?,
    })
}

/// Brings the standing spans in line with what was derived: what differs is closed and written anew, what
/// is equal stays. How many spans were closed and how many written.
///
/// `standing` are the spans of the same people and schemes as they stand.
///
/// # Errors
/// [`StoreError::Guard`] for a region outside the scope.
pub fn replace(
    tx: &mut Tx<'_>,
    scope: Scope,
    standing: &[SpanRow],
    derived: &[PersonSpans],
    book: &mut RuleBook,
) -> Result<(usize, usize), StoreError> {
    let mut wanted: BTreeMap<Key, SpanRow> = BTreeMap::new();
    for person in derived {
        crate::within(scope, person.region)?;
        for span in &person.spans {
            let rule = book.number(tx, &span.basis)?;
            let row = SpanRow {
                bucket: person.bucket,
                person: person.person,
                scheme: person.scheme,
                region: person.region,
                from: span.from,
                until: span.until,
                record: span.record,
                rule,
            };
            wanted.insert(key(&row), row);
        }
    }
    let mut stays: BTreeSet<Key> = BTreeSet::new();
    let mut closed = 0;
    for row in standing {
        if wanted.get(&key(row)) == Some(row) {
            stays.insert(key(row));
        } else {
            close(tx, row)?;
            closed += 1;
        }
    }
    let (pool, now) = (tx.pool(), tx.no());
    let new = wanted.iter().filter(|(key, _)| !stays.contains(key));
    let rows: Vec<Vec<Value>> = new
        .map(|(_, row)| {
            params![
                pool,
                row.bucket,
                row.person,
                row.scheme.code(),
                row.region,
                row.from,
                open_date(row.until),
                row.record.code(),
                row.record.number(),
                row.rule,
                now,
                OPEN_TX
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bucket",
        "person",
        "scheme",
        "region",
        "valid_from",
        "valid_to",
        "ground",
        "record",
        "rule_no",
        "tx_from",
        "tx_to",
    ];
    tx.insert("entitlement_span", &columns, &rows)?;
    Ok((closed, rows.len()))
}

type Key = (PersonNo, &'static str, Date);

fn key(row: &SpanRow) -> Key {
    (row.person, row.scheme.code(), row.from)
}

fn close(tx: &mut Tx<'_>, row: &SpanRow) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE entitlement_span SET tx_to = $6 WHERE pool = $1 AND bucket = $2 AND person = $3 AND scheme = $4 \
         AND valid_from = $5 AND tx_to = $7",
        &params![
            pool,
            row.bucket,
            row.person,
            row.scheme.code(),
            row.from,
            now,
            OPEN_TX
        ],
    )
}

/// Up to `limit` standing spans whose ground is not among the records of the person, or does not cover
/// them: person and first day. There are none unless a row was tampered with.
///
/// # Errors
/// [`StoreError`].
pub fn unfounded(
    session: &mut Session<'_>,
    scope: Scope,
    limit: i64,
) -> Result<Vec<(PersonNo, Date)>, StoreError> {
    let (first, last) = scope.span();
    // The grounds of all people are gathered once and joined to the spans.
    let rows = session.rows(
        "SELECT s.person, s.valid_from FROM entitlement_span s LEFT JOIN \
         (SELECT 'payment' AS ground, u.payment AS record, b.bucket AS bucket, b.person AS person, 0 AS begins, 99991231 AS ends \
         FROM payment_use u JOIN bill b ON b.pool = u.pool AND b.bucket = u.bucket AND b.bill = u.bill WHERE u.pool = $1 \
         UNION ALL SELECT 'retirement', retirement, bucket, person, 0, 99991231 FROM career WHERE pool = $1 \
         UNION ALL SELECT 'newborn', enrolment, bucket, person, valid_from, valid_to FROM enrolment WHERE pool = $1 \
         UNION ALL SELECT 'certified', tx_from, bucket, person, valid_from, valid_to FROM category_span WHERE pool = $1 \
         UNION ALL SELECT 'decision', r.proposal, NULL, p.subject, 0, 99991231 FROM decision r \
         JOIN proposal p ON p.pool = r.pool AND p.proposal = r.proposal WHERE r.pool = $1 AND r.verdict = 'approved') g \
         ON g.ground = s.ground AND g.record = s.record AND g.person = s.person AND COALESCE(g.bucket, s.bucket) = s.bucket \
         AND g.begins <= s.valid_from AND g.ends >= s.valid_to \
         LEFT JOIN premium_payment r ON s.ground = 'premium' AND r.pool = s.pool AND r.payment = s.record \
         LEFT JOIN (SELECT DISTINCT b.organisation AS organisation, d.bucket AS bucket, d.person AS person FROM premium_bill b \
         JOIN premium_due d ON d.pool = b.pool AND d.premium_bill = b.premium_bill WHERE b.pool = $1) o \
         ON o.organisation = r.organisation AND o.bucket = s.bucket AND o.person = s.person \
         LEFT JOIN (SELECT f.deferral AS deferral, f.valid_from AS begins, f.valid_to AS ends FROM deferral f \
         JOIN deferral_end e ON e.pool = f.pool AND e.deferral = f.deferral WHERE f.pool = $1 AND e.approved = 1) f \
         ON s.ground = 'deferral' AND f.deferral = s.record AND f.begins <= s.valid_from AND f.ends >= s.valid_to \
         WHERE s.pool = $1 AND s.region BETWEEN $2 AND $3 AND s.tx_to = 9223372036854775807 \
         AND g.record IS NULL AND o.person IS NULL AND f.deferral IS NULL ORDER BY s.person, s.valid_from LIMIT $4",
        &params![scope.pool(), first, last, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, PersonNo::new)?, row.date(1)?)))
        .collect()
}
