//! The audit trail: views, refused attempts, and reading it.

use access::{Actor, Moment, Permission, Sight, TrailEntry, TrailKind};
use store::Tx;
use store::audit::{self as rows, Filter, NewEntry};

use crate::{Desk, ServiceError};

/// How many numbers an entry names before it only counts them.
const NAMED: usize = 100;

/// Keeps on record that an actor sees records, and allows it: call it before the answer is shown.
/// `command` is the use case, such as `person.view`; `what` and `subjects` name the records.
///
/// # Errors
/// [`ServiceError::Denied`] where the actor may not see personal data in full; storage. Nothing may be
/// shown then.
pub fn saw(
    desk: &Desk<'_>,
    actor: &Actor,
    command: &str,
    what: &str,
    subjects: &[i64],
    sight: &Sight,
) -> Result<(), ServiceError> {
    sight.allowed(actor)?;
    let (kind, reason) = match sight {
        Sight::Masked => (TrailKind::Viewed, ""),
        Sight::Full(reason) => (TrailKind::Unmasked, reason.as_str()),
    };
    note(desk, actor, kind, command, &named(what, subjects), reason)
}

/// Keeps on record that an actor takes records out as a file.
///
/// # Errors
/// Storage.
pub fn exported(
    desk: &Desk<'_>,
    actor: &Actor,
    command: &str,
    subject: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    note(desk, actor, TrailKind::Exported, command, subject, reason)
}

/// Does `work` and keeps on record where it is refused: by the permissions, by the law, by the database.
/// Whoever composes use cases into commands or pages calls them through here.
///
/// # Errors
/// Those of `work`; storage, where the attempt could not be recorded.
pub fn watched<T>(
    desk: &Desk<'_>,
    actor: &Actor,
    command: &str,
    subject: &str,
    work: impl FnOnce() -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let answer = work();
    if let Err(error) = &answer
        && is_attempt(error)
    {
        note(
            desk,
            actor,
            TrailKind::Refused,
            command,
            subject,
            &why(error),
        )?;
    }
    answer
}

/// The trail of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`] without the permission; storage.
pub fn read(
    desk: &Desk<'_>,
    actor: &Actor,
    filter: &Filter<'_>,
) -> Result<Vec<TrailEntry>, ServiceError> {
    let scope = actor.may(Permission::AuditRead)?;
    Ok(desk.read(|session| rows::list(session, scope, filter))?)
}

pub(crate) fn note(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: TrailKind,
    command: &str,
    subject: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    let entry = entry(desk, actor, (kind, command), (subject, reason));
    rows::record(desk.store(), &entry)?;
    Ok(())
}

/// As [`note`], kept together with what a transaction writes.
pub(crate) fn note_within(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, command): (TrailKind, &str),
    (subject, reason): (&str, &str),
) -> Result<(), ServiceError> {
    let entry = NewEntry {
        tx: Some(tx.no()),
        ..entry(desk, actor, (kind, command), (subject, reason))
    };
    rows::record_within(tx, &entry)?;
    Ok(())
}

fn entry<'a>(
    desk: &Desk<'_>,
    actor: &'a Actor,
    (kind, command): (TrailKind, &'a str),
    (subject, reason): (&'a str, &'a str),
) -> NewEntry<'a> {
    NewEntry {
        pool: actor.scope().pool(),
        user: actor.user(),
        actor: Some(actor),
        at: Moment::from_millis(desk.wall()),
        kind,
        command,
        subject,
        reason,
        tx: None,
    }
}

/// Whether an error tells of an act that was refused, and not of bad input or a broken store.
fn is_attempt(error: &ServiceError) -> bool {
    matches!(
        error,
        ServiceError::Denied(_)
            | ServiceError::Refused(_)
            | ServiceError::NotFound(_)
            | ServiceError::Store(store::StoreError::Guard(_))
    )
}

fn why(error: &ServiceError) -> String {
    match error {
        ServiceError::Denied(denied) => denied.code().to_owned(),
        ServiceError::Store(store::StoreError::Guard(guard)) => format!("guard: {guard}"),
        other => other.code().to_owned(),
    }
}

pub(crate) fn named(what: &str, subjects: &[i64]) -> String {
    if subjects.len() > NAMED {
        return format!("{what} ×{}", subjects.len());
    }
    let numbers = subjects.iter().map(|number| format!(" {number}"));
    std::iter::once(what.to_owned()).chain(numbers).collect()
}
