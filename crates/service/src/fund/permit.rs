//! Permits to spend over the budget or out of past surplus.

use access::{Actor, Scope};
use base::{Fen, RegionCode};
use ledger::control::CaseNo;
use ledger::control::budget::{LineCode, Permit, PermitGround, PermitStage};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::Session;
use store::control::CaseQuery;

use super::body;
use super::case::{Opening, StepInput, advance, list, load, open, reader};
use crate::{Desk, ServiceError};

const KIND: &str = "permit";

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitTerms {
    /// Whose.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// In which year.
    pub year: FundYear,
    /// For what.
    pub ground: PermitGround,
    /// On which line; `None` for past surplus.
    pub line: Option<LineCode>,
    /// How much.
    pub amount: Fen,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    ground: String,
    line: Option<String>,
}

/// Asks for a permit.
///
/// # Errors
/// `fund.budget.amount`, the chain, storage.
pub fn request_permit(
    desk: &Desk<'_>,
    actor: &Actor,
    terms: &PermitTerms,
) -> Result<CaseNo, ServiceError> {
    if terms.amount <= Fen::ZERO {
        return Err(base::Refused::new("fund.budget.amount", "申请金额必须大于零。").into());
    }
    desk.write(actor, "permit.request", Some(&terms.reason), |tx| {
        let opening = Opening {
            kind: KIND,
            region: terms.region,
            fund: terms.fund,
            year: terms.year,
            subject: terms.ground.zh(),
            body: body::write(&Body {
                ground: terms.ground.code().to_owned(),
                line: terms.line.as_ref().map(ToString::to_string),
            })?,
        };
        let input = StepInput {
            amount: Some(terms.amount),
            note: &terms.reason,
            ..StepInput::default()
        };
        open::<PermitStage>(desk, tx, actor, &opening, input)
    })
}

/// Takes the next step of a permit: the government of the same level, then the chain.
///
/// # Errors
/// The chain, storage.
pub fn step_permit(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: PermitStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    desk.write(actor, "permit.step", None, |tx| {
        let case = load::<PermitStage>(tx, actor, KIND, no)?;
        let carried = case.track.last().and_then(|step| step.amount);
        let input = StepInput {
            amount: input.amount.or(carried),
            ..input
        };
        advance(desk, tx, actor, &case, wanted, input)?;
        Ok(())
    })
}

/// The permits of a fund and year within the actor's scope.
///
/// # Errors
/// Storage.
pub fn permits(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<(CaseNo, Permit)>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| of(session, scope, fund, year, None))
}

pub(super) fn of(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
    region: Option<RegionCode>,
) -> Result<Vec<(CaseNo, Permit)>, ServiceError> {
    let query = CaseQuery {
        kind: KIND,
        fund: Some(fund),
        year: Some(year),
        region,
    };
    let mut found = Vec::new();
    for case in list::<PermitStage>(session, scope, query)? {
        let body: Body = body::read(&case.head.body)?;
        let odd = || store::StoreError::Corrupt(format!("permit {}", case.head.no));
        let amount = case.track.steps().iter().rev().find_map(|step| step.amount);
        let permit = Permit {
            region: case.head.region,
            year: year.get(),
            ground: PermitGround::parse(&body.ground).ok_or_else(odd)?,
            line: match body.line {
                None => None,
                Some(code) => Some(LineCode::new(&code).map_err(|_| odd())?),
            },
            amount: amount.unwrap_or(Fen::ZERO),
            track: case.track,
        };
        found.push((case.head.no, permit));
    }
    Ok(found)
}
