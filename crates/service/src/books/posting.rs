//! Proposing documents, and writing what was approved.

use access::{Actor, Permission, Scope, UserName};
use base::{Date, ProposalNo, Refused, RegionCode};
use ledger::entry::{Document, DocumentId, EventCode, Evidence, Header};
use ledger::event::{Event, EventRole, Tier, fill};
use serde::{Deserialize, Serialize};
use store::ledger::{self as rows, Approval, Posted};
use store::proposals::{NewProposal, Proposal};
use store::{Session, StoreError, Tx};

use super::library::library;
use super::standing;
use super::wish::{EvidenceBody, Wish, WishBody};
use crate::{Desk, ServiceError, proposals};

pub(super) const POST: &str = "ledger.post";
pub(super) const UNDO: &str = "ledger.undo";

/// Proposes a document. It is held to every rule at once, so that what cannot be posted is not proposed;
/// the approval holds it to them again.
///
/// # Errors
/// [`ServiceError::Denied`] for another role or region; [`ServiceError::Refused`] by the first rule, or
/// `ledger.waiting` where the very same of this maker waits already: a command that was cut off before it told its
/// number is repeated, and one happening is not booked twice.
pub fn propose(desk: &Desk<'_>, actor: &Actor, wish: &Wish) -> Result<ProposalNo, ServiceError> {
    desk.write(actor, "ledger.propose", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, wish.county)?;
        waits_not_yet(tx, scope, actor, wish)?;
        propose_in(tx, actor, wish, &mut Vec::new())
    })
}

fn waits_not_yet(
    tx: &mut Tx<'_>,
    scope: Scope,
    actor: &Actor,
    wish: &Wish,
) -> Result<(), ServiceError> {
    let event = event(wish.event)?;
    let body = json(&wish.body())?;
    let same = NewProposal {
        kind: POST,
        needs: needs(event),
        region: region_of(event, wish, scope.pool()),
        subject: 0,
        body: &body,
        maker: actor.user(),
    };
    match store::proposals::waiting_same(tx, actor.scope(), &same)? {
        None => Ok(()),
        Some(no) => {
            let sentence = format!(
                "内容和依据都相同的凭证已在第 {no} 号事项中待复核，不必重报；请另一人复核：tongchou ledger approve {no}。\
                 如确是另一笔，请填写它自己的依据编号。"
            );
            Err(Refused::new("ledger.waiting", sentence).into())
        }
    }
}

/// As [`propose`], within a transaction that does more. `before` are the documents that were proposed
/// with it and will be posted first: what they bring in may be paid out by this one, which joins them.
///
/// # Errors
/// As [`propose`].
pub(crate) fn propose_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    wish: &Wish,
    before: &mut Vec<Document>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, wish.county)?;
    let event = event(wish.event)?;
    let region = region_of(event, wish, scope.pool());
    actor.may_in(Permission::BookPropose, region)?;
    let body = json(&wish.body())?;
    let document = trial(scope, wish, actor.user())?;
    standing::check_behind(tx, scope, &document, before)?;
    before.push(document);
    proposals::propose(tx, actor, POST, needs(event), region, 0, &body)
}

/// As [`propose_in`], for what cannot be posted yet, so that it waits: only that the document can be made up is asked, and
/// the approval holds it to every rule.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] where the template refuses it.
pub(crate) fn propose_unheld(
    tx: &mut Tx<'_>,
    actor: &Actor,
    wish: &Wish,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, wish.county)?;
    let event = event(wish.event)?;
    let region = region_of(event, wish, scope.pool());
    actor.may_in(Permission::BookPropose, region)?;
    trial(scope, wish, actor.user())?;
    let body = json(&wish.body())?;
    proposals::propose(tx, actor, POST, needs(event), region, 0, &body)
}

/// What a proposal of a document asks for.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the scope; `ledger.body`.
pub(crate) fn asked(
    session: &mut Session<'_>,
    scope: Scope,
    no: ProposalNo,
) -> Result<Wish, ServiceError> {
    let found = store::proposals::find(session, scope, no)?;
    let found = found.filter(|proposal| proposal.kind == POST);
    let found = found.ok_or(ServiceError::NotFound("待复核事项"))?;
    let body: WishBody = parse(&found.body)?;
    body.read().ok_or_else(unreadable)
}

fn event(code: EventCode) -> Result<&'static Event, ServiceError> {
    let found = library()?.events.get(code);
    found.ok_or_else(|| ServiceError::Input(format!("没有事项 {code}。")))
}

/// An event that writes on the city's tier is the city's business.
fn region_of(event: &Event, wish: &Wish, pool: RegionCode) -> RegionCode {
    let entries = event
        .variant(&wish.variant)
        .into_iter()
        .flat_map(|variant| &variant.entries);
    let city = entries.into_iter().any(|entry| entry.tier == Tier::City);
    if city { pool } else { wish.county }
}

/// What the checker of an event must hold.
fn needs(event: &Event) -> Permission {
    match event.checker {
        EventRole::Treasury => Permission::TreasuryDecide,
        EventRole::Accountant | EventRole::FinanceReviewer => Permission::BookDecide,
    }
}

/// The document as it would be, with names in place of a number and of a checker who are not known yet.
fn trial(scope: Scope, wish: &Wish, maker: &UserName) -> Result<Document, ServiceError> {
    let impossible = |_| StoreError::Corrupt("a name".to_owned());
    let document = match &wish.answers {
        Some(document) => document.clone(),
        None => DocumentId::new("（待编号）").map_err(impossible)?,
    };
    let checker = UserName::new("（待复核）").map_err(impossible)?;
    let case = wish
        .clone()
        .case(scope.pool(), document, maker.clone(), checker);
    Ok(fill(&library()?.events, &case)?)
}

