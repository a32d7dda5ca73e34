//! Deposits: the rules of agreements, and what was withheld, given back and kept.

use access::Scope;
use base::{Date, ProposalNo, Ratio, RegionCode, Rounding};
use settlement::claim::{Care, DepositKind, DepositMove, DepositRule, FundCode, PayKey};
use settlement::payout::DepositBooking;

use super::value::{broken, pay_key};
use crate::{Row, Session, StoreError, Tx, Value, params};

/// A rule as it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Of which institution; empty for all.
    pub institution: String,
    /// From which day.
    pub from: Date,
    /// The rule.
    pub rule: DepositRule,
    /// How it stands in the books.
    pub booking: DepositBooking,
}

const fn word(booking: DepositBooking) -> &'static str {
    match booking {
        DepositBooking::Booked => "booked",
        DepositBooking::Noted => "noted",
    }
}

/// How a deposit stands in the books, by its word.
pub(crate) fn booking(code: &str) -> Option<DepositBooking> {
    [DepositBooking::Booked, DepositBooking::Noted]
        .into_iter()
        .find(|one| word(*one) == code)
}

/// The word of how a deposit stands in the books.
pub(crate) const fn booking_word(booking: DepositBooking) -> &'static str {
    word(booking)
}

/// Records a rule.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope.
pub fn set_rule(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    ruled: &Ruled,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO deposit_rule (pool, institution, valid_from, region, share, rounding, booking, article, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            &ruled.institution,
            ruled.from,
            region,
            ruled.rule.share.to_string(),
            ruled.rule.rounding.name(),
            word(ruled.booking),
            &ruled.rule.article,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The rules in force on a day, the latest of each institution. What an agreement withholds is asked for payments of any
/// county, so it is not parted by regions.
///
/// # Errors
/// [`StoreError`].
pub fn rules(session: &mut Session<'_>, scope: Scope, on: Date) -> Result<Vec<Ruled>, StoreError> {
    let rows = session.rows(
        "SELECT r.institution, r.valid_from, r.share, r.rounding, r.booking, r.article FROM deposit_rule r \
         WHERE r.pool = $1 AND r.valid_from <= $2 AND NOT EXISTS (SELECT 1 FROM deposit_rule n WHERE n.pool = r.pool \
         AND n.institution = r.institution AND n.valid_from <= $2 AND (n.valid_from > r.valid_from \
         OR (n.valid_from = r.valid_from AND n.tx_from > r.tx_from))) ORDER BY r.institution",
        &params![scope.pool(), on],
    )?;
    let one = |row: &Row| {
        Ok(Ruled {
            institution: row.text(0)?.to_owned(),
            from: row.date(1)?,
            rule: DepositRule {
                share: row.code(2, |text| Ratio::parse(text).ok())?,
                rounding: row.code(3, |text| Rounding::parse(text).ok())?,
                article: row.text(5)?.to_owned(),
            },
            booking: row.code(4, booking)?,
        })
    };
    rows.iter().map(one).collect()
}

/// Records movements of the deposit of a claimant.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope.
pub fn moved(
    tx: &mut Tx<'_>,
    scope: Scope,
    key: &PayKey,
    moves: &[(Care, DepositMove)],
) -> Result<(), StoreError> {
    if moves.is_empty() {
        return Ok(());
    }
    crate::within(scope, key.county)?;
    let count = u32::try_from(moves.len()).map_err(|_| broken("too many movements"))?;
    let first = tx.take("deposit_move", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let rows: Vec<Vec<Value>> = (first..)
        .zip(moves)
        .map(|(no, (care, one))| {
            params![
                pool,
                no,
                key.claimant.kind(),
                key.claimant.code(),
                key.county,
                key.fund.as_str(),
                key.scheme.code(),
                key.county,
                one.kind.code(),
                care.code(),
                i64::from(one.year),
                one.amount,
                one.on,
                &one.document,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "deposit_move",
        "claimant_kind",
        "claimant",
        "county",
        "fund",
        "scheme",
        "region",
        "kind",
        "care",
        "year",
        "amount",
        "moved_on",
        "document",
        "tx_from",
    ];
    tx.insert("deposit_move", &columns, &rows)
}

/// The movements of the deposits of a fund for counties in the scope, by claimant and in their order.
///
/// # Errors
/// [`StoreError`].
pub fn moves(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
) -> Result<Vec<(PayKey, Care, DepositMove)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT claimant_kind, claimant, county, fund, scheme, kind, care, year, amount, moved_on, document \
         FROM deposit_move WHERE pool = $1 AND region BETWEEN $2 AND $3 AND fund = $4 ORDER BY deposit_move",
        &params![scope.pool(), first, last, fund.as_str()],
    )?;
    let one = |row: &Row| {
        let moved = DepositMove {
            kind: row.code(5, DepositKind::parse)?,
            year: i32::try_from(row.int(7)?).map_err(|_| broken("a year"))?,
            amount: row.fen(8)?,
            on: row.date(9)?,
            document: row.text(10)?.to_owned(),
        };
        Ok((pay_key(row, 0)?, row.code(6, Care::parse)?, moved))
    };
    rows.iter().map(one).collect()
}
