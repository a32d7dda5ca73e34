//! What is owed to the fund: gaps found by audit, deficits of counties, arrears that counties collect and pass on.

use access::{Actor, Permission, Scope};
use base::{Date, Fen, Refused, RegionCode};
use ledger::control::receivable::{Change, ChangeKind, Covered, Receivable, ReceivableKind, cover};
use ledger::control::{CaseNo, ConfirmStage, ItemNo};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, ItemHead, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::body;
use super::case::{Opening, StepInput, advance, load, open, reader};
use super::item::{ItemRow, item, items, put};
use crate::{Desk, ServiceError};

const LEDGER: &str = "receivable";
/// The kind of case that raises a receivable.
const RAISE: &str = "receivable.raise";
/// The kind of case that records what was paid on one.
const CHANGE: &str = "receivable.change";

/// A receivable with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableRow {
    /// The item.
    pub no: ItemNo,
    /// Of which fund.
    pub fund: Fund,
    /// The receivable.
    pub receivable: Receivable,
}

#[derive(Debug, Serialize, Deserialize)]
struct RaiseBody {
    kind: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChangeBody {
    item: i64,
    change: String,
}

/// Proposes a receivable on the finance of a region: a gap that an audit found, or historic arrears. A second user
/// confirms it with [`confirm_collection`].
///
/// # Errors
/// `fund.receivable.amount`, `fund.receivable.document`, `fund.receivable.kind` for a deficit, which the books
/// raise; the chain; storage.
pub fn propose_gap(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year, debtor): (Fund, FundYear, RegionCode),
    kind: ReceivableKind,
    amount: Fen,
    document: &str,
) -> Result<CaseNo, ServiceError> {
    if kind == ReceivableKind::Deficit {
        return Err(Refused::new(
            "fund.receivable.kind",
            "当期缺口由系统按支付自动形成，不手工登记。",
        )
        .into());
    }
    let change = Change {
        kind: ChangeKind::Raised,
        amount,
        on: desk.today(),
        document: document.to_owned(),
    };
    let empty = Receivable {
        debtor,
        kind,
        changes: Vec::new(),
    };
    empty.admit(&change)?;
    desk.write(actor, "receivable.raise", None, |tx| {
        let opening = Opening {
            kind: RAISE,
            region: debtor,
            fund,
            year,
            subject: kind.zh(),
            body: body::write(&RaiseBody {
                kind: kind.code().to_owned(),
            })?,
        };
        open::<ConfirmStage>(desk, tx, actor, &opening, with(amount, document))
    })
}

fn with(amount: Fen, document: &str) -> StepInput<'_> {
    StepInput {
        amount: Some(amount),
        document: Some(document),
        note: "",
    }
}

/// Proposes that something was collected on a receivable, or passed on to the city.
///
/// # Errors
/// What [`Receivable::admit`] refuses; the chain; storage.
pub fn collect(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ItemNo,
    kind: ChangeKind,
    amount: Fen,
    document: &str,
) -> Result<CaseNo, ServiceError> {
    desk.write(actor, "receivable.collect", None, |tx| {
        let row = item(tx, actor.scope(), no, AsOf::on(desk.today()))?;
        let change = change(kind, amount, desk.today(), document);
        receivable(&row)?.receivable.admit(&change)?;
        let opening = Opening {
            kind: CHANGE,
            region: row.head.region,
            fund: row.head.fund,
            year: row.head.year,
            subject: &row.head.title,
            body: body::write(&ChangeBody {
                item: no.get(),
                change: kind.code().to_owned(),
            })?,
        };
        open::<ConfirmStage>(desk, tx, actor, &opening, with(amount, document))
    })
}

fn change(kind: ChangeKind, amount: Fen, on: Date, document: &str) -> Change {
    Change {
        kind,
        amount,
        on,
        document: document.to_owned(),
    }
}

/// Confirms, as a second user, what [`propose_gap`] or [`collect`] proposed; only now it counts. A receivable that does
/// not go through the county's hands is passed on in the same moment.
///
/// # Errors
/// The chain; what [`Receivable::admit`] refuses by now; storage.
pub fn confirm_collection(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
) -> Result<ItemNo, ServiceError> {
    desk.write(actor, "receivable.confirm", None, |tx| {
        let found = load::<ConfirmStage>(tx, actor, RAISE, no);
        let raises = !matches!(found, Err(ServiceError::NotFound(_)));
        let case = if raises {
            found?
        } else {
            load(tx, actor, CHANGE, no)?
        };
        let first = case.track.last().cloned();
        let first = first.ok_or(ServiceError::NotFound("该事项"))?;
        let input = StepInput {
            amount: first.amount,
            document: first.document.as_deref(),
            note: "",
        };
        advance(desk, tx, actor, &case, ConfirmStage::Confirmed, input)?;
        let amount = first.amount.unwrap_or(Fen::ZERO);
        let document = first.document.unwrap_or_default();
        if raises {
            let body: RaiseBody = body::read(&case.head.body)?;
            let place = (case.head.fund, case.head.year, case.head.region);
            let head = new(tx, actor.scope(), place, &body.kind)?;
            put(
                tx,
                actor.scope(),
                &head,
                (ChangeKind::Raised.code(), amount, desk.today()),
                &document,
                Some(no),
            )?;
            return Ok(head.no);
        }
        apply(desk, tx, actor, no, &case.head.body, (amount, &document))
    })
}

