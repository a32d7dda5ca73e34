//! How often the catalogue changed: what a server asks before it reads anything of it again.

use access::Scope;

use super::digest::next_token;
use crate::{Row, Session, StoreError, Tx, params};

/// The part that is the city's catalogue; every other part is the code of an institution, for its own list.
pub const CITY: &str = "";

/// How far a part has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// How often it changed; 0 where nothing was ever kept.
    pub number: i64,
    /// The digest of all its changes in their order: two parts with one token hold the same.
    pub token: String,
}

/// The revisions of parts, in their order: one statement.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of(
    session: &mut Session<'_>,
    scope: Scope,
    parts: &[&str],
) -> Result<Vec<Revision>, StoreError> {
    let names: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    let rows = session.rows(
        "SELECT part, revision, token FROM catalogue_revision WHERE pool = $1 AND part IN {texts $2}",
        &params![scope.pool(), names],
    )?;
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        let mut here = rows.iter();
        let row = here.find(|row| row.text(0).is_ok_and(|name| name == *part));
        found.push(row.map(read).transpose()?.unwrap_or_default());
    }
    Ok(found)
}

/// Moves a part on by a change of it; its new revision.
///
/// # Errors
/// [`StoreError`].
pub fn advance(tx: &mut Tx<'_>, part: &str, change: &[u8]) -> Result<Revision, StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = tx.row(
        "SELECT part, revision, token FROM catalogue_revision WHERE pool = $1 AND part = $2",
        &params![pool, part],
    )?;
    let before = row.as_ref().map(read).transpose()?.unwrap_or_default();
    let next = Revision {
        number: before.number + 1,
        token: next_token(&before.token, change),
    };
    tx.run(
        "INSERT INTO catalogue_revision (pool, part, revision, token, tx_last) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (pool, part) DO UPDATE SET revision = $3, token = $4, tx_last = $5",
        &params![pool, part, next.number, next.token.as_str(), now],
    )?;
    Ok(next)
}

fn read(row: &Row) -> Result<Revision, StoreError> {
    Ok(Revision {
        number: row.int(1)?,
        token: row.text(2)?.to_owned(),
    })
}
