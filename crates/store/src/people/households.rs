//! Households, their members and incomes.

use std::collections::BTreeMap;

use access::Scope;
use base::{HouseholdNo, PersonNo, RegionCode, Validity};
use enrolment::people::{Household, HouseholdKind, HouseholdMember, IncomeSpan, Relation};

use super::{PersonKey, span};
use crate::{BUCKETS, OPEN_TX, Row, Session, StoreError, Tx, Value, params, within};

/// A household about to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHousehold {
    /// Its number.
    pub no: HouseholdNo,
    /// Where it lives.
    pub region: RegionCode,
    /// What kind.
    pub kind: HouseholdKind,
    /// Its mark in lists of its region, such as the number of the household book.
    pub mark: Option<Box<str>>,
}

/// A member about to be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewMember {
    /// Of which household.
    pub household: HouseholdNo,
    /// Who.
    pub person: PersonKey,
    /// As what.
    pub relation: Relation,
    /// From when until when.
    pub belongs: Validity,
}

const fn bucket(household: HouseholdNo) -> i64 {
    household.get() % BUCKETS
}

/// Enters households.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, new: &[NewHousehold]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(new.len());
    for one in new {
        within(scope, one.region)?;
        let row = params![
            pool,
            bucket(one.no),
            one.no,
            one.region,
            one.kind.code(),
            one.mark.as_deref(),
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "household",
        "region",
        "kind",
        "mark",
        "tx_from",
    ];
    tx.insert("household", &columns, &rows)
}

/// Enters members.
///
/// # Errors
/// As [`add`].
pub fn join(tx: &mut Tx<'_>, members: &[NewMember]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |one: &NewMember| -> Vec<Value> {
        params![
            pool,
            bucket(one.household),
            one.household,
            one.person.bucket,
            one.person.person,
            one.relation.code(),
            span::from_column(one.belongs),
            span::to_column(one.belongs),
            now,
            OPEN_TX
        ]
        .to_vec()
    };
    let rows: Vec<_> = members.iter().map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "household",
        "person_bucket",
        "person",
        "relation",
        "valid_from",
        "valid_to",
        "tx_from",
        "tx_to",
    ];
    tx.insert("household_member", &columns, &rows)
}

/// Writes the members that differ between two states of a household; `keys` has every new member.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where a row that changed is not there.
pub fn change(
    tx: &mut Tx<'_>,
    before: &Household,
    after: &Household,
    keys: &BTreeMap<PersonNo, PersonKey>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut new = Vec::new();
    for (place, member) in after.members.iter().enumerate() {
        match before.members.get(place) {
            Some(same) if same == member => continue,
            Some(other) => tx.run_one(
                "UPDATE household_member SET tx_to = $6 WHERE pool = $1 AND bucket = $2 AND household = $3 \
                 AND person = $4 AND valid_from = $5 AND tx_to = 9223372036854775807",
                &params![
                    pool,
                    bucket(after.no),
                    after.no,
                    other.person,
                    span::from_column(other.belongs),
                    now
                ],
            )?,
            None => {}
        }
        let key = keys.get(&member.person).copied();
        new.push(NewMember {
            household: after.no,
            person: key.unwrap_or(PersonKey::new(member.person, None)),
            relation: member.relation,
            belongs: member.belongs,
        });
    }
    join(tx, &new)
}

/// Adds a certified income.
///
/// # Errors
/// As [`add`].
pub fn income(
    tx: &mut Tx<'_>,
    household: HouseholdNo,
    income: &IncomeSpan,
) -> Result<(), StoreError> {
    let row = params![
        tx.pool(),
        bucket(household),
        household,
        span::from_column(income.counts),
        span::to_column(income.counts),
        income.yearly,
        income.certified_by.as_ref(),
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO household_income (pool, bucket, household, valid_from, valid_to, yearly, certified_by, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &row,
    )?;
    Ok(())
}

/// A household of the scope, with all members and incomes.
///
/// # Errors
/// As [`add`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: HouseholdNo,
) -> Result<Option<Household>, StoreError> {
    let (first, last) = scope.span();
    let key = params![scope.pool(), bucket(no), no];
    let head = session.row(
        "SELECT region, kind FROM household WHERE pool = $1 AND bucket = $2 AND household = $3 \
         AND region BETWEEN $4 AND $5",
        &params![scope.pool(), bucket(no), no, first, last],
    )?;
    let Some(head) = head else { return Ok(None) };
    let mut household = Household::new(no, head.code(1, HouseholdKind::parse)?, head.region(0)?);
    let rows = session.rows(
        "SELECT person, relation, valid_from, valid_to FROM household_member WHERE pool = $1 AND bucket = $2 \
         AND household = $3 AND tx_to = 9223372036854775807 ORDER BY tx_from, valid_from, person",
        &key,
    )?;
    for row in &rows {
        household.members.push(HouseholdMember {
            person: row.no(0, PersonNo::new)?,
            relation: row.code(1, Relation::parse)?,
            belongs: span::read(row, 2)?,
        });
    }
    let rows = session.rows(
        "SELECT yearly, valid_from, valid_to, certified_by FROM household_income WHERE pool = $1 AND bucket = $2 \
         AND household = $3 AND tx_to = 9223372036854775807 ORDER BY tx_from, valid_from",
        &key,
    )?;
    for row in &rows {
        household.incomes.push(IncomeSpan {
            yearly: row.fen(0)?,
            counts: span::read(row, 1)?,
            certified_by: row.text(3)?.into(),
        });
    }
    Ok(Some(household))
}

/// The households with one of these marks in a region, by mark.
///
/// # Errors
/// As [`add`].
pub fn by_marks(
    session: &mut Session<'_>,
    scope: Scope,
    regions: Vec<i64>,
    marks: Vec<String>,
) -> Result<BTreeMap<(RegionCode, String), HouseholdNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, mark, household FROM household WHERE pool = $1 AND region IN {ints $2} AND mark IN {texts $3} \
         AND region BETWEEN $4 AND $5",
        &params![scope.pool(), regions, marks, first, last],
    )?;
    let one = |row: &Row| {
        let mark = (row.region(0)?, row.text(1)?.to_owned());
        Ok((mark, row.no(2, HouseholdNo::new)?))
    };
    rows.iter().map(one).collect()
}

/// The households a person belongs or belonged to.
///
/// # Errors
/// As [`add`].
pub fn of_person(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Vec<(HouseholdNo, Validity)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT m.household, m.valid_from, m.valid_to FROM household_member m \
         JOIN household h ON h.pool = m.pool AND h.bucket = m.bucket AND h.household = m.household \
         WHERE m.pool = $1 AND m.person = $2 AND m.tx_to = 9223372036854775807 AND h.region BETWEEN $3 AND $4 \
         ORDER BY m.valid_from, m.household",
        &params![scope.pool(), person, first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, HouseholdNo::new)?, span::read(row, 1)?)))
        .collect()
}
