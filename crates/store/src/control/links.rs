//! Which lines of books and statements belong together.

use access::Scope;

use crate::{Session, StoreError, Tx, params};

/// A line: of the books by entry and leg, of a statement by statement and line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRef {
    /// Entry, or statement.
    pub record: i64,
    /// Leg, or line; 1 or more.
    pub part: i64,
}

/// How lines were found to belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// By the key.
    Key,
    /// By amount and day.
    Amount,
    /// By a person.
    Hand,
}

impl FoundBy {
    const fn code(self) -> &'static str {
        match self {
            FoundBy::Key => "key",
            FoundBy::Amount => "amount",
            FoundBy::Hand => "hand",
        }
    }
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Of the books.
    pub book: Vec<LineRef>,
    /// Of statements.
    pub statement: Vec<LineRef>,
    /// How they were found.
    pub found_by: FoundBy,
}

/// Records what belongs together. The lines were read within the actor's scope in this transaction.
///
/// # Errors
/// [`StoreError::Conflict`] where a line belongs to something already.
pub fn new_links(tx: &mut Tx<'_>, links: &[Link]) -> Result<(), StoreError> {
    let count = u32::try_from(links.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("reconcile_link", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::new();
    for (group, link) in (first..).zip(links) {
        let book = link.book.iter().map(|line| ("book", line));
        let statement = link.statement.iter().map(|line| ("statement", line));
        for (side, line) in book.chain(statement) {
            let found_by = link.found_by.code();
            let row = params![pool, side, line.record, line.part, group, found_by, now];
            rows.push(row.to_vec());
        }
    }
    let columns = [
        "pool",
        "side",
        "record",
        "part",
        "link_group",
        "found_by",
        "tx_from",
    ];
    tx.insert("reconcile_link", &columns, &rows)
}

/// How many lines of a statement that was found within the scope belong to something.
///
/// # Errors
/// [`StoreError`].
pub fn linked(session: &mut Session<'_>, scope: Scope, statement: i64) -> Result<i64, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT COUNT(*) FROM reconcile_link k JOIN outside_statement s ON s.pool = k.pool AND s.statement = k.record \
         WHERE k.pool = $1 AND k.side = 'statement' AND k.record = $2 AND s.region BETWEEN $3 AND $4",
        &params![scope.pool(), statement, first, last],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}
