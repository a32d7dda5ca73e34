//! Statements of accounts.

use access::{Actor, Permission, Sight};
use base::{Date, PersonNo};
use enrolment::account::Statement;
use store::account as rows;

use crate::{Desk, ServiceError, audit};

/// The statement of an account over some days; that it was seen is on record.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `account.period`; storage.
pub fn statement(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    days: (Date, Date),
) -> Result<Statement, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let entries = desk.read(|session| {
        let account = rows::find(session, scope, person)?;
        let account = account.ok_or(ServiceError::NotFound("个人账户"))?;
        Ok::<_, ServiceError>(rows::entries(session, scope, &account)?)
    })?;
    let statement = Statement::of(&entries, days)?;
    let seen = [person.get()];
    audit::saw(
        desk,
        actor,
        "account.statement",
        "person",
        &seen,
        &Sight::Masked,
    )?;
    Ok(statement)
}
