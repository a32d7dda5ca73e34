//! Deferrals and their outcome.

use access::Scope;
use base::{Date, OrganisationNo, ProposalNo, RegionCode};
use enrolment::premium::{Deferral, DeferralNo};
use std::collections::BTreeMap;

use crate::{Row, Session, StoreError, Tx, params};

/// Records an application.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    deferral: &Deferral,
    proposal: ProposalNo,
    applied_on: Date,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO deferral (pool, deferral, organisation, region, valid_from, valid_to, reason, proposal, applied_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            deferral.no,
            deferral.employer,
            region,
            deferral.from,
            deferral.until,
            deferral.reason.as_str(),
            proposal,
            applied_on,
            now
        ],
    )?;
    Ok(())
}

/// Records the outcome.
///
/// # Errors
/// [`StoreError::Guard`] where the proposal was not decided so.
pub fn end(tx: &mut Tx<'_>, no: DeferralNo, approved: bool, on: Date) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO deferral_end (pool, deferral, approved, decided_on, tx_from) VALUES ($1, $2, $3, $4, $5)",
        &params![pool, no, approved, on, now],
    )?;
    Ok(())
}

/// The deferral that a proposal is about.
///
/// # Errors
/// [`StoreError`].
pub fn of_proposal(
    session: &mut Session<'_>,
    scope: Scope,
    proposal: ProposalNo,
) -> Result<Option<Deferral>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT f.deferral, f.organisation, f.valid_from, f.valid_to, f.reason, f.proposal, e.approved, e.decided_on \
         FROM deferral f LEFT JOIN deferral_end e ON e.pool = f.pool AND e.deferral = f.deferral \
         WHERE f.pool = $1 AND f.proposal = $2 AND f.region BETWEEN $3 AND $4",
        &params![scope.pool(), proposal, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The deferrals of an employer, by number.
///
/// # Errors
/// [`StoreError`].
pub fn of_employer(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
) -> Result<Vec<Deferral>, StoreError> {
    let mut found = of_employers(session, scope, &[employer])?;
    Ok(found.remove(&employer).unwrap_or_default())
}

/// As [`of_employer`] for many; one question.
///
/// # Errors
/// [`StoreError`].
pub fn of_employers(
    session: &mut Session<'_>,
    scope: Scope,
    employers: &[OrganisationNo],
) -> Result<BTreeMap<OrganisationNo, Vec<Deferral>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = employers.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT f.deferral, f.organisation, f.valid_from, f.valid_to, f.reason, f.proposal, e.approved, e.decided_on \
         FROM deferral f LEFT JOIN deferral_end e ON e.pool = f.pool AND e.deferral = f.deferral \
         WHERE f.pool = $1 AND f.organisation IN {ints $2} AND f.region BETWEEN $3 AND $4 \
         ORDER BY f.organisation, f.deferral",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<OrganisationNo, Vec<Deferral>> = BTreeMap::new();
    for row in &rows {
        let employer = row.no(1, OrganisationNo::new)?;
        found.entry(employer).or_default().push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row) -> Result<Deferral, StoreError> {
    let odd = |_| StoreError::Corrupt("a deferral".to_owned());
    let mut deferral = Deferral::apply(
        row.no(0, DeferralNo::new)?,
        row.no(1, OrganisationNo::new)?,
        (row.date(2)?, row.date(3)?),
        row.text(4)?,
    )
    .map_err(odd)?;
    if row.maybe_int(6)?.is_some() {
        let by = row.no(5, ProposalNo::new)?;
        let decided = deferral.decide(by, row.date(7)?, row.flag(6)?);
        decided.map_err(odd)?;
    }
    Ok(deferral)
}
