//! Taking rights away, at once and by one administrator: that needs no second pair of eyes.

use access::{Actor, GrantNo, Moment, Permission, Scope, UserName};
use base::Date;
use store::users;

use crate::{Desk, ServiceError};

/// Takes a grant back and ends the sessions of its user.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] outside the actor's region or where it was taken
/// back before; storage.
pub fn revoke(
    desk: &Desk<'_>,
    actor: &Actor,
    no: GrantNo,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::UserPropose)?;
    desk.write(
        actor,
        "user.revoke",
        Some(reason),
        |tx| match users::revoke(tx, scope, no) {
            Err(store::StoreError::Conflict(_)) => Err(ServiceError::NotFound("有效的授权")),
            other => Ok(other?),
        },
    )
}

/// Notes that a user has left: no signing in from that day on, every grant is taken back now and every
/// session ended.
///
/// # Errors
/// As [`revoke`].
pub fn leave(
    desk: &Desk<'_>,
    actor: &Actor,
    user: &UserName,
    on: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::UserPropose)?;
    desk.write(actor, "user.leave", Some(reason), |tx| {
        let whole = Scope::whole(tx.pool());
        let found = users::find(tx, scope, user)?;
        let found = found.filter(|user| user.left_on.is_none());
        if found.is_none() {
            return Err(ServiceError::NotFound("在岗的用户"));
        }
        users::leave(tx, scope, user, on, reason)?;
        for held in users::held_by(tx, whole, user)? {
            users::revoke(tx, whole, held.no)?;
        }
        users::close_sessions(tx, whole, user, Moment::from_millis(desk.wall()))?;
        Ok(())
    })
}
