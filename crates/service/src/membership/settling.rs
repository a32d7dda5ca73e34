//! What money does to enrolments: who has paid is active; who was paid back is not.

use access::Scope;
use base::{EnrolmentNo, Fen};
use enrolment::membership::{EndReason, State};
use store::contribution::bill as bills;
use store::membership::enrolment::{self as rows, Kept};
use store::membership::step as steps;
use store::{Session, Tx};

use super::stepping::{before, flow};
use super::telling::tell;
use crate::{Desk, ServiceError, released};

/// The state that comes right before 参保中 in the flow of today: reviewed to the end, the contribution is due.
///
/// # Errors
/// `regime.none`, `flow.*`; storage.
pub fn reviewed(
    desk: &Desk<'_>,
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<State, ServiceError> {
    before(desk, session, scope, State::Active)
}

/// Activates enrolments whose contribution was paid, or that have nothing to pay, within the transaction that
/// takes the payment or draws the bill. Those that are active already, or not yet approved, stay as they are.
/// How many became active.
///
/// Call it once in a transaction at most.
///
/// # Errors
/// `regime.none`, `flow.*`; storage.
pub fn activate(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    numbers: &[EnrolmentNo],
) -> Result<u64, ServiceError> {
    if numbers.is_empty() {
        return Ok(0);
    }
    let from = reviewed(desk, tx, scope)?;
    Ok(steps::many(tx, scope, numbers, from, State::Active, None)?)
}

/// The contribution of an active enrolment is due again in part: it goes back to the state before, until it is
/// paid. In every other state nothing changes.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the scope; `regime.none`, `flow.*`; storage.
pub fn due_again(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    no: EnrolmentNo,
) -> Result<(), ServiceError> {
    let mut kept = found(tx, scope, no)?;
    if kept.is.state != State::Active || !kept.is.runs {
        return Ok(());
    }
    let flow = flow(desk, tx, scope)?;
    let to = reviewed(desk, tx, scope)?;
    kept.is.state.may_become(to, &flow)?;
    kept.is.state = to;
    Ok(rows::replace(tx, scope, &kept)?)
}

/// The whole contribution was paid back: the enrolment ends as withdrawn, or for the reason that it was
/// shortened for before. One that does not run any more stays as it is.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the scope; `enrolment.transition`; storage.
pub fn withdraw(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    no: EnrolmentNo,
) -> Result<(), ServiceError> {
    let mut kept = found(tx, scope, no)?;
    if !kept.is.runs {
        return Ok(());
    }
    let flow = flow(desk, tx, scope)?;
    kept.is.state.may_become(State::Ended, &flow)?;
    kept.is.state = State::Ended;
    kept.is.runs = false;
    kept.is.end = kept.is.end.or(Some(EndReason::Withdrawn));
    rows::replace(tx, scope, &kept)?;
    tell(tx, kept.is.region, "enrolment_shortened", no)
}

/// Withdraws the bill of an enrolment that ended before it began or as a double. A bill that the person paid for
/// stays until the money is paid back; what others paid in the place of the person waits as a work item.
pub(super) fn drop_bill(tx: &mut Tx<'_>, scope: Scope, kept: &Kept) -> Result<(), ServiceError> {
    for bill in bills::of_persons(tx, scope, &[kept.is.person])? {
        if bill.enrolment == kept.is.no && bill.settled.paid == Fen::ZERO {
            let reason = kept.is.end.map_or("参保登记终止", EndReason::zh);
            released::withdraw(tx, &bill, reason)?;
        }
    }
    Ok(())
}

fn found(tx: &mut Tx<'_>, scope: Scope, no: EnrolmentNo) -> Result<Kept, ServiceError> {
    rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("参保登记"))
}
