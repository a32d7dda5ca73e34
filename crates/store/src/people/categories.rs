//! Certified categories.

use std::collections::BTreeMap;

use access::Scope;
use base::{BatchNo, PersonNo, RegionCode};
use enrolment::category::{Authority, Category, Certified, Evidence};

use super::{PersonKey, span};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params, within};

/// Enters categories of persons, each with the region that looks after the person.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    rows: &[(PersonKey, RegionCode, Certified)],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut written = Vec::with_capacity(rows.len());
    for (key, region, one) in rows {
        within(scope, *region)?;
        let (batch, line) = match one.evidence {
            Evidence::List(batch, line) => (Some(batch), Some(line)),
            Evidence::Application | Evidence::Derived => (None, None),
        };
        let row: [Value; 13] = params![
            pool,
            key.bucket,
            key.person,
            *region,
            one.category.code(),
            span::from_column(one.holds),
            span::to_column(one.holds),
            one.authority.code(),
            one.evidence.code(),
            batch,
            line,
            now,
            OPEN_TX
        ];
        written.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "person",
        "region",
        "category",
        "valid_from",
        "valid_to",
        "authority",
        "evidence",
        "batch",
        "line",
        "tx_from",
        "tx_to",
    ];
    tx.insert("category_span", &columns, &written)
}

/// Ends a category on its last day.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where it is not on record.
pub fn end(
    tx: &mut Tx<'_>,
    key: PersonKey,
    one: &Certified,
    last: base::Date,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let asked = params![
        pool,
        key.bucket,
        key.person,
        one.category.code(),
        span::from_column(one.holds),
        now,
        last
    ];
    tx.run(
        "INSERT INTO category_span (pool, bucket, person, region, category, valid_from, valid_to, authority, evidence, \
         batch, line, tx_from, tx_to) SELECT pool, bucket, person, region, category, valid_from, CAST($7 AS BIGINT), \
         authority, evidence, batch, line, CAST($6 AS BIGINT), tx_to FROM category_span WHERE pool = $1 AND bucket = $2 \
         AND person = $3 AND category = $4 AND valid_from = $5 AND valid_from <= $7 AND tx_to = 9223372036854775807",
        &asked,
    )?;
    tx.run_one(
        "UPDATE category_span SET tx_to = $6 WHERE pool = $1 AND bucket = $2 AND person = $3 AND category = $4 \
         AND valid_from = $5 AND tx_to = 9223372036854775807 AND tx_from < $6",
        asked.get(..6).unwrap_or_default(),
    )
}

/// The categories of persons, as known now; one question however many.
///
/// # Errors
/// As [`add`].
pub fn of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<Certified>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT c.person, c.category, c.valid_from, c.valid_to, c.authority, c.evidence, c.batch, c.line FROM person p \
         JOIN category_span c ON c.pool = p.pool AND c.bucket = p.bucket AND c.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 AND c.tx_to = 9223372036854775807 \
         ORDER BY c.person, c.category, c.valid_from",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Certified>> = BTreeMap::new();
    for row in &rows {
        let one = certified(row)?;
        found.entry(one.person).or_default().push(one);
    }
    Ok(found)
}

fn certified(row: &Row) -> Result<Certified, StoreError> {
    let batch = row.maybe_int(6)?.and_then(BatchNo::new);
    let list = batch.zip(row.maybe_int(7)?);
    let evidence = Evidence::parse(row.text(5)?, list);
    Ok(Certified {
        person: row.no(0, PersonNo::new)?,
        category: row.code(1, Category::parse)?,
        holds: span::read(row, 2)?,
        authority: row.code(4, Authority::parse)?,
        evidence: evidence.ok_or_else(|| StoreError::Corrupt("evidence".to_owned()))?,
    })
}
