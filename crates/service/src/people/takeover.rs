//! Lists of merging schemes: handed over with their counts, taken in, reconciled.

use access::{Actor, Permission};
use enrolment::people::SourceList;
use enrolment::people::takeover::{ListStand, reconcile as judge, stands as stand};
use store::people::sources;

use crate::{Desk, ServiceError};

/// Records a list that a giver hands over, with its count of rows.
///
/// # Errors
/// [`ServiceError::Denied`]; storage, which refuses a second list of the same name.
pub fn declare(desk: &Desk<'_>, actor: &Actor, list: &SourceList) -> Result<(), ServiceError> {
    let scope = actor.may_in(Permission::PersonWrite, list.region)?;
    desk.write(actor, "takeover.declare", None, |tx| {
        Ok(sources::declare(tx, scope, list)?)
    })
}

/// How every list of the actor's region stands, complete or not.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn stands(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<ListStand>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let lists = sources::lists(session, scope)?;
        Ok(stand(&lists, &sources::taken(session, scope)?))
    })
}

/// The lists of the actor's region against the rows that came in: nothing lost.
///
/// # Errors
/// As [`stands`]; [`ServiceError::Refused`] `takeover.incomplete` with every list that falls short.
pub fn reconcile(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<ListStand>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let lists = sources::lists(session, scope)?;
        Ok(judge(&lists, &sources::taken(session, scope)?)?)
    })
}
