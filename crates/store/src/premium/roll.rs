//! Employers, who is on their roll, and the working life of those people.

use access::Scope;
use base::{Date, OrganisationNo, PersonNo, RegionCode};
use enrolment::Month;
use enrolment::ask::{Career, Membership, Retirement};
use std::collections::BTreeMap;

use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

/// An employer, as premiums need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Its number.
    pub no: OrganisationNo,
    /// Its region.
    pub region: RegionCode,
    /// Its kind, the word of the register.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Since when its registration is approved.
    pub registered_on: Option<Date>,
}

/// The working life of a person, with where the person's rows lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareerRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// Who.
    pub person: PersonNo,
    /// The region of the record.
    pub region: RegionCode,
    /// The working life.
    pub career: Career,
    /// Months paid before the register began.
    pub months_before: i64,
    /// Last day of the membership: death, transfer away.
    pub ended_on: Option<Date>,
}

/// An employer by its number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn employer(
    session: &mut Session<'_>,
    scope: Scope,
    no: OrganisationNo,
) -> Result<Option<Employer>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT o.organisation, o.region, o.kind, o.name, (SELECT MIN(r.reviewed_on) FROM registration_act a \
         JOIN registration_review r ON r.pool = a.pool AND r.act = a.act AND r.approved = 1 \
         WHERE a.pool = o.pool AND a.organisation = o.organisation AND a.kind = 'registration') \
         FROM organisation o WHERE o.pool = $1 AND o.organisation = $2 AND o.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(read_employer).transpose()
}

/// The registered employers of a region, by number.
///
/// # Errors
/// [`StoreError`].
pub fn employers(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Employer>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT o.organisation, o.region, o.kind, o.name, (SELECT MIN(r.reviewed_on) FROM registration_act a \
         JOIN registration_review r ON r.pool = a.pool AND r.act = a.act AND r.approved = 1 \
         WHERE a.pool = o.pool AND a.organisation = o.organisation AND a.kind = 'registration') \
         FROM organisation o WHERE o.pool = $1 AND o.region BETWEEN $2 AND $3 AND o.state = 'registered' \
         AND EXISTS (SELECT 1 FROM affiliation f WHERE f.pool = o.pool AND f.organisation = o.organisation \
         AND f.tx_to = 9223372036854775807 AND f.role IN ('active', 'retired', 'other')) ORDER BY o.organisation",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read_employer).collect()
}

fn read_employer(row: &Row) -> Result<Employer, StoreError> {
    Ok(Employer {
        no: row.no(0, OrganisationNo::new)?,
        region: row.region(1)?,
        kind: row.text(2)?.to_owned(),
        name: row.text(3)?.to_owned(),
        registered_on: row.maybe_date(4)?,
    })
}

/// The people on the roll of an employer on some day of a month, by number; those without a record of
/// their working life are born as the register says.
///
/// # Errors
/// [`StoreError`].
pub fn roll(
    session: &mut Session<'_>,
    scope: Scope,
    no: OrganisationNo,
    month: Month,
) -> Result<Vec<CareerRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT f.bucket, f.person, f.region, COALESCE(c.birth, v.birth), c.employed_on, c.retirement_age_on, \
         COALESCE(c.extended, 0), COALESCE(c.membership, 'employee'), c.retirement, c.retired_on, c.pension_from, \
         COALESCE(c.pension_interrupted, 0), COALESCE(c.months_before, 0), c.ended_on \
         FROM affiliation f \
         JOIN person_version v ON v.pool = f.pool AND v.bucket = f.bucket AND v.person = f.person AND v.tx_to = 9223372036854775807 \
         AND v.valid_from <= $6 AND v.valid_to >= $6 \
         LEFT JOIN career c ON c.pool = f.pool AND c.bucket = f.bucket AND c.person = f.person AND c.tx_to = 9223372036854775807 \
         WHERE f.pool = $1 AND f.organisation = $2 AND f.region BETWEEN $3 AND $4 AND f.tx_to = 9223372036854775807 \
         AND f.role IN ('active', 'retired', 'other') AND f.valid_from <= $6 AND f.valid_to >= $5 ORDER BY f.person",
        &params![
            scope.pool(),
            no,
            first,
            last,
            month.first(),
            month.last()
        ],
    )?;
    rows.iter().map(read_career).collect()
}

/// The working life of a person.
///
/// # Errors
/// [`StoreError`].
pub fn career(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Option<CareerRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT p.bucket, p.person, p.region, COALESCE(c.birth, v.birth), c.employed_on, c.retirement_age_on, \
         COALESCE(c.extended, 0), COALESCE(c.membership, 'employee'), c.retirement, c.retired_on, c.pension_from, \
         COALESCE(c.pension_interrupted, 0), COALESCE(c.months_before, 0), c.ended_on FROM person p \
         JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person AND v.tx_to = 9223372036854775807 \
         AND v.valid_to = $5 \
         LEFT JOIN career c ON c.pool = p.pool AND c.bucket = p.bucket AND c.person = p.person AND c.tx_to = 9223372036854775807 \
         WHERE p.pool = $1 AND p.person = $2 AND p.region BETWEEN $3 AND $4",
        &params![scope.pool(), person, first, last, crate::OPEN_DATE],
    )?;
    row.as_ref().map(read_career).transpose()
}

