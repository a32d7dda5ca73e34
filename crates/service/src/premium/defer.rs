//! Deferred payment: applied for by one, decided by another.

use access::{Actor, Permission, Verdict};
use base::{Date, OrganisationNo, ProposalNo, Refused};
use enrolment::premium::{Deferral, DeferralNo};
use store::Event;
use store::premium::deferral;

use super::load;
use crate::{Desk, ServiceError, proposals};

/// The kind of the proposals.
pub(super) const KIND: &str = "premium.deferral";

/// Takes an application in and proposes it; the number of the proposal.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.period`,
/// `premium.reason`; storage.
pub fn apply(
    desk: &Desk<'_>,
    actor: &Actor,
    employer: OrganisationNo,
    (from, until): (Date, Date),
    reason: &str,
) -> Result<(DeferralNo, ProposalNo), ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    let today = desk.today();
    desk.write(actor, "premium.defer", Some(reason), |tx| {
        let found = load::employer(tx, scope, employer)?;
        let no = tx.next("deferral", DeferralNo::new)?;
        let applied = Deferral::apply(no, employer, (from, until), reason)?;
        let body = serde_json::json!({
            "deferral": no.get(), "employer": employer.get(), "from": from.number(),
            "until": until.number(), "reason": applied.reason,
        });
        let needs = Permission::ContributionDecide;
        let (region, subject, body) = (found.region, no.get(), body.to_string());
        let proposal = proposals::propose(tx, actor, KIND, needs, region, subject, &body)?;
        deferral::add(tx, scope, region, &applied, proposal, today)?;
        Ok((no, proposal))
    })
}

/// Decides an application.
///
/// # Errors
/// [`ServiceError::Denied`] for the maker or a role without the permission, [`ServiceError::NotFound`];
/// [`ServiceError::Refused`] `proposal.decided`, `proposal.kind`; storage.
pub fn decide_deferral(
    desk: &Desk<'_>,
    actor: &Actor,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Deferral, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    let today = desk.today();
    desk.write(actor, "premium.decide_deferral", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        of_kind(&decided.kind, KIND)?;
        let found = deferral::of_proposal(tx, scope, proposal)?;
        let mut found = found.ok_or(ServiceError::NotFound("缓缴申请"))?;
        let approved = verdict == Verdict::Approved;
        found.decide(proposal, today, approved)?;
        deferral::end(tx, found.no, approved, today)?;
        tx.emit(&[Event {
            kind: "premium.deferral_decided".to_owned(),
            version: 1,
            region: decided.region,
            subject: found.no.get(),
            body: serde_json::json!({ "approved": approved }).to_string(),
        }])?;
        Ok(found)
    })
}

/// Refuses a proposal of another kind.
pub(crate) fn of_kind(kind: &str, wanted: &str) -> Result<(), Refused> {
    if kind == wanted {
        return Ok(());
    }
    Err(Refused::new(
        "proposal.kind",
        "这一事项不是此处复核的事项，请核对编号或换用相应的命令。",
    ))
}
