//! Who belongs to which organisation.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, OrganisationNo, PersonNo, RegionCode, Validity};
use enrolment::organisation::{Affiliation, MemberRole, Stage};

use super::{PersonKey, span};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params, within};

/// Enters affiliations; the region is the organisation's.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    rows: &[(PersonKey, Affiliation)],
) -> Result<(), StoreError> {
    within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(key, one): &(PersonKey, Affiliation)| -> Vec<Value> {
        params![
            pool,
            key.bucket,
            key.person,
            one.organisation,
            region,
            one.role.code(),
            one.stage.map(Stage::code),
            span::from_column(one.belongs),
            span::to_column(one.belongs),
            now,
            OPEN_TX
        ]
        .to_vec()
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "person",
        "organisation",
        "region",
        "role",
        "stage",
        "valid_from",
        "valid_to",
        "tx_from",
        "tx_to",
    ];
    tx.insert("affiliation", &columns, &rows)
}

/// Ends an affiliation on its last day, with the reason. One that had not begun by then is closed and not
/// written again: it never came about.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where it is not on record.
pub fn end(
    tx: &mut Tx<'_>,
    key: PersonKey,
    one: &Affiliation,
    last: Date,
    reason: &str,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let begun = one.belongs.from();
    if let Ok(belongs) = Validity::new(begun, Some(last)) {
        tx.run(
            "INSERT INTO affiliation (pool, bucket, person, organisation, region, role, stage, valid_from, valid_to, reason, \
             tx_from, tx_to) SELECT pool, bucket, person, organisation, region, role, stage, valid_from, \
             CAST($7 AS BIGINT), CAST($8 AS TEXT), CAST($9 AS BIGINT), tx_to FROM affiliation \
             WHERE pool = $1 AND bucket = $2 AND person = $3 AND organisation = $4 AND role = $5 AND valid_from = $6 \
             AND tx_to = 9223372036854775807",
            &params![
                pool,
                key.bucket,
                key.person,
                one.organisation,
                one.role.code(),
                span::from_column(one.belongs),
                span::to_column(belongs),
                reason,
                now
            ],
        )?;
    }
    tx.run_one(
        "UPDATE affiliation SET tx_to = $7 WHERE pool = $1 AND bucket = $2 AND person = $3 AND organisation = $4 \
         AND role = $5 AND valid_from = $6 AND tx_to = 9223372036854775807 AND tx_from < $7",
        &params![
            pool,
            key.bucket,
            key.person,
            one.organisation,
            one.role.code(),
            span::from_column(one.belongs),
            now
        ],
    )
}

/// The time of students at a school ends with a day, for all of them in two statements. What had not begun by
/// then is closed and not written again.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where one of them is not on record.
pub fn end_students(
    tx: &mut Tx<'_>,
    school: OrganisationNo,
    students: &[PersonNo],
    last: Date,
    reason: &str,
) -> Result<(), StoreError> {
    if students.is_empty() {
        return Ok(());
    }
    let (pool, now) = (tx.pool(), tx.no());
    let persons: Vec<i64> = students.iter().map(|person| person.get()).collect();
    tx.run(
        "INSERT INTO affiliation (pool, bucket, person, organisation, region, role, stage, valid_from, valid_to, reason, \
         tx_from, tx_to) SELECT pool, bucket, person, organisation, region, role, stage, valid_from, \
         CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS BIGINT), tx_to FROM affiliation \
         WHERE pool = $1 AND organisation = $2 AND person IN {ints $3} AND role = 'student' \
         AND valid_from <= $4 AND valid_to > $4 AND tx_to = 9223372036854775807",
        &params![pool, school, persons.clone(), last, reason, now],
    )?;
    let ended = tx.run(
        "UPDATE affiliation SET tx_to = $5 WHERE pool = $1 AND organisation = $2 AND person IN {ints $3} \
         AND role = 'student' AND valid_to > $4 AND tx_to = 9223372036854775807 AND tx_from < $5",
        &params![pool, school, persons, last, now],
    )?;
    if usize::try_from(ended).ok() == Some(students.len()) {
        return Ok(());
    }
    Err(StoreError::Conflict("a student of the school".to_owned()))
}

/// What persons belong to, as known now; one question however many. A person's duty holds wherever the
/// employer is, so the whole pooling area is read where `scope` says so.
///
/// # Errors
/// As [`add`].
pub fn of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<Affiliation>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT a.person, a.organisation, a.role, a.stage, a.valid_from, a.valid_to FROM person p \
         JOIN affiliation a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 AND a.tx_to = 9223372036854775807 \
         ORDER BY a.person, a.valid_from, a.organisation",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Affiliation>> = BTreeMap::new();
    for row in &rows {
        let one = affiliation(row)?;
        found.entry(one.person).or_default().push(one);
    }
    Ok(found)
}

/// An affiliation with the name and the region of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The affiliation.
    pub is: Affiliation,
    /// The region of the organisation.
    pub region: RegionCode,
    /// The name of the organisation.
    pub name: Box<str>,
}

/// As [`of_persons`], with the name and the region of each organisation.
///
/// # Errors
/// As [`add`].
pub fn placed_of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<Placed>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT a.person, a.organisation, a.role, a.stage, a.valid_from, a.valid_to, a.region, o.name FROM person p \
         JOIN affiliation a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN organisation o ON o.pool = a.pool AND o.organisation = a.organisation \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 AND a.tx_to = 9223372036854775807 \
         ORDER BY a.person, a.valid_from, a.organisation",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Placed>> = BTreeMap::new();
    for row in &rows {
        let one = Placed {
            is: affiliation(row)?,
            region: row.region(6)?,
            name: row.text(7)?.into(),
        };
        found.entry(one.is.person).or_default().push(one);
    }
    Ok(found)
}

/// The members of an organisation of the scope, as known now.
///
/// # Errors
/// As [`add`].
pub fn of_organisation(
    session: &mut Session<'_>,
    scope: Scope,
    organisation: OrganisationNo,
) -> Result<Vec<Affiliation>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT person, organisation, role, stage, valid_from, valid_to FROM affiliation \
         WHERE pool = $1 AND organisation = $2 AND region BETWEEN $3 AND $4 AND tx_to = 9223372036854775807 \
         ORDER BY person, valid_from",
        &params![scope.pool(), organisation, first, last],
    )?;
    rows.iter().map(affiliation).collect()
}

fn affiliation(row: &Row) -> Result<Affiliation, StoreError> {
    Ok(Affiliation {
        person: row.no(0, PersonNo::new)?,
        organisation: row.no(1, OrganisationNo::new)?,
        role: row.code(2, MemberRole::parse)?,
        stage: row.maybe_text(3)?.and_then(Stage::parse),
        belongs: span::read(row, 4)?,
    })
}
