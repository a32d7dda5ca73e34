//! Transfers between pooling areas: certificates, messages, taking in.

use access::{Actor, Permission, Scope};
use base::{Date, EnrolmentNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{
    Certificate, EndReason, HistorySpan, Message, MessageKind, Span, Standing, State, TransferSide,
    TransferState, transfer_in,
};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::membership::transfer::{self as rows, Transfer, TransferNo};
use store::membership::{dossier, enrolment as enrolments};

use super::moving::{Move, end, file};
use crate::{Desk, ServiceError, regime};

/// A message as it lies in a file between two agencies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The pooling area that sends it.
    pub from: String,
    /// The pooling area it is for.
    pub to: String,
    /// The reason of a refusal.
    #[serde(default)]
    pub reason: String,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// The digest over the rest.
    pub digest: String,
}

impl Wire {
    fn of(message: &Message) -> Wire {
        Wire {
            id: message.id.to_string(),
            kind: message.kind.code().to_owned(),
            from: message.from.short(),
            to: message.to.short(),
            reason: message.reason.to_string(),
            body: message.body.to_string(),
            digest: message.digest.to_string(),
        }
    }

    fn message(&self, pool: RegionCode) -> Result<Message, ServiceError> {
        let unreadable = || ServiceError::Input("电文无法识别，请要求对方重新发送。".to_owned());
        let region = |text: &str| RegionCode::parse(text).map_err(|_| unreadable());
        let message = Message {
            id: self.id.as_str().into(),
            kind: MessageKind::parse(&self.kind).ok_or_else(unreadable)?,
            from: region(&self.from)?,
            to: region(&self.to)?,
            reason: self.reason.as_str().into(),
            body: self.body.as_str().into(),
            digest: self.digest.as_str().into(),
        };
        message.check(pool)?;
        Ok(message)
    }
}

/// Ends an enrolment and certifies the person's history.
pub(super) fn certify(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: EnrolmentNo,
    last_day: Date,
    to: RegionCode,
) -> Result<Vec<String>, ServiceError> {
    let kept = end(tx, scope, no, last_day, EndReason::Transferred)?;
    let key = (kept.bucket, kept.is.person);
    let document = rows::document_of(tx, scope, key)?;
    let (kind, number) = document.ok_or(ServiceError::NotFound("此人的证件"))?;
    let whole = Scope::whole(scope.pool());
    let mut history = rows::history_of(tx, whole, kept.is.person)?;
    for one in enrolments::of_person(tx, whole, kept.is.person)? {
        let span = match last_day.add_days(1) {
            Some(next) if one.is.runs => one.is.span.before(next),
            _ => None,
        };
        history.extend(span.map(|span| HistorySpan {
            scheme: one.is.scheme,
            span,
            months: span.months_until(last_day),
        }));
    }
    history.sort_by_key(|one| one.span.from());
    let pool = tx.pool();
    let certificate = Certificate {
        from: pool,
        to,
        last_day,
        history,
    };
    let transfer = tx.next("transfer", TransferNo::new)?;
    let id = format!("{}-{}", pool.short(), transfer.get());
    let body = format!("document {kind} {number}\n{}", certificate.text());
    let message = Message::new(&id, MessageKind::Certificate, pool, to, "", &body);
    let months = certificate.history.iter().map(|one| one.months);
    let row = Transfer {
        no: transfer,
        key,
        region: kept.is.region,
        side: TransferSide::Out,
        other: to,
        scheme: kept.is.scheme,
        day: last_day,
        months: months.fold(0, u32::saturating_add),
        converted_months: None,
        wait_months: None,
        state: TransferState::Certified,
        message: id.clone(),
        body,
        digest: message.digest.to_string(),
        reason: String::new(),
    };
    rows::add(tx, &row)?;
    Ok(vec![
        format!("参保登记 {no} 于 {last_day} 因转出终止。"),
        format!("已出具参保缴费凭证，电文编号 {id}，请用 transfer send 发出。"),
    ])
}

