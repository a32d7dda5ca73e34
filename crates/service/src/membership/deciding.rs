//! A change is proposed by one user, tried out at once, and decided by another.

use access::{Actor, Permission, Verdict};
use base::{ProposalNo, Refused};

use super::carrying::carry_out;
use super::change::{Change, Form};
use crate::{Desk, ServiceError, proposals};

/// The kind of the proposal.
pub const CHANGE: &str = "enrol.change";

/// Proposes a change. It is tried first and undone, so that what cannot be carried out is told at once.
///
/// # Errors
/// [`ServiceError::Denied`]; whatever carrying it out would refuse; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    change: &Change,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::EnrolmentPropose)?;
    try_out(desk, actor, change)?;
    let body = serde_json::to_string(&change.form()).map_err(|_| broken())?;
    desk.write(actor, "enrol.propose", None, |tx| {
        let needs = Permission::EnrolmentDecide;
        proposals::propose(
            tx,
            actor,
            CHANGE,
            needs,
            scope.region(),
            change.subject(),
            &body,
        )
    })
}

/// Decides a proposed change and carries out an approved one in the same transaction. What was done, for users.
///
/// # Errors
/// As [`proposals::decide`] and [`propose`].
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Vec<String>, ServiceError> {
    let scope = actor.may(Permission::EnrolmentDecide)?;
    desk.write(actor, "enrol.decide", Some(reason), |tx| {
        let kind = (CHANGE, "待复核的参保变更");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(vec!["已退回，没有变更。".to_owned()]);
        };
        let form: Form = serde_json::from_str(&proposal.body).map_err(|_| broken())?;
        let change = Change::of(&form).ok_or_else(broken)?;
        carry_out(desk, tx, scope, &change)
    })
}

/// Undoes what was tried out.
enum Tried {
    Done,
    Failed(ServiceError),
}

impl From<store::StoreError> for Tried {
    fn from(error: store::StoreError) -> Tried {
        Tried::Failed(error.into())
    }
}

fn try_out(desk: &Desk<'_>, actor: &Actor, change: &Change) -> Result<(), ServiceError> {
    let scope = actor.scope();
    let tried = desk.write::<(), Tried>(actor, "enrol.try", None, |tx| {
        match carry_out(desk, tx, scope, change) {
            Ok(_) => Err(Tried::Done),
            Err(error) => Err(Tried::Failed(error)),
        }
    });
    match tried {
        Ok(()) | Err(Tried::Done) => Ok(()),
        Err(Tried::Failed(error)) => Err(error),
    }
}

fn broken() -> ServiceError {
    let zh = "待复核事项的内容无法识别，请重新提交。";
    Refused::new("enrolment.change_unreadable", zh).into()
}
