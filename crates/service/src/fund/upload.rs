//! The upload of historic surplus: inventory, provisional posting, audit, signatures, closing.

use access::{Actor, Scope};
use base::{Fen, Refused, RegionCode, Validity};
use ledger::chart::MoneyPlace;
use ledger::control::receivable::{MemoKind, ReceivableKind};
use ledger::control::upload::{Upload, UploadStage};
use ledger::control::{CaseNo, ConfirmStage, ItemNo};
use ledger::entry::{Evidence, EvidenceKind, Fund, FundYear, Header};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::body;
use super::case::{CaseRow, Opening, Rules, StepInput, advance, list, load, open, reader};
use super::entries;
use super::item::{item, items, put};
use super::owed::enter_arrear;
use super::sums::money;
use crate::{Desk, ServiceError, books};

const KIND: &str = "upload";
const MEMO: &str = "memo";
const CLEAR: &str = "memo.clear";

/// What a county uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTerms {
    /// The county.
    pub county: RegionCode,
    /// The old fund.
    pub fund: Fund,
    /// The year of the upload.
    pub year: FundYear,
    /// The balance in its books.
    pub book_balance: Fen,
    /// What is open, by kind: each becomes an item of the register that must be cleared.
    pub open_items: Vec<(MemoKind, Fen, String)>,
}

/// An upload with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The case.
    pub no: CaseNo,
    /// The upload as it stands.
    pub upload: Upload,
    /// The open items of the register.
    pub items: Vec<(ItemNo, MemoKind, Fen)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    book_balance: i64,
}

/// Opens an upload with its inventory: the book balance, and the open items in the memo register.
///
/// # Errors
/// The chain, storage.
pub fn open_upload(
    desk: &Desk<'_>,
    actor: &Actor,
    terms: &UploadTerms,
) -> Result<CaseNo, ServiceError> {
    desk.write(actor, "upload.open", None, |tx| {
        let opening = Opening {
            kind: KIND,
            region: terms.county,
            fund: terms.fund,
            year: terms.year,
            subject: terms.fund.zh(),
            body: body::write(&Body {
                book_balance: terms.book_balance.get(),
            })?,
        };
        let no = open::<UploadStage>(desk, tx, actor, &opening, StepInput::default())?;
        for (kind, amount, document) in &terms.open_items {
            let new = NewItem {
                ledger: MEMO,
                kind: kind.code(),
                region: terms.county,
                fund: terms.fund,
                year: terms.year,
                title: kind.zh(),
                body: "{}",
            };
            let memo = rows::new_item(tx, actor.scope(), &new)?;
            let head = rows::find_item(tx, actor.scope(), memo)?;
            let head = head.ok_or(ServiceError::NotFound("备查事项"))?;
            put(
                tx,
                actor.scope(),
                &head,
                ("raised", *amount, desk.today()),
                document,
                None,
            )?;
        }
        Ok(no)
    })
}

/// Proposes, as one user, and confirms, as another with the case's number, that an open item was cleared.
///
/// # Errors
/// `fund.memo.too_much`, the chain, storage.
pub fn note_memo(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ItemNo,
    amount: Fen,
    document: &str,
    confirms: Option<CaseNo>,
) -> Result<CaseNo, ServiceError> {
    desk.write(actor, "memo.clear", None, |tx| {
        let row = item(tx, actor.scope(), no, AsOf::on(desk.today()))?;
        let left = open_amount(&row.moves)?;
        if row.head.ledger != MEMO || amount <= Fen::ZERO || amount > left {
            let sentence = format!("该备查事项尚余 {left} 元，不能清理 {amount} 元。");
            return Err(Refused::new("fund.memo.too_much", sentence).into());
        }
        let input = StepInput {
            amount: Some(amount),
            document: Some(document),
            note: "",
        };
        let Some(case) = confirms else {
            let opening = Opening {
                kind: CLEAR,
                region: row.head.region,
                fund: row.head.fund,
                year: row.head.year,
                subject: &row.head.title,
                body: body::write(&no.get())?,
            };
            return open::<ConfirmStage>(desk, tx, actor, &opening, input);
        };
        let found = load::<ConfirmStage>(tx, actor, CLEAR, case)?;
        let about: i64 = body::read(&found.head.body)?;
        if about != no.get() || found.track.last().and_then(|step| step.amount) != Some(amount) {
            return Err(Refused::new(
                "fund.memo.other",
                "复核内容与录入不一致，请核对编号和金额。",
            )
            .into());
        }
        advance(desk, tx, actor, &found, ConfirmStage::Confirmed, input)?;
        let cleared = ("cleared", amount, desk.today());
        put(tx, actor.scope(), &row.head, cleared, document, Some(case))?;
        Ok(case)
    })
}

