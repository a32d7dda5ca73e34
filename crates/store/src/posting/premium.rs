//! Premiums of employers over a span of transactions: what arrived, and how bills were split between funds.

use access::Scope;
use base::{Date, Fen};
use enrolment::contribution::Year;

use super::Span;
use super::moved::year;
use crate::{Row, Session, StoreError, params};

/// Premiums of employers, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PremiumMoved {
    /// The day they arrived.
    pub on: Date,
    /// The year of the month that the payer named; the year of the day where none was named.
    pub year: Year,
    /// Money in 分, net of what was taken back.
    pub amount: Fen,
}

/// Bills whose people were credited, summed up by year. Until then all money of a bill is the pool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PremiumSplit {
    /// The year of the bills.
    pub year: Year,
    /// The last day of crediting.
    pub on: Date,
    /// Credited to personal accounts, in 分.
    pub accounts: Fen,
    /// What people themselves paid of the bills, in 分.
    pub own: Fen,
    /// The part of the additional fund, in 分.
    pub additional: Fen,
}

/// Premiums of employers that arrived or were taken back in the span.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn premiums(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<PremiumMoved>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT m.received_on, m.of_year, CAST(SUM(m.amount) AS BIGINT) FROM (SELECT p.received_on AS received_on, \
         COALESCE(b.month / 100, p.received_on / 10000) AS of_year, p.amount AS amount FROM premium_payment p \
         LEFT JOIN premium_payment o ON o.pool = p.pool AND o.payment = p.of_payment \
         LEFT JOIN premium_bill b ON b.pool = p.pool AND b.premium_bill = COALESCE(p.premium_bill, o.premium_bill) \
         WHERE p.pool = $1 AND p.tx_from > $2 AND p.tx_from <= $3 AND p.region BETWEEN $4 AND $5) m \
         GROUP BY m.received_on, m.of_year HAVING SUM(m.amount) <> 0 ORDER BY m.received_on, m.of_year",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let moved = |row: &Row| {
        Ok(PremiumMoved {
            on: row.date(0)?,
            year: row.no(1, year)?,
            amount: row.fen(2)?,
        })
    };
    rows.iter().map(moved).collect()
}

/// Bills of employers whose people were credited in the span. What people paid themselves and the part of the
/// additional fund count with the first credit of a bill.
///
/// # Errors
/// As above.
pub fn premium_splits(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<PremiumSplit>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.of_year, MAX(s.entry_on), CAST(SUM(s.accounts) AS BIGINT), CAST(SUM(s.own) AS BIGINT), \
         CAST(SUM(s.additional) AS BIGINT) FROM (SELECT b.month / 100 AS of_year, c.entry_on AS entry_on, \
         c.amount AS accounts, \
         CASE WHEN c.known THEN 0 ELSE COALESCE((SELECT CAST(SUM(a.amount) AS BIGINT) FROM premium_part a \
         WHERE a.pool = b.pool AND a.premium_bill = b.premium_bill AND a.payer = 'person' AND a.fund = 'account'), 0) END AS own, \
         CASE WHEN c.known THEN 0 ELSE COALESCE((SELECT CAST(SUM(a.amount) AS BIGINT) FROM premium_part a \
         WHERE a.pool = b.pool AND a.premium_bill = b.premium_bill AND a.fund = 'additional'), 0) END AS additional \
         FROM (SELECT e.pool AS pool, e.premium_bill AS premium_bill, MAX(e.entry_on) AS entry_on, \
         CAST(SUM(e.current_move + e.past_move) AS BIGINT) AS amount, \
         EXISTS (SELECT 1 FROM account_entry k WHERE k.pool = e.pool AND k.premium_bill = e.premium_bill \
         AND k.kind = 'credit' AND k.tx_from <= $2) AS known FROM account_entry e \
         WHERE e.pool = $1 AND e.tx_from > $2 AND e.tx_from <= $3 AND e.kind = 'credit' AND e.premium_bill IS NOT NULL \
         AND e.region BETWEEN $4 AND $5 GROUP BY e.pool, e.premium_bill) c \
         JOIN premium_bill b ON b.pool = c.pool AND b.premium_bill = c.premium_bill) s GROUP BY s.of_year ORDER BY s.of_year",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let split = |row: &Row| {
        Ok(PremiumSplit {
            year: row.no(0, year)?,
            on: row.date(1)?,
            accounts: row.fen(2)?,
            own: row.fen(3)?,
            additional: row.fen(4)?,
        })
    };
    rows.iter().map(split).collect()
}
