//! Four eyes: propose, and decide what another proposed.
//!
//! The owner of a kind of proposal asks for the permission to propose it, and carries out what was
//! approved in the transaction of the decision.

use access::{Actor, Permission, Proposed, Verdict, may_decide};
use base::{ProposalNo, Refused, RegionCode};
use store::proposals::{self as rows, Decision, NewProposal, Proposal};
use store::{Tx, users};

use crate::{Desk, ServiceError};

/// Records what `actor` proposes. `needs` is what the checker must hold; `body` is JSON of what is
/// proposed; `subject` the number of the record that it is about, or 0.
///
/// # Errors
/// [`ServiceError::Denied`] for a region outside the actor's scope; storage.
pub fn propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &'static str,
    needs: Permission,
    region: RegionCode,
    subject: i64,
    body: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.scope();
    if !scope.covers(region) {
        return Err(access::Denied::Region { region, scope }.into());
    }
    let proposal = NewProposal {
        kind,
        needs,
        region,
        subject,
        body,
        maker: actor.user(),
    };
    Ok(rows::propose(tx, scope, &proposal)?)
}

/// As [`propose`], for what makes sense once only: where the actor's very same proposal still waits, its number
/// is given again, so that a command that was cut off before it told the number can be repeated.
///
/// # Errors
/// As [`propose`].
pub fn propose_once(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &'static str,
    needs: Permission,
    region: RegionCode,
    body: &str,
) -> Result<ProposalNo, ServiceError> {
    let same = NewProposal {
        kind,
        needs,
        region,
        subject: 0,
        body,
        maker: actor.user(),
    };
    match rows::waiting_same(tx, actor.scope(), &same)? {
        Some(no) => Ok(no),
        None => propose(tx, actor, kind, needs, region, 0, body),
    }
}

/// Decides a proposal; the caller then carries out what it approved, in the same transaction.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the actor's region; [`ServiceError::Denied`] for its maker and for a
/// role without the permission; [`ServiceError::Refused`] `proposal.decided`, `proposal.reason`,
/// `user.no_grant`.
pub fn decide(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Proposal, ServiceError> {
    let found = rows::find(tx, actor.scope(), no)?;
    let proposal = found.ok_or(ServiceError::NotFound("待复核事项"))?;
    let proposed = Proposed {
        maker: proposal.maker.clone(),
        region: proposal.region,
        needs: proposal.needs,
    };
    may_decide(actor, &proposed)?;
    open(&proposal)?;
    if verdict == Verdict::Rejected && reason.trim().is_empty() {
        return Err(Refused::new("proposal.reason", "退回须写明原因，请填写后重试。").into());
    }
    let grant = users::live_grant(tx, actor, desk.today())?.ok_or_else(|| {
        Refused::new(
            "user.no_grant",
            "您据以复核的授权已到期或被撤销，请系统管理员重新授权后办理。",
        )
    })?;
    let decision = Decision {
        verdict,
        reason: reason.trim().to_owned(),
        checker: actor.user().clone(),
        grant,
        on: desk.today(),
    };
    rows::decide(tx, no, &proposal.maker, &decision)?;
    Ok(Proposal {
        decision: Some(decision),
        ..proposal
    })
}

/// Decides a proposal of one kind; what was proposed where it is approved, nothing where it is rejected. The owner
/// of the kind carries it out in the same transaction.
///
/// # Errors
/// As [`decide`]; [`ServiceError::NotFound`] with the name of the kind for a proposal of another.
pub fn approved(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, zh): (&str, &'static str),
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Proposal>, ServiceError> {
    let proposal = decide(desk, tx, actor, no, verdict, reason)?;
    if proposal.kind != kind {
        return Err(ServiceError::NotFound(zh));
    }
    Ok((verdict == Verdict::Approved).then_some(proposal))
}

/// A proposal of the actor's region by its number.
///
/// # Errors
/// [`ServiceError::NotFound`], storage.
pub fn find(desk: &Desk<'_>, actor: &Actor, no: ProposalNo) -> Result<Proposal, ServiceError> {
    let found = desk.read(|session| rows::find(session, actor.scope(), no))?;
    found.ok_or(ServiceError::NotFound("待复核事项"))
}

/// The proposals that wait in the actor's region and that the actor may decide.
///
/// # Errors
/// Storage.
pub fn waiting(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Proposal>, ServiceError> {
    let all = desk.read(|session| rows::waiting(session, actor.scope()))?;
    let may = |proposal: &Proposal| {
        let needs = proposal.needs.roles().contains(&actor.role());
        needs && proposal.maker != *actor.user()
    };
    Ok(all.into_iter().filter(may).collect())
}

fn open(proposal: &Proposal) -> Result<(), Refused> {
    match &proposal.decision {
        None => Ok(()),
        Some(decision) => Err(Refused::new(
            "proposal.decided",
            format!(
                "第 {} 号事项已由 {} 于 {} {}，不能再次复核。",
                proposal.no,
                decision.checker,
                decision.on,
                decision.verdict.zh()
            ),
        )),
    }
}
