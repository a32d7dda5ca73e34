//! Disputes about a bill.

use access::{Actor, Permission, Verdict};
use base::{BillNo, Fen, PersonNo, ProposalNo, Refused};
use benefit::plan::Policy;
use enrolment::premium::{Dispute, DisputeNo, PremiumBill, Resolution, Rules, bill as compute};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::premium::bill::{BillRow, Drawn};
use store::premium::{bill, dispute, plan};
use store::{Event, Tx};

use super::defer::of_kind;
use super::load;
use crate::{Desk, ServiceError, proposals};

const KIND: &str = "premium.dispute";

/// What was found for one person: the wage that should have been declared, 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Number of the person.
    pub person: i64,
    /// The wage.
    pub wage: i64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    dispute: i64,
    wages: Vec<Correction>,
}

/// Records a dispute; the bill is marked until it is resolved.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.reason`,
/// `premium.disputed` where one is open; storage.
pub fn raise(
    desk: &Desk<'_>,
    actor: &Actor,
    of: BillNo,
    claim: &str,
) -> Result<DisputeNo, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    desk.write(actor, "premium.dispute", Some(claim), |tx| {
        let found = bill::find(tx, scope, of)?.filter(|it| it.of.is_none());
        let found = found.ok_or(ServiceError::NotFound("单位缴费账单"))?;
        let known = dispute::of_bill(tx, scope, of)?;
        if known.iter().any(|it| it.resolution().is_none()) {
            let sentence = format!("账单 {of} 已有一项处理中的争议，请先处理完毕。");
            return Err(Refused::new("premium.disputed", sentence).into());
        }
        let no = tx.next("premium_dispute", DisputeNo::new)?;
        let raised = Dispute::raise(no, of, today, claim)?;
        dispute::add(tx, scope, found.region, &raised)?;
        Ok(no)
    })
}

/// Proposes how a dispute is resolved: with the wages that were found, or none where the bill stands.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn propose_resolution(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DisputeNo,
    wages: Vec<Correction>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, "premium.resolve", None, |tx| {
        let found = dispute::find(tx, scope, no)?;
        let found = found.ok_or(ServiceError::NotFound("缴费争议"))?;
        let of = bill::find(tx, scope, found.bill)?;
        let of = of.ok_or(ServiceError::NotFound("单位缴费账单"))?;
        let body = Body {
            dispute: no.get(),
            wages,
        };
        let body = serde_json::to_string(&body)
            .map_err(|_| ServiceError::Input("争议的处理内容不能保存。".to_owned()))?;
        let needs = Permission::ContributionDecide;
        proposals::propose(tx, actor, KIND, needs, of.region, no.get(), &body)
    })
}

/// Decides a proposed resolution: the bill is computed again, and where the amount differs a correction is
/// written that names it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.decided`,
/// `proposal.decided`, or where the package does not answer; storage.
pub fn decide_dispute(
    desk: &Desk<'_>,
    actor: &Actor,
    policy: &Policy,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Resolution>, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    let today = desk.today();
    desk.write(actor, "premium.decide_dispute", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        of_kind(&decided.kind, KIND)?;
        if verdict == Verdict::Rejected {
            return Ok(None);
        }
        let body: Body = serde_json::from_str(&decided.body)
            .map_err(|_| ServiceError::Input("争议的处理内容不能读取。".to_owned()))?;
        let no = DisputeNo::new(body.dispute).ok_or(ServiceError::NotFound("缴费争议"))?;
        let found = dispute::find(tx, scope, no)?;
        let mut found = found.ok_or(ServiceError::NotFound("缴费争议"))?;
        let of = bill::find(tx, scope, found.bill)?;
        let of = of.ok_or(ServiceError::NotFound("单位缴费账单"))?;
        let (before, after) = recompute(tx, scope, policy, &of, &body.wages)?;
        let resolution = found.resolve((proposal, today), &before, &after)?;
        let correction = write(desk, tx, scope, &of, &resolution)?;
        dispute::end(tx, no, &resolution, correction)?;
        Ok(Some(resolution))
    })
}

fn write(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: access::Scope,
    of: &BillRow,
    resolution: &Resolution,
) -> Result<Option<BillNo>, ServiceError> {
    if resolution.difference == Fen::ZERO {
        return Ok(None);
    }
    let no = tx.next("premium_bill", BillNo::new)?;
    let drawn = Drawn {
        no,
        region: of.region,
        due_on: of.due_on.max(desk.today()),
        on: desk.today(),
    };
    bill::correct(tx, scope, of, &drawn, resolution.difference, "dispute")?;
    tx.emit(&[Event {
        kind: "premium.corrected".to_owned(),
        version: 1,
        region: of.region,
        subject: no.get(),
        body: serde_json::json!({ "of": of.no.get(), "amount": resolution.difference.get() })
            .to_string(),
    }])?;
    Ok(Some(no))
}

/// The bill as it was drawn, and as it comes to with the wages that were found.
fn recompute(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    policy: &Policy,
    of: &BillRow,
    wages: &[Correction],
) -> Result<(PremiumBill, PremiumBill), ServiceError> {
    let found: BTreeMap<i64, i64> = wages.iter().map(|it| (it.person, it.wage)).collect();
    let billed = bill::dues(tx, scope, of.no)?;
    let (_, roll) = load::workers(tx, scope, of.employer, of.month)?;
    // The people and wages of the bill, not those of today's roll.
    let mut workers = Vec::with_capacity(billed.len());
    for (_, due) in &billed {
        let known = roll.iter().find(|worker| worker.person == due.person);
        let mut worker = known.cloned().ok_or_else(|| gone(due.person))?;
        worker.wage = due.wage;
        workers.push(worker);
    }
    let variant = plan::of_employer(tx, scope, of.employer, of.month.first())?;
    let rules = Rules::new(policy);
    let before = compute(&rules, of.employer, of.month, &workers, variant.as_ref())?;
    for worker in &mut workers {
        if let Some(wage) = found.get(&worker.person.get()) {
            worker.wage = Some(Fen::new(*wage));
        }
    }
    let after = compute(&rules, of.employer, of.month, &workers, variant.as_ref())?;
    Ok((before, after))
}

fn gone(person: PersonNo) -> Refused {
    Refused::new(
        "premium.not_on_roll",
        format!("账单上的人员 {person} 在该月的职工名册中找不到，请先核对名册。"),
    )
}
