//! Sums of the sub-ledgers over a span of transactions.

use access::Scope;
use base::{Date, Fen, PersonNo};
use enrolment::Scheme;
use enrolment::account::EntryKind;
use enrolment::contribution::{Channel, Source, Year};

use crate::{Row, Session, StoreError, params};

/// The transactions after `from` up to `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The last transaction of the run before; 0 for the first run.
    pub from: i64,
    /// The last transaction that is taken.
    pub to: i64,
}

/// By which way money of bills moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It arrived in the span.
    Came,
    /// It was paid back in the span.
    WentBack,
    /// It had arrived before, and changed between bills and suspense: no money moved.
    Shifted,
}

impl Way {
    /// The word in the list of a run.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Way::Came => "came",
            Way::WentBack => "back",
            Way::Shifted => "shifted",
        }
    }

    fn parse(code: &str) -> Option<Way> {
        let all = [Way::Came, Way::WentBack, Way::Shifted];
        all.into_iter().find(|way| way.code() == code)
    }
}

/// Money that counts for bills, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Through which channel.
    pub channel: Channel,
    /// The day it arrived or went out.
    pub on: Date,
    /// The scheme of the bills.
    pub scheme: Scheme,
    /// The insurance year of the bills.
    pub year: Year,
    /// Whose part it pays.
    pub payer: Source,
    /// By which way.
    pub way: Way,
    /// Money in 分; below 0 where it was paid back or no longer counts.
    pub amount: Fen,
}

/// Money in suspense, summed up: arrived (above 0) or paid back (below 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// Through which channel.
    pub channel: Channel,
    /// The day.
    pub on: Date,
    /// Whether the payments paid back.
    pub back: bool,
    /// Money in 分.
    pub amount: Fen,
}

/// Subsidy that arrived, summed up. A correction is below 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The level of government.
    pub payer: Source,
    /// The day.
    pub on: Date,
    /// The scheme.
    pub scheme: Scheme,
    /// The insurance year.
    pub year: Year,
    /// Money in 分.
    pub amount: Fen,
}

/// How the money of each payment that counts for bills changed over the span, net: what a disputed bill gave up and its
/// successor took again is no movement.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn identified_or_used(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<Moved>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT n.channel, n.received_on, n.scheme, n.benefit_year, n.payer, n.way, CAST(SUM(n.net) AS BIGINT) \
         FROM (SELECT p.channel AS channel, p.received_on AS received_on, b.scheme AS scheme, \
         b.benefit_year AS benefit_year, u.payer AS payer, \
         CASE WHEN p.tx_from <= $2 THEN 'shifted' WHEN p.kind = 'receipt' THEN 'came' ELSE 'back' END AS way, \
         CAST(SUM(u.amount) AS BIGINT) AS net \
         FROM payment_use u JOIN payment p ON p.pool = u.pool AND p.payment = u.payment \
         JOIN bill b ON b.pool = u.pool AND b.bucket = u.bucket AND b.bill = u.bill \
         WHERE u.pool = $1 AND u.tx_from > $2 AND u.tx_from <= $3 AND p.region BETWEEN $4 AND $5 \
         GROUP BY p.payment, p.channel, p.received_on, p.tx_from, p.kind, b.scheme, b.benefit_year, u.payer \
         HAVING SUM(u.amount) <> 0) n \
         GROUP BY n.channel, n.received_on, n.scheme, n.benefit_year, n.payer, n.way, CASE WHEN n.net > 0 THEN 1 ELSE 0 END \
         ORDER BY n.received_on, n.channel, n.scheme, n.benefit_year, n.payer, n.way, 7",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let moved = |row: &Row| {
        Ok(Moved {
            channel: row.code(0, Channel::parse)?,
            on: row.date(1)?,
            scheme: row.code(2, Scheme::parse)?,
            year: row.no(3, year)?,
            payer: row.code(4, Source::parse)?,
            way: row.code(5, Way::parse)?,
            amount: row.fen(6)?,
        })
    };
    rows.iter().map(moved).collect()
}

