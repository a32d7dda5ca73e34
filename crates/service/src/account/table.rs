//! Tables of credits: studied by one, taken further by another.

use access::{Actor, Permission};
use base::{Date, Fen};
use enrolment::account::{CreditTable, CreditTableNo, TableState, TableStep};
use std::collections::BTreeMap;
use store::account as rows;

use crate::{Desk, ServiceError};

/// Records a table under study; it counts for nothing yet.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `account.table_empty`, `account.table_amount`,
/// `account.table_name`; storage.
pub fn study(
    desk: &Desk<'_>,
    actor: &Actor,
    from: Date,
    amounts: BTreeMap<String, Fen>,
    document: &str,
) -> Result<CreditTableNo, ServiceError> {
    actor.may(Permission::StandardPropose)?;
    let today = desk.today();
    desk.write(actor, "account.table_study", None, |tx| {
        let no = tx.next("credit_table", CreditTableNo::new)?;
        let table = CreditTable::study(no, from, amounts, (today, document.trim()))?;
        rows::add_table(tx, &table)?;
        Ok(no)
    })
}

/// Takes a table one step further: consent of the government, publication, in force. The steps are
/// recorded by a checker, not by who studied.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `account.table_step`,
/// `account.table_document`; storage.
pub fn step(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CreditTableNo,
    state: TableState,
    document: &str,
) -> Result<CreditTable, ServiceError> {
    let scope = actor.may(Permission::StandardDecide)?;
    let step = TableStep {
        state,
        on: desk.today(),
        document: document.trim().to_owned(),
    };
    desk.write(actor, "account.table_step", None, |tx| {
        let found = rows::table(tx, scope, no)?;
        let found = found.ok_or(ServiceError::NotFound("账户计入标准表"))?;
        let table = found.step(step.clone())?;
        rows::add_step(tx, no, &step)?;
        Ok(table)
    })
}

/// The tables of the pool with their steps.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn tables(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<CreditTable>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| rows::tables(session, scope))?)
}
