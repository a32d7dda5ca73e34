//! Password hashes.

use access::{Scope, UserName};
use base::Date;

use crate::{OPEN_TX, Session, StoreError, Tx, params};

/// The hash of a user's password.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Argon2id, as PHC text.
    pub hash: String,
    /// Whether it was given out by an administrator and must be changed first.
    pub initial: bool,
    /// When it was set.
    pub set_on: Date,
}

/// A hash belongs in no log.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Password set on {}", self.set_on)
    }
}

/// Sets the password of a user; the one before it is closed.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Reference`] where the user is not within the scope.
pub fn set_password(
    tx: &mut Tx<'_>,
    scope: Scope,
    user: &UserName,
    password: &Password,
) -> Result<(), StoreError> {
    if super::find(tx, scope, user)?.is_none() {
        return Err(StoreError::Reference("the user".to_owned()));
    }
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE app_password SET tx_to = $3 WHERE pool = $1 AND user_name = $2 AND tx_to = 9223372036854775807",
        &params![pool, user, now],
    )?;
    tx.run(
        "INSERT INTO app_password (pool, user_name, hash, initial, set_on, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            user,
            password.hash.as_str(),
            password.initial,
            password.set_on,
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// The password of a user.
///
/// # Errors
/// [`StoreError`].
pub fn password(
    session: &mut Session<'_>,
    scope: Scope,
    user: &UserName,
) -> Result<Option<Password>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT p.hash, p.initial, p.set_on FROM app_password p \
         JOIN app_user u ON u.pool = p.pool AND u.user_name = p.user_name \
         WHERE p.pool = $1 AND p.user_name = $2 AND p.tx_to = 9223372036854775807 \
         AND u.region BETWEEN $3 AND $4",
        &params![scope.pool(), user, first, last],
    )?;
    row.map(|row| {
        Ok(Password {
            hash: row.text(0)?.to_owned(),
            initial: row.flag(1)?,
            set_on: row.date(2)?,
        })
    })
    .transpose()
}
