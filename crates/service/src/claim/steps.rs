//! The way of a claim: submitted, reviewed by the office, decided by the city, decided again where suspended.

use std::collections::BTreeSet;

use access::{Actor, Permission, Role, Scope};
use base::Fen;
use settlement::claim::{
    Claim, ClaimNo, Claimant, Declared, Earlier, Finding, LineKey, Outcome, Ruling, Signed,
};
use store::claim::{payable, read, step};
use store::{Event, Session, StoreError, Tx};

use crate::{Desk, ServiceError};

/// A claim of the actor's region.
pub(super) fn find(
    session: &mut Session<'_>,
    actor: &Actor,
    no: ClaimNo,
) -> Result<Claim, ServiceError> {
    let found = read::find(session, actor.scope(), no)?;
    found.ok_or(ServiceError::NotFound("结算申报"))
}

/// The signature of the actor, today.
pub(crate) fn signed(desk: &Desk<'_>, actor: &Actor) -> Signed {
    Signed {
        by: actor.user().clone(),
        office: actor.scope().region(),
        on: desk.today(),
    }
}

/// What the lines of a claim come to, for whoever submits it without sums of its own.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn declared(desk: &Desk<'_>, actor: &Actor, no: ClaimNo) -> Result<Declared, ServiceError> {
    actor.may(Permission::ClaimSubmit)?;
    desk.read(|session| Ok(find(session, actor, no)?.declared()?))
}

/// Takes in that the claimant submits a claim, with the sums that it declares.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; what [`Claim::submit`] refuses; storage.
pub fn submit(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    declared: Declared,
) -> Result<(), ServiceError> {
    if actor.role() == Role::Institution {
        return submit_own(desk, actor, no, declared);
    }
    actor.may(Permission::ClaimSubmit)?;
    desk.write(actor, "claim.submit", None, |tx| {
        let mut claim = find(tx, actor, no)?;
        let scope = actor.may_in(Permission::ClaimSubmit, claim.office())?;
        claim.submit(signed(desk, actor), declared)?;
        step::submitted(tx, scope, &claim)?;
        tell(tx, &claim, "claim.submitted")
    })
}

/// An institution submits its own claim itself: its user is named by its code. A claim of another is not told apart from
/// one that is not there.
fn submit_own(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    declared: Declared,
) -> Result<(), ServiceError> {
    actor.may(Permission::ClaimDeclare)?;
    // the office may be the city's, and members of every county are in its claims
    let whole = Scope::whole(actor.scope().pool());
    desk.write(actor, "claim.submit", None, |tx| {
        let mut claim = own(read::find(tx, whole, no)?, actor)?;
        claim.submit(signed(desk, actor), declared)?;
        step::submitted(tx, whole, &claim)?;
        tell(tx, &claim, "claim.submitted")
    })
}

fn own(claim: Option<Claim>, actor: &Actor) -> Result<Claim, ServiceError> {
    let is_own = |claim: &Claim| match &claim.key().pay.claimant {
        Claimant::Institution(code) => code.as_str() == actor.user().as_str(),
        Claimant::Person(_) => false,
    };
    let found = claim.filter(is_own);
    found.ok_or(ServiceError::NotFound("结算申报"))
}

/// The claims of an institution itself, for its user: all months, by number.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn own_claims(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<read::Head>, ServiceError> {
    actor.may(Permission::ClaimDeclare)?;
    let whole = Scope::whole(actor.scope().pool());
    let wanted = read::Wanted {
        claimant: Some(actor.user().as_str()),
        ..read::Wanted::default()
    };
    Ok(desk.read(|session| read::heads(session, whole, wanted))?)
}

/// The office gives its opinion; what it finds nothing against, it proposes to pay.
///
/// # Errors
/// As [`submit`]; what [`Claim::review`] refuses.
pub fn review(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    findings: Vec<Finding>,
) -> Result<(), ServiceError> {
    actor.may(Permission::ClaimReview)?;
    desk.write(actor, "claim.review", None, |tx| {
        let claim = find(tx, actor, no)?;
        let scope = actor.may_in(Permission::ClaimReview, claim.office())?;
        give_opinion(tx, scope, claim, (signed(desk, actor), findings))
    })
}

/// Keeps an opinion on a claim; whether its giver may give it is asked before.
pub(crate) fn give_opinion(
    tx: &mut Tx<'_>,
    scope: Scope,
    mut claim: Claim,
    (signed, findings): (Signed, Vec<Finding>),
) -> Result<(), ServiceError> {
    claim.review(signed, findings)?;
    step::reviewed(tx, scope, &claim)?;
    tell(tx, &claim, "claim.reviewed")
}

