//! Policy packages and their adoption by a pooling area.

use access::Scope;
use base::{Date, ProposalNo};
use enrolment::Scheme;
use enrolment::contribution::standard::AdoptionNo;
use settlement::bill::LayerStage;

use crate::{Row, Session, StoreError, Tx, Value, open_date, params};

/// The files of a package, kept by their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPackage {
    /// SHA-256 of the archive, in hexadecimal digits.
    pub digest: String,
    /// Id of the package.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its files in one archive.
    pub files: Vec<u8>,
}

/// A pooling area works by a package, with parameters, for a scheme and a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// Its number.
    pub no: AdoptionNo,
    /// The scheme.
    pub scheme: Scheme,
    /// Digest of the package.
    pub digest: String,
    /// JSON object: parameters that no source gives.
    pub parameters: String,
    /// Its stage behind the basic package; `None`: it is the basic one.
    pub stage: Option<LayerStage>,
    /// First day.
    pub from: Date,
    /// Last day; none for open.
    pub until: Option<Date>,
    /// The decision behind it.
    pub proposal: ProposalNo,
    /// Id and title of the package.
    pub package: (String, String),
}

/// The stage of a basic package.
const BASIC: &str = "basic";

/// Keeps a package; nothing happens where these very files are kept already.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn keep(tx: &mut Tx<'_>, package: &StoredPackage) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        package.digest.as_str(),
        package.id.as_str(),
        package.title.as_str(),
        package.files.clone(),
        now
    ];
    tx.run(
        "INSERT INTO package (pool, digest, id, title, files, tx_from) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (pool, digest) DO NOTHING",
        &values,
    )?;
    Ok(())
}

/// A package by its digest. Packages belong to the whole pooling area.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    digest: &str,
) -> Result<Option<StoredPackage>, StoreError> {
    let row = session.row(
        "SELECT digest, id, title, files FROM package WHERE pool = $1 AND digest = $2",
        &params![scope.pool(), digest],
    )?;
    row.map(|row| {
        Ok(StoredPackage {
            digest: row.text(0)?.to_owned(),
            id: row.text(1)?.to_owned(),
            title: row.text(2)?.to_owned(),
            files: row.bytes(3)?.to_vec(),
        })
    })
    .transpose()
}

/// Records an adoption that was decided.
///
/// # Errors
/// [`StoreError::Reference`] where the package is not kept.
pub fn adopt(tx: &mut Tx<'_>, adoption: &Adoption) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        adoption.no.get(),
        adoption.scheme.code(),
        adoption.digest.as_str(),
        adoption.parameters.as_str(),
        adoption.stage.map_or(BASIC, LayerStage::code),
        adoption.from,
        open_date(adoption.until),
        adoption.proposal,
        now
    ];
    tx.run(
        "INSERT INTO pool_package (pool, adoption, scheme, digest, parameters, stage, valid_from, valid_to, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values,
    )?;
    Ok(())
}

/// The basic package that a scheme works by on a day: the latest adoption that holds it.
///
/// # Errors
/// [`StoreError`].
pub fn current(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    on: Date,
) -> Result<Option<Adoption>, StoreError> {
    let row = session.row(
        "SELECT a.adoption, a.scheme, a.digest, a.parameters, a.valid_from, a.valid_to, a.proposal, p.id, p.title, a.stage \
         FROM pool_package a JOIN package p ON p.pool = a.pool AND p.digest = a.digest \
         WHERE a.pool = $1 AND a.scheme = $2 AND a.stage = 'basic' AND a.valid_from <= $3 AND a.valid_to >= $3 \
         ORDER BY a.adoption DESC LIMIT 1",
        &params![scope.pool(), scheme.code(), on],
    )?;
    row.as_ref().map(adoption).transpose()
}

/// Every adoption, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn adoptions(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Adoption>, StoreError> {
    let rows = session.rows(
        "SELECT a.adoption, a.scheme, a.digest, a.parameters, a.valid_from, a.valid_to, a.proposal, p.id, p.title, a.stage \
         FROM pool_package a JOIN package p ON p.pool = a.pool AND p.digest = a.digest \
         WHERE a.pool = $1 ORDER BY a.adoption",
        &[Value::from(scope.pool())],
    )?;
    rows.iter().map(adoption).collect()
}

/// How many adoptions and contracts with insurers there are: they are only ever added.
///
/// # Errors
/// [`StoreError`].
pub fn count(session: &mut Session<'_>, scope: Scope) -> Result<(i64, i64), StoreError> {
    let row = session.row(
        "SELECT (SELECT COUNT(*) FROM pool_package WHERE pool = $1), \
         (SELECT COUNT(*) FROM insurer_contract WHERE pool = $1)",
        &params![scope.pool()],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}

/// An adoption by its number.
///
/// # Errors
/// [`StoreError`].
pub fn adopted(
    session: &mut Session<'_>,
    scope: Scope,
    no: AdoptionNo,
) -> Result<Option<Adoption>, StoreError> {
    let row = session.row(
        "SELECT a.adoption, a.scheme, a.digest, a.parameters, a.valid_from, a.valid_to, a.proposal, p.id, p.title, a.stage \
         FROM pool_package a JOIN package p ON p.pool = a.pool AND p.digest = a.digest \
         WHERE a.pool = $1 AND a.adoption = $2",
        &params![scope.pool(), no.get()],
    )?;
    row.as_ref().map(adoption).transpose()
}

fn adoption(row: &Row) -> Result<Adoption, StoreError> {
    Ok(Adoption {
        no: row.no(0, AdoptionNo::new)?,
        scheme: row.code(1, Scheme::parse)?,
        digest: row.text(2)?.to_owned(),
        parameters: row.text(3)?.to_owned(),
        from: row.date(4)?,
        until: row.maybe_date(5)?,
        proposal: row.no(6, ProposalNo::new)?,
        package: (row.text(7)?.to_owned(), row.text(8)?.to_owned()),
        stage: match row.text(9)? {
            BASIC => None,
            _ => Some(row.code(9, LayerStage::parse)?),
        },
    })
}
