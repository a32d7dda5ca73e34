//! Sanctions and their lifting.

use access::Scope;
use base::{Date, Fen, ProposalNo, RegionCode};
use directory::agreement::sanction::Basis;
use directory::agreement::{Measure, Sanction, SanctionNo, Target};

use super::value::{days, odd, provider, span};
use super::{Which, revision};
use crate::{Row, Session, StoreError, Tx, params};

/// What is kept beside a sanction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground<'a> {
    /// What the fund lost, to be recovered.
    pub loss: Fen,
    /// The evidence, by its number.
    pub evidence: &'a str,
}

/// Records a sanction.
///
/// # Errors
/// [`StoreError::Guard`] where no second person decided so, or for a county outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    one: &Sanction,
    ground: &Ground<'_>,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let (from, until) = days(&one.holds);
    tx.run(
        "INSERT INTO provider_sanction (pool, sanction, provider, region, target, target_code, measure, valid_from, \
         valid_to, fine, loss, basis, reason, article, evidence, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &params![
            pool,
            one.no,
            &one.provider,
            region,
            one.target.code(),
            one.target.value(),
            one.measure.code(),
            from,
            until,
            one.fine,
            ground.loss,
            one.basis.code(),
            &*one.reason,
            &*one.article,
            ground.evidence,
            proposal,
            now
        ],
    )?;
    revision::touch(tx)
}

/// Records that a sanction was lifted.
///
/// # Errors
/// [`StoreError::Conflict`] where it was lifted before; [`StoreError::Guard`] where no second person decided so, or
/// for a county outside the scope.
pub fn lifted(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    one: &Sanction,
    (from, reason): (Date, &str),
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO provider_sanction_lift (pool, sanction, provider, region, lifted_from, reason, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![pool, one.no, &one.provider, region, from, reason, proposal, now],
    )?;
    revision::touch(tx)
}

/// The sanctions of the scope, by number, those that ran out or were lifted too.
///
/// # Errors
/// [`StoreError`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Sanction>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT s.sanction, s.provider, s.target, s.target_code, s.measure, s.valid_from, s.valid_to, s.fine, s.basis, \
         s.reason, s.article, l.lifted_from FROM provider_sanction s \
         LEFT JOIN provider_sanction_lift l ON l.pool = s.pool AND l.sanction = s.sanction \
         WHERE s.pool = $1 AND s.region BETWEEN $2 AND $3 AND s.provider BETWEEN $4 AND $5 ORDER BY s.sanction",
        &params![scope.pool(), first, last, low, high],
    )?;
    rows.iter().map(read).collect()
}

/// A sanction by its number, with the county whose file it is in.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: SanctionNo,
) -> Result<Option<(Sanction, RegionCode)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT s.sanction, s.provider, s.target, s.target_code, s.measure, s.valid_from, s.valid_to, s.fine, s.basis, \
         s.reason, s.article, l.lifted_from, s.region FROM provider_sanction s \
         LEFT JOIN provider_sanction_lift l ON l.pool = s.pool AND l.sanction = s.sanction \
         WHERE s.pool = $1 AND s.sanction = $2 AND s.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.map(|row| Ok((read(&row)?, row.region(12)?)))
        .transpose()
}

fn read(row: &Row) -> Result<Sanction, StoreError> {
    let target = Target::parse(row.text(2)?, row.maybe_text(3)?);
    Ok(Sanction {
        no: row.no(0, SanctionNo::new)?,
        provider: provider(row, 1)?,
        target: target.ok_or_else(|| odd("a target of a sanction"))?,
        measure: row.code(4, Measure::parse)?,
        holds: span(row, 5, 6)?,
        fine: row.fen(7)?,
        basis: row.code(8, Basis::parse)?,
        reason: row.text(9)?.into(),
        article: row.text(10)?.into(),
        lifted: row.maybe_date(11)?,
    })
}
