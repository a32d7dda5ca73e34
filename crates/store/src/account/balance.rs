//! Balances of many accounts at once, and what was entered before.

use access::Scope;
use base::{Date, PersonNo};
use enrolment::Month;
use enrolment::account::Balance;
use std::collections::{BTreeMap, BTreeSet};

use super::AccountRow;
use super::entry::read;
use crate::{Session, StoreError, params};

/// The accounts of some people; who has none is absent. An account stays in the region where it was opened
/// when its owner moves to an employer of another county.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, AccountRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT a.bucket, a.person, a.region, a.organisation, a.opened_on FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 ORDER BY a.person",
        &params![scope.pool(), numbers(people), first, last],
    )?;
    rows.iter()
        .map(|row| read(row).map(|account| (account.person, account)))
        .collect()
}

/// The balances of some people after their last entry; who has none is absent.
///
/// # Errors
/// [`StoreError`].
pub fn last(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Balance>, StoreError> {
    let (first, until) = scope.span();
    let rows = session.rows(
        "SELECT e.person, e.current_after, e.past_after FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN account_entry e ON e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 AND e.account_entry = \
         (SELECT MAX(m.account_entry) FROM account_entry m WHERE m.pool = p.pool AND m.bucket = p.bucket AND m.person = p.person)",
        &params![scope.pool(), numbers(people), first, until],
    )?;
    rows.iter()
        .map(|row| {
            let balance = Balance {
                current: row.fen(1)?,
                past: row.fen(2)?,
            };
            Ok((row.no(0, PersonNo::new)?, balance))
        })
        .collect()
}

/// The accounts of some people with the balance after the last entry, in one question; who has none is absent.
///
/// # Errors
/// [`StoreError`].
pub fn held(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, (AccountRow, Balance)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT a.bucket, a.person, a.region, a.organisation, a.opened_on, COALESCE(e.current_after, 0), \
         COALESCE(e.past_after, 0) FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         LEFT JOIN account_entry e ON e.pool = a.pool AND e.bucket = a.bucket AND e.person = a.person AND e.account_entry = \
         (SELECT MAX(m.account_entry) FROM account_entry m WHERE m.pool = a.pool AND m.bucket = a.bucket AND m.person = a.person) \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 ORDER BY a.person",
        &params![scope.pool(), numbers(people), first, last],
    )?;
    rows.iter()
        .map(|row| {
            let account = read(row)?;
            let balance = Balance {
                current: row.fen(5)?,
                past: row.fen(6)?,
            };
            Ok((account.person, (account, balance)))
        })
        .collect()
}

/// The balances of some people at the end of a day; who had no entry by then is absent.
///
/// # Errors
/// [`StoreError`].
pub fn balances_on(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
    on: Date,
) -> Result<BTreeMap<PersonNo, Balance>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT e.person, CAST(SUM(e.current_move) AS BIGINT), CAST(SUM(e.past_move) AS BIGINT) FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN account_entry e ON e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 AND e.entry_on <= $5 \
         GROUP BY e.person ORDER BY e.person",
        &params![scope.pool(), numbers(people), first, last, on],
    )?;
    rows.iter()
        .map(|row| {
            let balance = Balance {
                current: row.fen(1)?,
                past: row.fen(2)?,
            };
            Ok((row.no(0, PersonNo::new)?, balance))
        })
        .collect()
}

/// Which of some people are credited for a month.
///
/// # Errors
/// [`StoreError`].
pub fn credited(
    session: &mut Session<'_>,
    scope: Scope,
    month: Month,
    people: &[PersonNo],
) -> Result<BTreeSet<PersonNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT e.person FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN account_entry e ON e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 AND e.kind = 'credit' AND e.period = $5",
        &params![scope.pool(), numbers(people), first, last, month],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}

/// For which of some people a year was ended.
///
/// # Errors
/// [`StoreError`].
pub fn ended(
    session: &mut Session<'_>,
    scope: Scope,
    year: i64,
    people: &[PersonNo],
) -> Result<BTreeSet<PersonNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT e.person FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN account_entry e ON e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 \
         AND e.kind IN ('interest', 'carry_over') AND e.period = $5",
        &params![scope.pool(), numbers(people), first, last, year],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}

/// Which of some people had their account paid out to heirs after a day.
///
/// # Errors
/// [`StoreError`].
pub fn inherited(
    session: &mut Session<'_>,
    scope: Scope,
    after: Date,
    people: &[PersonNo],
) -> Result<BTreeSet<PersonNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT e.person FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         JOIN account_entry e ON e.pool = p.pool AND e.bucket = p.bucket AND e.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.region BETWEEN $3 AND $4 \
         AND e.kind = 'inheritance' AND e.entry_on > $5",
        &params![scope.pool(), numbers(people), first, last, after],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}

fn numbers(people: &[PersonNo]) -> Vec<i64> {
    people.iter().map(|person| person.get()).collect()
}
