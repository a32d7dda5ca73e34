//! Mandates to debit, their outcomes, and last year's members.

use access::Scope;
use base::{Date, EnrolmentNo, PersonNo, RegionCode};
use enrolment::membership::{Debit, Member, NotRenewed};

use super::Key;
use crate::{OPEN_DATE, OPEN_TX, Session, StoreError, Tx, Value, params};

/// A mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// The person whose contribution is debited.
    pub key: Key,
    /// Where.
    pub region: RegionCode,
    /// The bank.
    pub bank: String,
    /// The account: personal data, shown masked.
    pub account: String,
    /// From when on.
    pub from: Date,
}

/// Adds mandates.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn add_mandates(tx: &mut Tx<'_>, new: &[Mandate]) -> Result<(), StoreError> {
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("mandate", count)?;
    let rows: Vec<Vec<Value>> = (first..)
        .zip(new)
        .map(|(no, one)| {
            params![
                tx.pool(),
                one.key.0,
                no,
                one.key.1,
                one.region,
                one.bank.as_str(),
                one.account.as_str(),
                one.from,
                OPEN_DATE,
                tx.no(),
                OPEN_TX
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bucket",
        "mandate",
        "person",
        "region",
        "bank",
        "account",
        "valid_from",
        "valid_to",
        "tx_from",
        "tx_to",
    ];
    tx.insert("mandate", &columns, &rows)
}

/// Records the outcomes of debits for a year: (person, outcome, reason of a failure).
///
/// # Errors
/// [`StoreError::Conflict`] where a person's outcome is known already; [`StoreError::Reference`] where a
/// person has no mandate within the scope.
pub fn record_debits(
    tx: &mut Tx<'_>,
    scope: Scope,
    year: i32,
    outcomes: &[(PersonNo, Debit, Option<String>)],
) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let mut rows = Vec::with_capacity(outcomes.len());
    let persons: Vec<i64> = outcomes.iter().map(|(person, _, _)| person.get()).collect();
    let pool = tx.pool();
    let known = tx.rows(
        "SELECT person, bucket, region, MAX(mandate) FROM mandate WHERE pool = $1 AND person IN {ints $2} \
         AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 GROUP BY person, bucket, region",
        &params![pool, persons, first, last],
    )?;
    for (person, outcome, reason) in outcomes {
        let found = known
            .iter()
            .find(|row| row.int(0).ok() == Some(person.get()));
        let row = found.ok_or_else(|| StoreError::Reference("mandate".to_owned()))?;
        rows.push(
            params![
                tx.pool(),
                row.int(1)?,
                *person,
                i64::from(year),
                row.region(2)?,
                row.int(3)?,
                outcome.code(),
                reason.as_deref(),
                tx.no()
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "bucket",
        "person",
        "benefit_year",
        "region",
        "mandate",
        "outcome",
        "reason",
        "tx_from",
    ];
    tx.insert("renewal_debit", &columns, &rows)
}

/// Members of a year within the scope whose person number is greater than `after`, at most `limit`, by person,
/// with what is known of their renewal into the next year.
///
/// # Errors
/// As [`add_mandates`].
pub fn members(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
    after: i64,
    limit: i64,
) -> Result<Vec<Member>, StoreError> {
    let (first, last) = scope.span();
    let next = i64::from(year).saturating_add(1);
    let rows = session.rows(
        "SELECT e.person, MAX(e.enrolment), \
         (SELECT COUNT(*) FROM mandate m WHERE m.pool = e.pool AND m.person = e.person AND m.tx_to = 9223372036854775807), \
         (SELECT MAX(d.outcome) FROM renewal_debit d WHERE d.pool = e.pool AND d.bucket = e.bucket \
         AND d.person = e.person AND d.benefit_year = $3), \
         MAX(e.end_reason), \
         (SELECT COUNT(*) FROM person_version v WHERE v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person \
         AND v.tx_to = 9223372036854775807 AND v.death IS NOT NULL), \
         (SELECT COUNT(*) FROM enrolment w WHERE w.pool = e.pool AND w.person = e.person \
         AND w.tx_to = 9223372036854775807 AND w.runs = 1 AND w.scheme = 'employee' AND w.valid_to = 99991231) \
         FROM enrolment e WHERE e.pool = $1 AND e.benefit_year = $2 AND e.scheme <> 'employee' \
         AND e.tx_to = 9223372036854775807 AND (e.runs = 1 OR e.state = 'ended') \
         AND +e.region BETWEEN $4 AND $5 AND e.person > $6 GROUP BY e.pool, e.bucket, e.person ORDER BY e.person LIMIT $7",
        &params![scope.pool(), i64::from(year), next, first, last, after, limit],
    )?;
    rows.iter()
        .map(|row| {
            let debit = match row.maybe_text(3)? {
                None => None,
                Some(_) => Some(row.code(3, Debit::parse)?),
            };
            let obstacle = match (row.int(5)?, row.int(6)?, row.maybe_text(4)?) {
                (1.., _, _) | (_, _, Some("deceased")) => Some(NotRenewed::Deceased),
                (_, 1.., _) => Some(NotRenewed::Employment),
                (_, _, Some("transferred")) => Some(NotRenewed::Transferred),
                _ => None,
            };
            Ok(Member {
                person: row.no(0, PersonNo::new)?,
                last_year: row.no(1, EnrolmentNo::new)?,
                mandate: row.int(2)? > 0,
                debit,
                obstacle,
            })
        })
        .collect()
}

/// Those of these persons who are not enrolled in a scheme for residents in a year yet.
///
/// # Errors
/// As [`add_mandates`].
pub fn without_enrolment(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
    persons: &[PersonNo],
) -> Result<Vec<PersonNo>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = persons.iter().map(|one| one.get()).collect();
    let rows = session.rows(
        "SELECT p.person FROM person p WHERE p.pool = $1 AND p.person IN {ints $2} AND EXISTS \
         (SELECT 1 FROM mandate m WHERE m.pool = p.pool AND m.person = p.person AND m.region BETWEEN $4 AND $5) \
         AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.pool = p.pool AND e.person = p.person \
         AND e.tx_to = 9223372036854775807 AND e.runs = 1 AND e.benefit_year = $3) ORDER BY p.person",
        &params![scope.pool(), list, i64::from(year), first, last],
    )?;
    rows.iter().map(|row| row.no(0, PersonNo::new)).collect()
}
