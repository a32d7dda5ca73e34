//! The way to a designation: application, county first review, city confirmation (篇1 二(四)).

use access::{Actor, Permission};
use base::{ProposalNo, Refused};
use directory::agreement::{Designation, DesignationNo, State, Step};
use directory::provider::ProviderCode;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::provider::file;

use super::body::{self, CONFIRM, Deciding, FIRST_REVIEW};
use super::directory::on_record;
use crate::{Desk, ServiceError, proposals};

#[derive(Serialize, Deserialize)]
struct Body {
    designation: i64,
    reason: String,
    evidence: String,
}

impl Body {
    fn no(&self) -> Result<DesignationNo, ServiceError> {
        DesignationNo::new(self.designation).ok_or_else(|| body::odd().into())
    }
}

/// Records an application for designation and hands it to the county's reviewer.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a provider outside the actor's region;
/// [`ServiceError::Refused`] `designation.running` where an application is under way, `licence.…` without a licence
/// in force today, `designation.reason` without documents; storage.
pub fn apply(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
    evidence: &str,
) -> Result<(DesignationNo, ProposalNo), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.apply", None, |tx| {
        let held = on_record(tx, scope, code)?;
        let running = |file: &&Designation| {
            matches!(
                file.state(),
                State::Applied | State::FirstReviewed | State::Confirmed
            )
        };
        if let Some(other) = held.designations.iter().find(running) {
            let zh = format!(
                "{code} 的第 {} 号申请正在办理（{}），不能重复申请。",
                other.no,
                other.state().zh()
            );
            return Err(Refused::new("designation.running", zh).into());
        }
        held.dossier().licence(today)?;
        let no = tx.next("designation", DesignationNo::new)?;
        let place = (held.region, tx.pool());
        let file = Designation::apply(no, code.clone(), place, today, evidence)?;
        file::open(tx, scope, &file)?;
        let body = body::write(&Body {
            designation: no.get(),
            reason: "符合准入条件".to_owned(),
            evidence: evidence.trim().to_owned(),
        })?;
        let needs = Permission::ProviderDecide;
        let (kind, subject) = (FIRST_REVIEW, no.get());
        let proposal = proposals::propose(tx, actor, kind, needs, held.region, subject, &body)?;
        Ok((no, proposal))
    })
}

/// Proposes to the city's reviewer to confirm what a county has reviewed.
///
/// # Errors
/// [`ServiceError::Denied`], also for a county; [`ServiceError::NotFound`]; [`ServiceError::Refused`]
/// `designation.transition` before the first review; storage.
pub fn propose_confirm(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DesignationNo,
    (reason, evidence): (&str, &str),
) -> Result<ProposalNo, ServiceError> {
    let pool = actor.scope().pool();
    let scope = actor.may_in(Permission::ProviderPropose, pool)?;
    let today = desk.today();
    desk.write(actor, "provider.confirm", Some(reason), |tx| {
        let mut file = found(tx, scope, no)?;
        file.advance(Step {
            to: State::Confirmed,
            on: today,
            by: pool,
            reason: reason.into(),
            evidence: evidence.into(),
            agreement: None,
        })?;
        let body = body::write(&Body {
            designation: no.get(),
            reason: reason.to_owned(),
            evidence: evidence.to_owned(),
        })?;
        let needs = Permission::ProviderDecide;
        proposals::propose(tx, actor, CONFIRM, needs, pool, no.get(), &body)
    })
}

/// Withdraws an application, as the provider asks.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `designation.transition` once it
/// is signed or ended; storage.
pub fn withdraw(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DesignationNo,
    (reason, evidence): (&str, &str),
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.withdraw", Some(reason), |tx| {
        let mut file = found(tx, scope, no)?;
        let by = file.county;
        file.advance(Step {
            to: State::Withdrawn,
            on: today,
            by,
            reason: reason.into(),
            evidence: evidence.into(),
            agreement: None,
        })?;
        Ok(file::advanced(tx, scope, &file, None)?)
    })
}

/// A file of a scope.
pub(super) fn found(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    no: DesignationNo,
) -> Result<Designation, ServiceError> {
    let file = file::find(tx, scope, no)?;
    file.ok_or(ServiceError::NotFound("定点申请"))
}

/// Carries out a first review or a confirmation.
pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    kind: &str,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: Body = body::read(text)?;
    let mut file = found(tx, by.scope, asked.no()?)?;
    if by.approved {
        let held = on_record(tx, by.scope, &file.provider)?;
        held.dossier().licence(by.on)?;
    }
    let first = kind == FIRST_REVIEW;
    let to = match (by.approved, first) {
        (false, _) => State::Rejected,
        (true, true) => State::FirstReviewed,
        (true, false) => State::Confirmed,
    };
    let step = Step {
        to,
        on: by.on,
        by: if first { file.county } else { file.pool },
        reason: by.reason_or(&asked.reason),
        evidence: asked.evidence.into(),
        agreement: None,
    };
    file.advance(step)?;
    file::advanced(tx, by.scope, &file, Some(by.proposal))?;
    let next = match to {
        State::FirstReviewed => "，等待市级确认",
        State::Confirmed => "，全市互认，请签订服务协议",
        _ => "",
    };
    Ok(format!("{} {}{next}。", file.provider, to.zh()))
}
