//! Physicians, nurses, pharmacists, technicians, and where they practise.

use std::collections::BTreeMap;

use access::Scope;
use base::{DocumentType, IdentityDocument, PersonnelCode, RegionCode};
use directory::provider::{Practice, Profession, Staff};

use super::value::{days, odd, provider, span};
use super::{Which, revision};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

const PERSON: &[&str] = &[
    "pool",
    "medic",
    "name",
    "document_type",
    "document",
    "profession",
    "title",
    "qualification",
    "licence",
    "valid_from",
    "valid_to",
    "insured_service",
    "tx_from",
    "tx_to",
];

const PRACTICE: &[&str] = &[
    "pool",
    "provider",
    "medic",
    "department",
    "region",
    "valid_from",
    "valid_to",
    "main",
    "tx_from",
    "tx_to",
];

/// Records persons; what was known of them is closed.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &mut Tx<'_>, staff: &[Staff]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let codes: Vec<String> = staff
        .iter()
        .map(|one| one.code.as_str().to_owned())
        .collect();
    tx.run(
        "UPDATE medic SET tx_to = $3 WHERE pool = $1 AND medic IN {texts $2} AND tx_to = $4",
        &params![pool, codes, now, OPEN_TX],
    )?;
    let row = |one: &Staff| -> Vec<Value> {
        let (from, until) = days(&one.licensed);
        let document = one.document.as_ref();
        params![
            pool,
            one.code.as_str(),
            &*one.name,
            document.map(|it| it.document_type().code()),
            document.map(|it| it.number().to_owned()),
            one.profession.code(),
            &*one.title,
            &*one.qualification,
            &*one.licence,
            from,
            until,
            one.insured_service,
            now,
            OPEN_TX
        ]
        .to_vec()
    };
    let rows: Vec<_> = staff.iter().map(row).collect();
    tx.insert("medic", PERSON, &rows)?;
    revision::touch(tx)
}

/// Records where people practise in the place of what was known: rows that changed or are gone are closed, new ones
/// added. Each with the county of its provider.
///
/// # Errors
/// [`StoreError::Guard`] where a person would be in a department twice at a time or have two main places, or for a
/// county outside the scope.
pub fn replace(
    tx: &mut Tx<'_>,
    scope: Scope,
    (old, new): (&[Practice], &[Practice]),
    county: impl Fn(&Practice) -> Option<RegionCode>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let of = |one: &Practice| county(one).ok_or_else(|| odd("a place of practice of no provider"));
    for one in old.iter().filter(|one| !new.contains(one)) {
        crate::within(scope, of(one)?)?;
        tx.run_one(
            "UPDATE medic_practice SET tx_to = $6 WHERE pool = $1 AND provider = $2 AND medic = $3 AND department = $4 \
             AND valid_from = $5 AND tx_to = $7",
            &params![
                pool,
                &one.provider,
                one.staff.as_str(),
                one.department.as_deref().unwrap_or(""),
                days(&one.holds).0,
                now,
                OPEN_TX
            ],
        )?;
    }
    let mut rows = Vec::new();
    for one in new.iter().filter(|one| !old.contains(one)) {
        let region = of(one)?;
        crate::within(scope, region)?;
        let (from, until) = days(&one.holds);
        rows.push(
            params![
                pool,
                &one.provider,
                one.staff.as_str(),
                one.department.as_deref().unwrap_or(""),
                region,
                from,
                until,
                one.main,
                now,
                OPEN_TX
            ]
            .to_vec(),
        );
    }
    tx.insert("medic_practice", PRACTICE, &rows)?;
    revision::touch(tx)
}

/// Places of practice at providers of the scope, by provider, person and first day, former ones too.
///
/// # Errors
/// [`StoreError`].
pub fn practices(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Practice>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT provider, medic, department, valid_from, valid_to, main FROM medic_practice \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 AND tx_to = $6 \
         ORDER BY provider, medic, valid_from, department",
        &params![scope.pool(), first, last, low, high, OPEN_TX],
    )?;
    rows.iter().map(read_practice).collect()
}

