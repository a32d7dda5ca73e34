//! Who may change a standard, or grant a reduction of dues.

use access::{Actor, Permission};
use base::Refused;

/// Whether an actor may propose a standard, a parameter or a reduction for the pooling area: an officer of
/// the city with the permission. The use case logs the attempt, refused or not.
///
/// # Errors
/// `standard.not_yours` for a role without the permission, `standard.county` for a county's user.
pub fn may_propose(actor: &Actor) -> Result<(), Refused> {
    may(actor, Permission::StandardPropose)
}

/// Whether an actor may decide on one; that it is not the one who proposed it is checked with the proposal.
///
/// # Errors
/// As [`may_propose`].
pub fn may_decide(actor: &Actor) -> Result<(), Refused> {
    may(actor, Permission::StandardDecide)
}

fn may(actor: &Actor, wanted: Permission) -> Result<(), Refused> {
    let denied = |denied: access::Denied| Refused::new("standard.not_yours", denied.zh());
    let scope = actor.may(wanted).map_err(denied)?;
    if scope.region() == scope.pool() {
        return Ok(());
    }
    let sentence = format!(
        "筹资标准和减免由统筹区 {} 统一规定，{} 的用户不得变更；本次操作已记入审计轨迹。",
        scope.pool().short(),
        scope.region().short()
    );
    Err(Refused::new("standard.county", sentence).under("淮南2020 五(四)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::{Role, Scope, UserName};
    use base::RegionCode;

    fn actor(role: Role, region: &str) -> Actor {
        let region = RegionCode::parse(region).unwrap();
        let pool = RegionCode::parse("3404").unwrap();
        Actor::new(
            UserName::new("zhao").unwrap(),
            role,
            Scope::new(pool, region).unwrap(),
        )
    }

    #[test]
    fn only_the_citys_policy_officer_proposes() {
        assert!(may_propose(&actor(Role::PolicyOfficer, "3404")).is_ok());
        let county = may_propose(&actor(Role::PolicyOfficer, "340421")).unwrap_err();
        assert_eq!(county.code(), "standard.county");
        assert!(county.zh().contains("340421"));
        let clerk = may_propose(&actor(Role::Clerk, "340421")).unwrap_err();
        assert_eq!(clerk.code(), "standard.not_yours");
        assert!(may_decide(&actor(Role::Reviewer, "3404")).is_ok());
        assert!(may_decide(&actor(Role::Reviewer, "340421")).is_err());
    }
}
