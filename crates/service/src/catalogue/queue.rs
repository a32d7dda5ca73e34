//! Own codes that lines named and nobody has mapped (REQ-136).

use access::{Actor, Permission};
use base::Refused;
use directory::catalogue::own::QueueState;
use store::catalogue::queue::{self as rows, Noted, Waiting};

use super::mapping::{Site, acts_for};
use crate::{Desk, ServiceError};

/// Keeps what lines of an institution named and nobody has mapped, in a transaction of its own: the lines themselves
/// were refused, the work remains.
///
/// # Errors
/// [`ServiceError::Denied`], `own_list.other`; storage.
pub fn note(
    desk: &Desk<'_>,
    actor: &Actor,
    site: Site<'_>,
    lines: &[Noted],
) -> Result<(), ServiceError> {
    let scope = acts_for(actor, site, Permission::OwnListUpload)?;
    if lines.is_empty() {
        return Ok(());
    }
    desk.write(actor, "unmapped.note", None, |tx| {
        Ok(rows::note(tx, scope, (site.code, site.region), lines)?)
    })
}

/// The codes that wait, the most often named first, at most so many; of one institution where it is named. An
/// institution sees its own.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn waiting(
    desk: &Desk<'_>,
    actor: &Actor,
    institution: &str,
    most: u32,
) -> Result<Vec<Waiting>, ServiceError> {
    let scope = actor.may(Permission::CatalogueRead)?;
    let of = match actor.role() {
        access::Role::Institution => actor.user().as_str(),
        _ => institution,
    };
    Ok(desk.read(|session| rows::waiting(session, scope, of, i64::from(most)))?)
}

/// Dismisses codes that wait: the institution may not charge them to the fund. How many waited.
///
/// # Errors
/// [`ServiceError::Denied`]; `queue.reason` without a reason, `queue.gone` where one does not wait; storage.
pub fn dismiss(
    desk: &Desk<'_>,
    actor: &Actor,
    institution: &str,
    owns: &[String],
    reason: &str,
) -> Result<u64, ServiceError> {
    let scope = actor.may(Permission::OwnListDecide)?;
    if reason.trim().is_empty() {
        let zh = "请填写不予对照的理由，医药机构要看到为什么。";
        return Err(Refused::new("queue.reason", zh).into());
    }
    desk.write(actor, "unmapped.dismiss", Some(reason), |tx| {
        let by = (actor.user().as_str(), desk.today(), reason.trim());
        let state = QueueState::Dismissed;
        let waited = rows::settle(tx, scope, (institution, owns), state, by)?;
        if usize::try_from(waited) == Ok(owns.len()) {
            return Ok(waited);
        }
        Err(Refused::new(
            "queue.gone",
            format!(
                "{} 个机构编码中只有 {waited} 个还在待对照队列中，请刷新后再操作。",
                owns.len()
            ),
        )
        .into())
    })
}
