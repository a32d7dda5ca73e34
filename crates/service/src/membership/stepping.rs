//! From state to state, as the flow of the pooling area says.

use access::{Actor, Permission, Scope};
use base::{BatchNo, EnrolmentNo, Refused};
use enrolment::membership::State;
use enrolment::regime::{Flow, ServiceItem};
use store::batch;
use store::membership::{enrolment as rows, report, step as steps};
use store::{Event, Session, Tx};

use crate::{Desk, ServiceError, regime};

/// How many enrolments of a batch move in one transaction.
const CHUNK: i64 = 5_000;

/// Moves enrolments to a state that users decide on (first review, approval, confirmation, rejection): all of
/// them, or none. How many.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `enrolment.not_by_hand` for a state that follows from
/// something else, as being active follows from the payment, `flow.*` where the flow does not have the state,
/// `enrolment.transition` where one of them is in another state than the one before; storage, among it the
/// guard that nobody approves what they submitted.
pub fn step(
    desk: &Desk<'_>,
    actor: &Actor,
    numbers: &[EnrolmentNo],
    to: State,
    reason: &str,
) -> Result<u64, ServiceError> {
    let (needs, command) = by_hand(to)?;
    let scope = actor.may(needs)?;
    let reason = needed(reason, to)?;
    desk.write(actor, command, Some(reason), |tx| {
        if to == State::Rejected {
            let flow = flow(desk, tx, scope)?;
            return reject(tx, scope, numbers, &flow);
        }
        let from = before(desk, tx, scope, to)?;
        let moved = steps::many(tx, scope, numbers, from, to, None)?;
        if usize::try_from(moved).ok() != Some(numbers.len()) {
            return Err(left_behind(from, to, numbers.len(), moved).into());
        }
        tell(tx, scope, to, numbers)?;
        Ok(moved)
    })
}

