//! By which rules people of a pooling area are entitled.

use access::Scope;
use base::Date;

use crate::{Session, StoreError, params};

/// What the rules of entitlement of a day follow from: the packages adopted for employees and residents and
/// the regime profiles, by their digests. Equal stamps are equal rules.
///
/// # Errors
/// [`StoreError`].
pub fn law_stamp(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
) -> Result<Vec<String>, StoreError> {
    let rows = session.rows(
        "SELECT a.adoption AS place, a.digest AS digest, a.parameters AS more FROM pool_package a \
         WHERE a.pool = $1 AND a.scheme IN ('employee', 'resident') AND a.stage = 'basic' AND a.valid_from <= $2 AND a.valid_to >= $2 \
         UNION ALL SELECT r.valid_from, r.digest, CAST(r.valid_to AS TEXT) FROM regime_profile r \
         WHERE r.pool = $1 AND r.tx_to = 9223372036854775807 ORDER BY 1, 2",
        &params![scope.pool(), on],
    )?;
    let line = |row: &crate::Row| {
        let place = row.int(0)?;
        Ok(format!("{place} {} {}", row.text(1)?, row.text(2)?))
    };
    rows.iter().map(line).collect()
}
