//! The hub: each cost once, rounds that net to zero, the working capital that pays at once and is replenished.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, Fen, ProposalNo, Refused, RegionCode};
use serde::{Deserialize, Serialize};
use settlement::claim::FundCode;
use settlement::clearing::{Capital, CostKey, CrossCost, Position, Round};
use store::clearing::hub::{self as rows, Cost, Move, RoundRow};
use store::proposals::Proposal;
use store::{Session, Tx};

use crate::{Desk, ServiceError, proposals};

const KIND: (&str, &str) = ("clearing.hub", "县区间清算");

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Body {
    Round {
        fund: String,
        until: i64,
        costs: usize,
        nets: Vec<(i64, i64)>,
    },
    Capital {
        fund: String,
        target: i64,
        put: i64,
    },
}

/// A round as it was, or would be, made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// Its number; 0 before it is approved.
    pub no: i64,
    /// How each county stands; the nets add up to zero.
    pub positions: Vec<(RegionCode, Position)>,
    /// The working capital behind it.
    pub capital: Capital,
}

struct Netted {
    costs: Vec<Cost>,
    round: Round,
}

fn net(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
    until: Date,
) -> Result<Netted, ServiceError> {
    let costs = rows::open(session, scope, fund, until)?;
    // A settlement may owe a fund for its own part and for accounts: one cost.
    let mut sums: BTreeMap<CostKey, CrossCost> = BTreeMap::new();
    for one in &costs {
        match sums.get_mut(&one.cost.key()) {
            None => {
                sums.insert(one.cost.key(), one.cost.clone());
            }
            Some(sum) => {
                let more = sum.amount.checked_add(one.cost.amount);
                sum.amount = more.ok_or_else(range)?;
            }
        }
    }
    let round = Round::of(sums.values())?;
    Ok(Netted { costs, round })
}

fn range() -> Refused {
    Refused::new("settlement.amount_range", "金额合计超出可表示的范围。")
}

fn positions_of(round: &Round) -> Vec<(RegionCode, Position)> {
    let all = round.positions().iter();
    all.map(|(county, one)| (*county, *one)).collect()
}

/// Proposes a round of a fund over what members of one county cost in another up to a day, and no round has netted.
///
/// # Errors
/// [`ServiceError::Denied`] for another role and for staff of a county; `clearing.nothing`; storage.
pub fn propose_round(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: &FundCode,
    until: Date,
) -> Result<(ProposalNo, Cleared), ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, actor.scope().pool())?;
    desk.write(actor, "clearing.propose", None, |tx| {
        let netted = net(tx, scope, fund, until)?;
        if netted.costs.is_empty() {
            let zh = "没有尚未清算的县区间费用。";
            return Err(Refused::new("clearing.nothing", zh).into());
        }
        let body = Body::Round {
            fund: fund.to_string(),
            until: until.number(),
            costs: netted.costs.len(),
            nets: nets(&netted.round),
        };
        let no = ask(tx, actor, &body)?;
        let cleared = Cleared {
            no: 0,
            positions: positions_of(&netted.round),
            capital: rows::capital(tx, scope, fund)?,
        };
        Ok((no, cleared))
    })
}

fn nets(round: &Round) -> Vec<(i64, i64)> {
    let all = round.positions().iter();
    all.map(|(county, one)| (county.number(), one.net.get()))
        .collect()
}

fn ask(tx: &mut Tx<'_>, actor: &Actor, body: &Body) -> Result<ProposalNo, ServiceError> {
    let text = serde_json::to_string(body).map_err(|_| unreadable())?;
    let pool = actor.scope().pool();
    proposals::propose(tx, actor, KIND.0, Permission::BookDecide, pool, 0, &text)
}

/// Proposes at what the working capital of a fund is kept, and what is put in.
///
/// # Errors
/// [`ServiceError::Denied`]; `clearing.capital_target` where more would be in it than its target; storage.
pub fn propose_capital(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: &FundCode,
    (target, put): (Fen, Fen),
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, actor.scope().pool())?;
    desk.write(actor, "clearing.capital", None, |tx| {
        let now = rows::capital(tx, scope, fund)?;
        Capital { target, ..now }.replenish(put)?;
        let body = Body::Capital {
            fund: fund.to_string(),
            target: target.get(),
            put: put.get(),
        };
        ask(tx, actor, &body)
    })
}

