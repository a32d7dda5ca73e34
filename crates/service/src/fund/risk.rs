//! The risk adjustment fund: extraction, grant, settlement, each decided by bureau and finance of the city.

use access::{Actor, Scope};
use base::{Date, Fen, RegionCode};
use ledger::control::CaseNo;
use ledger::control::risk::{
    AuditPack, Clearing, Movement, MovementKind, RiskStage, audit_pack, balances, decide, extract,
    settle_counties,
};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, ItemHead, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::body;
use super::case::{CaseRow, Opening, Rules, StepInput, advance, load, open, reader};
use super::entries::{self, Act};
use super::item::{items, put};
use super::sums::{Year, range};
use crate::{Desk, ServiceError};

const KIND: &str = "risk_fund";
const LEDGER: &str = "risk";

/// What is to be done with the risk fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskAct {
    /// Extract the rate of the pooling area from the income of each county in the year.
    Extract,
    /// Grant an amount to a county.
    Grant(RegionCode, Fen),
    /// Settle what was granted in the year among the counties.
    Settle,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    /// (kind of movement, county, amount) in fen.
    moves: Vec<(String, i64, i64)>,
}

/// Proposes an act. What it moves is worked out now and stands in the case, so that all who decide see the same.
///
/// # Errors
/// `fund.risk.county` for a user of a county, `fund.parameter.missing` without a rate, `fund.risk.…`, the chain,
/// storage.
pub fn propose_risk(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    act: RiskAct,
    note: &str,
) -> Result<CaseNo, ServiceError> {
    decide(actor)?;
    desk.write(actor, "risk.propose", None, |tx| {
        let moves = moves(desk, tx, actor, (fund, year), act)?;
        let kept = moves
            .iter()
            .map(|(kind, county, amount)| (kind.code().to_owned(), county.number(), amount.get()));
        let total = Fen::checked_sum(moves.iter().map(|(_, _, amount)| (*amount).max(Fen::ZERO)));
        let opening = Opening {
            kind: KIND,
            region: actor.scope().pool(),
            fund,
            year,
            subject: match act {
                RiskAct::Extract => "提取",
                RiskAct::Grant(..) => "调剂使用",
                RiskAct::Settle => "清算",
            },
            body: body::write(&Body {
                moves: kept.collect(),
            })?,
        };
        let input = StepInput {
            amount: Some(total.ok_or_else(range)?),
            note,
            ..StepInput::default()
        };
        open::<RiskStage>(desk, tx, actor, &opening, input)
    })
}

type Move = (MovementKind, RegionCode, Fen);

fn moves(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    act: RiskAct,
) -> Result<Vec<Move>, ServiceError> {
    let scope = actor.scope();
    match act {
        RiskAct::Grant(county, amount) => {
            let held = Fen::checked_sum(books(tx, scope, fund)?.into_values()).ok_or_else(range)?;
            if amount <= Fen::ZERO || amount > held {
                let sentence = format!("风险调剂金现有 {held} 元，不能调剂 {amount} 元。");
                return Err(base::Refused::new("fund.risk.short", sentence).into());
            }
            Ok(vec![(MovementKind::Grant, county, amount)])
        }
        RiskAct::Extract => {
            let rules = Rules::load(tx, actor)?;
            let rate = rules
                .parameters(actor, desk)
                .ratio("risk.extraction.rate")?;
            let incomes = incomes(tx, scope, fund, year)?;
            let parts = extract(rate, &incomes)?;
            let part = parts.into_iter().filter(|one| one.amount > Fen::ZERO);
            Ok(part
                .map(|one| (MovementKind::Extraction, one.county, one.amount))
                .collect())
        }
        RiskAct::Settle => {
            let of_year = of_year(tx, scope, fund, year)?;
            let cleared = settle_counties(&of_year)?;
            let moved = cleared.into_iter().filter(|one| one.clearing != Fen::ZERO);
            Ok(moved
                .map(|one| (MovementKind::Clearing, one.county, one.clearing))
                .collect())
        }
    }
}

