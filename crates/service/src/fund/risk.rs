//! The risk adjustment fund: extraction, grant, settlement, each decided by bureau and finance of the city.

use std::collections::BTreeMap;

use access::{Actor, Scope};
use base::{Date, Fen, Refused, RegionCode};
use ledger::control::CaseNo;
use ledger::control::risk::{
    AuditPack, Clearing, Movement, MovementKind, RiskStage, audit_pack, balances, decide, extract,
    settle_counties,
};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery, ItemHead, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::body;
use super::case::{CaseRow, Opening, Rules, StepInput, advance, list, load, open, reader};
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
            amount: Some(total(&moves)?),
            note,
            ..StepInput::default()
        };
        open::<RiskStage>(desk, tx, actor, &opening, input)
    })
}

type Move = (MovementKind, RegionCode, Fen);

/// What a case of these movements says as its amount: what is taken from counties counts where it arrives.
fn total(moves: &[Move]) -> Result<Fen, ServiceError> {
    let sums = moves.iter().map(|(_, _, amount)| (*amount).max(Fen::ZERO));
    Fen::checked_sum(sums).ok_or_else(range)
}

fn moves(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: (Fund, FundYear),
    act: RiskAct,
) -> Result<Vec<Move>, ServiceError> {
    let left = match act {
        RiskAct::Grant(county, amount) => {
            let moves = vec![(MovementKind::Grant, county, amount)];
            granted(tx, actor.scope(), of.0, &moves)?;
            return Ok(moves);
        }
        RiskAct::Extract => left_to_extract(desk, tx, actor, of)?,
        RiskAct::Settle => left_to_clear(tx, actor, of)?,
    };
    if left.is_empty() {
        let sentence = format!("{} 年度没有尚未提取或者清算的风险调剂金，无须再办。", of.1);
        return Err(Refused::new("fund.risk.nothing", sentence).into());
    }
    Ok(left)
}

/// Whether the risk fund holds what is to be granted.
fn granted(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    grants: &[Move],
) -> Result<(), ServiceError> {
    let held = Fen::checked_sum(books(session, scope, fund)?.into_values()).ok_or_else(range)?;
    let amount = total(grants)?;
    if amount <= Fen::ZERO || amount > held {
        let sentence = format!("风险调剂金现有 {held} 元，不能调剂 {amount} 元。");
        return Err(Refused::new("fund.risk.short", sentence).into());
    }
    Ok(())
}

/// What each county still owes of the extraction of the year: the rate on its income so far, less what the agreed
/// extractions of the same year took.
fn left_to_extract(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
) -> Result<Vec<Move>, ServiceError> {
    let rules = Rules::load(tx, actor)?;
    let rate = rules
        .parameters(actor, desk)
        .ratio("risk.extraction.rate")?;
    let incomes = incomes(tx, actor.scope(), fund, year)?;
    let due = extract(rate, &incomes)?;
    let due = due.into_iter().map(|one| (one.county, one.amount));
    let mut left = remaining(tx, actor, (fund, year), MovementKind::Extraction, due)?;
    left.retain(|(_, _, amount)| *amount > Fen::ZERO);
    Ok(left)
}

/// What the settlement of the year still puts on or takes off each county, less what agreed settlements did.
fn left_to_clear(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
) -> Result<Vec<Move>, ServiceError> {
    let of_year = of_year(tx, actor.scope(), fund, year)?;
    let due = settle_counties(&of_year)?;
    let due = due.into_iter().map(|one| (one.county, one.clearing));
    remaining(tx, actor, (fund, year), MovementKind::Clearing, due)
}

/// What is due by county, less what agreed cases of the same year have moved of the kind.
fn remaining(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    of: MovementKind,
    due: impl Iterator<Item = (RegionCode, Fen)>,
) -> Result<Vec<Move>, ServiceError> {
    let mut left: BTreeMap<RegionCode, Fen> = due.collect();
    let query = CaseQuery {
        kind: KIND,
        fund: Some(fund),
        year: Some(year),
        region: None,
    };
    let cases = list::<RiskStage>(tx, actor.scope(), query)?;
    for case in cases.iter().filter(|case| is_agreed(case)) {
        for (kind, county, amount) in read(&case.head.body)? {
            if kind == of {
                let sum = left.entry(county).or_default();
                *sum = sum.checked_sub(amount).ok_or_else(range)?;
            }
        }
    }
    let moved = left.into_iter().filter(|(_, amount)| *amount != Fen::ZERO);
    Ok(moved.map(|(county, amount)| (of, county, amount)).collect())
}

