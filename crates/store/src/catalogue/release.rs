//! Lists that were loaded, and the versions that they became.

use access::Scope;
use base::{Date, ProposalNo, TxNo};
use directory::catalogue::{Extent, Kind, ReleaseNo};

use super::digest::change_of;
pub use super::digest::digest;
use super::revision;
use crate::{Row, Session, StoreError, Tx, params};

/// How hard the rows of a release are pressed.
const LEVEL: i32 = 3;

/// What a release changes, in codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Codes that come in.
    pub added: i64,
    /// Codes of which something changes.
    pub changed: i64,
    /// Codes that end.
    pub ended: i64,
    /// Codes that stay as they are.
    pub unchanged: i64,
    /// Changes that ask for attention.
    pub concerned: i64,
    /// Changes of days that are over.
    pub backdated: i64,
}

/// A list that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Its number.
    pub no: ReleaseNo,
    /// Which list: `items`, `terms`, `overlay:dibao`, `recodes`.
    pub list: String,
    /// Name of the version, as its publisher gives it.
    pub title: String,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// How much it says of them.
    pub extent: Extent,
    /// First day on which it holds.
    pub effective: Date,
    /// How many rows it has.
    pub rows: i64,
    /// SHA-256 of its rows, in hexadecimal digits.
    pub digest: String,
    /// Revision of the catalogue that it was compared with; 0 before the first.
    pub base: i64,
    /// What it changes.
    pub counts: Counts,
    /// When it was loaded.
    pub loaded_on: Date,
    /// The proposal to let it take effect.
    pub proposal: ProposalNo,
    /// The version that it became; `None` while it waits, and where it was rejected.
    pub version: Option<u32>,
}

/// A version of the catalogue: a release that took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Number, from 1.
    pub version: u32,
    /// The release.
    pub release: ReleaseNo,
    /// Which list.
    pub list: String,
    /// Name.
    pub title: String,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// First day on which it holds.
    pub effective: Date,
    /// The transaction that let it take effect.
    pub tx: TxNo,
    /// When that was, in milliseconds since 1970-01-01 UTC.
    pub wall: i64,
}

/// Keeps a list that was loaded, with its rows.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn keep(tx: &mut Tx<'_>, loaded: &Loaded, content: &str) -> Result<(), StoreError> {
    let packed = zstd::encode_all(content.as_bytes(), LEVEL)
        .map_err(|error| StoreError::Corrupt(format!("rows of a release: {error}")))?;
    let kinds: Vec<&str> = loaded.kinds.iter().map(|kind| kind.code()).collect();
    let (pool, now, counts) = (tx.pool(), tx.no(), loaded.counts);
    tx.run(
        "INSERT INTO catalogue_release (pool, release_no, list, title, kinds, extent, effective, row_count, digest, \
         content, base_revision, added, changed, ended, unchanged, concerned, backdated, loaded_on, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        &params![
            pool,
            loaded.no.get(),
            loaded.list.as_str(),
            loaded.title.as_str(),
            kinds.join("|"),
            loaded.extent.code(),
            loaded.effective,
            loaded.rows,
            loaded.digest.as_str(),
            packed,
            loaded.base,
            counts.added,
            counts.changed,
            counts.ended,
            counts.unchanged,
            counts.concerned,
            counts.backdated,
            loaded.loaded_on,
            loaded.proposal,
            now
        ],
    )?;
    Ok(())
}