/// The city decides: what no finding is against is paid. A county decides on what its own members claim by hand.
///
/// # Errors
/// As [`submit`]; [`ServiceError::Denied`] for staff of a county on a claim of an institution; what [`Claim::decide`]
/// refuses.
pub fn decide_claim(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    findings: Vec<Finding>,
) -> Result<Outcome, ServiceError> {
    actor.may(Permission::ClaimDecide)?;
    desk.write(actor, "claim.decide", None, |tx| {
        let mut claim = find(tx, actor, no)?;
        let scope = decider(actor, &claim)?;
        let earlier = earlier(tx, Scope::whole(scope.pool()), &claim)?;
        claim.decide(signed(desk, actor), findings, &earlier)?;
        step::decided(tx, scope, &claim)?;
        tell(tx, &claim, "claim.decided")?;
        Ok(claim.outcome()?)
    })
}

/// A second decision, on what was suspended; lines that follow others are decided with them.
///
/// # Errors
/// As [`decide_claim`]; what [`Claim::resolve`] refuses.
pub fn resolve(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    rulings: Vec<Ruling>,
) -> Result<Outcome, ServiceError> {
    actor.may(Permission::ClaimDecide)?;
    desk.write(actor, "claim.resolve", None, |tx| {
        let mut claim = find(tx, actor, no)?;
        let scope = decider(actor, &claim)?;
        let earlier = earlier(tx, Scope::whole(scope.pool()), &claim)?;
        claim.resolve(signed(desk, actor), rulings, &earlier)?;
        step::resolved(tx, scope, &claim)?;
        tell(tx, &claim, "claim.resolved")?;
        Ok(claim.outcome()?)
    })
}

fn decider(actor: &Actor, claim: &Claim) -> Result<Scope, ServiceError> {
    let over = match claim.key().pay.claimant {
        Claimant::Institution(_) => actor.scope().pool(),
        Claimant::Person(_) => claim.office(),
    };
    Ok(actor.may_in(Permission::ClaimDecide, over)?)
}

/// What other claims say of the records that lines of this one reverse or adjust. A record that stands in no claim is
/// undecided where the fund owes for it, and zero where it does not. The scope is the pooling area: what becomes of a
/// record hangs on all claims of the fund, whichever office they are at.
fn earlier(
    session: &mut Session<'_>,
    scope: Scope,
    claim: &Claim,
) -> Result<Earlier, ServiceError> {
    let own: BTreeSet<&LineKey> = claim.lines().iter().map(|line| &line.key).collect();
    let about = claim.lines().iter().filter_map(|line| {
        Some(LineKey {
            settlement: line.nature.of()?.clone(),
            part: line.key.part,
        })
    });
    let asked: BTreeSet<LineKey> = about.filter(|key| !own.contains(key)).collect();
    if asked.is_empty() {
        return Ok(Earlier::default());
    }
    let number = |key: &LineKey| key.settlement.as_str().parse::<i64>().ok();
    let numbers: Option<Vec<i64>> = asked.iter().map(number).collect();
    let numbers = numbers.ok_or_else(|| StoreError::Corrupt("a settlement number".to_owned()))?;
    let fund = &claim.key().pay.fund;
    let mut others = read::around(session, scope, fund, &numbers)?;
    others.retain(|no| *no != claim.no());
    let others = read::load(session, scope, &others)?;
    let mut earlier = Earlier::of(&others)?;
    for (key, amount) in payable::unclaimed(session, scope, fund, &numbers)? {
        earlier.outcomes.insert(key, Outcome::undecided(amount));
    }
    for key in asked {
        let nothing = Outcome::undecided(Fen::ZERO);
        earlier.outcomes.entry(key).or_insert(nothing);
    }
    Ok(earlier)
}

/// Tells the feed of a step.
fn tell(tx: &mut Tx<'_>, claim: &Claim, kind: &str) -> Result<(), ServiceError> {
    let outcome = claim.outcome()?;
    let body = serde_json::json!({
        "fund": claim.key().pay.fund.as_str(),
        "month": claim.key().month.number(),
        "claimed": outcome.claimed().get(),
        "approved": outcome.approved().get(),
        "refused": outcome.refused().get(),
        "suspended": outcome.suspended().get(),
    });
    tx.emit(&[Event {
        kind: kind.to_owned(),
        version: 1,
        region: claim.office(),
        subject: claim.no().get(),
        body: body.to_string(),
    }])?;
    Ok(())
}