fn is_agreed(case: &CaseRow<RiskStage>) -> bool {
    case.track.has_reached(RiskStage::Agreed)
}

/// The movements that a case says.
fn read(text: &str) -> Result<Vec<Move>, ServiceError> {
    let body: Body = body::read(text)?;
    let one = |(kind, county, amount): (String, i64, i64)| {
        let known = MovementKind::parse(&kind).ok_or(StoreError::Corrupt(kind))?;
        Ok((known, body::region(county)?, Fen::new(amount)))
    };
    body.moves.into_iter().map(one).collect()
}

/// Holds what a case says against the books of this moment, before finance agrees: since it was proposed another case
/// may have granted the same money, or extracted or settled the same year.
fn still_stands(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: (Fund, FundYear),
    said: &[Move],
) -> Result<(), ServiceError> {
    let (sound, zh) = match said.first().map(|(kind, _, _)| *kind) {
        None => return Ok(()),
        Some(MovementKind::Grant) => return granted(tx, actor.scope(), of.0, said),
        Some(MovementKind::Extraction) => {
            let left = left_to_extract(desk, tx, actor, of)?;
            let reaches = |(_, county, amount): &Move| {
                left.iter()
                    .any(|(_, of, left)| of == county && left >= amount)
            };
            (said.iter().all(reaches), "提取")
        }
        Some(MovementKind::Clearing) => (left_to_clear(tx, actor, of)? == said, "清算"),
    };
    if sound {
        return Ok(());
    }
    let sentence = format!(
        "拟定之后账目已有变化，本事项所列{zh}金额与 {} 年度尚应{zh}的金额不符；请退回，按现在的账重新拟定。",
        of.1
    );
    Err(Refused::new("fund.risk.changed", sentence).into())
}

/// The amounts of a case are those of its counties: a step cannot agree to another sum.
fn whole(input: StepInput<'_>, said: &[Move]) -> Result<(), ServiceError> {
    let amount = total(said)?;
    if input.amount.is_none_or(|other| other == amount) {
        return Ok(());
    }
    let sentence = format!(
        "本事项按县区列明共 {amount} 元，办理时不能改为其他金额；需要调整的，请退回后重新拟定。"
    );
    Err(Refused::new("fund.risk.amount", sentence).into())
}

/// The income of each county in the year, out of the books; the city's own tier gives nothing to itself.
fn incomes(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<(RegionCode, Fen)>, ServiceError> {
    let all = Year::load(session, scope, fund, year, None, AsOf::on(year.last_day()))?;
    let mut incomes = BTreeMap::<RegionCode, Fen>::new();
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
/// E28), if they still agree with the books.
///
/// # Errors
/// `fund.risk.county`, `fund.risk.amount` for another amount than the case's, `fund.risk.short` and
/// `fund.risk.changed` where another case was agreed since, the chain, what the rules of the books and the budget
/// refuse, storage.
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
        let said = read(&case.head.body)?;
        whole(input, &said)?;
        let of = (case.head.fund, case.head.year);
        if wanted == RiskStage::Agreed && !is_agreed(&case) {
            still_stands(desk, tx, actor, of, &said)?;
        }
        let taken = advance(desk, tx, actor, &case, wanted, input)?;
        if wanted != RiskStage::Agreed {
            return Ok(());
        }
        let case = load::<RiskStage>(tx, actor, KIND, no)?;
        let document = taken.document.unwrap_or_default();
        book(desk, tx, actor, &case, &said)?;
        for (kind, county, amount) in said {
            let head = county_item(tx, actor.scope(), of.0, of.1, county)?;
            let moved = (kind.code(), amount, desk.today());
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
    said: &[Move],
) -> Result<(), ServiceError> {
    let pool = actor.scope().pool();
    let mut extracted = Fen::ZERO;
    for (kind, county, amount) in said {
        let act = |event, variant, region| Act {
            region,
            amount: *amount,
            ..Act::of(event, variant, &case.head)
        };
        match kind {
            MovementKind::Extraction => {
                let up = entries::book(desk, tx, actor, case, act(24, "up", *county))?;
                let received = Act {
                    answers: Some(up),
                    ..act(25, "received", pool)
                };
                entries::book(desk, tx, actor, case, received)?;
                extracted = extracted.checked_add(*amount).ok_or_else(range)?;
            }
            MovementKind::Grant => {
                entries::book(desk, tx, actor, case, act(28, "grant", *county))?;
            }
            MovementKind::Clearing => {}
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
) -> Result<BTreeMap<RegionCode, Fen>, ServiceError> {
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
