//! Signing in and out, passwords, sessions.

use access::{
    Actor, Grant, Moment, PasswordPolicy, Scope, SessionPolicy, TrailKind, UserName, Wanted,
    choose, not_locked,
};
use base::{Refused, RegionCode};
use sha2::{Digest, Sha256};
use store::audit::{self, NewEntry};
use store::users::{self, HeldGrant, Password, SessionRow};

use super::secret::{self, Salt};
use crate::{Desk, ServiceError};

/// Who wants to sign in, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The pooling area.
    pub pool: RegionCode,
    /// The name.
    pub user: UserName,
    /// Role and region, where the user has several grants.
    pub wanted: Wanted,
}

/// Checks a password and makes an actor of its user.
///
/// # Errors
/// [`ServiceError::Refused`] `user.password_wrong` (a name that is not known answers the same),
/// `session.locked`, `user.left`, `user.password_initial`, `user.password_expired`, `user.no_grant`,
/// `user.which_grant`; storage. Every attempt is on record.
pub fn sign_in(desk: &Desk<'_>, asked: &Asked, password: &str) -> Result<Actor, ServiceError> {
    let grant = signed(desk, asked, password)?.grant;
    Ok(grant.actor())
}

/// Signs in and opens a session that `token` stands for; every other session of the user ends.
///
/// # Errors
/// As [`sign_in`].
pub fn open_session(
    desk: &Desk<'_>,
    asked: &Asked,
    password: &str,
    token: &[u8; 32],
) -> Result<Actor, ServiceError> {
    let held = signed(desk, asked, password)?;
    let actor = held.grant.actor();
    let row = SessionRow {
        token: digest(token),
        user: asked.user.clone(),
        grant: held.no,
        opened: Moment::from_millis(desk.wall()),
    };
    let whole = Scope::whole(asked.pool);
    desk.write(&actor, "session.open", None, |tx| {
        users::open_session(tx, whole, &row)
    })?;
    Ok(actor)
}

/// The actor of a session that is alive; the act counts against its rest.
///
/// # Errors
/// [`ServiceError::Refused`] `session.unknown`, `session.revoked`, `session.expired`; storage.
pub fn with_session(
    desk: &Desk<'_>,
    pool: RegionCode,
    token: &[u8; 32],
) -> Result<Actor, ServiceError> {
    let (now, whole) = (Moment::from_millis(desk.wall()), Scope::whole(pool));
    let found = desk.read(|session| users::find_session(session, whole, digest(token)))?;
    let Some(session) = found else {
        return Err(Refused::new("session.unknown", "尚未登录，请先登录。").into());
    };
    let actor = session.actor_at(now, SessionPolicy::HOUSE)?.clone();
    // Noted once a minute: an act a second need not be a write a second.
    if session.seen.plus_minutes(1) <= now {
        desk.write(&actor, "session.seen", None, |tx| {
            users::touch_session(tx, whole, digest(token), now)
        })?;
    }
    Ok(actor)
}

/// Ends every session of the actor.
///
/// # Errors
/// Storage.
pub fn sign_out(desk: &Desk<'_>, actor: &Actor) -> Result<(), ServiceError> {
    let now = Moment::from_millis(desk.wall());
    let whole = Scope::whole(actor.scope().pool());
    desk.write(actor, "session.close", None, |tx| {
        users::close_sessions(tx, whole, actor.user(), now)
    })?;
    crate::audit::note(desk, actor, TrailKind::SignedOut, "session.close", "", "")
}

/// Changes a password, which is also the only thing that an initial or expired one is good for.
///
/// # Errors
/// As [`sign_in`], and `user.password` where the new one is too easy, `user.password_same`.
pub fn change_password(
    desk: &Desk<'_>,
    asked: &Asked,
    old: &str,
    new: &str,
    salt: Salt,
) -> Result<(), ServiceError> {
    let (_, grants) = proven(desk, asked, old)?;
    PasswordPolicy::HOUSE.check(&asked.user, new)?;
    if old == new {
        return Err(Refused::new("user.password_same", "新密码与原密码相同，请换一个。").into());
    }
    // Any grant will do: changing the own password needs no permission.
    let held: Vec<Grant> = grants.into_iter().map(|held| held.grant).collect();
    let live = held
        .iter()
        .find(|grant| grant.validity().covers(desk.today()));
    let actor = match live {
        Some(grant) => grant.actor(),
        None => choose(&held, asked.wanted, desk.today())?.actor(),
    };
    let password = Password {
        hash: secret::hash(new, salt)?,
        initial: false,
        set_on: desk.today(),
    };
    let whole = Scope::whole(asked.pool);
    desk.write(&actor, "user.password", None, |tx| {
        users::set_password(tx, whole, &asked.user, &password)?;
        users::close_sessions(tx, whole, &asked.user, Moment::from_millis(desk.wall()))?;
        Ok(())
    })
}

