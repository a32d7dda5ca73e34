//! Sessions: users who signed in and have not left.

use access::{GrantNo, Moment, Role, Scope, Session as Signed, UserName};
use base::RegionCode;

use crate::{Session, StoreError, Tx, params};

/// A session that begins: the digest of its token stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token; the token itself only its user has.
    pub token: [u8; 32],
    /// Who.
    pub user: UserName,
    /// In which grant.
    pub grant: GrantNo,
    /// When.
    pub opened: Moment,
}

/// Opens a session and ends every other one of the user: one person works in one place.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Reference`] where the user is not within the scope.
pub fn open_session(tx: &mut Tx<'_>, scope: Scope, row: &SessionRow) -> Result<(), StoreError> {
    close_sessions(tx, scope, &row.user, row.opened)?;
    let pool = tx.pool();
    tx.run(
        "INSERT INTO app_session (pool, token, user_name, grant_no, opened, seen) VALUES ($1, $2, $3, $4, $5, $5)",
        &params![
            pool,
            row.token.to_vec(),
            &row.user,
            row.grant,
            row.opened.millis()
        ],
    )?;
    Ok(())
}

/// Ends every session of a user; how many there were.
///
/// # Errors
/// As [`open_session`].
pub fn close_sessions(
    tx: &mut Tx<'_>,
    scope: Scope,
    user: &UserName,
    at: Moment,
) -> Result<u64, StoreError> {
    if super::find(tx, scope, user)?.is_none() {
        return Err(StoreError::Reference("the user".to_owned()));
    }
    let pool = tx.pool();
    tx.run(
        "UPDATE app_session SET revoked = $3 WHERE pool = $1 AND user_name = $2 AND revoked IS NULL",
        &params![pool, user, at.millis()],
    )
}

/// Notes an act in a session that is alive.
///
/// # Errors
/// [`StoreError::Conflict`] where it is not there or has ended.
pub fn touch_session(
    tx: &mut Tx<'_>,
    scope: Scope,
    token: [u8; 32],
    at: Moment,
) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    tx.run_one(
        "UPDATE app_session SET seen = $3 WHERE pool = $1 AND token = $2 AND revoked IS NULL AND EXISTS \
         (SELECT 1 FROM app_grant g WHERE g.pool = app_session.pool AND g.grant_no = app_session.grant_no \
         AND g.region BETWEEN $4 AND $5)",
        &params![scope.pool(), token.to_vec(), at.millis(), first, last],
    )
}

/// The session of a token, alive or not. It counts as revoked once its grant is.
///
/// # Errors
/// [`StoreError`].
pub fn find_session(
    session: &mut Session<'_>,
    scope: Scope,
    token: [u8; 32],
) -> Result<Option<Signed>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT s.user_name, g.role, g.region, s.opened, s.seen, s.revoked, \
         CASE WHEN g.tx_to = 9223372036854775807 THEN 1 ELSE 0 END FROM app_session s \
         JOIN app_grant g ON g.pool = s.pool AND g.grant_no = s.grant_no \
         WHERE s.pool = $1 AND s.token = $2 AND g.region BETWEEN $3 AND $4",
        &params![scope.pool(), token.to_vec(), first, last],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let user = row.code(0, |text| UserName::new(text).ok())?;
    let role = row.code(1, Role::parse)?;
    let held = row.no(2, |number| {
        RegionCode::from_number(number).and_then(|region| Scope::new(scope.pool(), region))
    })?;
    let opened = Moment::from_millis(row.int(3)?);
    let granted = row.flag(6)?;
    let revoked = row.maybe_int(5)?.map(Moment::from_millis);
    Ok(Some(Signed {
        actor: access::Actor::new(user, role, held),
        opened,
        seen: Moment::from_millis(row.int(4)?),
        revoked: revoked.or((!granted).then_some(opened)),
    }))
}
