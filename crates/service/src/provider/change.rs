//! The procedure for changing what is registered: asked for, reviewed by the county, confirmed by the city, then in
//! force from its day with what was before as history. It is the same for hospitals and pharmacies.

use access::{Actor, Permission, Scope};
use base::{Date, ProposalNo};
use directory::provider::{Change, ChangeRequest, ChangeState, ProviderCode};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::provider::change::{self as rows, ChangeNo, StoredChange};
use store::provider::institution::{self, Registered};

use super::body::{self, CHANGE_CONFIRM, CHANGE_REVIEW, Deciding};
use super::directory::on_record;
use crate::{Desk, ServiceError, proposals};

#[derive(Serialize, Deserialize)]
struct Body {
    change: i64,
}

/// Records a change that a provider asks for and hands it to the county's reviewer.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `provider.change_evidence`, and
/// what [`ChangeRequest::apply`] would refuse; storage.
pub fn request_change(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
    (change, from): (Change, Date),
    evidence: &str,
) -> Result<(ChangeNo, ProposalNo), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let request = ChangeRequest::new(code.clone(), change, from, evidence)?;
    desk.write(actor, "provider.change", None, |tx| {
        let held = on_record(tx, scope, code)?;
        let mut tried = request.clone();
        tried.state = ChangeState::Confirmed;
        tried.apply(&mut held.institution.clone())?;
        let stored = StoredChange {
            no: tx.next("provider_change", ChangeNo::new)?,
            region: held.region,
            request: request.clone(),
        };
        rows::add(tx, scope, &stored)?;
        let body = body::write(&Body {
            change: stored.no.get(),
        })?;
        let (needs, subject) = (Permission::ProviderDecide, stored.no.get());
        let kind = CHANGE_REVIEW;
        let proposal = proposals::propose(tx, actor, kind, needs, held.region, subject, &body)?;
        Ok((stored.no, proposal))
    })
}

/// Proposes to the city's reviewer to confirm a change that the county has reviewed.
///
/// # Errors
/// [`ServiceError::Denied`], also for a county; [`ServiceError::NotFound`]; [`ServiceError::Refused`]
/// `provider.change_state` before the first review; storage.
pub fn propose_change_confirm(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ChangeNo,
) -> Result<ProposalNo, ServiceError> {
    let pool = actor.scope().pool();
    let scope = actor.may_in(Permission::ProviderPropose, pool)?;
    let body = body::write(&Body { change: no.get() })?;
    desk.write(actor, "provider.change_confirm", None, |tx| {
        let mut stored = found(tx, scope, no)?;
        stored.request.advance(ChangeState::Confirmed)?;
        let (needs, subject) = (Permission::ProviderDecide, no.get());
        proposals::propose(tx, actor, CHANGE_CONFIRM, needs, pool, subject, &body)
    })
}

fn found(tx: &mut Tx<'_>, scope: Scope, no: ChangeNo) -> Result<StoredChange, ServiceError> {
    rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("机构变更申请"))
}

pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    kind: &str,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: Body = body::read(text)?;
    let no = ChangeNo::new(asked.change).ok_or_else(body::odd)?;
    let mut stored = found(tx, by.scope, no)?;
    let first = kind == CHANGE_REVIEW;
    let to = match (by.approved, first) {
        (false, _) => ChangeState::Rejected,
        (true, true) => ChangeState::FirstReviewed,
        (true, false) => ChangeState::Confirmed,
    };
    stored.request.advance(to)?;
    rows::step(tx, by.scope, &stored, (to, by.on), by.proposal)?;
    if to == ChangeState::Confirmed {
        apply(tx, by, &mut stored)?;
    }
    let (what, state) = (stored.request.change.zh(), stored.request.state.zh());
    Ok(format!("第 {no} 号变更（{what}）{state}。"))
}

/// What the city confirmed is written into the particulars in the same commit.
fn apply(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    stored: &mut StoredChange,
) -> Result<(), ServiceError> {
    let held = on_record(tx, by.scope, &stored.request.provider)?;
    let old = Registered {
        region: held.region,
        institution: held.institution,
    };
    let mut new = old.institution.clone();
    stored.request.apply(&mut new)?;
    institution::replace(tx, by.scope, &old, &new)?;
    let applied = (ChangeState::Applied, by.on);
    Ok(rows::step(tx, by.scope, stored, applied, by.proposal)?)
}

/// The changes of the actor's region, by number.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn changes(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<StoredChange>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    Ok(desk.read(|session| rows::all(session, scope))?)
}
