//! What is owed to the fund: gaps found by audit, deficits of counties, arrears that counties collect and pass on.

use access::{Actor, Permission};
use base::{Fen, Refused, RegionCode};
use ledger::control::receivable::{Change, ChangeKind, Covered, Receivable, ReceivableKind, cover};
use ledger::control::{CaseNo, ConfirmStage, ItemNo, Stage};
use ledger::entry::{Counterparty, CounterpartyKind, Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::ItemHead;
use store::{AsOf, StoreError, Tx};

use super::body;
use super::case::{CaseRow, Opening, StepInput, advance, load, open, reader};
use super::entries::{self, Act};
use super::item::{item, put};
use super::receivable::{ReceivableRow, all, change, new, receivable};
use super::short::raise_deficit;
use crate::{Desk, ServiceError};

/// The kind of case that raises a receivable.
const RAISE: &str = "receivable.raise";
/// The kind of case that records what was paid on one.
const CHANGE: &str = "receivable.change";

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
/// `fund.receivable.change` for what is not entered by hand; what [`Receivable::admit`] refuses; the chain; storage.
pub fn collect(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ItemNo,
    kind: ChangeKind,
    amount: Fen,
    document: &str,
) -> Result<CaseNo, ServiceError> {
    if !kind.is_by_hand() {
        let sentence =
            "应收款只能登记收回或者上划：形成由审计、支付等办理，冲销随红字凭证自动进行。";
        return Err(Refused::new("fund.receivable.change", sentence).into());
    }
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
            let case = load::<ConfirmStage>(tx, actor, RAISE, no)?;
            enter_arrear(desk, tx, actor, &case, (&head, amount))?;
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
        let case = load::<ConfirmStage>(tx, actor, CHANGE, no)?;
        apply(desk, tx, actor, &case, (amount, &document))
    })
}

/// Enters in the memo register of the books what the audit found and finance owes (E38); a gap is no arrear of
/// money that was due, it comes into the books when it is covered (E40).
pub(super) fn enter_arrear<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<S>,
    (head, amount): (&ItemHead, Fen),
) -> Result<(), ServiceError> {
    if !is_arrear(&head.kind) {
        return Ok(());
    }
    let act = Act {
        region: head.region,
        amount,
        party: Some(finance(head.region)?),
        ..Act::of(38, "found", &case.head)
    };
    entries::book(desk, tx, actor, case, act).map(drop)
}

/// Books what came in on a receivable: arrears found by the audit when they reach the city (E38), gaps and
/// deficits when finance covers them (E40).
fn arrived<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<S>,
    (head, amount): (&ItemHead, Fen),
) -> Result<(), ServiceError> {
    let (event, variant, sub) = if is_arrear(&head.kind) {
        (38, "arrived", Some("县"))
    } else {
        (40, "cover", None)
    };
    let act = Act {
        region: head.region,
        amount,
        sub,
        party: Some(finance(head.region)?),
        ..Act::of(event, variant, &case.head)
    };
    entries::book(desk, tx, actor, case, act).map(drop)
}

fn is_arrear(kind: &str) -> bool {
    let arrears = [
        ReceivableKind::UploadDifference,
        ReceivableKind::HistoricArrear,
    ];
    arrears.iter().any(|one| one.code() == kind)
}

fn finance(region: RegionCode) -> Result<Counterparty, ServiceError> {
    entries::party(CounterpartyKind::Finance, &region.short())
}

fn apply(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<ConfirmStage>,
    (amount, document): (Fen, &str),
) -> Result<ItemNo, ServiceError> {
    let body: ChangeBody = body::read(&case.head.body)?;
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
        Some(case.head.no),
    )?;
    if kind == ChangeKind::Collected && !owed.is_passed_on() {
        let passed = (ChangeKind::PassedOn.code(), amount, desk.today());
        put(tx, scope, &row.head, passed, document, Some(case.head.no))?;
    }
    // What the county has collected and not passed on is not the fund's money yet.
    if kind == ChangeKind::PassedOn || !owed.is_passed_on() {
        arrived(desk, tx, actor, case, (&row.head, amount))?;
    }
    Ok(no)
}

/// Covers approved payments of a county: everything is paid; what the sub-ledger of the fiscal special and expenditure
/// accounts does not hold is raised as a receivable on the county's own finance. What is paid in the books is
/// raised with its posting; call this for what was paid elsewhere.
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
            let what = (covered.receivable, desk.today());
            raise_deficit(tx, scope, (fund, year, county), what, document)?;
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
