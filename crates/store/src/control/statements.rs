//! Statements from outside and their lines.

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::entry::{BankAccount, Fund};
use ledger::reconcile::{Statement, StatementLine, StatementNo};

use super::links::LineRef;
use crate::{Row, Session, StoreError, Tx, params};

/// A statement as it is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStatement<'a> {
    /// Whose account: a county, or the pooling area for the city's own.
    pub region: RegionCode,
    /// Which pair of the matrix.
    pub pair: &'a str,
    /// Which fund.
    pub fund: Fund,
    /// Which account.
    pub account: &'a BankAccount,
    /// The hash of the file.
    pub digest: &'a str,
    /// What it says.
    pub statement: &'a Statement,
}

/// A statement without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementHead {
    /// Its number.
    pub no: StatementNo,
    /// Whose.
    pub region: RegionCode,
    /// Which pair of the matrix.
    pub pair: String,
    /// Which fund.
    pub fund: Fund,
    /// Which account.
    pub account: BankAccount,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Balance before.
    pub opening: Fen,
    /// Balance behind.
    pub closing: Fen,
}

/// Takes a statement in.
///
/// # Errors
/// [`StoreError::Conflict`] where the same file was taken in before.
pub fn add_statement(
    tx: &mut Tx<'_>,
    scope: Scope,
    new: &NewStatement<'_>,
) -> Result<StatementNo, StoreError> {
    crate::within(scope, new.region)?;
    let no = tx.next("outside_statement", StatementNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let of = new.statement;
    tx.run(
        "INSERT INTO outside_statement (pool, statement, region, pair, fund, bank_account, from_on, until_on, \
         opening, closing, digest, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            no.get(),
            new.region,
            new.pair,
            new.fund.code(),
            new.account.as_str(),
            of.from,
            of.until,
            of.opening,
            of.closing,
            new.digest,
            now
        ],
    )?;
    let row = |line: &StatementLine| {
        params![
            pool,
            no.get(),
            line.line,
            line.on,
            line.key.as_str(),
            line.amount,
            line.balance,
            line.county,
            line.year.map(i64::from),
            line.text.as_str(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<_> = of.lines.iter().map(row).collect();
    let columns = [
        "pool",
        "statement",
        "line",
        "line_on",
        "serial",
        "amount",
        "balance",
        "county",
        "for_year",
        "words",
        "tx_from",
    ];
    tx.insert("outside_line", &columns, &rows)?;
    Ok(no)
}

/// A statement by its number; `None` outside the scope.
///
/// # Errors
/// [`StoreError`].
pub fn find_statement(
    session: &mut Session<'_>,
    scope: Scope,
    no: StatementNo,
) -> Result<Option<StatementHead>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT statement, region, pair, fund, bank_account, from_on, until_on, opening, closing \
         FROM outside_statement WHERE pool = $1 AND statement = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(head).transpose()
}

/// The statements of an account of a fund, by last day.
///
/// # Errors
/// [`StoreError`].
pub fn list_statements(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    account: &BankAccount,
) -> Result<Vec<StatementHead>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT statement, region, pair, fund, bank_account, from_on, until_on, opening, closing \
         FROM outside_statement WHERE pool = $1 AND fund = $2 AND bank_account = $3 AND region BETWEEN $4 AND $5 \
         ORDER BY until_on, statement",
        &params![scope.pool(), fund.code(), account.as_str(), first, last],
    )?;
    rows.iter().map(head).collect()
}

/// The lines of a statement that was found within the scope, in its order.
///
/// # Errors
/// [`StoreError`].
pub fn statement_lines(
    session: &mut Session<'_>,
    scope: Scope,
    no: StatementNo,
) -> Result<Vec<StatementLine>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.line, l.line_on, l.serial, l.amount, l.balance, l.county, l.for_year, l.words FROM outside_line l \
         JOIN outside_statement s ON s.pool = l.pool AND s.statement = l.statement \
         WHERE l.pool = $1 AND l.statement = $2 AND s.region BETWEEN $3 AND $4 ORDER BY l.line",
        &params![scope.pool(), no.get(), first, last],
    )?;
    rows.iter().map(|row| line(row, 0)).collect()
}

/// The lines of an account up to a day that belong to nothing yet, oldest statement first.
///
/// # Errors
/// [`StoreError`].
pub fn unlinked_lines(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    account: &BankAccount,
    until: Date,
) -> Result<Vec<(LineRef, StatementLine)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.statement, l.line, l.line_on, l.serial, l.amount, l.balance, l.county, l.for_year, l.words \
         FROM outside_line l JOIN outside_statement s ON s.pool = l.pool AND s.statement = l.statement \
         WHERE s.pool = $1 AND s.fund = $2 AND s.bank_account = $3 AND s.region BETWEEN $4 AND $5 AND l.line_on <= $6 \
         AND NOT EXISTS (SELECT 1 FROM reconcile_link k WHERE k.pool = l.pool AND k.side = 'statement' \
         AND k.record = l.statement AND k.part = l.line) ORDER BY l.statement, l.line",
        &params![scope.pool(), fund.code(), account.as_str(), first, last, until],
    )?;
    let one = |row: &Row| {
        let place = LineRef {
            record: row.int(0)?,
            part: row.int(1)?,
        };
        Ok((place, line(row, 1)?))
    };
    rows.iter().map(one).collect()
}

fn line(row: &Row, at: usize) -> Result<StatementLine, StoreError> {
    let year = row.maybe_int(at + 6)?;
    Ok(StatementLine {
        line: row.int(at)?,
        on: row.date(at + 1)?,
        key: row.text(at + 2)?.to_owned(),
        amount: row.fen(at + 3)?,
        balance: row.maybe_int(at + 4)?.map(Fen::new),
        county: match row.maybe_int(at + 5)? {
            None => None,
            Some(_) => Some(row.region(at + 5)?),
        },
        year: year.and_then(|year| i32::try_from(year).ok()),
        text: row.text(at + 7)?.to_owned(),
    })
}

fn head(row: &Row) -> Result<StatementHead, StoreError> {
    Ok(StatementHead {
        no: row.no(0, StatementNo::new)?,
        region: row.region(1)?,
        pair: row.text(2)?.to_owned(),
        fund: row.code(3, Fund::parse)?,
        account: row.code(4, |text| BankAccount::new(text).ok())?,
        from: row.date(5)?,
        until: row.date(6)?,
        opening: row.fen(7)?,
        closing: row.fen(8)?,
    })
}