fn signed(desk: &Desk<'_>, asked: &Asked, password: &str) -> Result<HeldGrant, ServiceError> {
    let (kept, grants) = proven(desk, asked, password)?;
    let chosen = usable(desk, &kept).and_then(|()| {
        let held: Vec<Grant> = grants.iter().map(|held| held.grant.clone()).collect();
        choose(&held, asked.wanted, desk.today()).cloned()
    });
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(refused) => {
            tell(desk, asked, TrailKind::Refused, None, refused.code())?;
            return Err(refused.into());
        }
    };
    let held = grants.into_iter().find(|held| held.grant == chosen);
    let held = held.ok_or(ServiceError::NotFound("授权"))?;
    tell(desk, asked, TrailKind::SignedIn, Some(&held.grant), "")?;
    Ok(held)
}

/// The kept password and the grants of a user who knows it.
fn proven(
    desk: &Desk<'_>,
    asked: &Asked,
    password: &str,
) -> Result<(Password, Vec<HeldGrant>), ServiceError> {
    let (now, policy) = (Moment::from_millis(desk.wall()), SessionPolicy::HOUSE);
    let (whole, since) = (
        Scope::whole(asked.pool),
        now.plus_minutes(-policy.lock_minutes),
    );
    let (user, kept, failed, grants) = desk.read::<_, ServiceError>(|session| {
        Ok((
            users::find(session, whole, &asked.user)?,
            users::password(session, whole, &asked.user)?,
            audit::failures(session, whole, &asked.user, since)?,
            users::held_by(session, whole, &asked.user)?,
        ))
    })?;
    if let Err(locked) = not_locked(&failed, now, policy) {
        tell(desk, asked, TrailKind::Refused, None, locked.code())?;
        return Err(locked.into());
    }
    let fits = match &kept {
        Some(kept) => secret::verify(&kept.hash, password),
        None => {
            secret::waste(password);
            false
        }
    };
    let (Some(user), Some(kept), true) = (user, kept, fits) else {
        tell(
            desk,
            asked,
            TrailKind::SignInFailed,
            None,
            "user.password_wrong",
        )?;
        return Err(
            Refused::new("user.password_wrong", "用户名或密码不正确，请核对后重试。").into(),
        );
    };
    if user.left_on.is_some_and(|left| left <= desk.today()) {
        tell(desk, asked, TrailKind::SignInFailed, None, "user.left")?;
        return Err(Refused::new("user.left", "该用户已离岗，账号已停用。").into());
    }
    Ok((kept, grants))
}

fn usable(desk: &Desk<'_>, kept: &Password) -> Result<(), Refused> {
    let change = "请先运行 tongchou user password 修改密码。";
    if kept.initial {
        let zh = format!("初始密码只能用来修改密码，{change}");
        return Err(Refused::new("user.password_initial", zh));
    }
    let last = kept.set_on.add_days(PasswordPolicy::HOUSE.days);
    if last.is_some_and(|last| last < desk.today()) {
        let zh = format!(
            "密码已超过 {} 天未修改，{change}",
            PasswordPolicy::HOUSE.days
        );
        return Err(Refused::new("user.password_expired", zh));
    }
    Ok(())
}

fn tell(
    desk: &Desk<'_>,
    asked: &Asked,
    kind: TrailKind,
    grant: Option<&Grant>,
    reason: &str,
) -> Result<(), ServiceError> {
    let actor = grant.map(Grant::actor);
    let entry = NewEntry {
        pool: asked.pool,
        user: &asked.user,
        actor: actor.as_ref(),
        at: Moment::from_millis(desk.wall()),
        kind,
        command: "sign-in",
        subject: "",
        reason,
        tx: None,
    };
    audit::record(desk.store(), &entry)?;
    Ok(())
}

fn digest(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}
