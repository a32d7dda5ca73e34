//! The steps of claims: each written once, as the domain took it.

use access::Scope;
use settlement::claim::{Claim, Finding, Ruling, Signed, StepNo};

use super::value::{broken, number, of_either};
use crate::{StoreError, Tx, Value, params};

/// The row of the first decision; those of later ones follow it.
const DECISION: i64 = 3;

/// The row in which a step that awards stands.
#[must_use]
pub(crate) fn row_of(step: StepNo) -> i64 {
    DECISION + i64::from(step)
}

/// The step that awards of a row.
pub(crate) fn step_of(row: i64) -> Option<StepNo> {
    StepNo::try_from(row.checked_sub(DECISION)?).ok()
}

/// Writes that a claim was submitted.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope, and where the database refuses the step.
pub fn submitted(tx: &mut Tx<'_>, scope: Scope, claim: &Claim) -> Result<(), StoreError> {
    let signed = claim.steps().submission.as_ref();
    sign(tx, scope, claim, (1, "submitted"), signed)
}

/// Writes the opinion of the office.
///
/// # Errors
/// As above.
pub fn reviewed(tx: &mut Tx<'_>, scope: Scope, claim: &Claim) -> Result<(), StoreError> {
    let opinion = claim.steps().review.as_ref();
    let signed = opinion.map(|one| &one.signed);
    sign(tx, scope, claim, (2, "reviewed"), signed)?;
    let findings = opinion.map_or(&[][..], |one| &one.findings);
    put_findings(tx, claim, 2, findings)
}

/// Writes the decision with what it awards.
///
/// # Errors
/// As above.
pub fn decided(tx: &mut Tx<'_>, scope: Scope, claim: &Claim) -> Result<(), StoreError> {
    let decision = claim.steps().decision.as_ref();
    let signed = decision.map(|one| &one.signed);
    sign(tx, scope, claim, (DECISION, "decided"), signed)?;
    let findings = decision.map_or(&[][..], |one| &one.findings);
    put_findings(tx, claim, DECISION, findings)?;
    put_awards(tx, claim, 0)
}

/// Writes the last second decision with what it awards.
///
/// # Errors
/// As above.
pub fn resolved(tx: &mut Tx<'_>, scope: Scope, claim: &Claim) -> Result<(), StoreError> {
    let all = &claim.steps().resolutions;
    let step = StepNo::try_from(all.len()).map_err(|_| broken("a step"))?;
    let last = all.last();
    let signed = last.map(|one| &one.signed);
    sign(tx, scope, claim, (row_of(step), "resolved"), signed)?;
    let rulings = last.map_or(&[][..], |one| &one.rulings);
    put_rulings(tx, claim, row_of(step), rulings)?;
    put_awards(tx, claim, step)
}

fn sign(
    tx: &mut Tx<'_>,
    scope: Scope,
    claim: &Claim,
    (step, kind): (i64, &str),
    signed: Option<&Signed>,
) -> Result<(), StoreError> {
    of_either(scope, claim.office(), claim.key().pay.county)?;
    let signed = signed.ok_or_else(|| broken("a step without a signature"))?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO claim_step (pool, claim, step, kind, user_name, region, step_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            pool,
            claim.no(),
            step,
            kind,
            &signed.by,
            signed.office,
            signed.on,
            now
        ],
    )?;
    Ok(())
}

fn put_findings(
    tx: &mut Tx<'_>,
    claim: &Claim,
    step: i64,
    findings: &[Finding],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(findings.len());
    for (place, one) in (1_i64..).zip(findings) {
        rows.push(
            params![
                pool,
                claim.no(),
                step,
                place,
                number(&one.line.settlement)?,
                one.line.part.code(),
                one.verdict.code(),
                one.amount,
                one.fault.code(),
                &one.reason,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "claim",
        "step",
        "place",
        "settlement",
        "part",
        "verdict",
        "amount",
        "fault",
        "reason",
        "tx_from",
    ];
    tx.insert("claim_finding", &columns, &rows)
}

fn put_rulings(
    tx: &mut Tx<'_>,
    claim: &Claim,
    step: i64,
    rulings: &[Ruling],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(rulings.len());
    for one in rulings {
        rows.push(
            params![
                pool,
                claim.no(),
                step,
                number(&one.line.settlement)?,
                one.line.part.code(),
                one.refused,
                one.fault.code(),
                &one.reason,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "claim",
        "step",
        "settlement",
        "part",
        "refused",
        "fault",
        "reason",
        "tx_from",
    ];
    tx.insert("claim_ruling", &columns, &rows)
}

fn put_awards(tx: &mut Tx<'_>, claim: &Claim, step: StepNo) -> Result<(), StoreError> {
    let awards = claim.awards().map_err(|why| broken(why.code()))?;
    let (pool, now) = (tx.pool(), tx.no());
    let of_step = awards.iter().filter(|award| award.step == step);
    let rows: Vec<Vec<Value>> = of_step
        .map(|award| {
            params![
                pool,
                claim.no(),
                row_of(step),
                award.part.code(),
                award.care.code(),
                i64::from(award.benefit_year),
                award.amount,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "claim",
        "step",
        "part",
        "care",
        "benefit_year",
        "amount",
        "tx_from",
    ];
    tx.insert("claim_award", &columns, &rows)
}
