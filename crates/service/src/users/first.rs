//! The first two administrators of a pooling area.

use access::{Grant, PasswordPolicy, Role, Scope, UserName};
use base::{Date, Refused, RegionCode, Validity};
use store::Deed;
use store::users::{self, Password, User};

use super::secret::{self, Salt};
use crate::{Desk, ServiceError};

/// A user who is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The name to sign in with.
    pub name: UserName,
    /// The real name.
    pub real_name: String,
    /// The staff number.
    pub staff_no: String,
    /// The agency, department, bank or village.
    pub organisation: String,
    /// Where that is.
    pub region: RegionCode,
}

impl NewUser {
    /// Refuses an account that names nobody.
    ///
    /// # Errors
    /// `user.anonymous`.
    pub fn check(&self) -> Result<(), Refused> {
        let said = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
        if said(&self.real_name) && said(&self.staff_no) && said(&self.organisation) {
            return Ok(());
        }
        Err(Refused::new(
            "user.anonymous",
            "用户须实名：请填写真实姓名、工号和所在单位，一人一号，不得共用。",
        ))
    }

    pub(super) fn row(&self) -> User {
        User {
            name: self.name.clone(),
            real_name: self.real_name.trim().to_owned(),
            staff_no: self.staff_no.trim().to_owned(),
            organisation: self.organisation.trim().to_owned(),
            region: self.region,
            left_on: None,
        }
    }
}

/// Makes the first two administrators of a pooling area, each with an initial password, once. Every later
/// user is proposed by one and decided by another.
///
/// # Errors
/// [`ServiceError::Refused`] `user.founded` where there are users already, `user.anonymous`,
/// `user.same_person`; storage.
pub fn found(
    desk: &Desk<'_>,
    pool: RegionCode,
    administrators: [(&NewUser, &str, Salt); 2],
    until: Date,
) -> Result<(), ServiceError> {
    let [(one, ..), (other, ..)] = administrators;
    if one.name == other.name || one.staff_no.trim() == other.staff_no.trim() {
        return Err(Refused::new(
            "user.same_person",
            "前两名系统管理员必须是两个人，请填写不同的用户名和工号。",
        )
        .into());
    }
    let deed = Deed {
        pool,
        region: pool,
        user: one.name.clone(),
        role: Role::Administrator,
        command: "user.init".to_owned(),
        reason: None,
        wall: desk.wall(),
    };
    let scope = Scope::whole(pool);
    desk.store().write(&deed, |tx| {
        if users::any(tx, pool)? {
            return Err(Refused::new(
                "user.founded",
                "本统筹区已有用户；新用户请由一名系统管理员拟定、另一名复核。",
            )
            .into());
        }
        for (user, password, salt) in administrators {
            user.check()?;
            PasswordPolicy::HOUSE.check(&user.name, password)?;
            let days = Validity::new(Some(desk.today()), Some(until));
            let days = days.map_err(|error| ServiceError::Input(error.zh()))?;
            let grant = Grant::new(user.name.clone(), Role::Administrator, scope, days)?;
            users::add(tx, scope, &user.row())?;
            users::give(tx, scope, &grant)?;
            let password = Password {
                hash: secret::hash(password, salt)?,
                initial: true,
                set_on: desk.today(),
            };
            users::set_password(tx, scope, &user.name, &password)?;
        }
        Ok(())
    })
}
