//! Entitlement by decision: approved proposals that give a person some days.

use access::Scope;
use base::{Date, PersonNo, ProposalNo};
use enrolment::ask::Basis;
use enrolment::entitlement::{Claim, Record};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::{Row, Session, StoreError, params};

/// The body of such a proposal.
#[derive(Deserialize)]
struct Body {
    scheme: String,
    from: i64,
    until: i64,
    article: String,
}

/// The claims by decision of people in a range of numbers (behind the first, up to the last), for members
/// of the employee scheme or for residents.
///
/// # Errors
/// [`StoreError`].
pub fn decisions(
    session: &mut Session<'_>,
    scope: Scope,
    (after, until): (i64, i64),
    employee: bool,
) -> Result<BTreeMap<PersonNo, Vec<Claim>>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.proposal, p.subject, p.body FROM proposal p \
         JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal AND d.verdict = 'approved' \
         WHERE p.pool = $1 AND p.kind = 'entitlement.decision' AND p.subject > $2 AND p.subject <= $3 \
         AND p.region BETWEEN $4 AND $5 ORDER BY p.subject, p.proposal",
        &params![scope.pool(), after, until, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Claim>> = BTreeMap::new();
    for row in &rows {
        let (scheme, claim) = read(row)?;
        if (scheme == "employee") == employee {
            let person = row.no(1, PersonNo::new)?;
            found.entry(person).or_default().push(claim);
        }
    }
    Ok(found)
}

/// The claims by decision of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// As a member of the employee scheme.
    pub employee: Vec<Claim>,
    /// As a resident.
    pub resident: Vec<Claim>,
}

/// The claims by decision of the people named; one question however many.
///
/// # Errors
/// [`StoreError`].
pub fn decisions_of(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Decided>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT p.proposal, p.subject, p.body FROM proposal p \
         JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal AND d.verdict = 'approved' \
         WHERE p.pool = $1 AND p.kind = 'entitlement.decision' AND p.subject IN {ints $2} \
         AND p.region BETWEEN $3 AND $4 ORDER BY p.subject, p.proposal",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Decided> = BTreeMap::new();
    for row in &rows {
        let (scheme, claim) = read(row)?;
        let decided = found.entry(row.no(1, PersonNo::new)?).or_default();
        match scheme.as_str() {
            "employee" => decided.employee.push(claim),
            _ => decided.resident.push(claim),
        }
    }
    Ok(found)
}

/// The scheme and the claim of a row of proposal, subject and body.
fn read(row: &Row) -> Result<(String, Claim), StoreError> {
    let odd = || StoreError::Corrupt("the body of a decision on entitlement".to_owned());
    let body: Body = serde_json::from_str(row.text(2)?).map_err(|_| odd())?;
    let claim = Claim {
        from: Date::from_number(body.from).ok_or_else(odd)?,
        until: Some(Date::from_number(body.until).ok_or_else(odd)?),
        record: Record::Decision(row.no(0, ProposalNo::new)?),
        basis: Basis::new("decision", "经审批享受待遇", &body.article),
    };
    Ok((body.scheme, claim))
}
