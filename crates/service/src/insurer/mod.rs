//! Commissioned insurers: contracts by four eyes, who pays in a district on a day, fees after an assessment.

mod clauses;
mod work;

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, Fen, ProposalNo, Refused, RegionCode, Rounding};
use serde::{Deserialize, Serialize};
use settlement::insurer::{
    Assessment, Contract, ContractNo, Contracts, InsuredLayer, Payer, assess,
};
use store::insurer as rows;
use store::proposals::Proposal;
use store::{Session, StoreError, Tx};

use self::clauses::{Clauses, contract_of, row_of};
use crate::{Desk, ServiceError, proposals};

pub use work::{claims, draw_sample, judge, review, samples};

const KIND: (&str, &str) = ("insurer.setting", "承办合同事项");

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Body {
    Contract {
        no: i64,
        insurer: String,
        layer: String,
        from: i64,
        until: i64,
        clauses: Box<Clauses>,
        document: String,
    },
    Assessment {
        contract: i64,
        year: i32,
        score: u32,
        heads: u32,
        premium: i64,
        rounding: String,
    },
}

/// The contracts of the pooling area: no district has two payers of a layer on a day.
///
/// # Errors
/// Storage.
pub fn contracts(session: &mut Session<'_>, scope: Scope) -> Result<Contracts, ServiceError> {
    let mut all = Contracts::default();
    for row in rows::contracts(session, scope)? {
        let corrupt = |_| StoreError::Corrupt(format!("contract {}", row.no));
        all.add(contract_of(&row)?).map_err(corrupt)?;
    }
    Ok(all)
}

/// The contracts, for lists.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn list(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Contract>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let all = desk.read(|session| contracts(session, scope))?;
    Ok(all.all().to_vec())
}

/// Who pays a layer for a member of a district, by the date that the contract asks for: the insurer whose term covers
/// it, else the agency by the unified rule.
///
/// # Errors
/// Storage.
pub fn payer_on(
    session: &mut Session<'_>,
    scope: Scope,
    layer: InsuredLayer,
    (district, on): (RegionCode, Date),
) -> Result<Payer, ServiceError> {
    Ok(contracts(session, scope)?.payer_on(layer, district, on))
}

/// Proposes a contract; its number is given out here. What would give a district two payers of a layer on a day is
/// refused at once, and again when it is approved.
///
/// # Errors
/// [`ServiceError::Denied`] for staff of a county; what [`Contracts::add`] refuses; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    wanted: &Contract,
) -> Result<(ProposalNo, ContractNo), ServiceError> {
    let scope = actor.may_in(Permission::ClaimPropose, actor.scope().pool())?;
    desk.write(actor, "insurer.propose", None, |tx| {
        let no = tx.next("insurer_contract", ContractNo::new)?;
        let contract = Contract {
            no,
            ..wanted.clone()
        };
        contracts(tx, scope)?.add(contract.clone())?;
        let body = Body::Contract {
            no: no.get(),
            insurer: contract.insurer.to_string(),
            layer: contract.layer.code().to_owned(),
            from: contract.from.number(),
            until: contract.last_day().number(),
            clauses: Box::new(Clauses::of(&contract)),
            document: contract.document.clone(),
        };
        Ok((ask(tx, actor, &body)?, no))
    })
}

/// The year of a contract that is assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    /// Which year.
    pub year: i32,
    /// The score.
    pub score: u32,
    /// How many members the insurer had.
    pub heads: u32,
    /// The premium of the year, in 分.
    pub premium: Fen,
    /// How shares are rounded to 分.
    pub rounding: Rounding,
}

/// Proposes what an assessment makes of the fee of a year, by the bands of the contract.
///
/// # Errors
/// [`ServiceError::Denied`]; `insurer.unknown`, `insurer.no_band`, `insurer.band`; storage.
pub fn propose_assessment(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ContractNo,
    year: &Year,
) -> Result<(ProposalNo, Assessment), ServiceError> {
    let scope = actor.may_in(Permission::ClaimPropose, actor.scope().pool())?;
    desk.write(actor, "insurer.assess", None, |tx| {
        let assessment = assessed(tx, scope, no, year)?;
        let body = Body::Assessment {
            contract: no.get(),
            year: year.year,
            score: year.score,
            heads: year.heads,
            premium: year.premium.get(),
            rounding: year.rounding.name().to_owned(),
        };
        Ok((ask(tx, actor, &body)?, assessment))
    })
}

fn assessed(
    session: &mut Session<'_>,
    scope: Scope,
    no: ContractNo,
    year: &Year,
) -> Result<Assessment, ServiceError> {
    let all = contracts(session, scope)?;
    let contract = all.find(no)?;
    let fee = contract.fee.of_year(year.heads, year.premium)?;
    Ok(assess(fee, year.score, &contract.bands, year.rounding)?)
}

fn ask(tx: &mut Tx<'_>, actor: &Actor, body: &Body) -> Result<ProposalNo, ServiceError> {
    let text = serde_json::to_string(body).map_err(|_| unreadable())?;
    let pool = actor.scope().pool();
    proposals::propose(tx, actor, KIND.0, Permission::ClaimDecide, pool, 0, &text)
}

/// Decides a contract or an assessment.
///
/// # Errors
/// As [`proposals::decide`]; what [`Contracts::add`] refuses; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may_in(Permission::ClaimDecide, actor.scope().pool())?;
    desk.write(actor, "insurer.decide", Some(reason), |tx| {
        let approved = proposals::approved(desk, tx, actor, KIND, no, verdict, reason)?;
        match approved {
            None => Ok(()),
            Some(proposal) => carry_out(tx, scope, &proposal),
        }
    })
}

fn carry_out(tx: &mut Tx<'_>, scope: Scope, proposal: &Proposal) -> Result<(), ServiceError> {
    let body = serde_json::from_str(&proposal.body).map_err(|_| unreadable())?;
    match body {
        Body::Contract {
            no,
            insurer,
            layer,
            from,
            until,
            clauses,
            document,
        } => {
            let row = row_of((no, from, until), (&insurer, &layer), &clauses, document);
            let row = row.ok_or_else(unreadable)?;
            contracts(tx, scope)?.add(contract_of(&row)?)?;
            Ok(rows::put(tx, scope, &row, proposal.no)?)
        }
        Body::Assessment {
            contract,
            year,
            score,
            heads,
            premium,
            rounding,
        } => {
            let no = ContractNo::new(contract).ok_or_else(unreadable)?;
            let of = Year {
                year,
                score,
                heads,
                premium: Fen::new(premium),
                rounding: Rounding::parse(&rounding).map_err(|_| unreadable())?,
            };
            let assessment = assessed(tx, scope, no, &of)?;
            let what = (no, year);
            Ok(rows::assessed(tx, scope, what, &assessment, proposal.no)?)
        }
    }
}

fn unreadable() -> ServiceError {
    Refused::new("insurer.body", "待复核事项的内容无法识别，请退回重办。").into()
}
