//! Entitlement by decision: proposed with its article, decided by another, read by the derivation.

use access::{Actor, Permission, Verdict};
use base::{Date, PersonNo, ProposalNo, Refused};
use enrolment::Scheme;
use store::premium::roll;

use crate::premium::of_kind;
use crate::{Desk, ServiceError, proposals};

const KIND: &str = "entitlement.decision";

/// The days that a decision gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// In which scheme.
    pub scheme: Scheme,
    /// First day.
    pub from: Date,
    /// Last day; a decision always ends.
    pub until: Date,
}

/// Proposes to give a person entitlement for some days.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `entitlement.days`,
/// `entitlement.article`; storage.
pub fn propose_decision(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    days: Days,
    article: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::EnrolmentPropose)?;
    if days.until < days.from {
        let sentence = format!("截止日 {} 早于起始日 {}，请核对。", days.until, days.from);
        return Err(Refused::new("entitlement.days", sentence).into());
    }
    if article.trim().is_empty() {
        let sentence = "请写明给予待遇所依据的文件与条款。";
        return Err(Refused::new("entitlement.article", sentence).into());
    }
    desk.write(actor, KIND, Some(article), |tx| {
        let found = roll::career(tx, scope, person)?;
        let found = found.ok_or(ServiceError::NotFound("参保人员"))?;
        let body = serde_json::json!({
            "scheme": days.scheme.code(), "from": days.from.number(), "until": days.until.number(),
            "article": article.trim(),
        });
        let needs = Permission::EnrolmentDecide;
        let (region, body) = (found.region, body.to_string());
        proposals::propose(tx, actor, KIND, needs, region, person.get(), &body)
    })
}

/// Decides such a proposal; the days are among the spans when they are derived next.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `proposal.decided`,
/// `proposal.kind`; storage.
pub fn decide_decision(
    desk: &Desk<'_>,
    actor: &Actor,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    desk.write(actor, "entitlement.decide", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        Ok(of_kind(&decided.kind, KIND)?)
    })
}