/// Decides a round or the working capital.
///
/// # Errors
/// As [`proposals::decide`]; `clearing.changed` where costs came since it was proposed; `clearing.capital_short`;
/// storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Cleared>, ServiceError> {
    let scope = actor.may_in(Permission::BookDecide, actor.scope().pool())?;
    desk.write(actor, "clearing.decide", Some(reason), |tx| {
        let approved = proposals::approved(desk, tx, actor, KIND, no, verdict, reason)?;
        let Some(proposal) = approved else {
            return Ok(None);
        };
        let body = serde_json::from_str(&proposal.body).map_err(|_| unreadable())?;
        carry_out(tx, scope, &proposal, body).map(Some)
    })
}

fn carry_out(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    body: Body,
) -> Result<Cleared, ServiceError> {
    let code = |fund: &str| FundCode::new(fund).map_err(|_| unreadable());
    match body {
        Body::Capital { fund, target, put } => {
            let (fund, pool) = (code(&fund)?, scope.pool());
            let now = rows::capital(tx, scope, &fund)?;
            let target = Fen::new(target);
            let after = Capital { target, ..now }.replenish(Fen::new(put))?;
            let one = |kind, amount| Move {
                kind,
                region: pool,
                amount,
                round: None,
            };
            let moves = [one("target", target), one("put", Fen::new(put))];
            rows::move_capital(tx, scope, (&fund, proposal.no), &moves)?;
            Ok(Cleared {
                no: 0,
                positions: Vec::new(),
                capital: after,
            })
        }
        Body::Round {
            fund,
            until,
            costs,
            nets: proposed,
        } => {
            let fund = code(&fund)?;
            let until = Date::from_number(until).ok_or_else(unreadable)?;
            let netted = net(tx, scope, &fund, until)?;
            if netted.costs.len() != costs || nets(&netted.round) != proposed {
                let zh = "提交复核后又有新的县区间费用，请退回并重新制表。";
                return Err(Refused::new("clearing.changed", zh).into());
            }
            clear(tx, scope, (&fund, until), proposal.no, &netted)
        }
    }
}

fn clear(
    tx: &mut Tx<'_>,
    scope: Scope,
    (fund, until): (&FundCode, Date),
    proposal: ProposalNo,
    netted: &Netted,
) -> Result<Cleared, ServiceError> {
    let no = tx.take("clearing_round", 1)?;
    let row = RoundRow {
        no,
        fund: fund.clone(),
        until,
    };
    let positions = positions_of(&netted.round);
    rows::add(tx, scope, (&row, proposal), &netted.costs, &positions)?;
    let before = rows::capital(tx, scope, fund)?;
    // Where the area keeps no working capital, the counties pay each other.
    let capital = if before.target > Fen::ZERO {
        let run = before.run(&netted.round)?;
        let one = |kind: &'static str| {
            move |(region, amount): &(RegionCode, Fen)| Move {
                kind,
                region: *region,
                amount: *amount,
                round: Some(no),
            }
        };
        let paid = run.paid.iter().map(one("paid"));
        let moves: Vec<Move> = paid.chain(run.called.iter().map(one("called"))).collect();
        rows::move_capital(tx, scope, (fund, proposal), &moves)?;
        run.after
    } else {
        before
    };
    Ok(Cleared {
        no,
        positions,
        capital,
    })
}

/// How the counties of the actor's region stand after each round.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn positions(
    desk: &Desk<'_>,
    actor: &Actor,
) -> Result<Vec<(RoundRow, RegionCode, Position)>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    Ok(desk.read(|session| rows::positions(session, scope))?)
}

fn unreadable() -> ServiceError {
    Refused::new("clearing.body", "待复核事项的内容无法识别，请退回重办。").into()
}
