//! At which office an institution claims.

use std::collections::BTreeMap;

use access::Scope;
use base::{ProviderId, RegionCode};

use super::value::institution;
use crate::{Session, StoreError, Tx, params};

/// Names the office of an institution; the latest counts.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for an office outside the scope.
pub fn assign(
    tx: &mut Tx<'_>,
    scope: Scope,
    institution: &ProviderId,
    office: RegionCode,
) -> Result<(), StoreError> {
    crate::within(scope, office)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO claim_office (pool, institution, region, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, institution.as_str(), office, now],
    )?;
    Ok(())
}

/// The offices that were named.
///
/// # Errors
/// [`StoreError`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<BTreeMap<ProviderId, RegionCode>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT o.institution, o.region FROM claim_office o WHERE o.pool = $1 AND o.region BETWEEN $2 AND $3 \
         AND NOT EXISTS (SELECT 1 FROM claim_office n WHERE n.pool = o.pool AND n.institution = o.institution \
         AND n.tx_from > o.tx_from)",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.code(0, institution)?, row.region(1)?)))
        .collect()
}
