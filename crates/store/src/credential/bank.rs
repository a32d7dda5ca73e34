//! The bank side of cards: submissions and answers.

use access::Scope;
use enrolment::credential::BankSide;

use super::CardRow;
use crate::{Session, StoreError, Tx, params, within};

/// Records that cards were handed to the bank, or what it answered to each (the reason of those it returned).
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope, and where the bank
/// answers to what was not submitted.
pub fn turn(
    tx: &mut Tx<'_>,
    scope: Scope,
    exchange: i64,
    cards: &[(&CardRow, BankSide, Option<&str>)],
) -> Result<(), StoreError> {
    let numbers: Vec<String> = cards
        .iter()
        .map(|(row, ..)| row.card.no.as_str().to_owned())
        .collect();
    let pool = tx.pool();
    let rows = tx.rows(
        "SELECT c.card, CAST(COALESCE(MAX(b.turn), 0) AS BIGINT) FROM card c \
         LEFT JOIN card_bank b ON b.pool = c.pool AND b.bucket = c.bucket AND b.card = c.card \
         WHERE c.pool = $1 AND c.card IN {texts $2} GROUP BY c.card",
        &params![pool, numbers],
    )?;
    let turns: Result<std::collections::BTreeMap<String, i64>, StoreError> = rows
        .iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
        .collect();
    let turns = turns?;
    let mut new = Vec::with_capacity(cards.len());
    for (row, side, reason) in cards {
        within(scope, row.region)?;
        let no = row.card.no.as_str();
        let turn = turns.get(no).copied().unwrap_or(0) + 1;
        let row = params![
            pool,
            row.key.bucket,
            no,
            turn,
            side.code(),
            *reason,
            exchange,
            tx.no()
        ];
        new.push(row.to_vec());
    }
    let columns = [
        "pool", "bucket", "card", "turn", "state", "reason", "exchange", "tx_from",
    ];
    tx.insert("card_bank", &columns, &new)
}

/// The numbers of the cards that wait for the bank: never submitted, or returned; at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn to_submit(
    session: &mut Session<'_>,
    scope: Scope,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT c.card FROM card c WHERE c.pool = $1 AND c.region BETWEEN $2 AND $3 AND c.generation = 'present' \
         AND NOT EXISTS (SELECT 1 FROM card_step s WHERE s.pool = c.pool AND s.bucket = c.bucket AND s.card = c.card \
         AND s.state IN ('replaced', 'cancelled')) \
         AND COALESCE((SELECT b.state FROM card_bank b WHERE b.pool = c.pool AND b.bucket = c.bucket AND b.card = c.card \
         ORDER BY b.turn DESC LIMIT 1), 'none') IN ('none', 'returned') ORDER BY c.card LIMIT $4",
        &params![scope.pool(), first, last, limit],
    )?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// The numbers of the cards of an exchange that the bank has not answered.
///
/// # Errors
/// [`StoreError`].
pub fn unanswered(
    session: &mut Session<'_>,
    scope: Scope,
    exchange: i64,
) -> Result<Vec<String>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.card FROM card_bank b JOIN card c ON c.pool = b.pool AND c.bucket = b.bucket AND c.card = b.card \
         WHERE b.pool = $1 AND b.exchange = $2 AND b.state = 'submitted' AND c.region BETWEEN $3 AND $4 \
         AND NOT EXISTS (SELECT 1 FROM card_bank a WHERE a.pool = b.pool AND a.bucket = b.bucket AND a.card = b.card \
         AND a.turn > b.turn) ORDER BY b.card",
        &params![scope.pool(), exchange, first, last],
    )?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}
