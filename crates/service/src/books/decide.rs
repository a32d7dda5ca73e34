//! Deciding what was proposed of the books, and carrying it out in the same transaction.

use access::{Actor, Verdict};
use base::ProposalNo;
use ledger::entry::DocumentId;
use store::ledger::Close;

use super::{closing, posting, setting, takeover};
use crate::{Desk, ServiceError, maintenance, proposals};

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Sent back; nothing was written.
    Rejected,
    /// Documents were posted, each with how many entries.
    Posted(Vec<(DocumentId, usize)>),
    /// Sets of books were closed.
    Closed(Vec<Close>),
    /// A setting was changed.
    Set,
}

/// Decides a proposal about the books. An approval carries it out at once: both are in the books, or
/// neither. A closing seals everything written up to it, so that entries cut off afterwards are missed.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the region or for a proposal that is not about the books;
/// [`ServiceError::Denied`] for its maker and for another role; [`ServiceError::Refused`] by a rule, as the
/// books stand now.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Done, ServiceError> {
    desk.write(
        actor,
        "ledger.decide",
        Some(reason).filter(|text| !text.is_empty()),
        |tx| {
            let proposal = proposals::decide(desk, tx, actor, no, verdict, reason)?;
            if verdict == Verdict::Rejected {
                return Ok(Done::Rejected);
            }
            let (scope, checker) = (actor.scope(), actor.user());
            match proposal.kind.as_str() {
                posting::POST => {
                    let (id, posted) = posting::carry_out(tx, scope, &proposal, checker)?;
                    Ok(Done::Posted(vec![(id, posted.entries.len())]))
                }
                posting::UNDO => {
                    let (id, posted) = posting::carry_out_undo(tx, scope, &proposal, checker)?;
                    Ok(Done::Posted(vec![(id, posted.entries.len())]))
                }
                closing::CARRY => {
                    closing::carry_out(tx, scope, &proposal, checker).map(Done::Posted)
                }
                closing::CLOSE => {
                    let closed = closing::carry_out_close(tx, scope, &proposal)?;
                    maintenance::seal_within(desk, tx, actor, "ledger.decide")?;
                    Ok(Done::Closed(closed))
                }
                takeover::TAKEOVER => {
                    takeover::carry_out(tx, scope, &proposal, checker).map(Done::Posted)
                }
                takeover::UPLOAD => {
                    takeover::carry_out_upload(tx, scope, &proposal, checker).map(Done::Posted)
                }
                setting::BANK => setting::carry_out_bank(tx, scope, &proposal).map(|()| Done::Set),
                setting::SWITCH => setting::carry_out_switch(tx, &proposal).map(|()| Done::Set),
                _ => Err(ServiceError::NotFound("账务待复核事项")),
            }
        },
    )
}
