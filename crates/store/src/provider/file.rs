//! Applications for designation, each a file of steps.

use std::collections::BTreeMap;

use access::Scope;
use base::{ProposalNo, RegionCode};
use directory::agreement::{AgreementNo, Designation, DesignationNo, State, Step};
use directory::provider::ProviderCode;

use super::value::{odd, provider};
use super::{Which, revision};
use crate::{Session, StoreError, Tx, params};

/// Opens a file with its application.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for a county outside the scope.
pub fn open(tx: &mut Tx<'_>, scope: Scope, file: &Designation) -> Result<(), StoreError> {
    crate::within(scope, file.county)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO designation (pool, designation, provider, region, tx_from) VALUES ($1, $2, $3, $4, $5)",
        &params![pool, file.no, &file.provider, file.county, now],
    )?;
    let first = file.steps().first();
    let first = first.ok_or_else(|| odd("a designation without an application"))?;
    step(tx, scope, file, first, 0, None)
}

/// Records the last step of a file, with the proposal that it follows from.
///
/// # Errors
/// [`StoreError::Guard`] where no second person decided so, where the city's turn was a county's, or where the file
/// has ended; for a county outside the scope.
pub fn advanced(
    tx: &mut Tx<'_>,
    scope: Scope,
    file: &Designation,
    proposal: Option<ProposalNo>,
) -> Result<(), StoreError> {
    let place = file.steps().len().saturating_sub(1);
    let last = file.steps().last().ok_or_else(|| odd("a designation"))?;
    step(tx, scope, file, last, place, proposal)
}

fn step(
    tx: &mut Tx<'_>,
    scope: Scope,
    file: &Designation,
    one: &Step,
    place: usize,
    proposal: Option<ProposalNo>,
) -> Result<(), StoreError> {
    crate::within(scope, file.county)?;
    let place = i64::try_from(place).map_err(|_| odd("a designation"))?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO designation_step (pool, designation, step, region, state, step_on, by_region, reason, evidence, \
         agreement, proposal, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            file.no,
            place,
            file.county,
            one.to.code(),
            one.on,
            one.by,
            &*one.reason,
            &*one.evidence,
            one.agreement,
            proposal,
            now
        ],
    )?;
    revision::touch(tx)
}

/// The files of the scope, by number.
///
/// # Errors
/// [`StoreError::Corrupt`] where the steps of one cannot follow one another.
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Designation>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT d.designation, d.provider, d.region, s.state, s.step_on, s.by_region, s.reason, s.evidence, s.agreement \
         FROM designation d JOIN designation_step s ON s.pool = d.pool AND s.designation = d.designation \
         WHERE d.pool = $1 AND d.region BETWEEN $2 AND $3 AND d.provider BETWEEN $4 AND $5 \
         ORDER BY d.designation, s.step",
        &params![scope.pool(), first, last, low, high],
    )?;
    let mut files: BTreeMap<DesignationNo, (ProviderCode, RegionCode, Vec<Step>)> = BTreeMap::new();
    for row in &rows {
        let no = row.no(0, DesignationNo::new)?;
        let agreement = row.maybe_int(8)?.map(AgreementNo::new);
        let step = Step {
            to: row.code(3, State::parse)?,
            on: row.date(4)?,
            by: row.region(5)?,
            reason: row.text(6)?.into(),
            evidence: row.text(7)?.into(),
            agreement: agreement
                .map(|no| no.ok_or_else(|| odd("an agreement")))
                .transpose()?,
        };
        let file = (provider(row, 1)?, row.region(2)?, Vec::new());
        files.entry(no).or_insert(file).2.push(step);
    }
    let read = |(no, (code, county, steps))| {
        Designation::from_rows(no, code, (county, scope.pool()), steps)
            .map_err(|_| odd("steps of a designation"))
    };
    files.into_iter().map(read).collect()
}

/// A file by its number.
///
/// # Errors
/// As [`all`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: DesignationNo,
) -> Result<Option<Designation>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT provider FROM designation WHERE pool = $1 AND designation = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let code = provider(&row, 0)?;
    let files = all(session, scope, Which::One(&code))?;
    Ok(files.into_iter().find(|file| file.no == no))
}
