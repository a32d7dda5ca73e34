//! Batches that can be cut off at any moment and finished by the same command.
//!
//! A batch is found again by its kind and key (the digest of the file and of what was asked). Each chunk
//! of rows commits together with the progress, so a row is taken once or not at all.

use access::Scope;
use base::{BatchNo, Fen, RegionCode};

use crate::{Row, Session, StoreError, Tx, Value, params};

/// A batch as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub no: BatchNo,
    /// What it does: `person.import`, `bill.make`, …
    pub kind: String,
    /// The region it was run for.
    pub region: RegionCode,
    /// Rows dealt with: the next run starts behind them.
    pub done: i64,
    /// Rows taken.
    pub taken: i64,
    /// Rows refused.
    pub refused: i64,
    /// Money taken, where the batch moves money.
    pub amount: Fen,
    /// Whether it is finished.
    pub finished: bool,
}

/// A row that was refused, or taken with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// The line of the file, or the number of the record.
    pub line: i64,
    /// Whether it was refused; else it was taken and the reason is a remark.
    pub refused: bool,
    /// The stable code of the refusal.
    pub code: String,
    /// What the row is about, masked.
    pub shown: String,
    /// The sentence for users, in Chinese.
    pub reason: String,
}

/// What a chunk did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Rows taken.
    pub taken: i64,
    /// Money taken.
    pub amount: Fen,
    /// Rows refused, and rows taken with a remark.
    pub rows: Vec<BatchRow>,
    /// Whether this was the last chunk.
    pub last: bool,
}

const COLUMNS: &str = "batch, kind, region, done, taken, refused, amount, state";

/// Finds the batch of this kind and key, or opens it.
///
/// # Errors
/// [`StoreError`], here and below. [`StoreError::Elsewhere`] where it was opened for another region.
pub fn open(
    tx: &mut Tx<'_>,
    region: RegionCode,
    kind: &str,
    key: &str,
) -> Result<Batch, StoreError> {
    let pool = tx.pool();
    let sql = "SELECT batch, kind, region, done, taken, refused, amount, state FROM batch \
               WHERE pool = $1 AND kind = $2 AND batch_key = $3";
    if let Some(row) = tx.row(sql, &params![pool, kind, key])? {
        let batch = batch(&row)?;
        if batch.region != region {
            return Err(StoreError::Elsewhere {
                region: batch.region.short(),
                batch: batch.no.to_string(),
            });
        }
        return Ok(batch);
    }
    let no = tx.next("batch", BatchNo::new)?;
    let now = tx.no();
    tx.run(
        "INSERT INTO batch (pool, batch, region, kind, batch_key, done, taken, refused, amount, state, tx_from, tx_last) \
         VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 'open', $6, $6)",
        &params![pool, no, region, kind, key, now],
    )?;
    Ok(Batch {
        no,
        kind: kind.to_owned(),
        region,
        done: 0,
        taken: 0,
        refused: 0,
        amount: Fen::ZERO,
        finished: false,
    })
}

/// The batch of a kind and key, if it was opened before, in the scope.
///
/// # Errors
/// [`StoreError`].
pub fn known(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
    key: &str,
) -> Result<Option<Batch>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT batch, kind, region, done, taken, refused, amount, state FROM batch \
         WHERE pool = $1 AND kind = $2 AND batch_key = $3 AND region BETWEEN $4 AND $5",
        &params![scope.pool(), kind, key, first, last],
    )?;
    row.as_ref().map(batch).transpose()
}

/// Whether the batch still stands as this run left it: `false` where another run moved it meanwhile. To be
/// asked before a chunk writes anything, in the chunk's own transaction.
///
/// # Errors
/// [`StoreError`].
pub fn stands(tx: &mut Tx<'_>, batch: &Batch) -> Result<bool, StoreError> {
    let pool = tx.pool();
    let row = tx.row(
        "SELECT done, state FROM batch WHERE pool = $1 AND batch = $2",
        &params![pool, batch.no],
    )?;
    row.map_or(Ok(false), |row| {
        Ok(row.int(0)? == batch.done && row.text(1)? == "open")
    })
}

/// Records a chunk, in the transaction that wrote its rows. The batch as it stands afterwards.
///
/// # Errors
/// [`StoreError::Conflict`] where another run moved the batch meanwhile.
pub fn advance(tx: &mut Tx<'_>, batch: &Batch, chunk: &Chunk) -> Result<Batch, StoreError> {
    let refused = chunk.rows.iter().filter(|row| row.refused).count();
    let refused = i64::try_from(refused).unwrap_or(i64::MAX);
    let too_much = || StoreError::Corrupt("a batch with an impossible sum".to_owned());
    let next = Batch {
        done: batch.done + chunk.taken + refused,
        taken: batch.taken + chunk.taken,
        refused: batch.refused + refused,
        amount: batch
            .amount
            .checked_add(chunk.amount)
            .ok_or_else(too_much)?,
        finished: chunk.last,
        ..batch.clone()
    };
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE batch SET done = $3, taken = $4, refused = $5, amount = $6, state = $7, tx_last = $8 \
         WHERE pool = $1 AND batch = $2 AND done = $9 AND state = 'open'",
        &params![
            pool,
            batch.no,
            next.done,
            next.taken,
            next.refused,
            next.amount,
            if next.finished { "finished" } else { "open" },
            now,
            batch.done
        ],
    )?;
    let row = |row: &BatchRow| -> Vec<Value> {
        let outcome = if row.refused { "refused" } else { "remarked" };
        params![
            pool,
            batch.no,
            row.line,
            outcome,
            row.code.as_str(),
            row.shown.as_str(),
            row.reason.as_str(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<_> = chunk.rows.iter().map(row).collect();
    let columns = [
        "pool", "batch", "line", "outcome", "code", "shown", "reason", "tx_from",
    ];
    tx.insert("batch_row", &columns, &rows)?;
    Ok(next)
}

/// A batch by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: BatchNo,
) -> Result<Option<Batch>, StoreError> {
    let (first, last) = scope.span();
    let sql = format!(
        "SELECT {COLUMNS} FROM batch WHERE pool = $1 AND batch = $2 AND region BETWEEN $3 AND $4"
    );
    let row = session.row(&sql, &params![scope.pool(), no, first, last])?;
    row.as_ref().map(batch).transpose()
}

/// The rows of a batch that were refused or remarked, by line.
///
/// # Errors
/// [`StoreError`].
pub fn rows(
    session: &mut Session<'_>,
    scope: Scope,
    no: BatchNo,
) -> Result<Vec<BatchRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT r.line, r.outcome, r.code, r.shown, r.reason FROM batch_row r \
         JOIN batch b ON b.pool = r.pool AND b.batch = r.batch \
         WHERE r.pool = $1 AND r.batch = $2 AND b.region BETWEEN $3 AND $4 ORDER BY r.line",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(BatchRow {
                line: row.int(0)?,
                refused: row.text(1)? == "refused",
                code: row.text(2)?.to_owned(),
                shown: row.text(3)?.to_owned(),
                reason: row.text(4)?.to_owned(),
            })
        })
        .collect()
}

fn batch(row: &Row) -> Result<Batch, StoreError> {
    Ok(Batch {
        no: row.no(0, BatchNo::new)?,
        kind: row.text(1)?.to_owned(),
        region: row.region(2)?,
        done: row.int(3)?,
        taken: row.int(4)?,
        refused: row.int(5)?,
        amount: row.fen(6)?,
        finished: row.text(7)? == "finished",
    })
}
