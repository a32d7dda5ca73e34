//! An authenticated user at work.

use crate::{Permission, Role, Scope};
use base::{Refused, RegionCode};

base::typed_id! {
    /// The name a user signs in with.
    UserName
}

/// An authenticated user in one role over one region. A user with several grants works in one at a time.
///
/// Only the use case that checks the password (or a session) makes one, so that holding an `Actor`
/// means that somebody was authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    user: UserName,
    role: Role,
    scope: Scope,
}

/// Why an actor may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The role lacks the permission.
    #[error("the role {} lacks the permission {}", role.code(), wanted.code())]
    Role {
        /// What the act needs.
        wanted: Permission,
        /// What the actor is.
        role: Role,
    },
    /// The region lies outside the scope.
    #[error("region {region} is outside the scope {}", scope.region())]
    Region {
        /// Where the act would happen.
        region: RegionCode,
        /// Where the actor may act.
        scope: Scope,
    },
    /// The same user proposed and would decide.
    #[error("the proposal was made by the same user")]
    OwnProposal,
}

impl Denied {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Denied::Role { wanted, role } => {
                let able: Vec<_> = wanted.roles().iter().map(|role| role.zh()).collect();
                format!(
                    "“{}”角色没有“{}”权限，请由{}角色的用户办理。",
                    role.zh(),
                    wanted.zh(),
                    able.join("或")
                )
            }
            Denied::Region { region, scope } => format!(
                "区划 {} 不在您的管辖范围 {} 内，请由当地经办机构办理。",
                region.short(),
                scope.region().short()
            ),
            Denied::OwnProposal => "经办与复核不能是同一人，请由另一名用户复核。".to_owned(),
        }
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Refused {
        Refused::new(denied.code(), denied.zh())
    }
}

impl Denied {
    /// The stable code of the refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Denied::Role { .. } => "access.role",
            Denied::Region { .. } => "access.region",
            Denied::OwnProposal => "access.own_proposal",
        }
    }
}

impl Actor {
    /// An actor; call only after the user has been authenticated.
    #[must_use]
    pub const fn new(user: UserName, role: Role, scope: Scope) -> Actor {
        Actor { user, role, scope }
    }

    /// Who.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        &self.user
    }

    /// As what.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Where.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The scope, if the role holds a permission.
    ///
    /// # Errors
    /// [`Denied::Role`].
    pub fn may(&self, wanted: Permission) -> Result<Scope, Denied> {
        if wanted.roles().contains(&self.role) {
            Ok(self.scope)
        } else {
            Err(Denied::Role {
                wanted,
                role: self.role,
            })
        }
    }

    /// The scope, if the role holds a permission and the region lies in the scope.
    ///
    /// # Errors
    /// [`Denied::Role`], [`Denied::Region`].
    pub fn may_in(&self, wanted: Permission, region: RegionCode) -> Result<Scope, Denied> {
        let scope = self.may(wanted)?;
        if scope.covers(region) {
            Ok(scope)
        } else {
            Err(Denied::Region { region, scope })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_and_region_are_both_asked() {
        let region = |text: &str| RegionCode::parse(text).unwrap();
        let scope = Scope::new(region("3404"), region("340421")).unwrap();
        let clerk = Actor::new(UserName::new("wangli").unwrap(), Role::Clerk, scope);
        assert!(
            clerk
                .may_in(Permission::PersonWrite, region("340421100"))
                .is_ok()
        );
        let denied = clerk
            .may_in(Permission::PersonWrite, region("340422"))
            .unwrap_err();
        assert!(denied.zh().contains("340422"));
        assert_eq!(Refused::from(denied).code(), "access.region");
        assert!(
            clerk
                .may(Permission::EnrolmentDecide)
                .unwrap_err()
                .zh()
                .contains("复核")
        );
    }
}
