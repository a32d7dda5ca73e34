//! Commissioned insurers: their contracts, and what assessments made of their fees.

pub mod sample;

use access::Scope;
use base::{Date, Fen, ProposalNo};
use settlement::insurer::{Assessment, ContractNo, InsuredLayer, InsurerCode};

use crate::{Row, Session, StoreError, Tx, Value, params};

impl From<ContractNo> for Value {
    fn from(value: ContractNo) -> Self {
        Value::Int(value.get())
    }
}

/// A contract as it is kept; what it says beyond its term stands in `clauses`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractRow {
    /// Its number.
    pub no: ContractNo,
    /// With whom.
    pub insurer: InsurerCode,
    /// Which layer.
    pub layer: InsuredLayer,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Districts, fee, bands and corridor as JSON.
    pub clauses: String,
    /// The number of the signed document.
    pub document: String,
}

/// Writes a contract, or writes it anew.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope or without an approval.
pub fn put(
    tx: &mut Tx<'_>,
    scope: Scope,
    row: &ContractRow,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let pool = tx.pool();
    crate::within(scope, pool)?;
    let now = tx.no();
    tx.run(
        "INSERT INTO insurer_contract (pool, contract, region, insurer, layer, valid_from, valid_to, clauses, document, \
         proposal, tx_from) VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            row.no,
            row.insurer.as_str(),
            row.layer.code(),
            row.from,
            row.until,
            &row.clauses,
            &row.document,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The contracts of the pooling area, by number: who pays in which district is asked for members of every county.
///
/// # Errors
/// As above.
pub fn contracts(session: &mut Session<'_>, scope: Scope) -> Result<Vec<ContractRow>, StoreError> {
    let rows = session.rows(
        "SELECT c.contract, c.insurer, c.layer, c.valid_from, c.valid_to, c.clauses, c.document FROM insurer_contract c \
         WHERE c.pool = $1 AND NOT EXISTS (SELECT 1 FROM insurer_contract n WHERE n.pool = c.pool \
         AND n.contract = c.contract AND n.tx_from > c.tx_from) ORDER BY c.contract",
        &params![scope.pool()],
    )?;
    let one = |row: &Row| {
        Ok(ContractRow {
            no: row.no(0, ContractNo::new)?,
            insurer: row.code(1, |text| InsurerCode::new(text).ok())?,
            layer: row.code(2, InsuredLayer::parse)?,
            from: row.date(3)?,
            until: row.date(4)?,
            clauses: row.text(5)?.to_owned(),
            document: row.text(6)?.to_owned(),
        })
    };
    rows.iter().map(one).collect()
}

/// Writes what an assessment made of the fee of a year: once.
///
/// # Errors
/// As above.
pub fn assessed(
    tx: &mut Tx<'_>,
    scope: Scope,
    (contract, year): (ContractNo, i32),
    assessment: &Assessment,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let pool = tx.pool();
    crate::within(scope, pool)?;
    let now = tx.no();
    tx.run(
        "INSERT INTO insurer_assessment (pool, contract, year, region, score, fee, deducted, rewarded, paid, proposal, tx_from) \
         VALUES ($1, $2, $3, $1, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            contract,
            i64::from(year),
            i64::from(assessment.score),
            assessment.fee,
            assessment.deducted,
            assessment.rewarded,
            assessment.paid,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The assessments of the pooling area, by contract and year, with what is paid; the city's own.
///
/// # Errors
/// As above.
pub fn assessments(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<(ContractNo, i64, i64, Fen)>, StoreError> {
    let (first, last): (i64, i64) = scope.span();
    let rows = session.rows(
        "SELECT contract, year, score, paid FROM insurer_assessment WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         ORDER BY contract, year",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok((
                row.no(0, ContractNo::new)?,
                row.int(1)?,
                row.int(2)?,
                row.fen(3)?,
            ))
        })
        .collect()
}
