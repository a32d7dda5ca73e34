//! Who may do what: the report of rights.

use access::{Actor, Permission};
use store::users::{self, HeldGrant, User};

use crate::{Desk, ServiceError};

/// A user with every grant over the regions that the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserReport {
    /// The user.
    pub user: User,
    /// The grants, taken back or not.
    pub grants: Vec<HeldGrant>,
    /// What the user may do today by the grants that are live.
    pub may: Vec<Permission>,
}

/// The users of the actor's region with what each may do today.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn rights(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<UserReport>, ServiceError> {
    let scope = actor.may(Permission::UserRead)?;
    let (all, grants) = desk.read::<_, ServiceError>(|session| {
        Ok((users::list(session, scope)?, users::grants(session, scope)?))
    })?;
    let report = |user: User| {
        let own = grants.iter().filter(|held| *held.grant.user() == user.name);
        let grants: Vec<HeldGrant> = own.cloned().collect();
        let here = user.left_on.is_none_or(|left| left > desk.today());
        let live =
            |held: &&HeldGrant| here && !held.revoked && held.grant.validity().covers(desk.today());
        let roles: Vec<_> = grants
            .iter()
            .filter(live)
            .map(|held| held.grant.role())
            .collect();
        let holds =
            |permission: &&Permission| permission.roles().iter().any(|role| roles.contains(role));
        let may = Permission::ALL.iter().filter(holds).copied().collect();
        UserReport { user, grants, may }
    };
    Ok(all.into_iter().map(report).collect())
}
