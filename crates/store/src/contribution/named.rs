//! The names that the register has for people whom money is for.

use access::Scope;
use base::PersonNo;

use crate::{Session, StoreError, params};

/// Every name of some persons as it is compared, past names included: a receipt may be older than a change of
/// name. One question however many persons.
///
/// # Errors
/// [`StoreError`].
pub fn names(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<Vec<(PersonNo, String)>, StoreError> {
    let (first, last) = scope.span();
    let persons: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT DISTINCT v.person, v.name_key FROM person p \
         JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 \
         AND v.tx_to = 9223372036854775807 ORDER BY v.person, v.name_key",
        &params![scope.pool(), persons, first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, PersonNo::new)?, row.text(1)?.to_owned())))
        .collect()
}
