//! Money in suspense, refunds, reconciliation.

use access::{Actor, Permission, Scope, Sight, Verdict};
use base::{
    BillNo, Date, Fen, PaymentNo, Personal, ProposalNo, Refused, RegionCode, RegionLevel, mask,
};
use enrolment::contribution::bill::BillState;
use enrolment::contribution::payment::{
    CheckNo, Reconciliation, Refund, StatementLine, SuspenseNo, reconcile, refundable,
};
use enrolment::contribution::{Channel, Source};
use serde::{Deserialize, Serialize};
use store::contribution::bill as bills;
use store::contribution::payment::{self as payments, PaymentKind, StoredPayment, Use};
use store::contribution::report;
use store::contribution::suspense::{self as rows, Item, Settlement};
use store::{StoreError, Tx};

use crate::{Desk, ServiceError, audit, membership, proposals, released};

/// The kind of proposal.
const KIND: &str = "pay.refund";

/// Money that waits in the actor's region; the names and numbers that came with it are masked, and the view
/// is on record.
///
/// # Errors
/// Denied; storage.
pub fn waiting(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Item>, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let mut found = desk.read(|session| rows::waiting(session, scope))?;
    for one in &mut found {
        one.item.named = mask(Personal::Name, &one.item.named);
        one.item.document = mask(Personal::DocumentNumber, &one.item.document);
    }
    let subjects: Vec<i64> = found.iter().map(|one| one.item.no.get()).collect();
    let (what, sight) = ("待处理款项", Sight::Masked);
    audit::saw(desk, actor, "suspense.list", what, &subjects, &sight)?;
    Ok(found)
}

/// Counts money in suspense for a bill that it pays in full.
///
/// # Errors
/// [`ServiceError::NotFound`] for a settled item; `pay.wrong_amount` where it is not what is to be paid;
/// `pay.other_county` where the money came in another county than that of the bill.
pub fn match_to(
    desk: &Desk<'_>,
    actor: &Actor,
    item: SuspenseNo,
    bill: BillNo,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(
        actor,
        "suspense.match",
        Some("待处理款项抵账"),
        |tx| {
            let found = rows::find(tx, scope, item)?.ok_or(ServiceError::NotFound("待处理款项"))?;
            let bill = bills::find(tx, scope, bill)?.ok_or(ServiceError::NotFound("账单"))?;
            let whole = Scope::whole(tx.pool());
            let payment = payments::find(tx, whole, found.item.payment)?;
            let payment = payment.ok_or(ServiceError::NotFound("缴费记录"))?;
            same_county(payment.region, &bill)?;
            let free = free(tx, found.item.payment, found.amount)?;
            let left = bill.settled.left();
            if left == Fen::ZERO || free != left {
                let sentence = format!(
                    "款项 {free} 元与账单 {} 应缴 {left} 元不符，请核对或办理退费。",
                    bill.key.bill
                );
                return Err(Refused::new("pay.wrong_amount", sentence).into());
            }
            payments::count(
                tx,
                &[Use {
                    key: bill.key,
                    payment: found.item.payment,
                    payer: Source::Person,
                    amount: free,
                }],
            )?;
            settle(tx, found.item.payment, Settlement::Matched(bill.key.bill))?;
            membership::activate(desk, tx, scope, &[bill.enrolment])?;
            Ok(())
        },
    )
}

/// Each county's fund balances itself (淮南2020 三(四) “分级核算、自求平衡，互不调剂挤占”): an entry over two tiers is legal
/// only as money handed up or down, granted or adjusted, and a premium that was paid in the wrong county is none of
/// these. So it goes back to where it came from.
fn same_county(came: RegionCode, bill: &bills::StoredBill) -> Result<(), Refused> {
    let county = |region: RegionCode| region.at(RegionLevel::County);
    let (at, of) = (county(came), county(bill.region));
    if at.is_some() && at == of {
        return Ok(());
    }
    let short = |county: Option<RegionCode>, of: RegionCode| county.unwrap_or(of).short();
    let sentence = format!(
        "款项收在 {}，账单 {} 属 {}，不能跨区县抵账；请在收款地办理退费，由缴费人在参保地重新缴纳。",
        short(at, came),
        bill.key.bill,
        short(of, bill.region)
    );
    Err(Refused::new("pay.other_county", sentence).under("淮南2020 三(四)"))
}