/// What of the payments of the span counts for no bill at its end: money in suspense, and money paid back out of it.
/// What earlier payments gave to suspense or took from it is the other side of [`identified_or_used`].
///
/// # Errors
/// As above.
pub fn suspended(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<Suspended>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT o.channel, o.received_on, o.back, CAST(SUM(o.rest) AS BIGINT) \
         FROM (SELECT p.channel AS channel, p.received_on AS received_on, \
         CASE WHEN p.kind = 'receipt' THEN 0 ELSE 1 END AS back, \
         p.amount - CAST(COALESCE((SELECT SUM(u.amount) FROM payment_use u \
         WHERE u.pool = p.pool AND u.payment = p.payment AND u.tx_from <= $3), 0) AS BIGINT) AS rest FROM payment p \
         WHERE p.pool = $1 AND p.tx_from > $2 AND p.tx_from <= $3 AND p.region BETWEEN $4 AND $5) o WHERE o.rest <> 0 \
         GROUP BY o.channel, o.received_on, o.back, CASE WHEN o.rest > 0 THEN 1 ELSE 0 END \
         ORDER BY o.received_on, o.channel, o.back, 4",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let suspended = |row: &Row| {
        Ok(Suspended {
            channel: row.code(0, Channel::parse)?,
            on: row.date(1)?,
            back: row.flag(2)?,
            amount: row.fen(3)?,
        })
    };
    rows.iter().map(suspended).collect()
}

/// Subsidies that arrived in the span.
///
/// # Errors
/// As above.
pub fn arrived(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<Arrived>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT payer, arrived_on, scheme, benefit_year, CAST(SUM(amount) AS BIGINT) FROM subsidy_arrival \
         WHERE pool = $1 AND tx_from > $2 AND tx_from <= $3 AND region BETWEEN $4 AND $5 \
         GROUP BY payer, arrived_on, scheme, benefit_year, CASE WHEN amount > 0 THEN 1 ELSE 0 END \
         ORDER BY arrived_on, payer, scheme, benefit_year, 5",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let arrived = |row: &Row| {
        Ok(Arrived {
            payer: row.code(0, Source::parse)?,
            on: row.date(1)?,
            scheme: row.code(2, Scheme::parse)?,
            year: row.no(3, year)?,
            amount: row.fen(4)?,
        })
    };
    rows.iter().map(arrived).collect()
}

/// What happened to personal accounts that the books of their fund must know: interest, summed up by day, and what was
/// paid out to heirs, person by person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMoved {
    /// Interest or inheritance.
    pub kind: EntryKind,
    /// The day.
    pub on: Date,
    /// Whose account was paid out; `None` for interest.
    pub person: Option<PersonNo>,
    /// Money in 分; below 0 where it was paid out.
    pub amount: Fen,
}

/// Interest and payouts of personal accounts in the span.
///
/// # Errors
/// As above.
pub fn account_moves(
    session: &mut Session<'_>,
    scope: Scope,
    span: Span,
) -> Result<Vec<AccountMoved>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT kind, entry_on, CASE WHEN kind = 'inheritance' THEN person ELSE 0 END, \
         CAST(SUM(current_move + past_move) AS BIGINT) FROM account_entry \
         WHERE pool = $1 AND tx_from > $2 AND tx_from <= $3 AND region BETWEEN $4 AND $5 \
         AND kind IN ('interest', 'inheritance') \
         GROUP BY kind, entry_on, CASE WHEN kind = 'inheritance' THEN person ELSE 0 END ORDER BY entry_on, kind, 3",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    let moved = |row: &Row| {
        Ok(AccountMoved {
            kind: row.code(0, EntryKind::parse)?,
            on: row.date(1)?,
            person: PersonNo::new(row.int(2)?),
            amount: row.fen(3)?,
        })
    };
    rows.iter().map(moved).collect()
}

/// All money of premiums that moved in the span, employers' too, counted from the payments themselves: what the run must
/// add up to.
///
/// # Errors
/// As above.
pub fn cash(session: &mut Session<'_>, scope: Scope, span: Span) -> Result<Fen, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT CAST(COALESCE((SELECT SUM(amount) FROM payment \
         WHERE pool = $1 AND tx_from > $2 AND tx_from <= $3 AND region BETWEEN $4 AND $5), 0) \
         + COALESCE((SELECT SUM(amount) FROM premium_payment \
         WHERE pool = $1 AND tx_from > $2 AND tx_from <= $3 AND region BETWEEN $4 AND $5), 0) AS BIGINT)",
        &params![scope.pool(), span.from, span.to, first, last],
    )?;
    row.map_or(Ok(Fen::ZERO), |row| row.fen(0))
}

pub(super) fn year(number: i64) -> Option<Year> {
    Year::new(i32::try_from(number).ok()?)
}