/// Sends the certificate; sent again, it is the same message.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Refused`] `transfer.message_order`; storage.
pub fn send(desk: &Desk<'_>, actor: &Actor, id: &str) -> Result<Wire, ServiceError> {
    let scope = actor.may(Permission::EnrolmentPropose)?;
    desk.write(actor, "transfer.send", None, |tx| {
        let mut row = find(tx, scope, TransferSide::Out, id)?;
        if row.state == TransferState::Certified {
            row.state = TransferState::after(Some(row.state), row.side, MessageKind::Certificate)?;
            rows::replace(tx, scope, &row)?;
        }
        Ok(Wire::of(&certificate_message(tx.pool(), &row)))
    })
}

/// Receives a certificate for a person of the register. Received again, nothing changes.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `transfer.digest`, `transfer.other_pool`,
/// `transfer.unknown_person`, `transfer.changed`; storage.
pub fn receive(
    desk: &Desk<'_>,
    actor: &Actor,
    wire: &Wire,
    region: RegionCode,
) -> Result<Transfer, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, region)?;
    let message = wire.message(scope.pool())?;
    let state = TransferState::after(None, TransferSide::In, message.kind)?;
    let (number, certificate) = read(&message)?;
    desk.write(actor, "transfer.receive", None, |tx| {
        if let Some(known) = rows::by_message(tx, scope, TransferSide::In, &message.id)? {
            if known.digest != *message.digest {
                let zh = "同一编号的电文已经收到，内容却不同，请与转出地核实。";
                return Err(Refused::new("transfer.changed", zh).into());
            }
            return Ok(known);
        }
        let found = dossier::by_numbers(tx, scope, vec![number.clone()])?;
        let person = *found.get(&number).ok_or_else(|| {
            Refused::new(
                "transfer.unknown_person",
                "人员登记中没有凭证所列的人，请先登记人员信息再接收。",
            )
        })?;
        let (bucket, _) = file(tx, scope, person)?;
        let months = certificate.history.iter().map(|one| one.months);
        let last = certificate.history.last();
        let row = Transfer {
            no: tx.next("transfer", TransferNo::new)?,
            key: (bucket, person),
            region,
            side: TransferSide::In,
            other: message.from,
            scheme: last.map_or(Scheme::Resident, |one| one.scheme),
            day: certificate.last_day,
            months: months.fold(0, u32::saturating_add),
            converted_months: None,
            wait_months: None,
            state,
            message: message.id.to_string(),
            body: message.body.to_string(),
            digest: message.digest.to_string(),
            reason: String::new(),
        };
        rows::add(tx, &row)?;
        Ok(row)
    })
}

/// The message that the side which takes the person in owes: the receipt at first, then the answer.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn acknowledge(desk: &Desk<'_>, actor: &Actor, id: &str) -> Result<Wire, ServiceError> {
    let scope = actor.may(Permission::EnrolmentPropose)?;
    desk.write(actor, "transfer.answer", None, |tx| {
        let mut row = find(tx, scope, TransferSide::In, id)?;
        let kind = match row.state {
            TransferState::Accepted => MessageKind::Acceptance,
            TransferState::Refused => MessageKind::Refusal,
            _ => MessageKind::Acknowledgement,
        };
        if row.state == TransferState::Received {
            row.state = TransferState::after(Some(row.state), row.side, kind)?;
            rows::replace(tx, scope, &row)?;
        }
        let original = certificate_message(row.other, &row);
        let original = Message {
            to: tx.pool(),
            ..original
        };
        Ok(Wire::of(&original.answer(kind, &row.reason)))
    })
}

/// Turns a received transfer down.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Refused`] `transfer.message_order`,
/// `transfer.no_reason`; storage.
pub fn turn_down(
    desk: &Desk<'_>,
    actor: &Actor,
    id: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::EnrolmentDecide)?;
    if reason.trim().is_empty() {
        let zh = "退回须写明原因，请补充。";
        return Err(Refused::new("transfer.no_reason", zh).into());
    }
    desk.write(actor, "transfer.refuse", Some(reason), |tx| {
        let mut row = find(tx, scope, TransferSide::In, id)?;
        row.state = TransferState::after(Some(row.state), row.side, MessageKind::Refusal)?;
        row.reason = reason.trim().to_owned();
        Ok(rows::replace(tx, scope, &row)?)
    })
}