/// The rows of a release, as they were kept.
///
/// # Errors
/// [`StoreError::Corrupt`] where they are not what their digest says.
pub fn content(
    session: &mut Session<'_>,
    scope: Scope,
    no: ReleaseNo,
) -> Result<Option<String>, StoreError> {
    let row = session.row(
        "SELECT content, digest FROM catalogue_release WHERE pool = $1 AND release_no = $2",
        &params![scope.pool(), no.get()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let broken = || StoreError::Corrupt(format!("rows of catalogue release {no}"));
    let bytes = zstd::decode_all(row.bytes(0)?).map_err(|_| broken())?;
    let text = String::from_utf8(bytes).map_err(|_| broken())?;
    if digest(&text) == row.text(1)? {
        Ok(Some(text))
    } else {
        Err(broken())
    }
}

const COLUMNS: &str = "r.release_no, r.list, r.title, r.kinds, r.extent, r.effective, r.row_count, r.digest, r.base_revision, \
     r.added, r.changed, r.ended, r.unchanged, r.concerned, r.backdated, r.loaded_on, r.proposal, v.version";

/// The release of a proposal.
///
/// # Errors
/// [`StoreError`].
pub fn of_proposal(
    session: &mut Session<'_>,
    scope: Scope,
    proposal: ProposalNo,
) -> Result<Option<Loaded>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM catalogue_release r LEFT JOIN catalogue_version v ON v.pool = r.pool \
         AND v.release_no = r.release_no WHERE r.pool = $1 AND r.proposal = $2"
    );
    let row = session.row(&sql, &params![scope.pool(), proposal])?;
    row.as_ref().map(loaded).transpose()
}

/// All releases, the latest first.
///
/// # Errors
/// [`StoreError`].
pub fn list(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Loaded>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM catalogue_release r LEFT JOIN catalogue_version v ON v.pool = r.pool \
         AND v.release_no = r.release_no WHERE r.pool = $1 ORDER BY r.release_no DESC"
    );
    let rows = session.rows(&sql, &params![scope.pool()])?;
    rows.iter().map(loaded).collect()
}

/// Lets a release be the next version, and moves the revision of the city's catalogue on; its number.
///
/// # Errors
/// [`StoreError::Guard`] unless its proposal is approved.
pub fn take_effect(tx: &mut Tx<'_>, loaded: &Loaded) -> Result<u32, StoreError> {
    let version = tx.take("catalogue_version", 1)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO catalogue_version (pool, version, release_no, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, version, loaded.no.get(), now],
    )?;
    let change = change_of(&loaded.list, &loaded.digest, loaded.effective.number());
    revision::advance(tx, revision::CITY, change.as_bytes())?;
    u32::try_from(version).map_err(|_| StoreError::Corrupt("versions of a catalogue".to_owned()))
}

/// The versions, in the order in which they took effect.
///
/// # Errors
/// [`StoreError`].
pub fn versions(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Effective>, StoreError> {
    let rows = session.rows(
        "SELECT v.version, r.release_no, r.list, r.title, r.kinds, r.effective, v.tx_from, t.wall \
         FROM catalogue_version v JOIN catalogue_release r ON r.pool = v.pool AND r.release_no = v.release_no \
         JOIN tx t ON t.pool = v.pool AND t.tx = v.tx_from WHERE v.pool = $1 ORDER BY v.version",
        &params![scope.pool()],
    )?;
    let read = |row: &Row| {
        Ok(Effective {
            version: row.no(0, |number| u32::try_from(number).ok())?,
            release: row.no(1, ReleaseNo::new)?,
            list: row.text(2)?.to_owned(),
            title: row.text(3)?.to_owned(),
            kinds: row.code(4, kinds)?,
            effective: row.date(5)?,
            tx: row.no(6, TxNo::new)?,
            wall: row.int(7)?,
        })
    };
    rows.iter().map(read).collect()
}

fn kinds(text: &str) -> Option<Vec<Kind>> {
    let named = text.split('|').filter(|kind| !kind.is_empty());
    named.map(Kind::parse).collect()
}

fn loaded(row: &Row) -> Result<Loaded, StoreError> {
    Ok(Loaded {
        no: row.no(0, ReleaseNo::new)?,
        list: row.text(1)?.to_owned(),
        title: row.text(2)?.to_owned(),
        kinds: row.code(3, kinds)?,
        extent: row.code(4, Extent::parse)?,
        effective: row.date(5)?,
        rows: row.int(6)?,
        digest: row.text(7)?.to_owned(),
        base: row.int(8)?,
        counts: Counts {
            added: row.int(9)?,
            changed: row.int(10)?,
            ended: row.int(11)?,
            unchanged: row.int(12)?,
            concerned: row.int(13)?,
            backdated: row.int(14)?,
        },
        loaded_on: row.date(15)?,
        proposal: row.no(16, ProposalNo::new)?,
        version: match row.maybe_int(17)? {
            None => None,
            Some(number) => u32::try_from(number).ok(),
        },
    })
}