/// Places of practice of some persons at providers of the scope.
///
/// # Errors
/// [`StoreError`].
pub fn practices_of(
    session: &mut Session<'_>,
    scope: Scope,
    codes: Vec<String>,
) -> Result<Vec<Practice>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT provider, medic, department, valid_from, valid_to, main FROM medic_practice \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND medic IN {texts $4} AND tx_to = $5 \
         ORDER BY provider, medic, valid_from, department",
        &params![scope.pool(), first, last, codes, OPEN_TX],
    )?;
    rows.iter().map(read_practice).collect()
}

/// The persons who practise, or have practised, at providers of the scope.
///
/// # Errors
/// [`StoreError`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Staff>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT m.medic, m.name, m.document_type, m.document, m.profession, m.title, m.qualification, m.licence, \
         m.valid_from, m.valid_to, m.insured_service FROM medic m WHERE m.pool = $1 AND m.tx_to = $6 \
         AND EXISTS (SELECT 1 FROM medic_practice p WHERE p.pool = m.pool AND p.medic = m.medic \
         AND p.region BETWEEN $2 AND $3 AND p.provider BETWEEN $4 AND $5 AND p.tx_to = $6) ORDER BY m.medic",
        &params![scope.pool(), first, last, low, high, OPEN_TX],
    )?;
    rows.iter().map(read).collect()
}

/// Some persons, as far as they practise, or have practised, in the scope, by code.
///
/// # Errors
/// [`StoreError`].
pub fn of_codes(
    session: &mut Session<'_>,
    scope: Scope,
    codes: Vec<String>,
) -> Result<BTreeMap<PersonnelCode, Staff>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT m.medic, m.name, m.document_type, m.document, m.profession, m.title, m.qualification, m.licence, \
         m.valid_from, m.valid_to, m.insured_service FROM medic m WHERE m.pool = $1 AND m.medic IN {texts $4} \
         AND m.tx_to = $5 AND EXISTS (SELECT 1 FROM medic_practice p WHERE p.pool = m.pool AND p.medic = m.medic \
         AND p.region BETWEEN $2 AND $3 AND p.tx_to = $5) ORDER BY m.medic",
        &params![scope.pool(), first, last, codes, OPEN_TX],
    )?;
    let staff: Result<Vec<Staff>, _> = rows.iter().map(read).collect();
    Ok(staff?
        .into_iter()
        .map(|one| (one.code.clone(), one))
        .collect())
}

fn code(row: &Row, column: usize) -> Result<PersonnelCode, StoreError> {
    row.code(column, |text| PersonnelCode::parse(text).ok())
}

fn read_practice(row: &Row) -> Result<Practice, StoreError> {
    let department = row.text(2)?;
    Ok(Practice {
        provider: provider(row, 0)?,
        staff: code(row, 1)?,
        department: (!department.is_empty()).then(|| department.into()),
        holds: span(row, 3, 4)?,
        main: row.flag(5)?,
    })
}

fn read(row: &Row) -> Result<Staff, StoreError> {
    let document = match (row.maybe_text(2)?, row.maybe_text(3)?) {
        (Some(kind), Some(number)) => {
            let kind = DocumentType::from_code(kind).map_err(|_| odd("a type of document"))?;
            let document = IdentityDocument::new(kind, number);
            Some(document.map_err(|_| odd("a document"))?)
        }
        _ => None,
    };
    Ok(Staff {
        code: code(row, 0)?,
        name: row.text(1)?.into(),
        document,
        profession: row.code(4, Profession::parse)?,
        title: row.text(5)?.into(),
        qualification: row.text(6)?.into(),
        licence: row.text(7)?.into(),
        licensed: span(row, 8, 9)?,
        insured_service: row.flag(10)?,
    })
}
