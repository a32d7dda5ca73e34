//! Sums over the legs of the agency's book that fund control asks for: income, spending, cash, one account's lines.

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::entry::{BankAccount, Fund};
use ledger::reconcile::Item;

use super::links::LineRef;
use crate::{AsOf, Row, Session, StoreError, params};

/// What one account brought (income) or took (spending) in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountMonth {
    /// The county, or the pooling area for its own tier.
    pub region: RegionCode,
    /// The account of the chart.
    pub account: i64,
    /// 1 to 12.
    pub month: u32,
    /// On the side of the account's nature, in 分.
    pub amount: Fen,
}

/// Income (4xxx) and spending (5xxx) of a year by county, account and month, closing entries (E35, E36) left out.
/// Of one county where a region is given.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn year_by_month(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: i32,
    region: Option<RegionCode>,
    as_of: AsOf,
) -> Result<Vec<AccountMonth>, StoreError> {
    let (first, last) = scope.span();
    let begin = i64::from(year) * 10_000;
    let rows = session.rows(
        "SELECT region, account, book_date / 100 - book_date / 10000 * 100, \
         CAST(SUM(CASE WHEN (side = 'debit') = (account >= 5000) THEN amount ELSE -amount END) AS BIGINT) \
         FROM ledger_leg WHERE pool = $1 AND fund = $2 AND book = 'agency' AND region BETWEEN $3 AND $4 \
         AND account BETWEEN 4000 AND 5999 AND event NOT IN (35, 36) AND book_date > $5 AND book_date <= $6 \
         AND tx_from <= $7 AND (CAST($8 AS BIGINT) IS NULL OR region = $8) \
         GROUP BY region, account, book_date / 100 - book_date / 10000 * 100 \
         ORDER BY region, account, book_date / 100 - book_date / 10000 * 100",
        &params![
            scope.pool(),
            fund.code(),
            first,
            last,
            begin,
            as_of.valid().min(begin + 1_231),
            as_of.known(),
            region
        ],
    )?;
    rows.iter().map(account_month).collect()
}

fn account_month(row: &Row) -> Result<AccountMonth, StoreError> {
    Ok(AccountMonth {
        region: row.region(0)?,
        account: row.int(1)?,
        month: u32::try_from(row.int(2)?).unwrap_or_default(),
        amount: row.fen(3)?,
    })
}

/// The balance of accounts in a range by county, debit less credit, up to a day: 1002 to 1005 is the fund's money,
/// 3001 with the sign turned its surplus.
///
/// # Errors
/// [`StoreError`].
pub fn balances_between(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    accounts: (i64, i64),
    as_of: AsOf,
) -> Result<Vec<(RegionCode, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, CAST(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END) AS BIGINT) FROM ledger_leg \
         WHERE pool = $1 AND fund = $2 AND book = 'agency' AND region BETWEEN $3 AND $4 \
         AND account BETWEEN $5 AND $6 AND book_date <= $7 AND tx_from <= $8 GROUP BY region ORDER BY region",
        &params![
            scope.pool(),
            fund.code(),
            first,
            last,
            accounts.0,
            accounts.1,
            as_of.valid(),
            as_of.known()
        ],
    )?;
    let one = |row: &Row| Ok((row.region(0)?, row.fen(1)?));
    rows.iter().map(one).collect()
}

/// The balance of each detail of an account of a region, debit less credit, up to a day, by detail.
///
/// # Errors
/// [`StoreError`].
pub fn details(
    session: &mut Session<'_>,
    scope: Scope,
    (fund, region): (Fund, RegionCode),
    account: i64,
    as_of: AsOf,
) -> Result<Vec<(String, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT sub, CAST(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END) AS BIGINT) FROM ledger_leg \
         WHERE pool = $1 AND fund = $2 AND book = 'agency' AND region BETWEEN $3 AND $4 AND region = $5 \
         AND account = $6 AND book_date <= $7 AND tx_from <= $8 GROUP BY sub ORDER BY sub",
        &params![
            scope.pool(),
            fund.code(),
            first,
            last,
            region,
            account,
            as_of.valid(),
            as_of.known()
        ],
    )?;
    let one = |row: &Row| Ok((row.text(0)?.to_owned(), row.fen(1)?));
    rows.iter().map(one).collect()
}

/// Movements of the income account (1002) of each county up to a day, by day.
///
/// # Errors
/// [`StoreError`].
pub fn income_account_flows(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    until: Date,
) -> Result<Vec<(RegionCode, Date, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, book_date, CAST(CASE WHEN side = 'debit' THEN amount ELSE -amount END AS BIGINT) \
         FROM ledger_leg WHERE pool = $1 AND fund = $2 AND book = 'agency' AND region BETWEEN $3 AND $4 \
         AND account = 1002 AND book_date <= $5 ORDER BY region, book_date, entry, leg",
        &params![scope.pool(), fund.code(), first, last, until],
    )?;
    let one = |row: &Row| Ok((row.region(0)?, row.date(1)?, row.fen(2)?));
    rows.iter().map(one).collect()
}