/// The income of each county in the year, out of the books; the city's own tier gives nothing to itself.
fn incomes(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<(RegionCode, Fen)>, ServiceError> {
    let all = Year::load(session, scope, fund, year, None, AsOf::on(year.last_day()))?;
    let mut incomes = std::collections::BTreeMap::<RegionCode, Fen>::new();
    for one in all
        .months
        .iter()
        .filter(|one| one.account < 5_000 && one.region != scope.pool())
    {
        let sum = incomes.entry(one.region).or_default();
        *sum = sum.checked_add(one.amount).ok_or_else(range)?;
    }
    Ok(incomes.into_iter().collect())
}

/// Takes the next step of a case; with the agreement of finance its movements are written, and booked (E24, E25, E27,
/// E28).
///
/// # Errors
/// `fund.risk.county`, the chain, what the rules of the books and the budget refuse, storage.
pub fn step_risk(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: RiskStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    decide(actor)?;
    desk.write(actor, "risk.step", None, |tx| {
        let case = load::<RiskStage>(tx, actor, KIND, no)?;
        let taken = advance(desk, tx, actor, &case, wanted, input)?;
        if wanted != RiskStage::Agreed {
            return Ok(());
        }
        let case = load::<RiskStage>(tx, actor, KIND, no)?;
        let body: Body = body::read(&case.head.body)?;
        let document = taken.document.unwrap_or_default();
        book(desk, tx, actor, &case, &body)?;
        for (kind, county, amount) in body.moves {
            let county = body::region(county)?;
            let head = county_item(tx, actor.scope(), case.head.fund, case.head.year, county)?;
            let moved = (kind.as_str(), Fen::new(amount), desk.today());
            put(tx, actor.scope(), &head, moved, &document, Some(no))?;
        }
        Ok(())
    })
}

/// Books what an act moves. What is extracted goes up from each county (E24) and comes in at the city (E25) under one
/// document, and is put into the risk fund there (E27); a grant goes down to the county out of it (E28). A settlement
/// moves no money: it says for which county the city holds what.
fn book(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<RiskStage>,
    body: &Body,
) -> Result<(), ServiceError> {
    let pool = actor.scope().pool();
    let mut extracted = Fen::ZERO;
    for (kind, county, amount) in &body.moves {
        let (county, amount) = (body::region(*county)?, Fen::new(*amount));
        let act = |event, variant, region| Act {
            region,
            amount,
            ..Act::of(event, variant, &case.head)
        };
        match MovementKind::parse(kind) {
            Some(MovementKind::Extraction) => {
                let up = entries::book(desk, tx, actor, case, act(24, "up", county))?;
                let received = Act {
                    answers: Some(up),
                    ..act(25, "received", pool)
                };
                entries::book(desk, tx, actor, case, received)?;
                extracted = extracted.checked_add(amount).ok_or_else(range)?;
            }
            Some(MovementKind::Grant) => {
                entries::book(desk, tx, actor, case, act(28, "grant", county))?;
            }
            Some(MovementKind::Clearing) | None => {}
        }
    }
    if extracted > Fen::ZERO {
        let draw = Act {
            region: pool,
            amount: extracted,
            ..Act::of(27, "draw", &case.head)
        };
        entries::book(desk, tx, actor, case, draw)?;
    }
    Ok(())
}

/// The county's own account within the risk fund, opened where there is none.
fn county_item(
    tx: &mut Tx<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
    county: RegionCode,
) -> Result<ItemHead, ServiceError> {
    let query = ItemQuery {
        ledger: LEDGER,
        fund: Some(fund),
        region: Some(county),
        kind: None,
    };
    if let Some(head) = rows::list_items(tx, scope, query)?.into_iter().next() {
        return Ok(head);
    }
    let new = NewItem {
        ledger: LEDGER,
        kind: "county",
        region: county,
        fund,
        year,
        title: "风险调剂金（县区明细）",
        body: "{}",
    };
    let no = rows::new_item(tx, scope, &new)?;
    rows::find_item(tx, scope, no)?.ok_or(ServiceError::NotFound("风险调剂金明细"))
}

fn all(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    until: Date,
) -> Result<Vec<Movement>, ServiceError> {
    let query = ItemQuery {
        ledger: LEDGER,
        fund: Some(fund),
        ..ItemQuery::default()
    };
    let mut movements = Vec::new();
    for row in items(session, scope, query, AsOf::on(until))? {
        for one in row.moves {
            let kind = MovementKind::parse(&one.kind);
            movements.push(Movement {
                county: row.head.region,
                kind: kind.ok_or_else(|| StoreError::Corrupt(one.kind.clone()))?,
                amount: one.amount,
                on: one.on,
                document: one.document,
            });
        }
    }
    movements.sort_by_key(|one| one.on);
    Ok(movements)
}

fn of_year(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<Movement>, ServiceError> {
    let mut found = all(session, scope, fund, year.last_day())?;
    found.retain(|one| one.on >= year.first_day());
    Ok(found)
}

fn books(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
) -> Result<std::collections::BTreeMap<RegionCode, Fen>, ServiceError> {
    balances(&all(session, scope, fund, Date::MAX)?).ok_or_else(range)
}

/// The balance of each county in the risk fund, within the actor's scope.
///
/// # Errors
/// Storage.
pub fn risk_books(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
) -> Result<Vec<(RegionCode, Fen)>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| Ok(books(session, scope, fund)?.into_iter().collect()))
}

/// How the counties would come out of a settlement of the year, as it stands.
///
/// # Errors
/// `fund.risk.county`, `fund.risk.overdrawn`, storage.
pub fn risk_settlement(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
) -> Result<Vec<Clearing>, ServiceError> {
    decide(actor)?;
    let scope = reader(actor)?;
    desk.read(|session| Ok(settle_counties(&of_year(session, scope, fund, year)?)?))
}

/// The audit pack of a period.
///
/// # Errors
/// Storage.
pub fn risk_audit(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    (from, until): (Date, Date),
) -> Result<AuditPack, ServiceError> {
    let scope = reader(actor)?;
    let movements = desk.read(|session| all(session, scope, fund, Date::MAX))?;
    audit_pack(&movements, from, until).ok_or_else(range)
}
