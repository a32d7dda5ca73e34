//! What is to be paid, and what earlier payments left.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use settlement::claim::{ClaimNo, FundCode, PayKey, StepNo};
use settlement::payout::Carried;

use crate::claim::step::step_of;
use crate::claim::value::{broken, pay_key};
use crate::{Row, Session, StoreError, params};

/// The claims of a fund, for counties in the scope, with a decision that no sheet pays yet.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn unpaid(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
) -> Result<BTreeSet<(ClaimNo, StepNo)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT a.claim, a.step FROM claim_award a JOIN claim c ON c.pool = a.pool AND c.claim = a.claim \
         LEFT JOIN payout_step p ON p.pool = a.pool AND p.claim = a.claim AND p.step = a.step \
         WHERE a.pool = $1 AND c.county BETWEEN $2 AND $3 AND c.fund = $4 AND p.sheet IS NULL",
        &params![scope.pool(), first, last, fund.as_str()],
    )?;
    rows.iter().map(step).collect()
}

/// The decisions of claims that sheets pay.
///
/// # Errors
/// As above.
pub fn paid(
    session: &mut Session<'_>,
    scope: Scope,
    claims: &[ClaimNo],
) -> Result<BTreeSet<(ClaimNo, StepNo)>, StoreError> {
    let (first, last) = scope.span();
    let nos: Vec<i64> = claims.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT p.claim, p.step FROM payout_step p JOIN claim c ON c.pool = p.pool AND c.claim = p.claim \
         WHERE p.pool = $1 AND (c.county BETWEEN $2 AND $3 OR c.region BETWEEN $2 AND $3) AND p.claim IN {ints $4}",
        &params![scope.pool(), first, last, nos],
    )?;
    rows.iter().map(step).collect()
}

fn step(row: &Row) -> Result<(ClaimNo, StepNo), StoreError> {
    Ok((row.no(0, ClaimNo::new)?, row.no(1, step_of)?))
}

/// What the last sheet of each claimant, county and scheme leaves to the next one.
///
/// # Errors
/// As above.
pub fn carried(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
) -> Result<BTreeMap<PayKey, Carried>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.claimant_kind, s.claimant, s.county, s.fund, s.scheme, s.rest_fund, s.rest_account FROM payout_sheet s \
         WHERE s.pool = $1 AND s.county BETWEEN $2 AND $3 AND s.fund = $4 AND NOT EXISTS (SELECT 1 FROM payout_sheet n \
         WHERE n.pool = s.pool AND n.claimant_kind = s.claimant_kind AND n.claimant = s.claimant AND n.county = s.county \
         AND n.fund = s.fund AND n.scheme = s.scheme AND n.sheet > s.sheet)",
        &params![scope.pool(), first, last, fund.as_str()],
    )?;
    rows.iter()
        .map(|row| {
            let carried = Carried {
                fund: row.fen(5)?,
                account: row.fen(6)?,
            };
            Ok((pay_key(row, 0)?, carried))
        })
        .collect()
}

/// The funds, for counties in the scope, with something to pay.
///
/// # Errors
/// As above.
pub fn funds(session: &mut Session<'_>, scope: Scope) -> Result<Vec<FundCode>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT c.fund FROM claim_award a JOIN claim c ON c.pool = a.pool AND c.claim = a.claim \
         LEFT JOIN payout_step p ON p.pool = a.pool AND p.claim = a.claim AND p.step = a.step \
         WHERE a.pool = $1 AND c.county BETWEEN $2 AND $3 AND p.sheet IS NULL ORDER BY c.fund",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| FundCode::new(row.text(0)?).map_err(|_| broken("a fund")))
        .collect()
}
