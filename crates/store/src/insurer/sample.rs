//! Claims that an insurer reviewed, which of them are looked at again, and what that says.

use access::{Scope, UserName};
use base::{Date, RegionCode};
use enrolment::Month;
use settlement::claim::ClaimNo;
use settlement::insurer::ContractNo;

use crate::{Row, Session, StoreError, Tx, Value, params};

/// The claims of districts that users of an organisation reviewed in a month, by number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn reviewed(
    session: &mut Session<'_>,
    scope: Scope,
    organisation: &str,
    (from, until): (Date, Date),
) -> Result<Vec<ClaimNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.claim FROM claim_step s JOIN claim c ON c.pool = s.pool AND c.claim = s.claim \
         JOIN app_user u ON u.pool = s.pool AND u.user_name = s.user_name \
         WHERE s.pool = $1 AND s.kind = 'reviewed' AND u.organisation = $2 AND s.step_on BETWEEN $3 AND $4 \
         AND c.region BETWEEN $5 AND $6 ORDER BY s.claim",
        &params![scope.pool(), organisation, from, until, first, last],
    )?;
    rows.iter().map(|row| row.no(0, ClaimNo::new)).collect()
}

/// A claim that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRow {
    /// The claim.
    pub claim: ClaimNo,
    /// Under which contract it was reviewed.
    pub contract: ContractNo,
    /// In which month.
    pub month: Month,
    /// The office of the claim.
    pub region: RegionCode,
    /// Whether the second look agrees, and why not; `None` before it.
    pub judged: Option<(bool, String)>,
}

/// Draws claims of a contract and month.
///
/// # Errors
/// [`StoreError::Conflict`] where one was drawn before.
pub fn draw(
    tx: &mut Tx<'_>,
    scope: Scope,
    (contract, month, by): (ContractNo, Month, &UserName),
    claims: &[(ClaimNo, RegionCode)],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(claims.len());
    for (claim, region) in claims {
        crate::within(scope, *region)?;
        let row = params![
            pool,
            claim.get(),
            contract,
            month.number(),
            *region,
            by,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool", "claim", "contract", "month", "region", "drawn_by", "tx_from",
    ];
    tx.insert("insurer_sample", &columns, &rows)
}

/// Keeps what the second look at a claim says.
///
/// # Errors
/// [`StoreError::Guard`] by who reviewed it, or outside the scope; [`StoreError::Conflict`] a second time.
pub fn judge(
    tx: &mut Tx<'_>,
    scope: Scope,
    (claim, region): (ClaimNo, RegionCode),
    (agrees, reason): (bool, &str),
    (by, on): (&UserName, Date),
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO insurer_judgement (pool, claim, region, agrees, reason, user_name, judged_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![pool, claim.get(), region, i64::from(agrees), reason, by, on, now],
    )?;
    Ok(())
}

/// What was drawn of the claims in a scope, by number.
///
/// # Errors
/// [`StoreError`].
pub fn samples(session: &mut Session<'_>, scope: Scope) -> Result<Vec<SampleRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.claim, s.contract, s.month, s.region, j.agrees, j.reason FROM insurer_sample s \
         LEFT JOIN insurer_judgement j ON j.pool = s.pool AND j.claim = s.claim \
         WHERE s.pool = $1 AND s.region BETWEEN $2 AND $3 ORDER BY s.claim",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        let agrees = row.maybe_int(4)?;
        let reason = row.maybe_text(5)?.unwrap_or_default().to_owned();
        Ok(SampleRow {
            claim: row.no(0, ClaimNo::new)?,
            contract: row.no(1, ContractNo::new)?,
            month: row.no(2, Month::from_number)?,
            region: row.region(3)?,
            judged: agrees.map(|agrees| (agrees == 1, reason)),
        })
    };
    rows.iter().map(one).collect()
}
