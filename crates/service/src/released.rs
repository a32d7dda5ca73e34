//! Money of bills that are withdrawn: it goes to the bill in their place, or waits as a work item.

use base::{Fen, PaymentNo, RegionCode};
use enrolment::contribution::Source;
use enrolment::contribution::payment::{Mismatch, SuspenseNo};
use store::Tx;
use store::contribution::bill::{self as bills, BillKey, StoredBill};
use store::contribution::payment::{self as payments, Use};
use store::contribution::suspense::{self as rows, NewItem};

use crate::ServiceError;

/// Withdraws a bill that nothing takes the place of. Money that still counts for it, of whatever payer, waits to
/// be paid back: left with the dead bill it would be lost, and asked for again by the next bill.
///
/// # Errors
/// Storage; a conflict where the bill was withdrawn before.
pub(crate) fn withdraw(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    reason: &str,
) -> Result<(), ServiceError> {
    let paid = payments::of_bill(tx, bill.key)?;
    bills::withdraw(tx, bill, reason, None)?;
    let mut gone = bill.clone();
    gone.settled.cancelled = true;
    release(tx, &gone, &paid, None)
}

/// Takes money from a withdrawn bill. It counts for the bill in its place as far as that one asks its payer for
/// it (`due`, by payer, one after the other), and what is left of a payment waits as a work item.
///
/// # Errors
/// Storage.
pub(crate) fn move_on(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    paid: &[Use],
    to: BillKey,
    due: Vec<(Source, Fen)>,
) -> Result<(), ServiceError> {
    release(tx, bill, paid, Some((to, due)))
}

fn release(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    paid: &[Use],
    mut to: Option<(BillKey, Vec<(Source, Fen)>)>,
) -> Result<(), ServiceError> {
    let (mut uses, mut late): (Vec<Use>, Vec<(PaymentNo, Option<StoredBill>)>) = Default::default();
    for one in paid {
        let asked = to.as_mut().and_then(|(key, due)| {
            let mine = due.iter_mut().find(|(payer, _)| *payer == one.payer);
            mine.map(|(_, left)| (*key, left))
        });
        let moved = asked
            .as_ref()
            .map_or(Fen::ZERO, |(_, left)| one.amount.min(**left));
        let Some(back) = one.amount.checked_neg() else {
            continue;
        };
        uses.push(Use {
            amount: back,
            ..*one
        });
        if let Some((key, left)) = asked.filter(|_| moved > Fen::ZERO) {
            *left = left.checked_sub(moved).unwrap_or(Fen::ZERO);
            uses.push(Use {
                key,
                amount: moved,
                ..*one
            });
        }
        if moved < one.amount && late.iter().all(|(payment, _)| *payment != one.payment) {
            late.push((one.payment, Some(bill.clone())));
        }
    }
    payments::count(tx, &uses)?;
    wait_for(tx, bill.region, &late)
}

/// Opens work items for money that pays no bill: paid by another way meanwhile, or the bill was withdrawn.
pub(crate) fn wait_for(
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
