//! Disputes about bills: raised by one, decided by another; the dues are worked out anew.

use access::{Actor, Permission, Verdict};
use base::{BillNo, Fen, ProposalNo, Refused};
use enrolment::contribution::Source;
use enrolment::contribution::bill::{Dispute, DisputeNo, DisputeState, Draft, Outcome, Recomputed};
use store::Tx;
use store::contribution::bill::{self as bills, BillKey, NewBill, StoredBill};
use store::contribution::dispute::{self as rows, Ending};
use store::contribution::payment as payments;

use super::billing::anew;
use crate::{Desk, ServiceError, membership, proposals, released};

/// The kind of proposal.
const KIND: &str = "bill.dispute";

/// Raises a dispute: the bill is marked until somebody else decides.
///
/// # Errors
/// `dispute.ground`; `dispute.open` where one is open; not found outside the actor's region.
pub fn raise(
    desk: &Desk<'_>,
    actor: &Actor,
    bill: BillNo,
    ground: &str,
) -> Result<(DisputeNo, ProposalNo), ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    let dispute = Dispute::raise(bill, ground, desk.today())?;
    desk.write(actor, "dispute.raise", Some(ground), |tx| {
        let found = bills::find(tx, scope, bill)?.ok_or(ServiceError::NotFound("账单"))?;
        if found.disputed {
            let sentence = format!("账单 {bill} 已有处理中的争议，请等待处理结果。");
            return Err(Refused::new("dispute.open", sentence).into());
        }
        let no = rows::raise(tx, &found, &dispute)?;
        let needs = Permission::ContributionDecide;
        let body = format!("{{\"dispute\":{no},\"bill\":{bill}}}");
        let proposal = proposals::propose(tx, actor, KIND, needs, found.region, bill.get(), &body)?;
        Ok((no, proposal))
    })
}

/// What came of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// Where it stands, what is paid back, what is still due.
    pub outcome: Outcome,
    /// The bill in the place of the disputed one.
    pub new_bill: Option<BillNo>,
}

/// Decides a dispute. Approved: the dues are worked out anew from what is known now; where they differ, a
/// new bill takes the place of the old one and what was paid goes with it; the rest waits to be paid back.
/// Rejected: the bill stands.
///
/// # Errors
/// Those of [`proposals::decide`]; not found for another kind of proposal.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Decided, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    let today = desk.today();
    desk.write(actor, "dispute.decide", Some(reason), |tx| {
        let proposal = proposals::decide(desk, tx, actor, no, verdict, reason)?;
        let bill = BillNo::new(proposal.subject).filter(|_| proposal.kind == KIND);
        let bill = bill.ok_or(ServiceError::NotFound("待处理的争议"))?;
        let bill = bills::find(tx, scope, bill)?.ok_or(ServiceError::NotFound("账单"))?;
        let open = rows::open(tx, scope, &bill)?;
        let (no, dispute) = open.ok_or(ServiceError::NotFound("处理中的争议"))?;
        let billed = bill.settled.due;
        let paid = bill.settled.paid;
        let right = match verdict {
            Verdict::Approved => Some(anew(tx, scope, &bill, today)?),
            Verdict::Rejected => None,
        };
        let recomputed = right.as_ref().map_or(billed, Draft::due_of_person);
        let outcome = dispute.resolve(Recomputed {
            billed,
            right: recomputed,
            paid,
        })?;
        let new_bill = match right {
            Some(draft) if outcome.state == DisputeState::Upheld => {
                let new = replace(tx, &bill, draft, reason)?;
                // Paid before, due for more now; or nothing is left to pay.
                if paid >= recomputed {
                    membership::activate(desk, tx, scope, &[bill.enrolment])?;
                } else {
                    membership::due_again(desk, tx, scope, bill.enrolment)?;
                }
                Some(new)
            }
            _ => None,
        };
        let ending = Ending {
            state: outcome.state,
            billed,
            recomputed,
            refund: outcome.refund,
            new_bill,
        };
        rows::end(tx, &bill, no, &ending)?;
        Ok(Decided { outcome, new_bill })
    })
}

/// Another bill in the place of this one; money that counted for the old one counts for the new one as
/// far as it asks its payer for it, and the rest waits as a work item.
fn replace(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    draft: Draft,
    reason: &str,
) -> Result<BillNo, ServiceError> {
    let no = tx.next("bill", BillNo::new)?;
    let key = BillKey {
        bucket: bill.key.bucket,
        bill: no,
    };
    let paid = payments::of_bill(tx, bill.key)?;
    let mut due: Vec<(Source, Fen)> = Vec::new();
    for one in &paid {
        if due.iter().all(|(payer, _)| *payer != one.payer) {
            due.push((one.payer, draft.by(one.payer)));
        }
    }
    bills::withdraw(tx, bill, reason, Some(no))?;
    let new = NewBill {
        key,
        enrolment: bill.enrolment,
        draft,
    };
    bills::insert(tx, &[new])?;
    released::move_on(tx, bill, &paid, key, due)?;
    Ok(no)
}
