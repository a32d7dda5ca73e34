//! What the statutory books hold of a payout: through the one door to posting, under the two signatures of the payout.

use std::collections::BTreeMap;

use access::{Scope, UserName};
use base::{Date, ProposalNo, Refused};
use ledger::entry::{
    Counterparty, CounterpartyKind, CounterpartyName, Digest, DocumentId, EventCode, Evidence,
    EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use settlement::payout::{BookCase, BookPart, TransferNo};
use store::Tx;
use store::payout::booking::{self, Booking};

use crate::ServiceError;
use crate::books::{Banks, Wish, library, post_in, undo_in};

/// Under whose signatures something is booked, and on what paper.
#[derive(Debug, Clone)]
pub(super) struct Under {
    pub maker: UserName,
    pub checker: UserName,
    pub proposal: ProposalNo,
    /// The paper behind it; promises of the budget are kept under its name.
    pub paper: String,
    pub digest: Vec<u8>,
    pub transfer: Option<TransferNo>,
    pub sheet: i64,
}

/// Posts a case.
///
/// # Errors
/// What the rules of the books and the budget refuse; storage.
pub(super) fn post(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &BookCase,
    under: &Under,
) -> Result<DocumentId, ServiceError> {
    let wish = wish(tx, scope, case, under)?;
    let names = (&under.maker, &under.checker);
    let (document, _) = post_in(tx, scope, wish, names, under.proposal)?;
    note(tx, scope, (case, false), under, document)
}

/// Undoes in red letter what was posted for a case of a transfer.
///
/// # Errors
/// `payout.not_booked` where nothing of it stands in the books; what the rules refuse; storage.
pub(super) fn undo(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &BookCase,
    under: &Under,
    before: &[Booking],
) -> Result<DocumentId, ServiceError> {
    let mut of_event = before
        .iter()
        .filter(|one| one.event == case.event.code() && !one.red);
    let posted = of_event.next_back().ok_or_else(|| {
        let zh = format!("{}没有入账记录，不能冲销。", case.reference);
        Refused::new("payout.not_booked", zh)
    })?;
    let event = event_of(case)?;
    let evidence = evidence(event, under)?;
    let names = (&under.maker, &under.checker);
    let what = (&posted.document, event);
    let document = undo_in(
        tx,
        scope,
        what,
        (case.value_date, evidence),
        names,
        under.proposal,
    )?;
    note(tx, scope, (case, true), under, document)
}

fn note(
    tx: &mut Tx<'_>,
    scope: Scope,
    (case, red): (&BookCase, bool),
    under: &Under,
    document: DocumentId,
) -> Result<DocumentId, ServiceError> {
    let amount = case.amount().ok_or_else(range)?;
    let noted = Booking {
        transfer: under.transfer,
        sheet: under.sheet,
        county: case.county,
        fund: case.fund.clone(),
        event: case.event.code().to_owned(),
        red,
        amount,
        document: document.clone(),
    };
    booking::add(tx, scope, &noted)?;
    Ok(document)
}

fn event_of(case: &BookCase) -> Result<EventCode, ServiceError> {
    let (event, _) = case.event.event();
    EventCode::parse(event).ok_or_else(|| ServiceError::Input(format!("没有事项 {event}。")))
}

fn wish(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &BookCase,
    under: &Under,
) -> Result<Wish, ServiceError> {
    let event = event_of(case)?;
    let (_, variant) = case.event.event();
    let party = Counterparty {
        kind: CounterpartyKind::parse(case.party.kind.code()).ok_or_else(range)?,
        name: CounterpartyName::new(&case.party.code)
            .map_err(|error| ServiceError::Input(error.zh()))?,
    };
    let parts: Result<Vec<Part>, ServiceError> =
        case.parts.iter().map(|one| part(one, &party)).collect();
    let tier = (case.county, case.value_date);
    Ok(Wish {
        event,
        variant: variant.to_owned(),
        county: case.county,
        fund: fund_of(case.fund.as_str())?,
        value_date: case.value_date,
        book_date: case.value_date,
        parts: parts?,
        slots: BTreeMap::new(),
        banks: Banks::read(tx, scope, tier)?.all(),
        evidence: evidence(event, under)?,
        answers: None,
    })
}

/// The fund of the books that a word names.
pub(super) fn fund_of(code: &str) -> Result<Fund, ServiceError> {
    Fund::parse(code).ok_or_else(|| {
        let zh = format!("基金账中没有“{code}”，请核对结算时的基金代码。");
        Refused::new("payout.fund", zh).into()
    })
}

fn part(one: &BookPart, party: &Counterparty) -> Result<Part, ServiceError> {
    let sub = one.sub.map(SubAccount::new).transpose();
    Ok(Part {
        sub: sub.map_err(|error| ServiceError::Input(error.zh()))?,
        benefit_year: one.benefit_year.and_then(FundYear::new),
        counterparty: Some(party.clone()),
        ..Part::new(one.amount)
    })
}

/// What every document of a payout rests on: the paper of the sheet, under each kind that the event asks for.
fn evidence(event: EventCode, under: &Under) -> Result<Vec<Evidence>, ServiceError> {
    let template = library()?.events.get(event);
    let template = template.ok_or_else(|| ServiceError::Input(format!("没有事项 {event}。")))?;
    let reference =
        EvidenceRef::new(&under.paper).map_err(|error| ServiceError::Input(error.zh()))?;
    let digest = Digest::of(&under.digest);
    let one = |kind: &ledger::entry::EvidenceKind| Evidence {
        kind: *kind,
        reference: reference.clone(),
        digest,
    };
    Ok(template.evidence.iter().map(one).collect())
}

/// The paper of a sheet.
pub(super) fn paper(sheet: i64) -> String {
    format!("付款单{sheet}")
}

pub(super) fn range() -> ServiceError {
    Refused::new(
        "settlement.amount_range",
        "金额合计超出可表示的范围，请核对明细金额。",
    )
    .into()
}

/// The year of account of a day.
pub(super) fn year(on: Date) -> FundYear {
    FundYear::of(on)
}
