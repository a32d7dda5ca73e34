//! What is to be done on claims: each open procedure with the day from which its term runs.

use access::Scope;
use base::{Date, RegionCode};
use enrolment::Scheme;
use settlement::claim::{ClaimNo, Procedure};

use crate::{Row, Session, StoreError, params};

/// An open procedure of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// Which claim.
    pub claim: ClaimNo,
    /// Of which scheme.
    pub scheme: Scheme,
    /// What is to be done.
    pub procedure: Procedure,
    /// The office that is to do it.
    pub office: RegionCode,
    /// The event from which the term runs.
    pub starts: Date,
}

/// The open procedures on claims of the scope: the review of what was submitted, the decision on what was reviewed, the
/// second decision on what is suspended, the payment of what was decided until the bank has paid it.
///
/// # Errors
/// [`StoreError`].
pub fn open(session: &mut Session<'_>, scope: Scope) -> Result<Vec<OpenTask>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT c.claim, c.scheme, CASE s.step WHEN 1 THEN 'first_review' ELSE 'decision' END, \
         CASE s.step WHEN 1 THEN c.region ELSE c.pool END, s.step_on FROM claim c JOIN claim_step s ON s.pool = c.pool \
         AND s.claim = c.claim AND s.step IN (1, 2) LEFT JOIN claim_step n ON n.pool = s.pool AND n.claim = s.claim \
         AND n.step = s.step + 1 WHERE c.pool = $1 AND (c.region BETWEEN $2 AND $3 OR c.county BETWEEN $2 AND $3) \
         AND n.step IS NULL \
         UNION ALL SELECT c.claim, c.scheme, 'suspended_decision', \
         CASE c.claimant_kind WHEN 'person' THEN c.region ELSE c.pool END, s.step_on FROM claim c JOIN claim_step s \
         ON s.pool = c.pool AND s.claim = c.claim AND s.step = 3 \
         WHERE c.pool = $1 AND (c.region BETWEEN $2 AND $3 OR c.county BETWEEN $2 AND $3) \
         AND EXISTS (SELECT 1 FROM claim_finding f LEFT JOIN claim_ruling r ON r.pool = f.pool AND r.claim = f.claim \
         AND r.settlement = f.settlement AND r.part = f.part WHERE f.pool = c.pool AND f.claim = c.claim AND f.step = 3 \
         AND f.verdict = 'suspend' AND r.step IS NULL) \
         UNION ALL SELECT c.claim, c.scheme, 'payment', c.pool, s.step_on FROM claim c JOIN claim_step s ON s.pool = c.pool \
         AND s.claim = c.claim AND s.step >= 3 LEFT JOIN payout_step p ON p.pool = s.pool AND p.claim = s.claim \
         AND p.step = s.step WHERE c.pool = $1 AND (c.region BETWEEN $2 AND $3 OR c.county BETWEEN $2 AND $3) \
         AND EXISTS (SELECT 1 FROM claim_award a WHERE a.pool = s.pool AND a.claim = s.claim AND a.step = s.step) \
         AND (p.sheet IS NULL OR EXISTS (SELECT 1 FROM payout_transfer t LEFT JOIN payout_answer w ON w.pool = t.pool \
         AND w.transfer = t.transfer AND NOT EXISTS (SELECT 1 FROM payout_answer l WHERE l.pool = w.pool \
         AND l.transfer = w.transfer AND l.place > w.place) WHERE t.pool = p.pool AND t.sheet = p.sheet \
         AND (w.state IS NULL OR w.state = 'returned')))",
        &params![scope.pool(), first, last],
    )?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|task| (task.claim, task.starts));
    Ok(all)
}

fn read(row: &Row) -> Result<OpenTask, StoreError> {
    Ok(OpenTask {
        claim: row.no(0, ClaimNo::new)?,
        scheme: row.code(1, Scheme::parse)?,
        procedure: row.code(2, Procedure::parse)?,
        office: row.region(3)?,
        starts: row.date(4)?,
    })
}