/// Takes in what the other side answered to a certificate of ours.
///
/// # Errors
/// As [`receive`].
pub fn receive_answer(
    desk: &Desk<'_>,
    actor: &Actor,
    wire: &Wire,
) -> Result<TransferState, ServiceError> {
    let scope = actor.may(Permission::EnrolmentPropose)?;
    let message = wire.message(scope.pool())?;
    desk.write(actor, "transfer.answered", None, |tx| {
        let mut row = find(tx, scope, TransferSide::Out, &message.id)?;
        if row.other != message.from {
            return Err(ServiceError::NotFound("转出记录"));
        }
        row.state = TransferState::after(Some(row.state), row.side, message.kind)?;
        row.reason = message.reason.to_string();
        rows::replace(tx, scope, &row)?;
        Ok(row.state)
    })
}

/// Enrols a person who was received; the history goes with them.
pub(super) fn take_in(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    id: &str,
    scheme: Scheme,
    standing: Standing,
    first_day: Date,
) -> Result<Vec<String>, ServiceError> {
    let mut row = find(tx, scope, TransferSide::In, id)?;
    let profile = regime::of(tx, scope, desk.today())?;
    profile.scheme_open(scheme, first_day)?;
    let (_, certificate) = read(&Message {
        to: tx.pool(),
        ..certificate_message(row.other, &row)
    })?;
    let (bucket, dossier) = file(tx, scope, row.key.1)?;
    let answer = transfer_in(
        &profile,
        &certificate,
        scheme,
        standing,
        first_day,
        &dossier.held,
    )?;
    let until = match scheme {
        Scheme::Employee => Date::MAX,
        _ => profile.calendar.year_of(first_day).until,
    };
    let span = Span::new(first_day, until)?;
    enrolment::membership::Timeline::new(&dossier.held)?.free(span)?;
    let wait = answer
        .wait_months
        .and_then(|months| i32::try_from(months).ok());
    let wait_until = wait.and_then(|months| first_day.add_months(months)?.add_days(-1));
    let new = Move {
        person: row.key.1,
        region: row.region,
        scheme,
        standing,
        span,
        reason: EndReason::Transferred,
        employer: None,
        wait_until: wait_until.filter(|last| *last >= first_day),
    };
    let no = new.open(desk, tx, scope, bucket, None)?;
    row.state = TransferState::after(Some(row.state), row.side, MessageKind::Acceptance)?;
    row.converted_months = answer.converted_months;
    row.wait_months = answer.wait_months;
    rows::replace(tx, scope, &row)?;
    rows::keep_history(tx, &row, &certificate.history)?;
    let mut done = answer.zh;
    done.push(format!(
        "参保登记 {no}（{}，{}，{}）。",
        scheme.zh(),
        span.zh(),
        if answer.continuous {
            "与转出地连续"
        } else {
            "与转出地有间断"
        }
    ));
    done.push(format!("状态：{}。", State::Active.zh()));
    Ok(done)
}

fn find(
    tx: &mut Tx<'_>,
    scope: Scope,
    side: TransferSide,
    id: &str,
) -> Result<Transfer, ServiceError> {
    let found = rows::by_message(tx, scope, side, id)?;
    found.ok_or(ServiceError::NotFound("转移电文"))
}

/// The certificate message of a transfer; `from` is the pooling area that sent it.
fn certificate_message(from: RegionCode, row: &Transfer) -> Message {
    Message::new(
        &row.message,
        MessageKind::Certificate,
        from,
        row.other,
        "",
        &row.body,
    )
}

/// The document number and the certificate of a message.
fn read(message: &Message) -> Result<(String, Certificate), Refused> {
    let unreadable = || {
        let zh = "凭证没有写明证件号码，请要求对方重新出具。";
        Refused::new("transfer.unreadable", zh)
    };
    let (first, rest) = message.body.split_once('\n').ok_or_else(unreadable)?;
    let mut words = first.split(' ');
    let number = match (words.next(), words.next(), words.next()) {
        (Some("document"), Some(_), Some(number)) => number.to_owned(),
        _ => return Err(unreadable()),
    };
    let certificate = Certificate::parse(rest, message.from, message.to)?;
    Ok((number, certificate))
}
