//! The revision of the directory of providers: the last transaction that touched it.

use access::Scope;

use crate::{Session, StoreError, Tx, params};

/// Says that this transaction touches what the counter reads of providers. Every writer of such a record calls it.
///
/// # Errors
/// [`StoreError`].
pub fn touch(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO provider_revision (pool, revision) VALUES ($1, $2) \
         ON CONFLICT (pool) DO UPDATE SET revision = $2",
        &params![pool, now],
    )?;
    Ok(())
}

/// The revision of the scope's pooling area; 0 where nothing was ever registered. One row by its key: cheap enough to
/// be asked before each visit.
///
/// # Errors
/// [`StoreError`].
pub fn revision(session: &mut Session<'_>, scope: Scope) -> Result<i64, StoreError> {
    let row = session.row(
        "SELECT revision FROM provider_revision WHERE pool = $1",
        &params![scope.pool()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}