/// Posts an approved wish.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    checker: &UserName,
) -> Result<(DocumentId, Posted), ServiceError> {
    let body: WishBody = parse(&proposal.body)?;
    let wish = body.read().ok_or_else(unreadable)?;
    post_in(tx, scope, wish, (&proposal.maker, checker), proposal.no)
}

/// Posts a wish that was approved, by the decision on a proposal or by the steps of a case.
///
/// # Errors
/// The first rule that refuses it; storage.
pub(crate) fn post_in(
    tx: &mut Tx<'_>,
    scope: Scope,
    wish: Wish,
    (maker, checker): (&UserName, &UserName),
    approval: impl Into<Approval>,
) -> Result<(DocumentId, Posted), ServiceError> {
    let document = match &wish.answers {
        Some(document) => document.clone(),
        None => rows::next_document(tx, wish.event)?,
    };
    let case = wish.case(
        scope.pool(),
        document.clone(),
        maker.clone(),
        checker.clone(),
    );
    let filled = fill(&library()?.events, &case)?;
    let posted = standing::post(tx, scope, &filled, approval)?;
    Ok((document, posted))
}

/// Undoes in red letter what a document wrote for one event, under signatures that stand under another record.
///
/// # Errors
/// [`ServiceError::NotFound`] where there is nothing of it in the scope; the first rule that refuses it; storage.
pub(crate) fn undo_in(
    tx: &mut Tx<'_>,
    scope: Scope,
    (document, event): (&DocumentId, EventCode),
    (book_date, evidence): (Date, Vec<Evidence>),
    (maker, checker): (&UserName, &UserName),
    approval: impl Into<Approval>,
) -> Result<DocumentId, ServiceError> {
    let body = UndoBody {
        document: document.to_string(),
        event: event.get(),
        book_date: book_date.number(),
        evidence: evidence.iter().map(EvidenceBody::of).collect(),
    };
    let id = rows::next_document(tx, event)?;
    let red = red(
        tx,
        scope,
        &body,
        (id.clone(), maker.clone(), checker.clone()),
    )?;
    standing::post(tx, scope, &red, approval)?;
    Ok(id)
}

#[derive(Debug, Serialize, Deserialize)]
struct UndoBody {
    document: String,
    event: u8,
    book_date: i64,
    evidence: Vec<EvidenceBody>,
}

/// Proposes to undo what a document wrote for one event, by red letter, in the period of `book_date`.
///
/// # Errors
/// [`ServiceError::NotFound`] where there is nothing of it in the actor's region; otherwise as [`propose`].
pub fn propose_undo(
    desk: &Desk<'_>,
    actor: &Actor,
    (document, event_code): (&DocumentId, EventCode),
    book_date: Date,
    evidence: &[Evidence],
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let body = UndoBody {
        document: document.to_string(),
        event: event_code.get(),
        book_date: book_date.number(),
        evidence: evidence.iter().map(EvidenceBody::of).collect(),
    };
    let text = json(&body)?;
    desk.write(actor, "ledger.propose_undo", None, |tx| {
        let impossible = |_| StoreError::Corrupt("a name".to_owned());
        let checker = UserName::new("（待复核）").map_err(impossible)?;
        let id = DocumentId::new("（待编号）").map_err(impossible)?;
        let red = red(tx, scope, &body, (id, actor.user().clone(), checker))?;
        standing::check(tx, scope, &red)?;
        let tiers: Vec<RegionCode> = red.entries.iter().map(|draft| draft.dims.county).collect();
        let region = match tiers.as_slice() {
            [first, rest @ ..] if rest.iter().all(|tier| tier == first) => *first,
            _ => scope.pool(),
        };
        proposals::propose(tx, actor, UNDO, needs(event(event_code)?), region, 0, &text)
    })
}

/// Posts an approved correction.
pub(super) fn carry_out_undo(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    checker: &UserName,
) -> Result<(DocumentId, Posted), ServiceError> {
    let body: UndoBody = parse(&proposal.body)?;
    let event = EventCode::new(body.event).ok_or_else(unreadable)?;
    let id = rows::next_document(tx, event)?;
    let names = (id.clone(), proposal.maker.clone(), checker.clone());
    let red = red(tx, scope, &body, names)?;
    let posted = standing::post(tx, scope, &red, proposal.no)?;
    Ok((id, posted))
}

fn red(
    session: &mut Session<'_>,
    scope: Scope,
    body: &UndoBody,
    (id, maker, checker): (DocumentId, UserName, UserName),
) -> Result<Document, ServiceError> {
    let document = DocumentId::new(&body.document).map_err(|_| unreadable())?;
    let book_date = Date::from_number(body.book_date).ok_or_else(unreadable)?;
    let evidence: Option<Vec<Evidence>> = body.evidence.iter().map(EvidenceBody::read).collect();
    let entries = rows::entries_of(session, scope, &document)?;
    let of_event = entries
        .into_iter()
        .filter(|entry| entry.event.get() == body.event);
    let posted: Vec<_> = of_event.filter(|entry| entry.reverses.is_none()).collect();
    let header = Header {
        id,
        value_date: book_date,
        book_date,
        evidence: evidence.ok_or_else(unreadable)?,
        maker,
        checker,
    };
    Document::undoing(header, &posted).ok_or(ServiceError::NotFound("凭证"))
}

/// A value as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|_| unreadable())
}

/// A value out of the body of a proposal.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(body: &str) -> Result<T, ServiceError> {
    serde_json::from_str(body).map_err(|_| unreadable())
}

/// A proposal whose body this program did not write.
pub(super) fn unreadable() -> ServiceError {
    Refused::new("ledger.body", "待复核事项的内容无法识别，请退回重办。").into()
}