/// Moves every enrolment of a batch that is in the state before; cut off at any moment, the same call goes on.
/// How many moved in this call.
///
/// # Errors
/// As [`step`]; [`ServiceError::NotFound`] where the actor's region has no such batch; `enrolment.batch_behind`
/// where its enrolments wait for an earlier step, `enrolment.batch_empty` where it has none.
pub fn step_batch(
    desk: &Desk<'_>,
    actor: &Actor,
    batch: BatchNo,
    to: State,
    reason: &str,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, ServiceError> {
    let (needs, command) = by_hand(to)?;
    let scope = actor.may(needs)?;
    let reason = needed(reason, to)?;
    if to == State::Rejected {
        let zh = "不能把整批都办成不予参保；请写明其中各条的登记编号（一次可写多个）和原因，如 enrol reject 12 15 --reason 原因。";
        return Err(Refused::new("enrolment.batch_reject", zh).into());
    }
    desk.read(|session| ready(desk, session, scope, batch, to))?;
    let (mut moved, mut after) = (0_u64, None);
    loop {
        let chunk = desk.write(actor, command, Some(reason), |tx| {
            let from = before(desk, tx, scope, to)?;
            let chunk = steps::batch(tx, scope, batch, (from, to), after, CHUNK)?;
            Ok::<_, ServiceError>(chunk)
        })?;
        let Some((now, last)) = chunk else {
            return Ok(moved);
        };
        moved = moved.saturating_add(now);
        progress(moved);
        after = Some(last);
    }
}

/// Whether a batch can be moved to a state, wholly or in part, or stands there already.
fn ready(
    desk: &Desk<'_>,
    session: &mut Session<'_>,
    scope: Scope,
    no: BatchNo,
    to: State,
) -> Result<(), ServiceError> {
    let from = before(desk, session, scope, to)?;
    let states = report::states_of_batch(session, scope, no)?;
    if states.is_empty() {
        let known = batch::find(session, scope, no)?;
        known.ok_or(ServiceError::NotFound("此批次"))?;
        let zh = format!("批次 {no} 没有登记任何参保，没有可以办理的，请核对批次号。");
        return Err(Refused::new("enrolment.batch_empty", zh).into());
    }
    if states.iter().any(|(state, _)| *state == from) {
        return Ok(());
    }
    let flow = flow(desk, session, scope)?;
    let place = |state: State| {
        flow.steps
            .iter()
            .position(|step| *step.state == *state.code())
    };
    let (wanted, mut behind) = (place(from), 0_i64);
    for (state, count) in states {
        if place(state).is_some_and(|place| Some(place) < wanted) {
            behind = behind.saturating_add(count);
        }
    }
    if behind == 0 {
        return Ok(());
    }
    let former = from.zh().replace('已', "");
    let zh = format!(
        "批次 {no} 有 {behind} 条尚未{former}，不能变为“{}”；请先办理{former}。",
        to.zh()
    );
    Err(Refused::new("enrolment.batch_behind", zh).into())
}

fn reject(
    tx: &mut Tx<'_>,
    scope: Scope,
    numbers: &[EnrolmentNo],
    flow: &Flow,
) -> Result<u64, ServiceError> {
    let mut moved = 0_u64;
    for no in numbers {
        let found = rows::find(tx, scope, *no)?;
        let mut kept = found.ok_or(ServiceError::NotFound("参保登记"))?;
        not_approved(*no, kept.is.state)?;
        kept.is.state.may_become(State::Rejected, flow)?;
        kept.is.state = State::Rejected;
        kept.is.runs = false;
        rows::replace(tx, scope, &kept)?;
        moved = moved.saturating_add(1);
    }
    Ok(moved)
}

/// What was approved is not rejected any more; it is ended.
fn not_approved(no: EnrolmentNo, state: State) -> Result<(), Refused> {
    match state {
        State::Approved | State::Confirmed | State::Active => Err(Refused::new(
            "enrolment.approved",
            format!(
                "参保登记 {no} 已经核准（现为“{}”），不能再办不予参保；需要终止的，请用 enrol end 拟定，由另一名用户复核。",
                state.zh()
            ),
        )),
        _ => Ok(()),
    }
}

fn tell(
    tx: &mut Tx<'_>,
    scope: Scope,
    to: State,
    numbers: &[EnrolmentNo],
) -> Result<(), ServiceError> {
    if to != State::Approved {
        return Ok(());
    }
    let event = |no: &EnrolmentNo| Event {
        kind: "enrolled".to_owned(),
        version: 1,
        region: scope.region(),
        subject: no.get(),
        body: "{}".to_owned(),
    };
    let events: Vec<_> = numbers.iter().map(event).collect();
    Ok(tx.emit(&events)?)
}

/// The flow of enrolment in force today.
pub(super) fn flow(
    desk: &Desk<'_>,
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Flow, ServiceError> {
    let profile = regime::of(session, scope, desk.today())?;
    Ok(profile
        .flows
        .on(ServiceItem::Enrolment, desk.today())?
        .clone())
}

/// The state that comes before one in the flow of today.
pub(super) fn before(
    desk: &Desk<'_>,
    session: &mut Session<'_>,
    scope: Scope,
    to: State,
) -> Result<State, ServiceError> {
    let flow = flow(desk, session, scope)?;
    let codes: Vec<_> = flow.steps.iter().map(|step| &*step.state).collect();
    let place = codes.iter().position(|code| *code == to.code());
    let former = match (to, place) {
        (State::Active, _) => codes.last(),
        (_, Some(place)) => place.checked_sub(1).and_then(|former| codes.get(former)),
        (_, None) => {
            flow.check(&[to.code()])?;
            None
        }
    };
    let former = former.and_then(|code| State::parse(code));
    former.ok_or_else(|| {
        let zh = format!("统一流程中没有到达“{}”的上一环节，请核对流程。", to.zh());
        Refused::new("flow.no_former", zh).into()
    })
}

fn left_behind(from: State, to: State, asked: usize, moved: u64) -> Refused {
    Refused::new(
        "enrolment.transition",
        format!(
            "要求办理 {asked} 条，其中只有 {moved} 条处于“{}”，可以变为“{}”；本次没有写入，请先核对其余各条的状态。",
            from.zh(),
            to.zh()
        ),
    )
}

/// The permission that a step by hand needs, and its command. Submitted follows from the application, active from the
/// payment, contested from old data, ended from what ends it: none of them is decided here.
fn by_hand(to: State) -> Result<(Permission, &'static str), Refused> {
    match to {
        State::FirstReviewed => Ok((Permission::EnrolmentReview, "enrol.review")),
        State::Approved => Ok((Permission::EnrolmentDecide, "enrol.approve")),
        State::Confirmed => Ok((Permission::EnrolmentDecide, "enrol.confirm")),
        State::Rejected => Ok((Permission::EnrolmentDecide, "enrol.reject")),
        State::Draft | State::Submitted | State::Active | State::Contested | State::Ended => {
            let zh = format!(
                "“{}”不是人工办理的环节：缴费入账后自动参保，终止和撤回另有办理入口；请办理初审、核准、确认或不予参保。",
                to.zh()
            );
            Err(Refused::new("enrolment.not_by_hand", zh))
        }
    }
}

fn needed(reason: &str, to: State) -> Result<&str, Refused> {
    let reason = reason.trim();
    if reason.is_empty() {
        let zh = format!("变为“{}”需要写明原因，请补充。", to.zh());
        return Err(Refused::new("enrolment.no_reason", zh));
    }
    Ok(reason)
}
