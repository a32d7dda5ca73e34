//! Declarations of bases.

use access::Scope;
use base::{Date, OrganisationNo, PersonNo};
use enrolment::premium::{Declaration, DeclarationNo, DeclarationState, WageLine};
use std::collections::BTreeMap;

use crate::{Row, Session, StoreError, Tx, Value, params};

/// Records a declaration with its lines; `buckets` says where each person's rows lie.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: base::RegionCode,
    declaration: &Declaration,
    buckets: &BTreeMap<PersonNo, i64>,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO declaration (pool, declaration, organisation, region, premium_year, declared_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            declaration.no,
            declaration.employer,
            region,
            i64::from(declaration.year),
            declaration.declared_on(),
            now
        ],
    )?;
    let row = |line: &WageLine| -> Result<Vec<Value>, StoreError> {
        let bucket = buckets.get(&line.person).copied();
        let bucket = bucket.ok_or_else(|| StoreError::Corrupt("a line of nobody".to_owned()))?;
        Ok(params![pool, bucket, declaration.no, line.person, line.wage, now].to_vec())
    };
    let rows: Result<Vec<_>, _> = declaration.lines.iter().map(row).collect();
    let columns = ["pool", "bucket", "declaration", "person", "wage", "tx_from"];
    tx.insert("declared_wage", &columns, &rows?)
}

/// Records that a declaration was checked, or came into force on a day.
///
/// # Errors
/// [`StoreError::Guard`] where it comes into force without its check.
pub fn step(
    tx: &mut Tx<'_>,
    no: DeclarationNo,
    state: DeclarationState,
    on: Date,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO declaration_step (pool, declaration, step, step_on, tx_from) VALUES ($1, $2, $3, $4, $5)",
        &params![pool, no, state.code(), on, now],
    )?;
    Ok(())
}

/// A declaration by its number, with its lines.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: DeclarationNo,
) -> Result<Option<Declaration>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.declaration, d.organisation, d.premium_year, d.declared_on, \
         (SELECT s.step_on FROM declaration_step s WHERE s.pool = d.pool AND s.declaration = d.declaration AND s.step = 'checked'), \
         (SELECT s.step_on FROM declaration_step s WHERE s.pool = d.pool AND s.declaration = d.declaration AND s.step = 'in_force'), \
         w.person, w.wage FROM declaration d \
         LEFT JOIN declared_wage w ON w.pool = d.pool AND w.declaration = d.declaration \
         WHERE d.pool = $1 AND d.declaration = $2 AND d.region BETWEEN $3 AND $4 ORDER BY w.person",
        &params![scope.pool(), no, first, last],
    )?;
    Ok(fold(&rows)?.pop())
}

/// The declarations of an employer for years up to one, with their lines, by number.
///
/// # Errors
/// [`StoreError`].
pub fn of_employer(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
    until_year: i32,
) -> Result<Vec<Declaration>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.declaration, d.organisation, d.premium_year, d.declared_on, \
         (SELECT s.step_on FROM declaration_step s WHERE s.pool = d.pool AND s.declaration = d.declaration AND s.step = 'checked'), \
         (SELECT s.step_on FROM declaration_step s WHERE s.pool = d.pool AND s.declaration = d.declaration AND s.step = 'in_force'), \
         w.person, w.wage FROM declaration d \
         LEFT JOIN declared_wage w ON w.pool = d.pool AND w.declaration = d.declaration \
         WHERE d.pool = $1 AND d.organisation = $2 AND d.region BETWEEN $3 AND $4 AND d.premium_year <= $5 \
         ORDER BY d.declaration, w.person",
        &params![scope.pool(), employer, first, last, i64::from(until_year)],
    )?;
    fold(&rows)
}

/// Which of the employers of a region have declared something for a year.
///
/// # Errors
/// [`StoreError`].
pub fn declared(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
) -> Result<Vec<OrganisationNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT organisation FROM declaration WHERE pool = $1 AND premium_year = $2 \
         AND region BETWEEN $3 AND $4 ORDER BY organisation",
        &params![scope.pool(), i64::from(year), first, last],
    )?;
    rows.iter()
        .map(|row| row.no(0, OrganisationNo::new))
        .collect()
}

/// Rows of one declaration follow each other.
fn fold(rows: &[Row]) -> Result<Vec<Declaration>, StoreError> {
    let mut found: Vec<Declaration> = Vec::new();
    for row in rows {
        let no = row.no(0, DeclarationNo::new)?;
        if found.last().is_none_or(|last| last.no != no) {
            let year = i32::try_from(row.int(2)?);
            let year = year.map_err(|_| StoreError::Corrupt("a premium year".to_owned()))?;
            found.push(Declaration::kept(
                (no, row.no(1, OrganisationNo::new)?, year),
                Vec::new(),
                row.date(3)?,
                row.maybe_date(4)?,
                row.maybe_date(5)?,
            ));
        }
        if let (Some(_), Some(last)) = (row.maybe_int(6)?, found.last_mut()) {
            last.lines.push(WageLine {
                person: row.no(6, PersonNo::new)?,
                wage: row.fen(7)?,
            });
        }
    }
    Ok(found)
}