/// Up to `limit` people behind a number who are or were on the roll of an employer of a region, or have a
/// record of their working life there; by number.
///
/// # Errors
/// [`StoreError`].
pub fn members(
    session: &mut Session<'_>,
    scope: Scope,
    after: i64,
    limit: i64,
) -> Result<Vec<CareerRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.bucket, p.person, p.region, COALESCE(c.birth, v.birth), c.employed_on, c.retirement_age_on, \
         COALESCE(c.extended, 0), COALESCE(c.membership, 'employee'), c.retirement, c.retired_on, c.pension_from, \
         COALESCE(c.pension_interrupted, 0), COALESCE(c.months_before, 0), c.ended_on FROM person p \
         JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person AND v.tx_to = 9223372036854775807 \
         AND v.valid_to = $5 \
         LEFT JOIN career c ON c.pool = p.pool AND c.bucket = p.bucket AND c.person = p.person AND c.tx_to = 9223372036854775807 \
         WHERE p.pool = $1 AND p.person > $2 AND p.region BETWEEN $3 AND $4 AND (c.person IS NOT NULL OR EXISTS \
         (SELECT 1 FROM affiliation f WHERE f.pool = p.pool AND f.bucket = p.bucket AND f.person = p.person \
         AND f.tx_to = 9223372036854775807 AND f.role IN ('active', 'retired', 'other'))) ORDER BY p.person LIMIT $6",
        &params![
            scope.pool(),
            after,
            first,
            last,
            crate::OPEN_DATE,
            limit
        ],
    )?;
    rows.iter().map(read_career).collect()
}

/// The working life of those of the people named who are members of the employee scheme, as [`members`] counts
/// them; one question however many.
///
/// # Errors
/// [`StoreError`].
pub fn careers(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, CareerRow>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT p.bucket, p.person, p.region, COALESCE(c.birth, v.birth), c.employed_on, c.retirement_age_on, \
         COALESCE(c.extended, 0), COALESCE(c.membership, 'employee'), c.retirement, c.retired_on, c.pension_from, \
         COALESCE(c.pension_interrupted, 0), COALESCE(c.months_before, 0), c.ended_on FROM person p \
         JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person AND v.tx_to = 9223372036854775807 \
         AND v.valid_to = $5 \
         LEFT JOIN career c ON c.pool = p.pool AND c.bucket = p.bucket AND c.person = p.person AND c.tx_to = 9223372036854775807 \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 AND (c.person IS NOT NULL OR EXISTS \
         (SELECT 1 FROM affiliation f WHERE f.pool = p.pool AND f.bucket = p.bucket AND f.person = p.person \
         AND f.tx_to = 9223372036854775807 AND f.role IN ('active', 'retired', 'other'))) ORDER BY p.person",
        &params![scope.pool(), numbers, first, last, crate::OPEN_DATE],
    )?;
    rows.iter()
        .map(|row| read_career(row).map(|career| (career.person, career)))
        .collect()
}

fn read_career(row: &Row) -> Result<CareerRow, StoreError> {
    let retirement = match row.maybe_int(8)? {
        None => None,
        Some(no) => Some(Retirement {
            no,
            retired_on: row.date(9)?,
            pension_from: row.maybe_date(10)?,
        }),
    };
    Ok(CareerRow {
        bucket: row.int(0)?,
        person: row.no(1, PersonNo::new)?,
        region: row.region(2)?,
        career: Career {
            birth: row.date(3)?,
            employed_on: row.maybe_date(4)?,
            retirement_age_on: row.maybe_date(5)?,
            extended_service: row.flag(6)?,
            membership: row.code(7, Membership::parse)?,
            retirement,
            pension_interrupted: row.flag(11)?,
        },
        months_before: row.int(12)?,
        ended_on: row.maybe_date(13)?,
    })
}

/// Records the working life of a person; the version before it is closed.
///
/// # Errors
/// [`StoreError::Guard`] for a region outside the scope.
pub fn set_career(tx: &mut Tx<'_>, scope: Scope, row: &CareerRow) -> Result<(), StoreError> {
    crate::within(scope, row.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE career SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND person = $3 AND tx_to = $5",
        &params![pool, row.bucket, row.person, now, OPEN_TX],
    )?;
    let career = &row.career;
    let retirement = career.retirement;
    let columns = [
        "pool",
        "bucket",
        "person",
        "region",
        "birth",
        "employed_on",
        "retirement_age_on",
        "extended",
        "membership",
        "retirement",
        "retired_on",
        "pension_from",
        "pension_interrupted",
        "months_before",
        "ended_on",
        "tx_from",
        "tx_to",
    ];
    let values = params![
        pool,
        row.bucket,
        row.person,
        row.region,
        career.birth,
        career.employed_on,
        career.retirement_age_on,
        career.extended_service,
        career.membership.code(),
        retirement.map(|it| it.no),
        retirement.map(|it| it.retired_on),
        retirement.and_then(|it| it.pension_from),
        career.pension_interrupted,
        row.months_before,
        row.ended_on,
        now,
        OPEN_TX
    ];
    tx.insert("career", &columns, &[values.to_vec()])
}