fn open_amount(moves: &[rows::MovementRow]) -> Result<Fen, ServiceError> {
    let of = |raised: bool| {
        let hits = moves.iter().filter(|one| (one.kind == "raised") == raised);
        Fen::checked_sum(hits.map(|one| one.amount))
    };
    let open = of(true)
        .zip(of(false))
        .and_then(|(raised, cleared)| raised.checked_sub(cleared));
    open.ok_or_else(super::sums::range)
}

/// Takes the next step: the audit brings its figure as the amount, the closing may bring a signed exception as its
/// document. What the audit found beyond the books becomes a receivable on the county.
///
/// # Errors
/// `fund.upload.…`, the chain, storage.
pub fn step_upload(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: UploadStage,
    input: StepInput<'_>,
) -> Result<UploadRow, ServiceError> {
    desk.write(actor, "upload.step", None, |tx| {
        let case = load::<UploadStage>(tx, actor, KIND, no)?;
        let mut row = row_of(tx, actor.scope(), &case, desk)?;
        if wanted == UploadStage::Audited {
            row.upload.audited = input.amount;
        }
        if wanted == UploadStage::Closed {
            row.upload.exception = input.document.map(str::to_owned);
        }
        let rules = Rules::load(tx, actor)?;
        let window = window(&rules, actor);
        row.upload.check(wanted, desk.today(), &window)?;
        // Only the audit has a figure; no other step carries one.
        let step = StepInput {
            amount: input.amount.filter(|_| wanted == UploadStage::Audited),
            ..input
        };
        let taken = advance(desk, tx, actor, &case, wanted, step)?;
        if wanted == UploadStage::Audited && row.upload.owed() > Fen::ZERO {
            raise(
                desk,
                tx,
                actor,
                &case,
                row.upload.owed(),
                &taken.document.unwrap_or_default(),
            )?;
        }
        if wanted == UploadStage::Provisional {
            book(desk, tx, actor, (no, row.upload.book_balance))?;
        }
        let case = load::<UploadStage>(tx, actor, KIND, no)?;
        row_of(tx, actor.scope(), &case, desk)
    })
}

/// Books the upload as the county's books have it (E37), before any audit: the money moves into the city's fiscal
/// special account and stays the county's. Where the county's books were not kept here, they open with it.
fn book(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (no, amount): (CaseNo, Fen),
) -> Result<(), ServiceError> {
    let case = load::<UploadStage>(tx, actor, KIND, no)?;
    let (scope, today) = (actor.scope(), desk.today());
    let (county, fund) = (case.head.region, case.head.fund);
    let own = store::ledger::banks(tx, Scope::whole(scope.pool()))?;
    let mut fiscal = own
        .into_iter()
        .filter(|bank| bank.seat.place == MoneyPlace::Fiscal && bank.seat.validity.covers(today));
    let (of_city, of_county): (Vec<_>, Vec<_>) = fiscal
        .by_ref()
        .partition(|bank| bank.seat.keeper == scope.pool());
    let lacks = |whose: &str| {
        let sentence =
            format!("没有登记{whose}财政专户账户，不能上划；请先用 tongchou ledger bank 登记。");
        Refused::new("fund.upload.bank", sentence)
    };
    let city = of_city.into_iter().next().ok_or_else(|| lacks("市本级"))?;
    let from = of_county
        .into_iter()
        .find(|bank| bank.seat.keeper == county);
    let held = money(tx, scope, fund, county, today)?;
    let from = match from {
        _ if held == Fen::ZERO => None,
        Some(bank) if held >= amount => Some(bank.name),
        Some(_) => {
            let sentence = format!(
                "账面上划 {amount} 元，平台账上{}财政专户存款只有 {held} 元，请先核对并补记账务。",
                fund.zh()
            );
            return Err(Refused::new("fund.upload.books", sentence).into());
        }
        None => return Err(lacks("县区").into()),
    };
    let (maker, checker) = entries::persons(&case.track).ok_or(ServiceError::NotFound("上划"))?;
    let evidence = entries::proof(&case)?;
    let header = |id| Header {
        id,
        value_date: today,
        book_date: today,
        evidence: vec![Evidence {
            kind: EvidenceKind::Handover,
            ..evidence
        }],
        maker,
        checker,
    };
    let place = ((county, fund), amount);
    books::take_up(tx, scope, header, place, (from.as_ref(), &city.name), no)
}

