//! Separation of duties: which roles one user may not hold in one region at one time.
//!
//! Four eyes on each proposal are asked for besides, by [`crate::may_decide`]; this keeps a user from
//! being maker today and checker tomorrow of the same business. After 内部控制 as 篇4 and the
//! supervision framework ask for it (审核 apart from 支付, 记账 apart from 出纳).

use base::Refused;

use crate::{Duty, Grant};

/// Duties that stand alone: whoever has one of them has no other.
const ALONE: &[(Duty, &str)] = &[
    (Duty::Release, "财政拨付与经办机构的岗位"),
    (Duty::Approve, "政府审批与经办岗位"),
    (Duty::Outside, "外部门协同与经办机构的岗位"),
    (Duty::Supervise, "审计监督与被监督的岗位"),
    (Duty::Administer, "用户授权管理与业务、运维岗位"),
    (Duty::Run, "运维与业务岗位"),
];

/// Pairs of duties within an agency that one user may not have.
const APART: &[(Duty, Duty, &str)] = &[
    (Duty::Enter, Duty::Review, "经办与复核"),
    (Duty::Rule, Duty::Review, "拟定标准与复核标准"),
    (Duty::Book, Duty::CheckBook, "制单与财务复核"),
    (Duty::Book, Duty::Pay, "记账与出纳"),
    (Duty::CheckBook, Duty::Pay, "财务审核与支付"),
    (Duty::Review, Duty::Pay, "业务审核与支付"),
];

/// Why two duties are kept apart, in Chinese; `None` where one user may have both.
#[must_use]
pub fn apart(one: Duty, other: Duty) -> Option<&'static str> {
    if one == other {
        return None;
    }
    let alone = ALONE
        .iter()
        .find(|(duty, _)| *duty == one || *duty == other);
    let pair = APART
        .iter()
        .find(|(a, b, _)| (*a, *b) == (one, other) || (*b, *a) == (one, other));
    alone
        .map(|(_, reason)| *reason)
        .or(pair.map(|(_, _, reason)| *reason))
}

/// Refuses a grant that stands against one that the same user holds: duties kept apart, in regions of
/// which one lies in the other, on some day that both cover.
///
/// # Errors
/// `user.separation`, naming both roles and the region.
pub fn separated(held: &[Grant], new: &Grant) -> Result<(), Refused> {
    for old in held.iter().filter(|old| old.user() == new.user()) {
        let meet =
            old.scope().covers(new.scope().region()) || new.scope().covers(old.scope().region());
        if !meet || !old.validity().overlaps(&new.validity()) {
            continue;
        }
        if let Some(reason) = apart(old.role().duty(), new.role().duty()) {
            return Err(Refused::new(
                "user.separation",
                format!(
                    "{reason}不能由同一人担任：该用户在 {} 已有“{}”角色，不能再授予“{}”；请授予另一名用户，或先撤销原授权。",
                    old.scope().region().short(),
                    old.role().zh(),
                    new.role().zh()
                ),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, Scope, UserName};
    use base::{Date, RegionCode, Validity};

    fn grant(role: Role, region: &str, from: &str, until: &str) -> Grant {
        let region = RegionCode::parse(region).unwrap();
        let pool = RegionCode::parse("3404").unwrap();
        let days = Validity::new(Date::parse(from).ok(), Date::parse(until).ok()).unwrap();
        let user = UserName::new("wangli").unwrap();
        Grant::new(user, role, Scope::new(pool, region).unwrap(), days).unwrap()
    }

    fn refused(held: &Grant, new: &Grant) -> bool {
        separated(std::slice::from_ref(held), new).is_err()
    }

    #[test]
    fn the_table_is_symmetric_and_knows_the_audit_rules() {
        for one in Role::ALL.iter().map(|role| role.duty()) {
            for other in Role::ALL.iter().map(|role| role.duty()) {
                assert_eq!(apart(one, other), apart(other, one));
            }
        }
        assert!(apart(Duty::Book, Duty::Pay).is_some());
        assert!(apart(Duty::Review, Duty::Pay).is_some());
        assert!(apart(Duty::Administer, Duty::Run).is_some());
        assert!(apart(Duty::Enter, Duty::Book).is_none());
        assert!(apart(Duty::Enter, Duty::Enter).is_none());
    }

    #[test]
    fn one_region_inside_the_other_is_the_same_region() {
        let clerk = grant(Role::Clerk, "340421", "2026-01-01", "2026-12-31");
        let reviewer = grant(Role::Reviewer, "3404", "2026-06-01", "2027-05-31");
        let refusal = separated(std::slice::from_ref(&clerk), &reviewer).unwrap_err();
        assert_eq!(refusal.code(), "user.separation");
        assert!(refusal.zh().contains("340421"));
        assert!(refused(&reviewer, &clerk));
    }

    #[test]
    fn another_county_or_another_year_is_free() {
        let clerk = grant(Role::Clerk, "340421", "2026-01-01", "2026-12-31");
        assert!(!refused(
            &clerk,
            &grant(Role::Reviewer, "340422", "2026-01-01", "2026-12-31")
        ));
        assert!(!refused(
            &clerk,
            &grant(Role::Reviewer, "340421", "2027-01-01", "2027-12-31")
        ));
        assert!(!refused(
            &clerk,
            &grant(Role::Station, "340421100", "2026-01-01", "2026-12-31")
        ));
    }
}
