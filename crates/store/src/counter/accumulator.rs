//! What records added to accumulators: their state is the sum.

use access::Scope;
use base::PersonNo;
use benefit::keys::AccKey;
use settlement::RecordNo;
use settlement::bill::AccState;

use super::ints;
use crate::{BUCKETS, Row, Session, StoreError, Tx, Value, params};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// The bucket of the person who was settled; entries of another holder lie in the bucket of that holder.
    pub bucket: i64,
    /// The record; `None` is an opening balance.
    pub record: Option<RecordNo>,
    /// The key.
    pub key: AccKey,
    /// Money in 分, a count or days; never 0.
    pub amount: i64,
}

/// Who stands at the head of an owner: `person:7` of `person:7+disease:H01`.
#[must_use]
pub fn holder(owner: &str) -> &str {
    owner.split('+').next().unwrap_or(owner)
}

/// The bucket of a holder that is no person: by the number at its end, so that all who share it find it.
fn shared_bucket(holder: &str) -> i64 {
    let number = holder
        .rsplit(':')
        .next()
        .and_then(|it| it.parse::<i64>().ok());
    number.map_or(0, |number| number.rem_euclid(BUCKETS))
}

/// The sums under all keys of persons.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<AccState, StoreError> {
    if people.is_empty() {
        return Ok(AccState::default());
    }
    let rows = session.rows(
        "SELECT a.acc, a.owner, a.period, CAST(SUM(a.amount) AS BIGINT) \
         FROM person p JOIN accumulator_entry a ON a.pool = p.pool AND a.bucket = p.bucket \
         AND a.holder = 'person:' || CAST(p.person AS TEXT) \
         WHERE p.pool = $1 AND p.person IN {ints $2} GROUP BY a.acc, a.owner, a.period",
        &params![scope.pool(), ints(people, PersonNo::get)],
    )?;
    state(&rows)
}

/// The sums under all keys of families, groups and treatments (`family:12`).
///
/// # Errors
/// [`StoreError`].
pub fn of_holders(
    session: &mut Session<'_>,
    scope: Scope,
    holders: &[String],
) -> Result<AccState, StoreError> {
    if holders.is_empty() {
        return Ok(AccState::default());
    }
    let buckets: Vec<i64> = holders.iter().map(|it| shared_bucket(it)).collect();
    let rows = session.rows(
        "SELECT acc, owner, period, CAST(SUM(amount) AS BIGINT) FROM accumulator_entry \
         WHERE pool = $1 AND bucket IN {ints $2} AND holder IN {texts $3} GROUP BY acc, owner, period",
        &params![scope.pool(), buckets, holders.to_vec()],
    )?;
    state(&rows)
}

/// Keeps entries.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where a record has entered a key already.
pub fn add(tx: &mut Tx<'_>, entries: &[EntryRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &EntryRow| -> Vec<Value> {
        let holder = holder(&it.key.owner);
        let bucket = if holder.starts_with("person:") {
            it.bucket
        } else {
            shared_bucket(holder)
        };
        let row: [Value; 9] = params![
            pool,
            bucket,
            holder,
            it.record.map_or(0, RecordNo::get),
            &it.key.id,
            &it.key.owner,
            &it.key.window,
            it.amount,
            now
        ];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = entries.iter().map(row).collect();
    let columns = [
        "pool", "bucket", "holder", "record", "acc", "owner", "period", "amount", "tx_from",
    ];
    tx.insert("accumulator_entry", &columns, &rows)
}

fn state(rows: &[Row]) -> Result<AccState, StoreError> {
    let mut state = AccState::default();
    for row in rows {
        let key = AccKey {
            id: row.text(0)?.to_owned(),
            owner: row.text(1)?.to_owned(),
            window: row.text(2)?.to_owned(),
        };
        state.add(&key, row.int(3)?);
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_stands_at_the_head_of_its_owner_and_has_one_bucket() {
        assert_eq!(holder("person:7+disease:H01"), "person:7");
        assert_eq!(holder("family:130"), "family:130");
        assert_eq!(shared_bucket("family:130"), 2);
        assert_eq!(shared_bucket("group:a"), 0);
    }
}
