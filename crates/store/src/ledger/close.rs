//! Closed periods.

use access::Scope;
use base::{Date, ProposalNo};
use ledger::book::{BookKey, Closed};
use ledger::entry::{Book, Digest, Fund};

use super::post::{digest, head};
use crate::{Row, Session, StoreError, Tx, params};

/// A closed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The set of books.
    pub key: BookKey,
    /// The last closed day.
    pub until: Date,
    /// The place of the last entry of the book in its chain at the close.
    pub chain: i64,
    /// The head of the chain at the close, as it is published.
    pub link: Digest,
    /// The hash of the balances at the close: what the next period opens with.
    pub balances: Digest,
}

/// Closes a set of books until a day.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where it is closed already or was not approved.
pub fn close(
    tx: &mut Tx<'_>,
    scope: Scope,
    key: &BookKey,
    (until, balances): (Date, Digest),
    proposal: ProposalNo,
) -> Result<Close, StoreError> {
    crate::within(scope, key.county)?;
    let (chain, link) = head(tx, key.book)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO ledger_close (pool, region, fund, book, until_date, chain, link, balances, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            key.county,
            key.fund.code(),
            key.book.code(),
            until,
            chain,
            link.bytes().to_vec(),
            balances.bytes().to_vec(),
            proposal,
            now
        ],
    )?;
    Ok(Close {
        key: *key,
        until,
        chain,
        link,
        balances,
    })
}

/// What is closed in a region.
///
/// # Errors
/// As [`close`].
pub fn closed(session: &mut Session<'_>, scope: Scope) -> Result<Closed, StoreError> {
    let (first, last) = scope.span();
    // Every posting asks this: one row for a set of books, and not one for each of its months.
    let rows = session.rows(
        "SELECT region, fund, book, MAX(until_date) FROM ledger_close \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 GROUP BY region, fund, book",
        &params![scope.pool(), first, last],
    )?;
    let mut closed = Closed::default();
    for row in &rows {
        closed.close(key(row)?, row.date(3)?);
    }
    Ok(closed)
}

/// The set of books in the first three columns.
fn key(row: &Row) -> Result<BookKey, StoreError> {
    Ok(BookKey {
        county: row.region(0)?,
        fund: row.code(1, Fund::parse)?,
        book: row.code(2, Book::parse)?,
    })
}

/// Every close of a region, in order.
///
/// # Errors
/// As [`close`].
pub fn closings(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Close>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, fund, book, until_date, chain, link, balances FROM ledger_close \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY region, fund, book, until_date",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(Close {
            key: key(row)?,
            until: row.date(3)?,
            chain: row.int(4)?,
            link: digest(row.bytes(5)?)?,
            balances: digest(row.bytes(6)?)?,
        })
    };
    rows.iter().map(one).collect()
}
