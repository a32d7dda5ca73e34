//! Money in suspense, refunds, reconciliation.

use access::{Actor, Permission, Sight, Verdict};
use base::{BillNo, Date, Fen, PaymentNo, Personal, ProposalNo, Refused, RegionCode, mask};
use enrolment::contribution::bill::BillState;
use enrolment::contribution::payment::{
    CheckNo, Mismatch, Reconciliation, Refund, StatementLine, SuspenseNo, reconcile, refundable,
};
use enrolment::contribution::{Channel, Source};
use serde::{Deserialize, Serialize};
use store::contribution::bill::{self as bills, StoredBill};
use store::contribution::payment::{self as payments, PaymentKind, StoredPayment, Use};
use store::contribution::report;
use store::contribution::suspense::{self as rows, Item, NewItem, Settlement};
use store::{StoreError, Tx};

use crate::{Desk, ServiceError, audit, membership, proposals};

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
/// [`ServiceError::NotFound`] for a settled item; `pay.wrong_amount` where it is not what is to be paid.
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
            let free = free(tx, scope, found.item.payment, found.amount)?;
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
            rows::settle(tx, item, Settlement::Matched(bill.key.bill))?;
            membership::activate(desk, tx, scope, &[bill.enrolment])?;
            Ok(())
        },
    )
}

/// What of a payment neither counts for a bill nor was paid back.
fn free(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    payment: PaymentNo,
    amount: Fen,
) -> Result<Fen, ServiceError> {
    let used = payments::uses(tx, scope, payment)?;
    let used = Fen::checked_sum(used.iter().map(|one| one.amount)).unwrap_or(amount);
    let back = payments::refunded(tx, scope, payment)?;
    let left = amount
        .checked_sub(used)
        .and_then(|left| left.checked_sub(back));
    Ok(left.unwrap_or(Fen::ZERO).max(Fen::ZERO))
}

/// Opens work items for money that pays no bill: paid by another way meanwhile, or the bill was withdrawn.
pub(super) fn wait_for(
    tx: &mut Tx<'_>,
    region: RegionCode,
    money: &[(PaymentNo, Option<StoredBill>)],
) -> Result<(), ServiceError> {
    let Ok(count) = u32::try_from(money.len()) else {
        return Err(ServiceError::Input("一次处理的款项过多。".to_owned()));
    };
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("suspense", count)?;
    let items = (first..).zip(money).filter_map(|(no, (payment, bill))| {
        let cancelled = bill.as_ref().is_some_and(|bill| bill.settled.cancelled);
        let reason = match bill {
            Some(_) if !cancelled => Mismatch::AlreadyPaid,
            _ => Mismatch::NoBill,
        };
        Some(NewItem {
            no: SuspenseNo::new(no)?,
            region: bill.as_ref().map_or(region, |bill| bill.region),
            payment: *payment,
            reason,
            person: bill.as_ref().map(|bill| bill.person),
            document: String::new(),
            named: String::new(),
        })
    });
    let items: Vec<_> = items.collect();
    Ok(rows::open(tx, &items)?)
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
/// `refund.reason`, `refund.amount`, `refund.too_much`; not found outside the actor's region.
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
/// Those of [`proposals::decide`]; `refund.too_much` where more was paid back meanwhile.
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

/// Books the refund: bills lose what the free part does not cover. Its number, and those bills.
fn pay_back(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    found: &StoredPayment,
    refund: &Refund,
    today: Date,
) -> Result<(PaymentNo, Vec<BillNo>), ServiceError> {
    let free = free(tx, scope, found.no, found.amount)?;
    let mut from_bills = refund
        .amount
        .checked_sub(free)
        .unwrap_or(Fen::ZERO)
        .max(Fen::ZERO);
    let no = tx.next("payment", PaymentNo::new)?;
    let mut uses = Vec::new();
    for one in payments::uses(tx, scope, found.no)?.iter().rev() {
        let back = one.amount.min(from_bills);
        let (Some(negative), Some(left)) = (back.checked_neg(), from_bills.checked_sub(back))
        else {
            continue;
        };
        if back > Fen::ZERO {
            uses.push(Use {
                payment: no,
                amount: negative,
                ..*one
            });
        }
        from_bills = left;
    }
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
    let waiting = rows::waiting(tx, scope)?;
    let item = waiting.iter().find(|item| item.item.payment == found.no);
    if let Some(item) = item.filter(|_| refund.amount >= free) {
        rows::settle(tx, item.item.no, Settlement::Refunded(no))?;
    }
    let bills = uses.iter().filter(|one| one.payer == Source::Person);
    Ok((no, bills.map(|one| one.key.bill).collect()))
}

/// What a refund does to bills and enrolments: a payment is for one family at most, so there are few.
fn unsettle(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: access::Scope,
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
                bills::withdraw(tx, &bill, reason, None)?;
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
    let scope = access::Scope::new(actor.scope().pool(), region);
    let scope = scope.ok_or(ServiceError::NotFound("区划"))?;
    desk.write(actor, "pay.reconcile", None, |tx| {
        let books = payments::books(tx, scope, channel, days)?;
        let result = reconcile(&books, statement)
            .ok_or_else(|| Refused::new("reconcile.amount", "对账金额超出范围，请核对文件。"))?;
        let no = report::keep_check(tx, region, channel, days, &result)?;
        Ok((no, result))
    })
}
