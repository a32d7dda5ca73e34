//! Marks of messages within the window of time, shared by all servers of a pooling area.

use std::collections::{BTreeMap, BTreeSet};

use base::RegionCode;

use crate::port::{Begin, Port};
use crate::{Store, StoreError, Value, params};

/// What a message is known by when it comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    /// A digest of what serves one message only.
    pub mark: [u8; 32],
    /// A digest of the message.
    pub digest: [u8; 32],
    /// Until when it must be remembered, in milliseconds since 1970-01-01 UTC.
    pub until: i64,
}

/// Whether a mark was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Never.
    First,
    /// With the same digest.
    Same,
    /// With another digest.
    Other,
    /// Marks that ended as late as this one were forgotten, so that nobody can tell.
    Forgotten,
}

/// Remembers marks, and says of each whether it was there, in their order. Of equal marks the first is asked first.
/// A server that ends after this keeps what it remembered; two servers agree, for one of them inserts first.
///
/// # Errors
/// [`StoreError`]; nothing is remembered then.
pub fn sight(store: &Store, pool: RegionCode, marks: &[MarkRow]) -> Result<Vec<Seen>, StoreError> {
    store.plain(|port| {
        port.begin(Begin::Write)?;
        let answer = remember(port, pool, marks);
        match answer {
            Ok(seen) => port.commit().map(|()| seen),
            Err(error) => {
                // a connection that fails at this is not used again
                let _ = port.rollback();
                Err(error)
            }
        }
    })
}

fn remember(
    port: &mut dyn Port,
    pool: RegionCode,
    marks: &[MarkRow],
) -> Result<Vec<Seen>, StoreError> {
    let horizon = port.rows(
        "SELECT until FROM gateway_horizon WHERE pool = $1",
        &params![pool],
    )?;
    let horizon = horizon.first().map(|row| row.int(0)).transpose()?;
    let known = |mark: &MarkRow| horizon.is_none_or(|horizon| mark.until > horizon);
    // in one order, so that two servers with the same marks wait for each other and not in a circle
    let mut sorted: Vec<&MarkRow> = marks.iter().filter(|mark| known(mark)).collect();
    sorted.sort_by_key(|mark| mark.mark);
    sorted.dedup_by_key(|mark| mark.mark);
    let mut new = BTreeSet::new();
    for mark in &sorted {
        let done = port.run(
            "INSERT INTO gateway_mark (pool, mark, digest, until) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (pool, mark) DO NOTHING",
            &params![pool, mark.mark.to_vec(), mark.digest.to_vec(), mark.until],
        )?;
        if done == 1 {
            new.insert(mark.mark);
        }
    }
    let mut there: BTreeMap<[u8; 32], Vec<u8>> = BTreeMap::new();
    for mark in sorted.iter().filter(|mark| !new.contains(&mark.mark)) {
        let rows = port.rows(
            "SELECT digest FROM gateway_mark WHERE pool = $1 AND mark = $2",
            &params![pool, mark.mark.to_vec()],
        )?;
        let row = rows.first();
        let row = row.ok_or_else(|| StoreError::Corrupt("a mark went away".to_owned()))?;
        there.insert(mark.mark, row.bytes(0)?.to_vec());
    }
    Ok(told(marks, &known, &new, there))
}

/// What is said of each mark, in their order.
fn told(
    marks: &[MarkRow],
    known: &dyn Fn(&MarkRow) -> bool,
    new: &BTreeSet<[u8; 32]>,
    mut there: BTreeMap<[u8; 32], Vec<u8>>,
) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(marks.len());
    for mark in marks {
        seen.push(match there.get(&mark.mark) {
            Some(digest) if *digest == mark.digest => Seen::Same,
            Some(_) => Seen::Other,
            None if !known(mark) => Seen::Forgotten,
            None => {
                debug_assert!(new.contains(&mark.mark));
                there.insert(mark.mark, mark.digest.to_vec());
                Seen::First
            }
        });
    }
    seen
}

/// Forgets the marks that ended before `now`; how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn forget(store: &Store, pool: RegionCode, now: i64) -> Result<u64, StoreError> {
    store.plain(|port| {
        port.begin(Begin::Write)?;
        let over: [Value; 2] = params![pool, now];
        let latest = port.rows(
            "SELECT COALESCE(MAX(until), 0) FROM gateway_mark WHERE pool = $1 AND until < $2",
            &over,
        )?;
        let latest = latest.first().map_or(Ok(0), |row| row.int(0))?;
        let gone = port.run(
            "DELETE FROM gateway_mark WHERE pool = $1 AND until < $2",
            &over,
        )?;
        if gone > 0 {
            port.run(
                "INSERT INTO gateway_horizon (pool, until) VALUES ($1, $2) \
                 ON CONFLICT (pool) DO UPDATE SET until = $2 WHERE gateway_horizon.until < $2",
                &params![pool, latest],
            )?;
        }
        port.commit()?;
        Ok(gone)
    })
}
