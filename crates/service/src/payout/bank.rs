//! The file to the bank, its answer, and money that comes back later.

use access::{Actor, Permission, Scope};
use base::{Date, Refused};
use settlement::payout::{
    BankRow, BookCase, Confirmed, PaymentFile, Payout, PayoutNo, Transfer, TransferNo,
    TransferState,
};
use store::payout::booking;
use store::payout::read::{self, Kept};
use store::payout::write::{self, Answer, Sent};
use store::{Event, Session, Tx};

use super::book::{self, Under};
use crate::{Desk, ServiceError};

fn find(session: &mut Session<'_>, scope: Scope, no: PayoutNo) -> Result<Kept, ServiceError> {
    let found = read::find(session, scope, no)?;
    found.ok_or(ServiceError::NotFound("付款批次"))
}

fn with_transfers(kept: &Kept) -> Result<Payout, ServiceError> {
    let zh = format!("付款批次 {} 没有送银行的款项。", kept.head.no);
    let payout = kept.payout.clone();
    Ok(payout.ok_or_else(|| Refused::new("payout.nothing", zh))?)
}

/// The payout that holds a transfer, and the transfer.
pub(super) fn holding(
    session: &mut Session<'_>,
    scope: Scope,
    no: TransferNo,
) -> Result<(Kept, Transfer), ServiceError> {
    let unknown = || ServiceError::NotFound("付款");
    let payout = read::of_transfer(session, scope, no)?.ok_or_else(unknown)?;
    let kept = find(session, scope, payout)?;
    let transfers = with_transfers(&kept)?;
    let found = transfers.transfers().into_iter().find(|one| one.no == no);
    let transfer = found.cloned().ok_or_else(unknown)?;
    Ok((kept, transfer))
}

/// The file of an approved payout for the bank. Written again, it is the same file, to the byte.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; `payout.nothing`, `payout.sent`; storage.
pub fn file(desk: &Desk<'_>, actor: &Actor, no: PayoutNo) -> Result<PaymentFile, ServiceError> {
    let scope = actor.may(Permission::PaymentPay)?;
    desk.write(actor, "payout.file", None, |tx| {
        let kept = find(tx, scope, no)?;
        let mut payout = with_transfers(&kept)?;
        let on = kept.head.sent.map_or(desk.today(), |(_, on)| on);
        let file = PaymentFile::write(&payout, on)?;
        payout.send(file.digest)?;
        if kept.head.sent.is_none() {
            let sent = Sent {
                digest: file.digest,
                on,
                by: actor.user().clone(),
                count: i64::try_from(file.count).map_err(|_| book::range())?,
                total: file.total,
            };
            write::sent(tx, scope, (no, kept.head.region), &sent)?;
        }
        Ok(file)
    })
}

/// Takes the bank's answer in: what it paid moves the statutory books in the same commit. Rows told before change
/// nothing, so that an answer may be taken in again.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; what [`Payout::confirm`] refuses; what the rules of the books
/// refuse; storage.
pub fn answer(
    desk: &Desk<'_>,
    actor: &Actor,
    no: PayoutNo,
    rows: &[BankRow],
) -> Result<Confirmed, ServiceError> {
    let scope = actor.may(Permission::PaymentPay)?;
    desk.write(actor, "payout.answer", None, |tx| {
        let kept = find(tx, scope, no)?;
        let mut payout = with_transfers(&kept)?;
        let before = payout.clone();
        let digest = payout.sent().ok_or_else(|| {
            let zh = format!("付款批次 {no} 尚未生成银行文件，没有可确认的款项。");
            Refused::new("payout.file", zh)
        })?;
        let confirmed = payout.confirm(digest, rows)?;
        write::answered(tx, scope, &news(&before, &payout, rows))?;
        for case in &confirmed.cases {
            book_one(tx, scope, &kept, case)?;
        }
        tell(tx, &kept, &confirmed)?;
        Ok(confirmed)
    })
}

/// The transfers whose state an answer changed.
fn news(before: &Payout, after: &Payout, rows: &[BankRow]) -> Vec<Answer> {
    let old = before.transfers();
    let changed = after.transfers().into_iter().filter(|one| {
        let mut same = old.iter().filter(|other| other.no == one.no);
        same.any(|other| other.state != one.state)
    });
    let answer = |one: &Transfer| {
        let row = rows.iter().find(|row| row.no == one.no)?;
        Some(Answer {
            transfer: one.no,
            state: one.state.code(),
            on: row.on,
            remark: row.remark.clone(),
        })
    };
    changed.filter_map(answer).collect()
}

/// The transfer that a case is about: its reference ends with the number.
fn transfer_of(case: &BookCase) -> Option<TransferNo> {
    TransferNo::new(case.reference.strip_prefix("付款")?.parse().ok()?)
}

fn under(kept: &Kept, case: &BookCase) -> Under {
    let transfer = transfer_of(case);
    let sheet = transfer.and_then(|no| kept.sheets.get(&no)).copied();
    let sheet = sheet.unwrap_or_default();
    let paper = if sheet > 0 {
        book::paper(sheet)
    } else {
        case.reference.clone()
    };
    let digest = kept.head.sent.map(|(digest, _)| digest.to_vec());
    Under {
        maker: kept.head.made.by.clone(),
        checker: kept.head.approved.by.clone(),
        proposal: kept.head.proposal,
        paper,
        digest: digest.unwrap_or_default(),
        transfer,
        sheet,
    }
}

fn book_one(
    tx: &mut Tx<'_>,
    scope: Scope,
    kept: &Kept,
    case: &BookCase,
) -> Result<(), ServiceError> {
    let under = under(kept, case);
    if case.red {
        let no = under.transfer.ok_or_else(book::range)?;
        let before = booking::of_transfer(tx, scope, no)?;
        book::undo(tx, scope, case, &under, &before)?;
    } else {
        book::post(tx, scope, case, &under)?;
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, kept: &Kept, confirmed: &Confirmed) -> Result<(), ServiceError> {
    let body = serde_json::json!({
        "fund": kept.head.fund.as_str(),
        "paid": confirmed.paid.get(),
        "returned": confirmed.returned.get(),
        "pending": confirmed.pending.get(),
    });
    tx.emit(&[Event {
        kind: "payout.answered".to_owned(),
        version: 1,
        region: kept.head.region,
        subject: kept.head.no.get(),
        body: body.to_string(),
    }])?;
    Ok(())
}

/// The bank gives back what it had paid: the books undo it in red letter, and the money is owed again.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; what [`Payout::bounce`] refuses; storage.
pub fn bounce(
    desk: &Desk<'_>,
    actor: &Actor,
    no: TransferNo,
    (on, reason): (Date, &str),
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PaymentPay)?;
    desk.write(actor, "payout.bounce", Some(reason), |tx| {
        let (kept, _) = holding(tx, scope, no)?;
        let mut payout = with_transfers(&kept)?;
        let cases = payout.bounce(no, on, reason)?;
        let back = Answer {
            transfer: no,
            state: TransferState::Returned.code(),
            on,
            remark: reason.to_owned(),
        };
        write::answered(tx, scope, &[back])?;
        for case in &cases {
            book_one(tx, scope, &kept, case)?;
        }
        tell(tx, &kept, &Confirmed::default())
    })
}
