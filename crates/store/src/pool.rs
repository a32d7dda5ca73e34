//! Pooling areas.

use base::RegionCode;

use crate::{Session, Store, StoreError, params};

/// Sets up a pooling area; nothing happens where it is there already. Whether it was new.
///
/// # Errors
/// [`StoreError`].
pub fn set_up(store: &Store, pool: RegionCode, name: &str) -> Result<bool, StoreError> {
    store.plain(|port| {
        port.begin(crate::port::Begin::Write)?;
        let new = port.run(
            "INSERT INTO pool (pool, name) VALUES ($1, $2) ON CONFLICT (pool) DO NOTHING",
            &params![pool, name],
        );
        let sequence = port.run(
            "INSERT INTO sequence (pool, name, next) VALUES ($1, 'tx', 1) ON CONFLICT (pool, name) DO NOTHING",
            &params![pool],
        );
        match (new, sequence) {
            (Ok(new), Ok(_)) => port.commit().map(|()| new == 1),
            (Err(error), _) | (_, Err(error)) => {
                port.rollback()?;
                Err(error)
            }
        }
    })
}

/// The pooling areas and their names, by code.
///
/// # Errors
/// [`StoreError`].
pub fn all(session: &mut Session<'_>) -> Result<Vec<(RegionCode, String)>, StoreError> {
    let rows = session.rows("SELECT pool, name FROM pool ORDER BY pool", &[])?;
    rows.iter()
        .map(|row| Ok((row.region(0)?, row.text(1)?.to_owned())))
        .collect()
}
