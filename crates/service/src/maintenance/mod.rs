//! Backup and verify, on behalf of an operator or auditor of the whole pooling area.

use std::io::Write;

use access::{Actor, Denied, Permission, TrailKind};
use store::Tx;
use store::backup::{self, BackupError, Summary, TableSum};
use store::seal;
use store::verify::{self, Check, Outcome};

use crate::counter::proof;
use crate::{Desk, ServiceError, audit};

/// Writes one consistent snapshot of the whole store while others go on working; what it holds. The
/// act is on record before the first byte is written.
///
/// # Errors
/// [`ServiceError::Denied`] but for an operator of the whole pooling area; the file or storage.
pub fn back_up(
    desk: &Desk<'_>,
    actor: &Actor,
    out: &mut dyn Write,
    told: &mut dyn FnMut(&TableSum),
) -> Result<Result<Summary, BackupError>, ServiceError> {
    citywide(actor, &[Permission::Operate])?;
    audit::note(
        desk,
        actor,
        TrailKind::Exported,
        "db.backup",
        "all tables",
        "",
    )?;
    Ok(backup::write(desk.store(), out, desk.wall(), told))
}

/// Seals what was written since the last time: a row that is changed in the file afterwards is found by
/// [`verify_all`] and named. The digest, which the trail keeps too; `None` where nothing was written.
///
/// # Errors
/// [`ServiceError::Denied`] but for an operator of the whole pooling area; storage.
pub fn seal(desk: &Desk<'_>, actor: &Actor) -> Result<Option<String>, ServiceError> {
    citywide(actor, &[Permission::Operate])?;
    let pool = actor.scope().pool();
    let Some(prepared) = desk.read(|session| seal::prepare(session, pool))? else {
        return Ok(None);
    };
    let subject = format!("seal {} tx {}", prepared.run(), prepared.upto());
    let digest = prepared.digest();
    // First on the trail: a run that the trail does not name would look like a forged one.
    audit::note(desk, actor, TrailKind::Sealed, "db.seal", &subject, &digest)?;
    desk.write(actor, "db.seal", None, |tx| seal::record(tx, &prepared))?;
    Ok(Some(digest))
}

/// Seals what was written up to and with a transaction, as its last act: what a period's closing rests on is
/// sealed with it, or it is not closed. What was sealed before is not read again, so that regular sealing
/// keeps this short.
///
/// # Errors
/// [`ServiceError`] of storage.
pub(crate) fn seal_within(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &str,
) -> Result<(), ServiceError> {
    let pool = tx.pool();
    let Some(prepared) = seal::prepare(tx, pool)? else {
        return Ok(());
    };
    seal::record(tx, &prepared)?;
    let subject = format!("seal {} tx {}", prepared.run(), prepared.upto());
    let digest = prepared.digest();
    let act = (TrailKind::Sealed, command);
    audit::note_within(desk, tx, actor, act, (&subject, &digest))
}

/// Recomputes what the store says, check by check over one snapshot.
///
/// # Errors
/// [`ServiceError::Denied`] but for an operator or auditor of the whole pooling area; storage.
pub fn verify_all(
    desk: &Desk<'_>,
    actor: &Actor,
    told: &mut dyn FnMut(&Check, &Outcome),
) -> Result<Vec<(&'static Check, Outcome)>, ServiceError> {
    citywide(actor, &[Permission::Operate, Permission::AuditRead])?;
    audit::note(
        desk,
        actor,
        TrailKind::Viewed,
        "db.verify",
        "all tables",
        "",
    )?;
    Ok(verify::run_with(desk.store(), proof::CHECKS, told)?)
}

/// How many transactions of the pooling area no seal covers yet.
///
/// # Errors
/// As [`verify_all`].
pub fn uncovered(desk: &Desk<'_>, actor: &Actor) -> Result<u64, ServiceError> {
    citywide(actor, &[Permission::Operate, Permission::AuditRead])?;
    let pool = actor.scope().pool();
    Ok(desk.read(|session| seal::uncovered(session, pool))?)
}

/// Whoever holds one of the permissions over the whole pooling area.
fn citywide(actor: &Actor, permissions: &[Permission]) -> Result<(), Denied> {
    let pool = actor.scope().pool();
    let mut answer = Ok(());
    for permission in permissions {
        match actor.may_in(*permission, pool) {
            Ok(_) => return Ok(()),
            Err(denied) => answer = Err(denied),
        }
    }
    answer
}