/// What of a payment neither counts for a bill, wherever that bill is, nor was paid back.
fn free(tx: &mut Tx<'_>, payment: PaymentNo, amount: Fen) -> Result<Fen, ServiceError> {
    let scope = Scope::whole(tx.pool());
    let used = payments::uses(tx, scope, payment)?;
    let used = Fen::checked_sum(used.iter().map(|one| one.amount)).unwrap_or(amount);
    let back = payments::refunded(tx, scope, payment)?;
    let left = amount
        .checked_sub(used)
        .and_then(|left| left.checked_sub(back));
    Ok(left.unwrap_or(Fen::ZERO).max(Fen::ZERO))
}

#[derive(Serialize, Deserialize)]
struct Body {
    payment: i64,
    amount: i64,
    channel: String,
    reason: String,
}

/// Proposes to pay back a payment, whole or in part.
///
/// # Errors
/// `refund.reason`, `refund.amount`, `refund.too_much`; `refund.disputed` where it pays a bill about which a dispute is
/// open; `refund.other_county` where it pays a bill outside the
/// actor's region; not found where the payment itself is outside.
pub fn propose_refund(
    desk: &Desk<'_>,
    actor: &Actor,
    refund: &Refund,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, "refund.propose", Some(&refund.reason), |tx| {
        let found =
            payments::find(tx, scope, refund.of)?.ok_or(ServiceError::NotFound("缴费记录"))?;
        refundable(
            refund,
            found.amount,
            payments::refunded(tx, scope, refund.of)?,
        )?;
        takes_from(tx, scope, &found, refund.amount)?;
        let body = Body {
            payment: refund.of.get(),
            amount: refund.amount.get(),
            channel: refund.channel.code().to_owned(),
            reason: refund.reason.clone(),
        };
        let body = serde_json::to_string(&body);
        let body = body.map_err(|error| ServiceError::Input(error.to_string()))?;
        let needs = Permission::ContributionDecide;
        proposals::propose(tx, actor, KIND, needs, found.region, refund.of.get(), &body)
    })
}

/// Decides a refund. An approved one is a payment of its own that names the first; it is taken from the bills
/// that were paid, the last one first. A bill that is paid back in part is due again, and so is the enrolment;
/// one that is paid back as a whole is withdrawn, and the enrolment ends with it.
///
/// # Errors
/// Those of [`proposals::decide`]; `refund.too_much` where more was paid back meanwhile, `refund.disputed` where a
/// dispute about its bill was raised meanwhile, `refund.other_county` where it was counted for a bill outside the actor's region.
pub fn decide_refund(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<PaymentNo>, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    let today = desk.today();
    desk.write(actor, "refund.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的退费");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(None);
        };
        let broken = || ServiceError::from(StoreError::Corrupt("a proposed refund".to_owned()));
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| broken())?;
        let refund = Refund {
            of: PaymentNo::new(body.payment).ok_or_else(broken)?,
            amount: Fen::new(body.amount),
            channel: Channel::parse(&body.channel).ok_or_else(broken)?,
            reason: body.reason,
        };
        let found =
            payments::find(tx, scope, refund.of)?.ok_or(ServiceError::NotFound("缴费记录"))?;
        refundable(
            &refund,
            found.amount,
            payments::refunded(tx, scope, refund.of)?,
        )?;
        let (back, bills) = pay_back(tx, scope, &found, &refund, today)?;
        unsettle(desk, tx, scope, &bills, &refund.reason)?;
        Ok(Some(back))
    })
}

