//! Working capital for settlement outside the area.

use access::{Actor, Scope};
use base::{Fen, RegionCode};
use ledger::control::{CaseNo, ConfirmStage, Revolving, RevolvingKind, RevolvingMove};
use ledger::entry::{CounterpartyKind, Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError};

use super::body;
use super::case::{Opening, StepInput, advance, load, open, reader};
use super::entries::{self, Act};
use super::item::{items, put};
use super::sums::range;
use crate::{Desk, ServiceError};

const LEDGER: &str = "revolving";
const KIND: &str = "revolving.move";

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    kind: String,
}

/// Proposes a movement of the working capital of a region: an advance, bills paid, a replenishment.
///
/// # Errors
/// `fund.revolving.…`, the chain, storage.
pub fn propose_revolving(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year, region): (Fund, FundYear, RegionCode),
    kind: RevolvingKind,
    amount: Fen,
    document: &str,
) -> Result<CaseNo, ServiceError> {
    desk.write(actor, "revolving.propose", None, |tx| {
        let now = state(tx, actor.scope(), fund, region)?;
        now.admit(&one(desk, kind, amount, document))?;
        let opening = Opening {
            kind: KIND,
            region,
            fund,
            year,
            subject: "异地就医结算周转金",
            body: body::write(&Body {
                kind: kind.code().to_owned(),
            })?,
        };
        let input = StepInput {
            amount: Some(amount),
            document: Some(document),
            note: "",
        };
        open::<ConfirmStage>(desk, tx, actor, &opening, input)
    })
}

fn one(desk: &Desk<'_>, kind: RevolvingKind, amount: Fen, document: &str) -> RevolvingMove {
    RevolvingMove {
        kind,
        amount,
        on: desk.today(),
        document: document.to_owned(),
    }
}

/// Confirms a movement as a second user; only now it counts, and is booked: money advanced (E32), bills paid out of it
/// (E33).
///
/// # Errors
/// `fund.revolving.…`, the chain, what the rules of the books and the budget refuse, storage.
pub fn confirm_revolving(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
) -> Result<Revolving, ServiceError> {
    desk.write(actor, "revolving.confirm", None, |tx| {
        let case = load::<ConfirmStage>(tx, actor, KIND, no)?;
        let body: Body = body::read(&case.head.body)?;
        let kind = RevolvingKind::parse(&body.kind);
        let kind = kind.ok_or_else(|| StoreError::Corrupt(format!("fund case {no}")))?;
        let first = case
            .track
            .last()
            .cloned()
            .ok_or(ServiceError::NotFound("该事项"))?;
        let amount = first.amount.unwrap_or(Fen::ZERO);
        let document = first.document.unwrap_or_default();
        let (fund, region, scope) = (case.head.fund, case.head.region, actor.scope());
        state(tx, scope, fund, region)?.admit(&one(desk, kind, amount, &document))?;
        let input = StepInput {
            amount: Some(amount),
            document: Some(&document),
            note: "",
        };
        advance(desk, tx, actor, &case, ConfirmStage::Confirmed, input)?;
        let query = query(fund, region);
        let head = match rows::list_items(tx, scope, query)?.into_iter().next() {
            Some(head) => head,
            None => {
                let new = NewItem {
                    ledger: LEDGER,
                    kind: "out_of_area",
                    region,
                    fund,
                    year: case.head.year,
                    title: "异地就医结算周转金",
                    body: "{}",
                };
                let item = rows::new_item(tx, scope, &new)?;
                rows::find_item(tx, scope, item)?.ok_or(ServiceError::NotFound("周转金"))?
            }
        };
        put(
            tx,
            scope,
            &head,
            (kind.code(), amount, desk.today()),
            &document,
            Some(no),
        )?;
        let (event, variant) = match kind {
            RevolvingKind::Advance | RevolvingKind::Replenished => (32, "pay"),
            RevolvingKind::Paid => (33, "offset"),
        };
        let case = load::<ConfirmStage>(tx, actor, KIND, no)?;
        let platform = entries::party(CounterpartyKind::Platform, "异地就医结算平台")?;
        let act = Act {
            amount,
            party: Some(platform),
            // The chart wants a detail and the clearing gives none: bills from outside are booked as inpatient care.
            sub: Some("住院"),
            ..Act::of(event, variant, &case.head)
        };
        entries::book(desk, tx, actor, &case, act)?;
        state(tx, scope, fund, region)
    })
}

fn query<'a>(fund: Fund, region: RegionCode) -> ItemQuery<'a> {
    ItemQuery {
        ledger: LEDGER,
        fund: Some(fund),
        region: Some(region),
        kind: None,
    }
}

fn state(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: RegionCode,
) -> Result<Revolving, ServiceError> {
    let mut moves = Vec::new();
    for row in items(
        session,
        scope,
        query(fund, region),
        AsOf::on(base::Date::MAX),
    )? {
        for one in row.moves {
            let kind = RevolvingKind::parse(&one.kind);
            moves.push(RevolvingMove {
                kind: kind.ok_or_else(|| StoreError::Corrupt(one.kind.clone()))?,
                amount: one.amount,
                on: one.on,
                document: one.document,
            });
        }
    }
    Revolving::of(&moves).ok_or_else(range)
}

/// How the working capital of a region stands; `statement` is the platform's own balance to be checked against it.
///
/// # Errors
/// `fund.revolving.difference` where the two differ, storage.
pub fn revolving(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, region): (Fund, RegionCode),
    statement: Option<Fen>,
) -> Result<Revolving, ServiceError> {
    let scope = reader(actor)?;
    let now = desk.read(|session| state(session, scope, fund, region))?;
    if let Some(statement) = statement {
        now.agrees_with(statement)?;
    }
    Ok(now)
}
