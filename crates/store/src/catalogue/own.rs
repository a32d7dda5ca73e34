//! Own codes of institutions with the national codes that they mean, from upload to their end (3301, 3302).

use access::Scope;
use base::RegionCode;
use directory::catalogue::own::Mapping;
use directory::catalogue::{Class, MappingNo};

use super::own_row::{COLUMNS, read, values};
pub use super::own_row::{KeptMapping, Particulars};
use crate::{OPEN_TX, Session, StoreError, Tx, params};

/// A mapping that comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMapping {
    /// Where the institution is.
    pub region: RegionCode,
    /// The mapping, as uploaded.
    pub mapping: Mapping,
    /// What else the institution says.
    pub more: Particulars,
}

/// A statement over mappings.
macro_rules! mappings {
    ($tail:literal) => {
        concat!(
            "SELECT mapping, region, institution, own_code, own_name, own_spec, kind, code, valid_from, valid_to, state, \
             since, reason, approved_class, approval_no, dosage_form, excluded_content, item_content, price_unit, \
             package_spec, memo, by_user, tx_from FROM own_mapping WHERE pool = $1 ",
            $tail
        )
    };
}

/// The own list of an institution as it stands, by number: those that ended too.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_institution(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
) -> Result<Vec<KeptMapping>, StoreError> {
    let (first, last) = scope.span();
    let sql = mappings!(
        "AND institution = $2 AND region BETWEEN $3 AND $4 \
         AND tx_to = $5 ORDER BY mapping"
    );
    let params = params![scope.pool(), institution, first, last, OPEN_TX];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// Mappings by their numbers, as they stand.
///
/// # Errors
/// [`StoreError`].
pub fn by_numbers(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[MappingNo],
) -> Result<Vec<KeptMapping>, StoreError> {
    let (first, last) = scope.span();
    let wanted: Vec<i64> = numbers.iter().map(|no| no.get()).collect();
    let sql = mappings!(
        "AND mapping IN {ints $2} AND region BETWEEN $3 AND $4 \
         AND tx_to = $5 ORDER BY mapping"
    );
    let params = params![scope.pool(), wanted, first, last, OPEN_TX];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// Mappings that wait for the agency, the earliest first; of one institution where it is named.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    most: i64,
) -> Result<Vec<KeptMapping>, StoreError> {
    let (first, last) = scope.span();
    let sql = mappings!(
        "AND region BETWEEN $2 AND $3 AND tx_to = $4 \
         AND state = 'uploaded' AND ($5 = '' OR institution = $5) ORDER BY mapping LIMIT $6"
    );
    let params = params![scope.pool(), first, last, OPEN_TX, institution, most];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// The institutions with an own list, by code, each with its region.
///
/// # Errors
/// [`StoreError`].
pub fn institutions(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<(String, RegionCode)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT institution, MIN(region) FROM own_mapping WHERE pool = $1 AND region BETWEEN $2 AND $3 AND tx_to = $4 \
         GROUP BY institution",
        &params![scope.pool(), first, last, OPEN_TX],
    )?;
    let read = |row: &crate::Row| Ok((row.text(0)?.to_owned(), row.region(1)?));
    let mut found: Vec<_> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
    found.sort();
    Ok(found)
}

/// Every state that a mapping was in, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn trail(
    session: &mut Session<'_>,
    scope: Scope,
    no: MappingNo,
) -> Result<Vec<KeptMapping>, StoreError> {
    let (first, last) = scope.span();
    let sql = mappings!("AND mapping = $2 AND region BETWEEN $3 AND $4 ORDER BY tx_from");
    let params = params![scope.pool(), no.get(), first, last];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// Takes mappings in as uploaded by somebody; their numbers, in their order.
///
/// # Errors
/// [`StoreError::Guard`] where an own code has another open mapping that day, and outside the scope.
pub fn upload(
    tx: &mut Tx<'_>,
    scope: Scope,
    coming: &[NewMapping],
    by: &str,
) -> Result<Vec<MappingNo>, StoreError> {
    for new in coming {
        crate::within(scope, new.region)?;
    }
    let count = u32::try_from(coming.len())
        .map_err(|_| StoreError::Corrupt("too many mappings".to_owned()))?;
    let first = tx.take("own_mapping", count)?;
    let numbered = || (first..).zip(coming);
    let rows: Vec<_> = numbered()
        .map(|(no, new)| values(tx, (no, new.region), &new.mapping, &new.more, by))
        .collect();
    tx.insert("own_mapping", &COLUMNS, &rows)?;
    let no = |(no, _): (i64, _)| {
        MappingNo::new(no).ok_or_else(|| StoreError::Corrupt("sequence own_mapping".to_owned()))
    };
    numbered().map(no).collect()
}

/// Brings mappings to their next state, each from the one that was read: what another has changed meanwhile is a
/// conflict.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::Guard`] where who uploaded would decide, and outside the scope.
pub fn step(
    tx: &mut Tx<'_>,
    scope: Scope,
    steps: &[(KeptMapping, Mapping)],
    by: &str,
) -> Result<(), StoreError> {
    for (before, _) in steps {
        crate::within(scope, before.region)?;
    }
    let numbers: Vec<i64> = steps.iter().map(|(before, _)| before.no.get()).collect();
    let (pool, now) = (tx.pool(), tx.no());
    let standing = by_numbers(tx, scope, &numbers_of(steps))?;
    let as_read = |(before, _): &(KeptMapping, Mapping)| standing.contains(before);
    if !steps.iter().all(as_read) {
        return Err(StoreError::Conflict("a mapping moved on".to_owned()));
    }
    tx.run(
        "UPDATE own_mapping SET tx_to = $2 WHERE pool = $1 AND mapping IN {ints $3} AND tx_to = $4",
        &params![pool, now, numbers, OPEN_TX],
    )?;
    let rows: Vec<_> = steps
        .iter()
        .map(|(before, next)| values(tx, (before.no.get(), before.region), next, &before.more, by))
        .collect();
    tx.insert("own_mapping", &COLUMNS, &rows)
}

fn numbers_of(steps: &[(KeptMapping, Mapping)]) -> Vec<MappingNo> {
    steps.iter().map(|(before, _)| before.no).collect()
}

/// What a mapping as it stands adds to the revision of its list.
#[must_use]
pub fn mark(kept: &KeptMapping) -> String {
    let mapping = &kept.mapping;
    let day = |day: Option<base::Date>| day.map_or_else(String::new, |day| day.to_string());
    let cells = [
        kept.no.to_string(),
        mapping.institution.to_string(),
        mapping.own.to_string(),
        mapping.own_name.to_string(),
        mapping.own_spec.to_string(),
        mapping.kind.code().to_owned(),
        mapping.target.to_string(),
        day(mapping.validity.from()),
        day(mapping.validity.until()),
        mapping.state.code().to_owned(),
        mapping.since.to_string(),
        mapping.approved_class.map_or("", Class::code).to_owned(),
    ];
    format!("{}\n", cells.join("\t"))
}