fn apply(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: CaseNo,
    text: &str,
    (amount, document): (Fen, &str),
) -> Result<ItemNo, ServiceError> {
    let body: ChangeBody = body::read(text)?;
    let odd = || StoreError::Corrupt("change of a receivable".to_owned());
    let kind = ChangeKind::parse(&body.change).ok_or_else(odd)?;
    let no = ItemNo::new(body.item).ok_or_else(odd)?;
    let row = item(tx, actor.scope(), no, AsOf::on(desk.today()))?;
    let owed = receivable(&row)?.receivable;
    owed.admit(&change(kind, amount, desk.today(), document))?;
    let scope = actor.scope();
    put(
        tx,
        scope,
        &row.head,
        (kind.code(), amount, desk.today()),
        document,
        Some(case),
    )?;
    if kind == ChangeKind::Collected && !owed.is_passed_on() {
        let passed = (ChangeKind::PassedOn.code(), amount, desk.today());
        put(tx, scope, &row.head, passed, document, Some(case))?;
    }
    Ok(no)
}

fn new(
    tx: &mut Tx<'_>,
    scope: Scope,
    (fund, year, region): (Fund, FundYear, RegionCode),
    kind: &str,
) -> Result<ItemHead, ServiceError> {
    let known = ReceivableKind::parse(kind);
    let known = known.ok_or_else(|| StoreError::Corrupt(format!("receivable {kind}")))?;
    let item = NewItem {
        ledger: LEDGER,
        kind: known.code(),
        region,
        fund,
        year,
        title: known.zh(),
        body: "{}",
    };
    let no = rows::new_item(tx, scope, &item)?;
    let head = rows::find_item(tx, scope, no)?;
    head.ok_or(ServiceError::NotFound("应收款"))
}

/// Covers approved payments of a county: everything is paid; what the sub-ledger of the fiscal special and expenditure
/// accounts does not hold is raised as a receivable on the county's own finance. Call it with the payment.
///
/// # Errors
/// `fund.deficit.amount`; [`ServiceError::Denied`]; storage.
pub fn cover_deficit(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year, county): (Fund, FundYear, RegionCode),
    balance: Fen,
    approved: Fen,
    document: &str,
) -> Result<Covered, ServiceError> {
    desk.write(actor, "fund.cover", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, county)?;
        let covered = cover(balance, approved)?;
        if covered.receivable > Fen::ZERO {
            let query = ItemQuery {
                ledger: LEDGER,
                kind: Some(ReceivableKind::Deficit.code()),
                fund: Some(fund),
                region: Some(county),
            };
            let heads = rows::list_items(tx, scope, query)?;
            let head = match heads.into_iter().find(|head| head.year == year) {
                Some(head) => head,
                None => new(
                    tx,
                    scope,
                    (fund, year, county),
                    ReceivableKind::Deficit.code(),
                )?,
            };
            let raised = (ChangeKind::Raised.code(), covered.receivable, desk.today());
            put(tx, scope, &head, raised, document, None)?;
        }
        Ok(covered)
    })
}

/// The receivables of a fund within the actor's scope that were raised by the day, as known; cleared ones too.
///
/// # Errors
/// Storage.
pub fn receivables(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Option<Fund>,
    as_of: AsOf,
) -> Result<Vec<ReceivableRow>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| all(session, scope, fund, as_of))
}

pub(super) fn all(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Option<Fund>,
    as_of: AsOf,
) -> Result<Vec<ReceivableRow>, ServiceError> {
    let query = ItemQuery {
        ledger: LEDGER,
        fund,
        ..ItemQuery::default()
    };
    let mut found = items(session, scope, query, as_of)?;
    // Raised later: on that day, or at that step of knowledge, there was nothing.
    found.retain(|row| !row.moves.is_empty());
    found.iter().map(receivable).collect()
}

fn receivable(row: &ItemRow) -> Result<ReceivableRow, ServiceError> {
    let odd = || StoreError::Corrupt(format!("receivable {}", row.head.no));
    if row.head.ledger != LEDGER {
        return Err(ServiceError::NotFound("应收款"));
    }
    let mut changes = Vec::with_capacity(row.moves.len());
    for one in &row.moves {
        let kind = ChangeKind::parse(&one.kind).ok_or_else(odd)?;
        changes.push(change(kind, one.amount, one.on, &one.document));
    }
    Ok(ReceivableRow {
        no: row.head.no,
        fund: row.head.fund,
        receivable: Receivable {
            debtor: row.head.region,
            kind: ReceivableKind::parse(&row.head.kind).ok_or_else(odd)?,
            changes,
        },
    })
}
