//! Departments over time.

use access::Scope;
use base::RegionCode;
use directory::provider::{Department, ProviderCode, Staffing};

use super::value::{count, days, provider, span};
use super::{Which, revision};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

const COLUMNS: &[&str] = &[
    "pool",
    "provider",
    "department",
    "region",
    "valid_from",
    "valid_to",
    "name",
    "field",
    "introduction",
    "head",
    "head_phone",
    "scope",
    "founded",
    "physicians",
    "pharmacists",
    "nurses",
    "technicians",
    "beds",
    "recognised_beds",
    "tx_from",
    "tx_to",
];

/// Records the departments as they are now known in the place of those that were: rows that changed or are gone are
/// closed, new ones added.
///
/// # Errors
/// [`StoreError::Guard`] where two entries of a code would hold at a time, or for a county outside the scope.
pub fn replace(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    (old, new): (&[Department], &[Department]),
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    for one in old.iter().filter(|one| !new.contains(one)) {
        tx.run_one(
            "UPDATE provider_department SET tx_to = $5 WHERE pool = $1 AND provider = $2 AND department = $3 \
             AND valid_from = $4 AND tx_to = $6",
            &params![pool, &one.provider, &*one.code, days(&one.holds).0, now, OPEN_TX],
        )?;
    }
    let fresh = new.iter().filter(|one| !old.contains(one));
    let rows: Vec<_> = fresh.map(|one| row_of(tx, region, one)).collect();
    tx.insert("provider_department", COLUMNS, &rows)?;
    revision::touch(tx)
}

fn row_of(tx: &Tx<'_>, region: RegionCode, one: &Department) -> Vec<Value> {
    let (from, until) = days(&one.holds);
    let staffing = one.staffing;
    params![
        tx.pool(),
        &one.provider,
        &*one.code,
        region,
        from,
        until,
        &*one.name,
        &*one.field,
        &*one.introduction,
        &*one.head,
        &*one.head_phone,
        &*one.scope,
        one.founded,
        i64::from(staffing.physicians),
        i64::from(staffing.pharmacists),
        i64::from(staffing.nurses),
        i64::from(staffing.technicians),
        i64::from(one.beds),
        i64::from(one.recognised_beds),
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// The departments of the scope, by provider, code and first day, closed ones too.
///
/// # Errors
/// [`StoreError`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Department>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT provider, department, valid_from, valid_to, name, field, introduction, head, head_phone, scope, founded, \
         physicians, pharmacists, nurses, technicians, beds, recognised_beds FROM provider_department \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 AND tx_to = $6 \
         ORDER BY provider, department, valid_from",
        &params![scope.pool(), first, last, low, high, OPEN_TX],
    )?;
    rows.iter().map(read).collect()
}

/// The county whose agency keeps the file of a provider of the scope.
///
/// # Errors
/// [`StoreError`].
pub fn county(
    session: &mut Session<'_>,
    scope: Scope,
    code: &ProviderCode,
) -> Result<Option<RegionCode>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT region FROM provider WHERE pool = $1 AND provider = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), code, first, last],
    )?;
    row.map(|row| row.region(0)).transpose()
}

fn read(row: &Row) -> Result<Department, StoreError> {
    Ok(Department {
        provider: provider(row, 0)?,
        code: row.text(1)?.into(),
        holds: span(row, 2, 3)?,
        name: row.text(4)?.into(),
        field: row.text(5)?.into(),
        introduction: row.text(6)?.into(),
        head: row.text(7)?.into(),
        head_phone: row.text(8)?.into(),
        scope: row.text(9)?.into(),
        founded: row.maybe_date(10)?,
        staffing: Staffing {
            physicians: count(row, 11)?,
            pharmacists: count(row, 12)?,
            nurses: count(row, 13)?,
            technicians: count(row, 14)?,
        },
        beds: count(row, 15)?,
        recognised_beds: count(row, 16)?,
    })
}
