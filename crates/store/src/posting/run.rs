//! Runs and what they asked for.

use access::Scope;
use base::{Date, Fen, ProposalNo, RegionCode};
use ledger::entry::{EventCode, Fund};

use super::Span;
use crate::{Row, Session, StoreError, Tx, params};

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub no: i64,
    /// The county.
    pub county: RegionCode,
    /// The transactions it takes.
    pub span: Span,
    /// In which period it is booked.
    pub book_date: Date,
    /// The number of the voucher that the accountant gave.
    pub voucher: String,
    /// SHA-256 of the list of what is posted.
    pub digest: Vec<u8>,
    /// All money of premiums that moved, in 分.
    pub cash: Fen,
}

/// A document that a run asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place in the run.
    pub place: i64,
    /// The event.
    pub event: EventCode,
    /// The variant.
    pub variant: String,
    /// The fund.
    pub fund: Fund,
    /// When the money moved.
    pub value_date: Date,
    /// The amount in 分.
    pub amount: Fen,
    /// Its proposal.
    pub proposal: ProposalNo,
    /// The place of the rejected item that this one asks for again.
    pub follows: Option<i64>,
    /// Why it could not be booked when it was asked for: it waits until it can.
    pub refused: Option<String>,
    /// The verdict, where there is one: `approved` or `rejected`.
    pub verdict: Option<String>,
}

/// The last transaction that a run of the county took; 0 where there was none.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn last_taken(session: &mut Session<'_>, county: Scope) -> Result<i64, StoreError> {
    let row = session.row(
        "SELECT COALESCE(MAX(to_tx), 0) FROM posting_run WHERE pool = $1 AND region = $2",
        &params![county.pool(), county.region()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Records a run and what it asks for.
///
/// # Errors
/// [`StoreError::Guard`] where another run took some of it.
pub fn record(tx: &mut Tx<'_>, run: &Run, items: &[Item]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO posting_run (pool, run, region, from_tx, to_tx, book_date, voucher, digest, cash, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool, run.no, run.county, run.span.from, run.span.to, run.book_date,
            run.voucher.as_str(), run.digest.clone(), run.cash, now
        ],
    )?;
    items
        .iter()
        .try_for_each(|item| again(tx, run.no, run.county, item))
}

/// Records one item: of a new run, or in the place of a rejected one.
///
/// # Errors
/// [`StoreError::Conflict`] where it was asked for again before.
pub fn again(tx: &mut Tx<'_>, run: i64, county: RegionCode, item: &Item) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO posting_item (pool, run, place, region, event, variant, fund, value_date, amount, proposal, follows, refused, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            pool, run, item.place, county, i64::from(item.event.get()), item.variant.as_str(),
            item.fund.code(), item.value_date, item.amount, item.proposal, item.follows,
            item.refused.as_deref(), now
        ],
    )?;
    Ok(())
}

/// The runs of a scope, the newest first.
///
/// # Errors
/// As above.
pub fn runs(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Run>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT run, region, from_tx, to_tx, book_date, voucher, digest, cash FROM posting_run \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY run DESC",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// A run by its number.
///
/// # Errors
/// As above.
pub fn run(session: &mut Session<'_>, scope: Scope, no: i64) -> Result<Option<Run>, StoreError> {
    Ok(runs(session, scope)?.into_iter().find(|run| run.no == no))
}

fn read(row: &Row) -> Result<Run, StoreError> {
    Ok(Run {
        no: row.int(0)?,
        county: row.region(1)?,
        span: Span {
            from: row.int(2)?,
            to: row.int(3)?,
        },
        book_date: row.date(4)?,
        voucher: row.text(5)?.to_owned(),
        digest: row.bytes(6)?.to_vec(),
        cash: row.fen(7)?,
    })
}

/// What a run asked for, in order, each with its verdict.
///
/// # Errors
/// As above.
pub fn items(session: &mut Session<'_>, scope: Scope, run: i64) -> Result<Vec<Item>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT i.place, i.event, i.variant, i.fund, i.value_date, i.amount, i.proposal, i.follows, i.refused, d.verdict \
         FROM posting_item i LEFT JOIN decision d ON d.pool = i.pool AND d.proposal = i.proposal \
         WHERE i.pool = $1 AND i.run = $2 AND i.region BETWEEN $3 AND $4 ORDER BY i.place",
        &params![scope.pool(), run, first, last],
    )?;
    let item = |row: &Row| {
        Ok(Item {
            place: row.int(0)?,
            event: row.no(1, |code| EventCode::new(u8::try_from(code).ok()?))?,
            variant: row.text(2)?.to_owned(),
            fund: row.code(3, Fund::parse)?,
            value_date: row.date(4)?,
            amount: row.fen(5)?,
            proposal: row.no(6, ProposalNo::new)?,
            follows: row.maybe_int(7)?,
            refused: row.maybe_text(8)?.map(str::to_owned),
            verdict: row.maybe_text(9)?.map(str::to_owned),
        })
    };
    rows.iter().map(item).collect()
}
