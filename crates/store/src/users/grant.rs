//! Roles held over regions.

use access::{Actor, Grant, GrantNo, Role, Scope, UserName};
use base::{Date, RegionCode, Validity};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, open_date, params};

/// A grant as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// Its number.
    pub no: GrantNo,
    /// Who holds what, where and when.
    pub grant: Grant,
    /// Whether it was taken back.
    pub revoked: bool,
}

/// Gives a role to a user.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where the user holds a role that is kept apart.
pub fn give(tx: &mut Tx<'_>, scope: Scope, grant: &Grant) -> Result<GrantNo, StoreError> {
    let region = grant.scope().region();
    crate::within(scope, region)?;
    let no = tx.next("grant", GrantNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let days = grant.validity();
    tx.run(
        "INSERT INTO app_grant (pool, grant_no, user_name, role, region, region_last, valid_from, valid_to, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            no,
            grant.user(),
            grant.role().code(),
            region,
            region.span().1,
            days.from().unwrap_or(Date::MIN),
            open_date(days.until()),
            now,
            OPEN_TX
        ],
    )?;
    Ok(no)
}

/// Takes a grant back, from now on.
///
/// # Errors
/// [`StoreError::Conflict`] where it is not there, lies outside the scope, or was taken back before.
pub fn revoke(tx: &mut Tx<'_>, scope: Scope, no: GrantNo) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE app_grant SET tx_to = $3 WHERE pool = $1 AND grant_no = $2 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $4 AND $5",
        &params![pool, no, now, first, last],
    )
}

/// The grants of a user that were not taken back, by number; on whichever days.
///
/// # Errors
/// [`StoreError`].
pub fn held_by(
    session: &mut Session<'_>,
    scope: Scope,
    user: &UserName,
) -> Result<Vec<HeldGrant>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT grant_no, user_name, role, region, valid_from, valid_to, tx_to FROM app_grant \
         WHERE pool = $1 AND user_name = $2 AND tx_to = 9223372036854775807 \
         AND region BETWEEN $3 AND $4 ORDER BY grant_no",
        &params![scope.pool(), user, first, last],
    )?;
    rows.iter().map(|row| held(row, scope.pool())).collect()
}

/// Every grant over a region, taken back or not, by user and number.
///
/// # Errors
/// [`StoreError`].
pub fn grants(session: &mut Session<'_>, scope: Scope) -> Result<Vec<HeldGrant>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT grant_no, user_name, role, region, valid_from, valid_to, tx_to FROM app_grant \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY user_name, grant_no",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(|row| held(row, scope.pool())).collect()
}

/// The grant by which an actor works today; none where it was taken back or has run out.
///
/// # Errors
/// [`StoreError`].
pub fn live_grant(
    session: &mut Session<'_>,
    actor: &Actor,
    today: Date,
) -> Result<Option<GrantNo>, StoreError> {
    let scope = actor.scope();
    let rows = session.rows(
        "SELECT grant_no FROM app_grant WHERE pool = $1 AND user_name = $2 AND role = $3 AND region = $4 \
         AND tx_to = 9223372036854775807 AND valid_from <= $5 AND valid_to >= $5 ORDER BY grant_no LIMIT 1",
        &params![
            scope.pool(),
            actor.user(),
            actor.role().code(),
            scope.region(),
            today
        ],
    )?;
    let row = rows.first();
    row.map(|row| row.no(0, GrantNo::new)).transpose()
}

fn held(row: &Row, pool: RegionCode) -> Result<HeldGrant, StoreError> {
    let user = row.code(1, |text| UserName::new(text).ok())?;
    let role = row.code(2, Role::parse)?;
    let scope = row.no(3, |number| {
        RegionCode::from_number(number).and_then(|region| Scope::new(pool, region))
    })?;
    let no = row.no(0, GrantNo::new)?;
    let odd = |what: &str| StoreError::Corrupt(format!("app_grant grant_no={no}: {what}"));
    let days = Validity::new(Some(row.date(4)?), row.maybe_date(5)?);
    let days = days.map_err(|_| odd("days that end before they begin"))?;
    let grant = Grant::new(user, role, scope, days).map_err(|refused| odd(refused.code()))?;
    Ok(HeldGrant {
        no,
        grant,
        revoked: row.int(6)? != OPEN_TX,
    })
}
