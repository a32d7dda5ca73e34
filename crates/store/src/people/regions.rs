//! The register of region codes of a pooling area.

use std::collections::BTreeMap;

use access::Scope;
use base::RegionCode;

use crate::{Row, Session, StoreError, Tx, params, within};

/// Enters regions with their names; a name on record is replaced.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn declare(
    tx: &mut Tx<'_>,
    scope: Scope,
    regions: &[(RegionCode, String)],
) -> Result<(), StoreError> {
    for (region, name) in regions {
        within(scope, *region)?;
        let (pool, now) = (tx.pool(), tx.no());
        tx.run(
            "INSERT INTO region_name (pool, region, name, tx_from) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (pool, region) DO UPDATE SET name = excluded.name, tx_from = excluded.tx_from",
            &params![pool, *region, name, now],
        )?;
    }
    Ok(())
}

/// The regions of the pooling area by code. Names of places are nobody's secret: the scope says which
/// pooling area, no more.
///
/// # Errors
/// As [`declare`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<BTreeMap<RegionCode, String>, StoreError> {
    let rows = session.rows(
        "SELECT region, name FROM region_name WHERE pool = $1 ORDER BY region",
        &params![scope.pool()],
    )?;
    let one = |row: &Row| Ok((row.region(0)?, row.text(1)?.to_owned()));
    rows.iter().map(one).collect()
}