/// The lines of a bank account in the agency's book up to a day that belong to no statement line yet, as items. What
/// names the transaction is the document; money in is positive.
///
/// # Errors
/// [`StoreError`].
pub fn unlinked_legs(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    account: &BankAccount,
    until: Date,
) -> Result<Vec<(LineRef, RegionCode, Item)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.entry, l.leg, l.region, e.document, e.value_date, \
         CAST(CASE WHEN l.side = 'debit' THEN l.amount ELSE -l.amount END AS BIGINT) \
         FROM ledger_leg l JOIN ledger_entry e ON e.pool = l.pool AND e.entry = l.entry \
         WHERE l.pool = $1 AND l.fund = $2 AND l.book = 'agency' AND l.region BETWEEN $3 AND $4 AND l.bank = $5 \
         AND e.value_date <= $6 AND NOT EXISTS (SELECT 1 FROM reconcile_link k WHERE k.pool = l.pool \
         AND k.side = 'book' AND k.record = l.entry AND k.part = l.leg) ORDER BY l.entry, l.leg",
        &params![scope.pool(), fund.code(), first, last, account.as_str(), until],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for (no, row) in (1_i64..).zip(&rows) {
        let place = LineRef {
            record: row.int(0)?,
            part: row.int(1)?,
        };
        let item = Item {
            no,
            key: row.text(3)?.to_owned(),
            year: None,
            on: row.date(4)?,
            amount: row.fen(5)?,
        };
        found.push((place, row.region(2)?, item));
    }
    Ok(found)
}

/// The balance of a bank account in the agency's book up to a day of value.
///
/// # Errors
/// [`StoreError`].
pub fn bank_balance(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    account: &BankAccount,
    until: Date,
) -> Result<Fen, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT COALESCE(CAST(SUM(CASE WHEN l.side = 'debit' THEN l.amount ELSE -l.amount END) AS BIGINT), 0) \
         FROM ledger_leg l JOIN ledger_entry e ON e.pool = l.pool AND e.entry = l.entry \
         WHERE l.pool = $1 AND l.fund = $2 AND l.book = 'agency' AND l.region BETWEEN $3 AND $4 AND l.bank = $5 \
         AND e.value_date <= $6",
        &params![scope.pool(), fund.code(), first, last, account.as_str(), until],
    )?;
    row.map_or(Ok(Fen::ZERO), |row| row.fen(0))
}

/// How many persons are enrolled by group and what their bills bring by payer, in a scheme and benefit year: the
/// ground of a budget. Rows of (group, payer, amount of one part, persons).
///
/// # Errors
/// [`StoreError`].
pub fn billed_heads(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    scheme: &str,
    benefit_year: i64,
) -> Result<Vec<(String, String, Fen, u64)>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = region.span();
    let rows = session.rows(
        "SELECT p.grp, p.payer, p.amount, COUNT(*) FROM bill b \
         JOIN bill_part p ON p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill \
         WHERE b.pool = $1 AND b.region BETWEEN $2 AND $3 AND b.region BETWEEN $4 AND $5 AND b.scheme = $6 \
         AND b.benefit_year = $7 AND b.tx_to = 9223372036854775807 \
         GROUP BY p.grp, p.payer, p.amount ORDER BY p.grp, p.payer, p.amount",
        &params![scope.pool(), first, last, low, high, scheme, benefit_year],
    )?;
    let one = |row: &Row| {
        let heads = u64::try_from(row.int(3)?).unwrap_or_default();
        Ok((
            row.text(0)?.to_owned(),
            row.text(1)?.to_owned(),
            row.fen(2)?,
            heads,
        ))
    };
    rows.iter().map(one).collect()
}

/// What persons, sponsors and assistance owe by the live bills of a scheme and benefit year in a region, drawn up to a
/// day, and what of it was received by then.
///
/// # Errors
/// [`StoreError`].
pub fn collected(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    (scheme, benefit_year): (&str, i64),
    on: Date,
) -> Result<(Fen, Fen), StoreError> {
    let (first, last) = scope.span();
    let (low, high) = region.span();
    let row = session.row(
        "SELECT (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM bill b \
         JOIN bill_part p ON p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill \
         WHERE b.pool = $1 AND b.region BETWEEN $2 AND $3 AND b.region BETWEEN $4 AND $5 AND b.scheme = $6 \
         AND b.benefit_year = $7 AND b.tx_to = 9223372036854775807 AND b.drawn_on <= $8 \
         AND p.payer NOT IN ('central', 'province', 'city', 'county', 'government')), \
         (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM bill b \
         JOIN payment_use u ON u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill \
         JOIN payment m ON m.pool = u.pool AND m.payment = u.payment \
         WHERE b.pool = $1 AND b.region BETWEEN $2 AND $3 AND b.region BETWEEN $4 AND $5 AND b.scheme = $6 \
         AND b.benefit_year = $7 AND b.tx_to = 9223372036854775807 AND b.drawn_on <= $8 AND m.received_on <= $8 \
         AND u.payer NOT IN ('central', 'province', 'city', 'county', 'government'))",
        &params![scope.pool(), first, last, low, high, scheme, benefit_year, on],
    )?;
    row.map_or(Ok((Fen::ZERO, Fen::ZERO)), |row| {
        Ok((row.fen(0)?, row.fen(1)?))
    })
}
