//! Files that institutions upload (9101) and download (9102).

use access::Scope;
use base::RegionCode;

use crate::{Row, Session, StoreError, Tx, params};

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile<'a> {
    /// Where the institution lies.
    pub region: RegionCode,
    /// The institution; `plc` for a file that every one of them may fetch.
    pub institution: &'a str,
    /// Its name.
    pub filename: &'a str,
    /// The id of the message that brought it; the name of the run that made it otherwise.
    pub msgid: &'a str,
    /// The digest of what the message asks for, file included; of the content otherwise.
    pub digest: &'a str,
    /// What it holds.
    pub content: Vec<u8>,
    /// When it came, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Until when it may be fetched.
    pub until: i64,
}

/// A file that is on record, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its number.
    pub file: i64,
    /// The institution.
    pub institution: String,
    /// Its name.
    pub filename: String,
    /// Bytes.
    pub size: i64,
    /// Until when it may be fetched, in milliseconds.
    pub until: i64,
}

/// How much an institution uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Files.
    pub files: i64,
    /// Bytes of all of them.
    pub bytes: i64,
}

/// Keeps a file; its number.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the same message brought it before.
pub fn keep_file(tx: &mut Tx<'_>, scope: Scope, new: NewFile<'_>) -> Result<i64, StoreError> {
    crate::within(scope, new.region)?;
    let file = tx.take("gateway_file", 1)?;
    let (pool, now) = (tx.pool(), tx.no());
    let size = i64::try_from(new.content.len()).unwrap_or(i64::MAX);
    tx.run(
        "INSERT INTO gateway_file (pool, file, region, institution, filename, msgid, digest, size, content, uploaded, until, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            file,
            new.region,
            new.institution,
            new.filename,
            new.msgid,
            new.digest,
            size,
            new.content,
            new.at,
            new.until,
            now
        ],
    )?;
    Ok(file)
}

/// The file that a message brought, where it came before.
///
/// # Errors
/// [`StoreError`].
pub fn kept_file(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    (msgid, digest): (&str, &str),
) -> Result<Option<FileRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT file, institution, filename, size, until FROM gateway_file \
         WHERE pool = $1 AND institution = $2 AND msgid = $3 AND digest = $4 AND region BETWEEN $5 AND $6",
        &params![scope.pool(), institution, msgid, digest, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// A file with its content, of an institution or of `plc`.
///
/// # Errors
/// [`StoreError`].
pub fn find_file(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    file: i64,
) -> Result<Option<(FileRow, Vec<u8>)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT file, institution, filename, size, until, content FROM gateway_file \
         WHERE pool = $1 AND file = $2 AND (institution = 'plc' OR (institution = $3 AND region BETWEEN $4 AND $5))",
        &params![scope.pool(), file, institution, first, last],
    )?;
    row.map(|row| Ok((read(&row)?, row.bytes(5)?.to_vec())))
        .transpose()
}

/// How much an institution uploaded since a moment.
///
/// # Errors
/// [`StoreError`].
pub fn kept_since(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    since: i64,
) -> Result<Kept, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM gateway_file \
         WHERE pool = $1 AND institution = $2 AND uploaded >= $3 AND region BETWEEN $4 AND $5",
        &params![scope.pool(), institution, since, first, last],
    )?;
    match row {
        Some(row) => Ok(Kept {
            files: row.int(0)?,
            bytes: row.int(1)?,
        }),
        None => Ok(Kept::default()),
    }
}

fn read(row: &Row) -> Result<FileRow, StoreError> {
    Ok(FileRow {
        file: row.int(0)?,
        institution: row.text(1)?.to_owned(),
        filename: row.text(2)?.to_owned(),
        size: row.int(3)?,
        until: row.int(4)?,
    })
}
