//! Deciding what another proposed of providers.

use access::{Actor, Verdict};
use base::ProposalNo;

use super::body::{
    ASSESS, CHANGE_CONFIRM, CHANGE_REVIEW, CONFIRM, Deciding, END, FIRST_REVIEW, LIFT, PUBLISH,
    RULES, SANCTION, SIGN, SUPPLEMENT, TEXT,
};
use super::{agree, assess, change, designate, publish, rules, sanction};
use crate::{Desk, ServiceError, proposals};

/// Decides a proposal about a provider and carries it out in the same commit; what became of it, in Chinese.
///
/// # Errors
/// [`ServiceError::Denied`] for its maker and for a role without the permission; [`ServiceError::NotFound`] outside
/// the region, or for a proposal of another area; [`ServiceError::Refused`] where what was proposed is no longer
/// allowed; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<String, ServiceError> {
    desk.write(actor, "provider.decide", Some(reason), |tx| {
        let proposal = proposals::decide(desk, tx, actor, no, verdict, reason)?;
        let by = Deciding {
            scope: actor.scope(),
            proposal: no,
            region: proposal.region,
            approved: verdict == Verdict::Approved,
            on: desk.today(),
            reason,
        };
        let (kind, body) = (proposal.kind.as_str(), proposal.body.as_str());
        match kind {
            FIRST_REVIEW | CONFIRM => designate::decided(tx, &by, kind, body),
            TEXT => agree::text_decided(tx, &by, body),
            SIGN => agree::sign_decided(tx, &by, body),
            SUPPLEMENT => agree::supplement_decided(tx, &by, body),
            END => agree::end_decided(tx, &by, body),
            RULES => rules::decided(tx, &by, body),
            SANCTION => sanction::decided(tx, &by, body),
            LIFT => sanction::lift_decided(tx, &by, body),
            ASSESS => assess::decided(tx, &by, body),
            CHANGE_REVIEW | CHANGE_CONFIRM => change::decided(tx, &by, kind, body),
            PUBLISH => publish::decided(tx, &by, body),
            _ => Err(ServiceError::NotFound("定点机构的待复核事项")),
        }
    })
}
