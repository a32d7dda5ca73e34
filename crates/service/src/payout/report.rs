//! What is read of payouts.

use access::{Actor, Permission};
use settlement::payout::PayoutNo;
use store::payout::due as rows;
use store::payout::read::{self, Head, Kept};

use super::plan::{self, Planned};
use crate::{Desk, ServiceError};

/// What is due from every fund in the actor's region today.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn due(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Planned>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    desk.read(|session| {
        let funds = rows::funds(session, scope)?;
        funds
            .iter()
            .map(|fund| plan::plan(session, scope, (fund, desk.today()), None))
            .collect()
    })
}

/// The payouts of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn payouts(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Head>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    Ok(desk.read(|session| read::heads(session, scope))?)
}

/// One payout with its transfers.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn show(desk: &Desk<'_>, actor: &Actor, no: PayoutNo) -> Result<Kept, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    let found = desk.read(|session| read::find(session, scope, no))?;
    found.ok_or(ServiceError::NotFound("付款批次"))
}
