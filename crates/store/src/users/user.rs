//! Users by name.

use access::{Scope, UserName};
use base::{Date, RegionCode};

use crate::{Row, Session, StoreError, Tx, params};

/// A user: one account of one member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name to sign in with.
    pub name: UserName,
    /// The real name.
    pub real_name: String,
    /// The staff number; no two users of a pooling area share one.
    pub staff_no: String,
    /// The agency, department, bank or village that the user works for.
    pub organisation: String,
    /// Where that is.
    pub region: RegionCode,
    /// Since when the user has left, if so.
    pub left_on: Option<Date>,
}

/// Adds a user.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where name or staff number are taken.
pub fn add(tx: &mut Tx<'_>, scope: Scope, user: &User) -> Result<(), StoreError> {
    crate::within(scope, user.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO app_user (pool, user_name, real_name, staff_no, organisation, region, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            &user.name,
            user.real_name.as_str(),
            user.staff_no.as_str(),
            user.organisation.as_str(),
            user.region,
            now
        ],
    )?;
    Ok(())
}

/// Notes that a user has left: from that day on there is no signing in.
///
/// # Errors
/// [`StoreError::Conflict`] where it was noted before.
pub fn leave(
    tx: &mut Tx<'_>,
    scope: Scope,
    name: &UserName,
    on: Date,
    reason: &str,
) -> Result<(), StoreError> {
    let found = find(tx, scope, name)?;
    let user = found.ok_or_else(|| StoreError::Reference("the user".to_owned()))?;
    crate::within(scope, user.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO app_leave (pool, user_name, left_on, reason, tx_from) VALUES ($1, $2, $3, $4, $5)",
        &params![pool, name, on, reason, now],
    )?;
    Ok(())
}

/// Whether the pooling area has any user yet.
///
/// # Errors
/// [`StoreError`].
pub fn any(session: &mut Session<'_>, pool: RegionCode) -> Result<bool, StoreError> {
    let sql = "SELECT user_name FROM app_user WHERE pool = $1 ORDER BY user_name LIMIT 1";
    Ok(session.row(sql, &params![pool])?.is_some())
}

/// A user by name.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    name: &UserName,
) -> Result<Option<User>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT u.user_name, u.real_name, u.staff_no, u.organisation, u.region, l.left_on \
         FROM app_user u LEFT JOIN app_leave l ON l.pool = u.pool AND l.user_name = u.user_name \
         WHERE u.pool = $1 AND u.user_name = $2 AND u.region BETWEEN $3 AND $4",
        &params![scope.pool(), name, first, last],
    )?;
    row.as_ref().map(user).transpose()
}

/// The users of a region, by name.
///
/// # Errors
/// [`StoreError`].
pub fn list(session: &mut Session<'_>, scope: Scope) -> Result<Vec<User>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT u.user_name, u.real_name, u.staff_no, u.organisation, u.region, l.left_on \
         FROM app_user u LEFT JOIN app_leave l ON l.pool = u.pool AND l.user_name = u.user_name \
         WHERE u.pool = $1 AND u.region BETWEEN $2 AND $3 ORDER BY u.user_name",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(user).collect()
}

fn user(row: &Row) -> Result<User, StoreError> {
    Ok(User {
        name: row.code(0, |text| UserName::new(text).ok())?,
        real_name: row.text(1)?.to_owned(),
        staff_no: row.text(2)?.to_owned(),
        organisation: row.text(3)?.to_owned(),
        region: row.region(4)?,
        left_on: row.maybe_date(5)?,
    })
}
