//! Bank direct debit: the file that goes out, the answers that come back.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{EnrolmentNo, Fen, PaymentNo, Refused, RegionCode};
use enrolment::contribution::payment::{
    DebitAnswer, DebitLine, DebitNo, DebitOutcome, DebitReport, DebitResult, match_results,
};
use enrolment::contribution::{Channel, Source, Year};
use store::Tx;
use store::contribution::bill::{BillKey, StoredBill};
use store::contribution::debit::{self as rows, Debit, Debitable};
use store::contribution::payment::{self as payments, PaymentKind, StoredPayment, Use};

use crate::{Desk, ServiceError, membership, released};

/// Makes a debit file of every unpaid bill of the region whose person has a mandate with the bank. The
/// accounts stand in the answer, which goes into the file and nowhere else.
///
/// # Errors
/// `debit.empty` where there is nothing to debit; denied; storage.
pub fn make(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    bank: &str,
    year: Year,
) -> Result<(Debit, Vec<Debitable>), ServiceError> {
    actor.may_in(Permission::ContributionCollect, region)?;
    let scope = Scope::new(actor.scope().pool(), region).ok_or(ServiceError::NotFound("区划"))?;
    let today = desk.today();
    desk.write(actor, "debit.make", None, |tx| {
        // A file that was cut off between the record and the last line is made out again as it was.
        if let Some(debit) = rows::unwritten(tx, scope, (region, bank, year))? {
            let lines = rows::lines(tx, scope, debit.no)?;
            return Ok((debit, lines));
        }
        let bills = rows::debitable(tx, scope, bank, year, today)?;
        if bills.is_empty() {
            let sentence = format!("{bank} 没有可代扣的 {year} 年账单：没有签约、已缴清或已在途。");
            return Err(Refused::new("debit.empty", sentence).into());
        }
        let amount = Fen::checked_sum(bills.iter().map(|bill| bill.amount));
        let debit = Debit {
            no: tx.next("debit", DebitNo::new)?,
            region,
            bank: bank.to_owned(),
            year,
            lines: i64::try_from(bills.len()).unwrap_or(i64::MAX),
            amount: amount.ok_or_else(|| Refused::new("debit.amount", "代扣合计超出范围。"))?,
            made_on: today,
        };
        let lines: Vec<_> = bills.iter().map(|bill| (bill.key, bill.amount)).collect();
        rows::insert(tx, &debit, &lines)?;
        Ok((debit, bills))
    })
}

/// Records that a debit file was written out whole, so that [`make`] goes on to the next one.
///
/// # Errors
/// [`ServiceError::NotFound`] for a file outside the actor's region; denied; storage.
pub fn written(desk: &Desk<'_>, actor: &Actor, no: DebitNo) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    desk.write(actor, "debit.written", None, |tx| {
        let debit = rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("代扣文件"))?;
        Ok(rows::written(tx, debit.no)?)
    })
}

/// The lines of a debit file that wait for an answer.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the actor's region.
pub fn waiting(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DebitNo,
) -> Result<(Debit, Vec<DebitLine>), ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    desk.read(|session| {
        let debit = rows::find(session, scope, no)?.ok_or(ServiceError::NotFound("代扣文件"))?;
        let lines = rows::unanswered(session, scope, no)?;
        Ok((debit, lines.into_iter().map(|(line, _)| line).collect()))
    })
}

/// Takes the bank's answers in: debited lines pay their bills, the others stay due. The same answers again
/// find no waiting line and change nothing.
///
/// # Errors
/// [`ServiceError::NotFound`] for a file outside the actor's region; denied; storage.
pub fn answer(
    desk: &Desk<'_>,
    actor: &Actor,
    no: DebitNo,
    results: &[DebitResult],
) -> Result<DebitReport, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    desk.write(actor, "debit.answer", Some("银行代扣入账"), |tx| {
        let debit = rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("代扣文件"))?;
        let waiting = rows::unanswered(tx, scope, no)?;
        let lines: Vec<DebitLine> = waiting.iter().map(|(line, _)| *line).collect();
        let report = match_results(&lines, results)
            .ok_or_else(|| Refused::new("debit.amount", "回盘金额合计超出范围，请核对文件。"))?;
        let numbers: Vec<i64> = lines.iter().map(|line| line.bill.get()).collect();
        let bills = payments::bills(tx, scope, numbers)?;
        let settled = book(tx, &debit, &report, &bills)?;
        membership::activate(desk, tx, scope, &settled)?;
        if report.unanswered.is_empty() && !lines.is_empty() {
            rows::close(tx, no)?;
        }
        Ok(report)
    })
}

/// Books what was debited; the enrolments whose bill it pays. A bill that was paid by another way meanwhile
/// keeps the debit as a work item.
fn book(
    tx: &mut Tx<'_>,
    debit: &Debit,
    report: &DebitReport,
    bills: &[StoredBill],
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    let received = report.count(DebitOutcome::Received);
    let first = tx.take(
        "payment",
        u32::try_from(received.max(1)).unwrap_or(u32::MAX),
    )?;
    let mut numbers = (first..).filter_map(PaymentNo::new);
    let bills: BTreeMap<_, _> = bills.iter().map(|bill| (bill.key.bill, bill)).collect();
    let mut settled = Vec::new();
    let (mut paid, mut uses, mut answers, mut late) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut debited = BTreeSet::new();
    for (result, outcome) in &report.rows {
        let payment = match outcome {
            DebitOutcome::Received => numbers.next(),
            DebitOutcome::StillDue => None,
            _ => continue,
        };
        answers.push((result.line, result.answer, result.on, payment));
        let (Some(no), DebitAnswer::Paid) = (payment, result.answer) else {
            continue;
        };
        let bill = bills.get(&result.bill).copied();
        paid.push(payment_of(
            debit,
            result,
            no,
            bill.map_or(debit.region, |bill| bill.region),
        ));
        match bill {
            // A file of former days may ask for a bill twice: the second answer comes too late.
            Some(bill)
                if !bill.settled.cancelled
                    && bill.settled.left() == result.amount
                    && debited.insert(bill.key.bill) =>
            {
                uses.push(use_of(bill.key, no, result.amount));
                settled.push(bill.enrolment);
            }
            found => late.push((no, found.cloned())),
        }
    }
    payments::insert(tx, &paid)?;
    payments::count(tx, &uses)?;
    released::wait_for(tx, debit.region, &late)?;
    rows::answer(tx, debit.no, &answers)?;
    Ok(settled)
}

const fn use_of(key: BillKey, payment: PaymentNo, amount: Fen) -> Use {
    Use {
        key,
        payment,
        payer: Source::Person,
        amount,
    }
}

fn payment_of(
    debit: &Debit,
    result: &DebitResult,
    no: PaymentNo,
    region: RegionCode,
) -> StoredPayment {
    StoredPayment {
        no,
        region,
        kind: PaymentKind::Receipt,
        channel: Channel::BankDebit,
        collector: None,
        reference: format!("D{}-{}", debit.no, result.line),
        amount: result.amount,
        on: result.on,
        year: debit.year,
        of: None,
        origin: None,
    }
}
