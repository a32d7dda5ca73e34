//! Files that this program makes for everybody who asks: the catalogues (13xx).

use access::{Actor, Permission, Scope};
use store::gateway as rows;

use super::files::{File, KEPT_DAYS, PUBLIC, of, offer};
use crate::{Desk, ServiceError};

const DAY_MILLIS: i64 = 24 * 3_600_000;

/// The file that everybody may fetch under a name of what it holds, made where nobody asked for it before. `run` and
/// `digest` say what it holds: whoever asks for the same gets the same file. It can be fetched for [`KEPT_DAYS`].
///
/// # Errors
/// [`ServiceError::Denied`]; those of `make`; storage.
pub fn lay(
    desk: &Desk<'_>,
    actor: &Actor,
    (run, digest): (&str, &str),
    filename: &str,
    make: impl FnOnce() -> Result<Vec<u8>, ServiceError>,
) -> Result<File, ServiceError> {
    let pool = actor.may(Permission::GatewaySpeak)?.pool();
    let whole = Scope::whole(pool);
    let laid = desk.read(|session| rows::kept_file(session, whole, PUBLIC, (run, digest)))?;
    if let Some(before) = laid {
        return Ok(of(before));
    }
    // it takes seconds for a large list: before the pooling area is held up
    let content = make()?;
    let at = desk.wall();
    let until = at + KEPT_DAYS * DAY_MILLIS;
    desk.write(actor, "gateway.lay", None, |tx| {
        offer(tx, (run, digest), filename, content, (at, until))
    })
}
