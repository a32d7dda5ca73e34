//! Entitlement by decision: approved proposals that give a person some days.

use access::Scope;
use base::{Date, PersonNo, ProposalNo};
use enrolment::ask::Basis;
use enrolment::entitlement::{Claim, Record};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::{Session, StoreError, params};

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
    let odd = || StoreError::Corrupt("the body of a decision on entitlement".to_owned());
    for row in &rows {
        let body: Body = serde_json::from_str(row.text(2)?).map_err(|_| odd())?;
        if (body.scheme == "employee") != employee {
            continue;
        }
        let claim = Claim {
            from: Date::from_number(body.from).ok_or_else(odd)?,
            until: Some(Date::from_number(body.until).ok_or_else(odd)?),
            record: Record::Decision(row.no(0, ProposalNo::new)?),
            basis: Basis::new("decision", "经审批享受待遇", &body.article),
        };
        let person = row.no(1, PersonNo::new)?;
        found.entry(person).or_default().push(claim);
    }
    Ok(found)
}
