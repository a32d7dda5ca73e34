//! Sessions and failed attempts, as values.

use base::Refused;

use crate::{Actor, Moment};

/// How long a session lasts and how many failed attempts a user has. Choices of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Minutes without an act after which it ends.
    pub idle_minutes: i64,
    /// Minutes after which it ends in any case: a working day.
    pub life_minutes: i64,
    /// So many failed attempts within the lock's time lock the user.
    pub attempts: usize,
    /// Minutes that the lock lasts.
    pub lock_minutes: i64,
}

impl SessionPolicy {
    /// Half an hour of rest, ten hours in all, five attempts in a quarter of an hour.
    pub const HOUSE: SessionPolicy = SessionPolicy {
        idle_minutes: 30,
        life_minutes: 600,
        attempts: 5,
        lock_minutes: 15,
    };
}

/// A user who signed in and has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who, as what, where.
    pub actor: Actor,
    /// When it began.
    pub opened: Moment,
    /// The last act.
    pub seen: Moment,
    /// When it was revoked, if it was.
    pub revoked: Option<Moment>,
}

impl Session {
    /// Who acts, if the session is alive.
    ///
    /// # Errors
    /// `session.revoked` or `session.expired`.
    pub fn actor_at(&self, now: Moment, policy: SessionPolicy) -> Result<&Actor, Refused> {
        if self.revoked.is_some() {
            return Err(Refused::new(
                "session.revoked",
                "本次登录已被注销（本人退出、在别处登录或被撤销授权），请重新登录。",
            ));
        }
        let idle = self.seen.plus_minutes(policy.idle_minutes) <= now;
        let old = self.opened.plus_minutes(policy.life_minutes) <= now;
        if idle || old || now < self.opened {
            return Err(Refused::new("session.expired", "登录已超时，请重新登录。"));
        }
        Ok(&self.actor)
    }
}

/// Refuses an attempt to sign in after too many failed ones. Each counts for the time of the lock.
///
/// # Errors
/// `session.locked`, saying how many minutes to wait.
pub fn not_locked(failed: &[Moment], now: Moment, policy: SessionPolicy) -> Result<(), Refused> {
    let until = |moment: &Moment| moment.plus_minutes(policy.lock_minutes);
    let mut counting: Vec<Moment> = failed
        .iter()
        .map(until)
        .filter(|until| *until > now)
        .collect();
    counting.sort_unstable();
    // The lock ends when so many have fallen out that one attempt is left.
    let excess = counting.len().checked_sub(policy.attempts);
    let Some(free) = excess.and_then(|index| counting.get(index)) else {
        return Ok(());
    };
    let wait = free.millis().saturating_sub(now.millis());
    let minutes = wait.saturating_add(59_999).div_euclid(60_000);
    Err(Refused::new(
        "session.locked",
        format!("密码连续错误次数过多，账号已锁定，请 {minutes} 分钟后再试，或请系统管理员重置。"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, Scope, UserName};
    use base::RegionCode;

    const POLICY: SessionPolicy = SessionPolicy::HOUSE;

    fn minute(minutes: i64) -> Moment {
        Moment::from_millis(0).plus_minutes(minutes)
    }

    fn session(opened: i64, seen: i64) -> Session {
        let scope = Scope::whole(RegionCode::parse("3404").unwrap());
        let user = UserName::new("wangli").unwrap();
        Session {
            actor: Actor::new(user, Role::Clerk, scope),
            opened: minute(opened),
            seen: minute(seen),
            revoked: None,
        }
    }

    fn code(session: &Session, now: i64) -> Option<&'static str> {
        let at = session.actor_at(minute(now), POLICY);
        at.err().map(|refused| refused.code())
    }

    #[test]
    fn a_session_ends_by_rest_by_age_and_by_revocation() {
        assert_eq!(code(&session(0, 0), 29), None);
        assert_eq!(code(&session(0, 0), 30), Some("session.expired"));
        assert_eq!(code(&session(0, 590), 599), None);
        assert_eq!(code(&session(0, 599), 600), Some("session.expired"));
        assert_eq!(code(&session(5, 5), 4), Some("session.expired"));
        let mut left = session(0, 0);
        left.revoked = Some(minute(1));
        assert_eq!(code(&left, 2), Some("session.revoked"));
    }

    #[test]
    fn five_failures_lock_for_a_quarter_of_an_hour() {
        let failed: Vec<Moment> = (0..5).map(minute).collect();
        assert!(not_locked(&failed[..4], minute(4), POLICY).is_ok());
        let refusal = not_locked(&failed, minute(4), POLICY).unwrap_err();
        assert!(refusal.zh().contains("11 分钟"), "{}", refusal.zh());
        assert!(not_locked(&failed, minute(15), POLICY).is_ok());
    }
}
