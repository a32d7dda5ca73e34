//! Balances: from the legs for any day as known at any step, from the cache for now.

use access::Scope;
use base::{EntryNo, RegionCode};
use ledger::book::{AsKnown, BalanceKey, Balances, BookKey, Turnover};
use ledger::entry::{AccountCode, Book, EventCode, Fund, Leg, LegRef};
use ledger::statement::Counts;

use super::read::{account, bank, benefit_year, counterparty, leg, sub};
use crate::{OPEN_TX, Row, Session, StoreError, Value, params};

/// Which legs are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// The fund.
    pub fund: Fund,
    /// The book.
    pub book: Book,
    /// From when until when, as known by which step.
    pub known: AsKnown,
    /// All entries, or without those that carry over, or those that take over alone.
    pub counts: Counts,
}

impl Which {
    fn values(&self, scope: Scope) -> Vec<Value> {
        let (first, last) = scope.span();
        let events = EventCode::all().filter(|event| self.counts.takes_event(*event));
        let events: Vec<i64> = events.map(|event| i64::from(event.get())).collect();
        params![
            scope.pool(),
            first,
            last,
            self.fund.code(),
            self.book.code(),
            self.known.from.map_or(0, base::Date::number),
            self.known.until,
            self.known.tx.map_or(OPEN_TX, base::TxNo::get),
            events
        ]
        .to_vec()
    }
}

/// The balances of a fund and book in a region, from the legs: for any past day, as known then.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn balances(
    session: &mut Session<'_>,
    scope: Scope,
    which: &Which,
) -> Result<Balances, StoreError> {
    let rows = session.rows(
        "SELECT region, fund, book, account, sub, benefit_year, party_kind, party, bank, \
         CAST(SUM(CASE WHEN side = 'debit' THEN amount ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN side = 'credit' THEN amount ELSE 0 END) AS BIGINT) FROM ledger_leg \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND fund = $4 AND book = $5 \
         AND book_date >= $6 AND book_date <= $7 AND tx_from <= $8 \
         AND event IN {ints $9} \
         GROUP BY region, fund, book, account, sub, benefit_year, party_kind, party, bank",
        &which.values(scope),
    )?;
    gather(&rows)
}

fn gather(rows: &[Row]) -> Result<Balances, StoreError> {
    let mut balances = Balances::default();
    for row in rows {
        let turnover = Turnover {
            debit: row.fen(9)?,
            credit: row.fen(10)?,
        };
        let put = balances.put(key(row)?, turnover);
        put.map_err(|_| StoreError::Corrupt("a balance out of range".to_owned()))?;
    }
    Ok(balances)
}

fn key(row: &Row) -> Result<BalanceKey, StoreError> {
    Ok(BalanceKey {
        county: row.region(0)?,
        fund: row.code(1, Fund::parse)?,
        book: row.code(2, Book::parse)?,
        account: row.no(3, account)?,
        sub: row.code(4, sub)?,
        benefit_year: row.no(5, benefit_year)?,
        counterparty: counterparty(row, 6)?,
        bank_account: row.code(8, bank)?,
    })
}

/// The balances of one set of books as they stand now, all days, from the cache.
///
/// # Errors
/// As [`balances`].
pub fn cached(
    session: &mut Session<'_>,
    scope: Scope,
    of: &BookKey,
) -> Result<Balances, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, fund, book, account, sub, benefit_year, party_kind, party, bank, \
         CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ledger_balance \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND region = $4 AND fund = $5 AND book = $6 \
         GROUP BY region, fund, book, account, sub, benefit_year, party_kind, party, bank",
        &params![
            scope.pool(),
            first,
            last,
            of.county,
            of.fund.code(),
            of.book.code()
        ],
    )?;
    gather(&rows)
}

/// The balance of some accounts of one set of books as they stand now, from the cache: one sum for each
/// account, without its details. What a check of overdraft reads.
///
/// # Errors
/// As [`balances`].
pub fn money(
    session: &mut Session<'_>,
    scope: Scope,
    of: &BookKey,
    accounts: &[AccountCode],
) -> Result<Balances, StoreError> {
    let (first, last) = scope.span();
    let accounts: Vec<i64> = accounts.iter().map(|code| i64::from(code.get())).collect();
    let rows = session.rows(
        "SELECT account, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ledger_balance \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND region = $4 AND fund = $5 AND book = $6 \
         AND account IN {ints $7} GROUP BY account",
        &params![scope.pool(), first, last, of.county, of.fund.code(), of.book.code(), accounts],
    )?;
    let mut balances = Balances::default();
    for row in &rows {
        let key = BalanceKey {
            county: of.county,
            fund: of.fund,
            book: of.book,
            account: row.no(0, account)?,
            sub: None,
            benefit_year: None,
            counterparty: None,
            bank_account: None,
        };
        let turnover = Turnover {
            debit: row.fen(1)?,
            credit: row.fen(2)?,
        };
        let put = balances.put(key, turnover);
        put.map_err(|_| StoreError::Corrupt("a balance out of range".to_owned()))?;
    }
    Ok(balances)
}

/// Every set of books of a region that was ever written in.
///
/// # Errors
/// As [`balances`].
pub fn set_of_books(session: &mut Session<'_>, scope: Scope) -> Result<Vec<BookKey>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT region, fund, book FROM ledger_balance WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         ORDER BY region, fund, book",
        &params![scope.pool(), first, last],
    )?;
    let key = |row: &Row| {
        Ok(BookKey {
            county: row.region(0)?,
            fund: row.code(1, Fund::parse)?,
            book: row.code(2, Book::parse)?,
        })
    };
    rows.iter().map(key).collect()
}

/// A leg behind a figure, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegOf {
    /// Which leg of which entry.
    pub leg_ref: LegRef,
    /// The tier.
    pub county: RegionCode,
    /// When it was booked.
    pub book_date: base::Date,
    /// The document.
    pub document: String,
    /// The leg.
    pub leg: Leg,
}

/// The legs of some accounts behind a figure, in the order in which they were posted.
///
/// # Errors
/// As [`balances`].
pub fn legs_of(
    session: &mut Session<'_>,
    scope: Scope,
    which: &Which,
    accounts: &[AccountCode],
) -> Result<Vec<LegOf>, StoreError> {
    let mut values = which.values(scope);
    let accounts: Vec<i64> = accounts.iter().map(|code| i64::from(code.get())).collect();
    values.push(accounts.into());
    let rows = session.rows(
        "SELECT l.entry, l.leg, l.region, l.book_date, e.document, l.side, l.account, l.sub, l.amount, \
         l.benefit_year, l.party_kind, l.party, l.bank FROM ledger_leg l \
         JOIN ledger_entry e ON e.pool = l.pool AND e.entry = l.entry \
         WHERE l.pool = $1 AND l.region BETWEEN $2 AND $3 AND l.fund = $4 AND l.book = $5 \
         AND l.book_date >= $6 AND l.book_date <= $7 AND l.tx_from <= $8 \
         AND l.event IN {ints $9} \
         AND l.account IN {ints $10} ORDER BY l.entry, l.leg",
        &values,
    )?;
    let one = |row: &Row| {
        Ok(LegOf {
            leg_ref: LegRef {
                entry: row.no(0, EntryNo::new)?,
                leg: row.no(1, |leg| usize::try_from(leg).ok())?,
            },
            county: row.region(2)?,
            book_date: row.date(3)?,
            document: row.text(4)?.to_owned(),
            leg: leg(row, 5)?,
        })
    };
    rows.iter().map(one).collect()
}
