//! A role that a user holds over a region for some time.

use base::{Date, Refused, RegionCode, RegionLevel, Validity};

use crate::{Actor, Role, Scope, UserName};

base::number_id! {
    /// A grant as the store keeps it, within a pooling area.
    GrantNo
}

/// A role held by a user over a region, from when until when. Revocation before the end is a fact of
/// the store; what is revoked is not handed to these functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    user: UserName,
    role: Role,
    scope: Scope,
    validity: Validity,
}

impl Grant {
    /// A grant.
    ///
    /// # Errors
    /// `user.region_level` where the role is not held over a region of that level: a coordinator has a
    /// village (永州2016 四(一)), a station a township or village.
    /// `user.no_end` without a last day: rights end unless they are renewed.
    pub fn new(
        user: UserName,
        role: Role,
        scope: Scope,
        validity: Validity,
    ) -> Result<Grant, Refused> {
        let level = scope.region().level();
        if !role.fits(level) {
            let (widest, narrowest) = role.levels();
            return Err(Refused::new(
                "user.region_level",
                format!(
                    "“{}”角色只能授予{}的区划，{} 是{}；请改用相应级别的区划代码。",
                    role.zh(),
                    levels_zh(widest, narrowest),
                    scope.region().short(),
                    level_zh(level)
                ),
            ));
        }
        if validity.from().is_none() || validity.until().is_none() {
            return Err(Refused::new(
                "user.no_end",
                "授权必须有起止日期，请填写起始日和截止日，到期可续。",
            ));
        }
        Ok(Grant {
            user,
            role,
            scope,
            validity,
        })
    }

    /// Whose.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        &self.user
    }

    /// Which role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Where.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// From when until when, both days included.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The actor that this grant makes of its user, who has been authenticated.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::new(self.user.clone(), self.role, self.scope)
    }
}

/// What a user who signs in asks to work as. What is left open must follow from the grants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The role.
    pub role: Option<Role>,
    /// The region of the grant, exactly.
    pub region: Option<RegionCode>,
}

/// Chooses the one grant in which a user works today.
///
/// # Errors
/// `user.no_grant` where no grant covers today and what is wanted; `user.which_grant` where several do,
/// naming them.
pub fn choose(grants: &[Grant], wanted: Wanted, today: Date) -> Result<&Grant, Refused> {
    let fits = |grant: &&Grant| {
        grant.validity.covers(today)
            && wanted.role.is_none_or(|role| role == grant.role)
            && wanted
                .region
                .is_none_or(|region| region == grant.scope.region())
    };
    let mut fitting = grants.iter().filter(fits);
    let Some(first) = fitting.next() else {
        return Err(Refused::new(
            "user.no_grant",
            format!(
                "该用户在 {today} 没有可用的授权（未授予、已到期或已撤销），请系统管理员授权。"
            ),
        ));
    };
    let others: Vec<&Grant> = fitting.collect();
    if others.is_empty() {
        return Ok(first);
    }
    let all = std::iter::once(first).chain(others);
    let named: Vec<String> = all
        .map(|grant| format!("{}（{}）", grant.role.code(), grant.scope.region().short()))
        .collect();
    Err(Refused::new(
        "user.which_grant",
        format!("该用户有多项授权：{}；请指明角色和区划。", named.join("、")),
    ))
}

fn levels_zh(widest: RegionLevel, narrowest: RegionLevel) -> String {
    if widest == narrowest {
        level_zh(widest).to_owned()
    } else {
        format!("{}至{}", level_zh(widest), level_zh(narrowest))
    }
}

const fn level_zh(level: RegionLevel) -> &'static str {
    match level {
        RegionLevel::Province => "省级",
        RegionLevel::City => "市级",
        RegionLevel::County => "县级",
        RegionLevel::Township => "乡级",
        RegionLevel::Village => "村级",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Permission;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    fn year(year: i32) -> Validity {
        let day = |month, day| Date::from_ymd(year, month, day).ok();
        Validity::new(day(1, 1), day(12, 31)).unwrap()
    }

    fn grant(role: Role, place: &str, validity: Validity) -> Result<Grant, Refused> {
        let scope = Scope::new(region("4311"), region(place)).unwrap();
        Grant::new(UserName::new("liuyang").unwrap(), role, scope, validity)
    }

    /// REQ-048: a coordinator is bound to one village and sees no other.
    #[test]
    fn req_048_a_coordinator_sees_only_the_own_village() {
        let refusal = grant(Role::Coordinator, "431103001", year(2026)).unwrap_err();
        assert_eq!(refusal.code(), "user.region_level");
        let village = grant(Role::Coordinator, "431103001002", year(2026)).unwrap();
        let actor = village.actor();
        assert!(
            actor
                .may_in(Permission::PersonRead, region("431103001002"))
                .is_ok()
        );
        assert!(
            actor
                .may_in(Permission::PersonRead, region("431103001003"))
                .is_err()
        );
        assert!(
            actor
                .may_in(Permission::PersonRead, region("431103001"))
                .is_err()
        );
        assert!(actor.may(Permission::PersonUnmask).is_err());
    }

    #[test]
    fn a_grant_has_an_end() {
        let open = Validity::new(Date::from_ymd(2026, 1, 1).ok(), None).unwrap();
        assert_eq!(
            grant(Role::Clerk, "431103", open).unwrap_err().code(),
            "user.no_end"
        );
    }

    #[test]
    fn the_grant_of_today_is_chosen() {
        let today = Date::from_ymd(2026, 5, 1).unwrap();
        let old = grant(Role::Clerk, "431103", year(2025)).unwrap();
        let here = grant(Role::Clerk, "431103", year(2026)).unwrap();
        let there = grant(Role::Clerk, "431121", year(2026)).unwrap();
        let any = Wanted::default();
        let grants = [old.clone(), here.clone()];
        assert_eq!(choose(&grants, any, today), Ok(&here));
        assert_eq!(
            choose(&[old], any, today).unwrap_err().code(),
            "user.no_grant"
        );
        let both = [here, there.clone()];
        let refusal = choose(&both, any, today).unwrap_err();
        assert_eq!(refusal.code(), "user.which_grant");
        assert!(refusal.zh().contains("431121"));
        let wanted = Wanted {
            region: Some(region("431121")),
            ..any
        };
        assert_eq!(choose(&both, wanted, today), Ok(&there));
    }
}