/// The days on which the regime lets counties upload: always, unless the data names a window.
fn window(rules: &Rules, actor: &Actor) -> Validity {
    let pool = actor.scope().pool();
    let found = rules.catalogue.parameters.iter().find(|one| {
        one.id == "upload.window" && one.ground.pool.is_some_and(|region| region.contains(pool))
    });
    found.map_or(Validity::OPEN, |one| one.ground.validity)
}

fn raise(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<UploadStage>,
    amount: Fen,
    document: &str,
) -> Result<(), ServiceError> {
    let kind = ReceivableKind::UploadDifference;
    let new = NewItem {
        ledger: "receivable",
        kind: kind.code(),
        region: case.head.region,
        fund: case.head.fund,
        year: case.head.year,
        title: kind.zh(),
        body: "{}",
    };
    let no = rows::new_item(tx, actor.scope(), &new)?;
    let head = rows::find_item(tx, actor.scope(), no)?.ok_or(ServiceError::NotFound("应收款"))?;
    let case = load::<UploadStage>(tx, actor, KIND, case.head.no)?;
    enter_arrear(desk, tx, actor, &case, (&head, amount))?;
    put(
        tx,
        actor.scope(),
        &head,
        ("raised", amount, desk.today()),
        document,
        Some(case.head.no),
    )
}

/// The uploads within the actor's scope.
///
/// # Errors
/// Storage.
pub fn uploads(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<UploadRow>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let query = CaseQuery {
            kind: KIND,
            ..CaseQuery::default()
        };
        let cases = list::<UploadStage>(session, scope, query)?;
        let mut found = Vec::with_capacity(cases.len());
        for case in cases {
            found.push(row_of(session, scope, &case, desk)?);
        }
        Ok(found)
    })
}

fn row_of(
    session: &mut Session<'_>,
    scope: Scope,
    case: &CaseRow<UploadStage>,
    desk: &Desk<'_>,
) -> Result<UploadRow, ServiceError> {
    let body: Body = body::read(&case.head.body)?;
    let as_of = AsOf::on(desk.today());
    let (fund, region) = (Some(case.head.fund), Some(case.head.region));
    let query = |ledger, kind| ItemQuery {
        ledger,
        kind,
        fund,
        region,
    };
    let mut open = Vec::new();
    for row in items(session, scope, query(MEMO, None), as_of)? {
        let kind = MemoKind::parse(&row.head.kind);
        let kind = kind.ok_or_else(|| StoreError::Corrupt(format!("memo {}", row.head.no)))?;
        open.push((row.head.no, kind, open_amount(&row.moves)?));
    }
    let kind = ReceivableKind::UploadDifference.code();
    let owed = items(session, scope, query("receivable", Some(kind)), as_of)?;
    let paid = owed
        .iter()
        .flat_map(|row| &row.moves)
        .filter(|one| one.kind == "collected");
    let paid = Fen::checked_sum(paid.map(|one| one.amount)).ok_or_else(super::sums::range)?;
    let step = |stage| {
        case.track
            .steps()
            .iter()
            .find(move |step| step.stage == Some(stage))
    };
    let audited = step(UploadStage::Audited).and_then(|step| step.amount);
    Ok(UploadRow {
        no: case.head.no,
        upload: Upload {
            county: case.head.region,
            fund: case.head.fund.code().to_owned(),
            book_balance: Fen::new(body.book_balance),
            audited,
            difference_paid: paid,
            open_items: open
                .iter()
                .map(|(_, kind, amount)| (*kind, *amount))
                .collect(),
            exception: step(UploadStage::Closed).and_then(|step| step.document.clone()),
            track: case.track.clone(),
        },
        items: open,
    })
}
