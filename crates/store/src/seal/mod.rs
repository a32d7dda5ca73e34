//! Seals: a hash of every row that is never changed, taken from time to time, so that a row which is changed,
//! added or taken away in the file afterwards is found and named.
//!
//! A run seals what every transaction since the run before has written. Its digest goes into the audit trail,
//! whose entries are chained; whoever keeps the head of the trail elsewhere (a printed month-end report) can
//! tell even from a file that was rewritten as a whole.

mod rows;

use base::RegionCode;
use sha2::{Digest, Sha256};

use crate::{Session, StoreError, Tx, Value, params};

pub(crate) use rows::{MARK, Series, marks, series};

/// A run of sealing that is ready to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    run: i64,
    after: i64,
    upto: i64,
    seals: Vec<Seal>,
    digest: [u8; 32],
}

/// What one transaction wrote into one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seal {
    pub(crate) series: String,
    pub(crate) tx: i64,
    pub(crate) marks: Vec<u8>,
}

impl Prepared {
    /// The number of the run.
    #[must_use]
    pub const fn run(&self) -> i64 {
        self.run
    }

    /// The last transaction that it seals.
    #[must_use]
    pub const fn upto(&self) -> i64 {
        self.upto
    }

    /// The digest over its seals, in hexadecimal, as the trail keeps it.
    #[must_use]
    pub fn digest(&self) -> String {
        crate::backup::hex(&self.digest)
    }
}

/// Reads what transactions have written since the last run; `None` where there was none. Reading holds no
/// writer up.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn prepare(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Option<Prepared>, StoreError> {
    let row = session.row(
        "SELECT COALESCE(MAX(run), 0), COALESCE(MAX(tx_upto), 0), \
         (SELECT COALESCE(MAX(tx), 0) FROM tx WHERE pool = $1) FROM seal_run WHERE pool = $1",
        &params![pool],
    )?;
    let row = row.ok_or_else(|| StoreError::Corrupt("no count of seals".to_owned()))?;
    let (run, after, upto) = (row.int(0)? + 1, row.int(1)?, row.int(2)?);
    if upto <= after {
        return Ok(None);
    }
    let mut seals: Vec<Seal> = Vec::new();
    for series in series(session)? {
        marks(session, pool, &series, (after, upto), &mut |tx, mark, _| {
            match seals.last_mut() {
                Some(last) if last.tx == tx && last.series == series.name => {
                    last.marks.extend_from_slice(&mark);
                }
                _ => seals.push(Seal {
                    series: series.name.clone(),
                    tx,
                    marks: mark.to_vec(),
                }),
            }
            Ok(())
        })?;
    }
    let digest = digest(&seals);
    Ok(Some(Prepared {
        run,
        after,
        upto,
        seals,
        digest,
    }))
}

/// How many transactions no seal covers yet: a row that one of them wrote and that is changed by hand is found
/// only where a check works it out from other rows. Those that only recorded a seal, or a session of somebody
/// signed in, which no seal covers, do not count.
///
/// # Errors
/// [`StoreError`].
pub fn uncovered(session: &mut Session<'_>, pool: RegionCode) -> Result<u64, StoreError> {
    let row = session.row(
        "SELECT COUNT(*) FROM tx t WHERE t.pool = $1 \
         AND t.tx > (SELECT COALESCE(MAX(r.tx_upto), 0) FROM seal_run r WHERE r.pool = $1) \
         AND t.command NOT LIKE 'session.%' \
         AND NOT EXISTS (SELECT 1 FROM seal_run r WHERE r.pool = $1 AND r.tx_from = t.tx)",
        &params![pool],
    )?;
    let count = row.map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Records a run.
///
/// # Errors
/// [`StoreError::Conflict`] where another run was faster.
pub fn record(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO seal_run (pool, run, tx_after, tx_upto, digest, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![
            pool,
            prepared.run,
            prepared.after,
            prepared.upto,
            prepared.digest.to_vec(),
            now
        ],
    )?;
    let row = |seal: &Seal| -> Vec<Value> {
        params![
            pool,
            seal.series.as_str(),
            seal.tx,
            prepared.run,
            seal.marks.clone()
        ]
        .to_vec()
    };
    let rows: Vec<_> = prepared.seals.iter().map(row).collect();
    tx.insert("seal", &["pool", "series", "tx", "run", "marks"], &rows)
}

/// The digest over the seals of a run, by series and transaction.
pub(crate) fn digest(seals: &[Seal]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"tongchou/seal/1");
    for seal in seals {
        for part in [seal.series.as_bytes(), &seal.marks] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hasher.update(length.to_be_bytes());
            hasher.update(part);
        }
        hasher.update(seal.tx.to_be_bytes());
    }
    hasher.finalize().into()
}