/// What is free of a payment, and what bills lose where it is paid back: below 0, the last bill first.
///
/// The money may count for bills of every county of the pool: what the actor does not see is not free. Whoever
/// sees only a part of those bills cannot unsettle the others, so the refund is refused.
fn takes_from(
    tx: &mut Tx<'_>,
    scope: Scope,
    found: &StoredPayment,
    amount: Fen,
) -> Result<(Fen, Vec<Use>), ServiceError> {
    let free = free(tx, found.no, found.amount)?;
    let from_bills = amount.checked_sub(free).unwrap_or(Fen::ZERO);
    let mut from_bills = from_bills.max(Fen::ZERO);
    let mut uses = Vec::new();
    let whole = Scope::whole(tx.pool());
    for one in payments::uses(tx, whole, found.no)?.iter().rev() {
        let back = one.amount.min(from_bills);
        let (Some(negative), Some(left)) = (back.checked_neg(), from_bills.checked_sub(back))
        else {
            continue;
        };
        from_bills = left;
        if back <= Fen::ZERO {
            continue;
        }
        let bill = bills::find(tx, scope, one.key.bill)?;
        if bill.as_ref().is_some_and(|bill| bill.disputed) {
            // The dispute decides anew what the bill asks and what is paid back: a bill that a refund withdrew meanwhile
            // could not be decided about any more.
            let sentence = format!(
                "账单 {} 的争议正在处理，退费请等处理后再办理：争议成立时多缴的部分转入待处理款项，再退费。",
                one.key.bill
            );
            return Err(Refused::new("refund.disputed", sentence).into());
        }
        if bill.is_none() {
            let sentence = format!(
                "缴费 {} 已抵其他区县的账单 {}，本级不能退费，请由上级（市级）经办人员申请并复核。",
                found.no, one.key.bill
            );
            return Err(Refused::new("refund.other_county", sentence).into());
        }
        uses.push(Use {
            amount: negative,
            ..*one
        });
    }
    Ok((free, uses))
}

/// Settles every work item of a payment, in whatever county it waits.
fn settle(tx: &mut Tx<'_>, payment: PaymentNo, how: Settlement) -> Result<(), ServiceError> {
    let whole = Scope::whole(tx.pool());
    let waiting = rows::waiting(tx, whole)?;
    for item in waiting.iter().filter(|item| item.item.payment == payment) {
        rows::settle(tx, item.item.no, how)?;
    }
    Ok(())
}

/// Books the refund: bills lose what the free part does not cover. Its number, and those bills.
fn pay_back(
    tx: &mut Tx<'_>,
    scope: Scope,
    found: &StoredPayment,
    refund: &Refund,
    today: Date,
) -> Result<(PaymentNo, Vec<BillNo>), ServiceError> {
    let (free, uses) = takes_from(tx, scope, found, refund.amount)?;
    let no = tx.next("payment", PaymentNo::new)?;
    let uses = uses.into_iter().map(|one| Use { payment: no, ..one });
    let uses: Vec<Use> = uses.collect();
    let range = || Refused::new("refund.amount", "退费金额超出范围，请核对。");
    payments::insert(
        tx,
        &[StoredPayment {
            no,
            region: found.region,
            kind: PaymentKind::Refund,
            channel: refund.channel,
            collector: found.collector,
            reference: format!("T{no}"),
            amount: refund.amount.checked_neg().ok_or_else(range)?,
            on: today,
            year: found.year,
            of: Some(found.no),
            origin: None,
        }],
    )?;
    payments::count(tx, &uses)?;
    if refund.amount >= free {
        settle(tx, found.no, Settlement::Refunded(no))?;
    }
    let bills = uses.iter().filter(|one| one.payer == Source::Person);
    Ok((no, bills.map(|one| one.key.bill).collect()))
}

/// What a refund does to bills and enrolments: a payment is for one family at most, so there are few.
fn unsettle(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    of: &[BillNo],
    reason: &str,
) -> Result<(), ServiceError> {
    for no in of {
        let bill = bills::find(tx, scope, *no)?.ok_or(ServiceError::NotFound("账单"))?;
        match bill.settled.state() {
            BillState::Cancelled | BillState::Paid => {}
            BillState::Partly => membership::due_again(desk, tx, scope, bill.enrolment)?,
            BillState::Due => {
                membership::withdraw(desk, tx, scope, bill.enrolment)?;
                released::withdraw(tx, &bill, reason)?;
            }
        }
    }
    Ok(())
}

/// Reconciles the books of a channel with the other side's statement, and keeps the result.
///
/// # Errors
/// Denied; `reconcile.amount` where amounts leave their range; storage.
pub fn reconcile_with(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    channel: Channel,
    days: (Date, Date),
    statement: &[StatementLine],
) -> Result<(CheckNo, Reconciliation), ServiceError> {
    actor.may_in(Permission::ContributionCollect, region)?;
    let scope = Scope::new(actor.scope().pool(), region);
    let scope = scope.ok_or(ServiceError::NotFound("区划"))?;
    desk.write(actor, "pay.reconcile", None, |tx| {
        let books = payments::books(tx, scope, channel, days)?;
        let result = reconcile(&books, statement)
            .ok_or_else(|| Refused::new("reconcile.amount", "对账金额超出范围，请核对文件。"))?;
        let no = report::keep_check(tx, region, channel, days, &result)?;
        Ok((no, result))
    })
}
