//! Lines that found no partner, and what became of them.

use access::{Scope, UserName};
use base::{Date, Fen, RegionCode};
use ledger::entry::BankAccount;
use ledger::reconcile::{ExceptionKind, ExceptionNo, ExceptionState, Handled, ItemSide};

use super::links::LineRef;
use crate::{Row, Session, StoreError, Tx, params};

/// An exception as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundException {
    /// Its number; `None` before it is kept.
    pub no: Option<ExceptionNo>,
    /// Whose account.
    pub region: RegionCode,
    /// Which account.
    pub account: BankAccount,
    /// On which side.
    pub side: ItemSide,
    /// Which line.
    pub line: LineRef,
    /// What is wrong.
    pub kind: ExceptionKind,
    /// How much.
    pub amount: Fen,
    /// When the line was booked.
    pub on: Date,
    /// How far it is.
    pub state: ExceptionState,
    /// Who explained it.
    pub explained_by: Option<UserName>,
}

const fn side_code(side: ItemSide) -> &'static str {
    match side {
        ItemSide::Book => "book",
        ItemSide::Statement => "statement",
    }
}

fn side(code: &str) -> Option<ItemSide> {
    [ItemSide::Book, ItemSide::Statement]
        .into_iter()
        .find(|side| side_code(*side) == code)
}

/// Keeps exceptions that are new; a line that stands as one already is left alone. How many were new.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn new_exceptions(
    tx: &mut Tx<'_>,
    scope: Scope,
    found: &[FoundException],
) -> Result<u64, StoreError> {
    let mut fresh = 0;
    for one in found {
        crate::within(scope, one.region)?;
        let no = tx.next("reconcile_exception", ExceptionNo::new)?;
        let (pool, now) = (tx.pool(), tx.no());
        fresh += tx.run(
            "INSERT INTO reconcile_exception (pool, exception, region, bank_account, side, record, part, kind, amount, \
             line_on, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (pool, side, record, part) DO NOTHING",
            &params![
                pool,
                no.get(),
                one.region,
                one.account.as_str(),
                side_code(one.side),
                one.line.record,
                one.line.part,
                one.kind.code(),
                one.amount,
                one.on,
                now
            ],
        )?;
    }
    Ok(fresh)
}

/// The exceptions within the scope, by number; of one account where one is given.
///
/// # Errors
/// [`StoreError`].
pub fn exceptions(
    session: &mut Session<'_>,
    scope: Scope,
    account: Option<&BankAccount>,
) -> Result<Vec<FoundException>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT e.exception, e.region, e.bank_account, e.side, e.record, e.part, e.kind, e.amount, e.line_on, \
         x.user_name, c.user_name FROM reconcile_exception e \
         LEFT JOIN reconcile_step x ON x.pool = e.pool AND x.exception = e.exception AND x.state = 'explained' \
         LEFT JOIN reconcile_step c ON c.pool = e.pool AND c.exception = e.exception AND c.state = 'cleared' \
         WHERE e.pool = $1 AND e.region BETWEEN $2 AND $3 AND (CAST($4 AS TEXT) IS NULL OR e.bank_account = $4) \
         ORDER BY e.exception",
        &params![
            scope.pool(),
            first,
            last,
            account.map(|account| account.as_str().to_owned())
        ],
    )?;
    rows.iter().map(exception).collect()
}

fn exception(row: &Row) -> Result<FoundException, StoreError> {
    let explained = row.maybe_text(9)?;
    let cleared = row.maybe_text(10)?;
    let state = match (explained, cleared) {
        (_, Some(_)) => ExceptionState::Cleared,
        (Some(_), None) => ExceptionState::Explained,
        (None, None) => ExceptionState::Open,
    };
    Ok(FoundException {
        no: Some(row.no(0, ExceptionNo::new)?),
        region: row.region(1)?,
        account: row.code(2, |text| BankAccount::new(text).ok())?,
        side: row.code(3, side)?,
        line: LineRef {
            record: row.int(4)?,
            part: row.int(5)?,
        },
        kind: row.code(6, ExceptionKind::parse)?,
        amount: row.fen(7)?,
        on: row.date(8)?,
        state,
        explained_by: match explained {
            None => None,
            Some(_) => Some(row.code(9, |text| UserName::new(text).ok())?),
        },
    })
}

/// Records a step of an exception that was found within the scope.
///
/// # Errors
/// [`StoreError::Guard`] where the same user explained it; [`StoreError::Conflict`] where it was done before.
pub fn handle_exception(
    tx: &mut Tx<'_>,
    scope: Scope,
    one: &FoundException,
    step: &Handled,
) -> Result<(), StoreError> {
    crate::within(scope, one.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO reconcile_step (pool, exception, state, user_name, step_on, note, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            one.no.map(ExceptionNo::get),
            step.state.code(),
            &step.user,
            step.on,
            step.note.as_str(),
            now
        ],
    )?;
    Ok(())
}
