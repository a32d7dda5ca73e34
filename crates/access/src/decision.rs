//! Four eyes: who may decide what another has proposed.

use base::RegionCode;

use crate::{Actor, Denied, Permission, UserName};

/// What a decision needs to know of the proposal: who made it, where it has effect, and the permission
/// that its checker must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The maker.
    pub maker: UserName,
    /// The region whose records it changes.
    pub region: RegionCode,
    /// What the checker must hold.
    pub needs: Permission,
}

/// What a checker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 同意.
    Approved,
    /// 退回.
    Rejected,
}

impl Verdict {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Approved => "approved",
            Verdict::Rejected => "rejected",
        }
    }

    /// The verdict of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Verdict> {
        [Verdict::Approved, Verdict::Rejected]
            .into_iter()
            .find(|verdict| verdict.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Verdict::Approved => "同意",
            Verdict::Rejected => "退回",
        }
    }
}

/// Whether an actor may decide a proposal. The database holds the same three rules as constraints.
///
/// # Errors
/// [`Denied::OwnProposal`] for its maker, [`Denied::Role`] and [`Denied::Region`].
pub fn may_decide(checker: &Actor, proposed: &Proposed) -> Result<(), Denied> {
    if *checker.user() == proposed.maker {
        return Err(Denied::OwnProposal);
    }
    checker.may_in(proposed.needs, proposed.region).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, Scope};

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    fn actor(name: &str, role: Role, place: &str) -> Actor {
        let scope = Scope::new(region("3404"), region(place)).unwrap();
        Actor::new(UserName::new(name).unwrap(), role, scope)
    }

    #[test]
    fn maker_role_and_region_are_asked() {
        let proposed = Proposed {
            maker: UserName::new("wangli").unwrap(),
            region: region("340421"),
            needs: Permission::EnrolmentDecide,
        };
        let decide = |name, role, place| may_decide(&actor(name, role, place), &proposed);
        assert!(decide("sunhua", Role::Reviewer, "340421").is_ok());
        assert!(decide("sunhua", Role::Reviewer, "3404").is_ok());
        assert_eq!(
            decide("wangli", Role::Reviewer, "340421"),
            Err(Denied::OwnProposal)
        );
        assert!(matches!(
            decide("sunhua", Role::Clerk, "340421"),
            Err(Denied::Role { .. })
        ));
        assert!(matches!(
            decide("sunhua", Role::Reviewer, "340422"),
            Err(Denied::Region { .. })
        ));
    }

    #[test]
    fn verdicts_lead_back() {
        for verdict in [Verdict::Approved, Verdict::Rejected] {
            assert_eq!(Verdict::parse(verdict.code()), Some(verdict));
        }
    }
}
