//! Requests for money.

use access::{Actor, Scope};
use base::{Fen, Refused};
use ledger::control::budget::Direction;
use ledger::control::request::{FundRequest, Means, Progress, RequestStage, RequestTerms};
use ledger::control::{CaseNo, Given};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery};
use store::{AsOf, Session, Tx};

use super::case::{CaseRow, Opening, Rules, StepInput, list, load, new_case, reader, scope_of};
use super::entries::{self, Act};
use super::sums::{Year, money, range};
use super::{body, budget};
use crate::{Desk, ServiceError};

/// The kind of case.
pub(super) const KIND: &str = "fund_request";

/// A request with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// The case.
    pub no: CaseNo,
    /// Of which fund.
    pub fund: Fund,
    /// The request.
    pub request: FundRequest,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    month: u32,
}

/// Writes a request.
///
/// # Errors
/// What [`FundRequest::draft`] refuses, storage.
pub fn draft_request(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    year: FundYear,
    terms: RequestTerms,
    input: StepInput<'_>,
) -> Result<CaseNo, ServiceError> {
    desk.write(actor, "request.draft", None, |tx| {
        let scope = scope_of(actor, terms.county)?;
        let rules = Rules::load(tx, actor)?;
        let (county, month) = (terms.county, terms.month);
        let chain = rules.chain(actor, desk);
        let request = FundRequest::draft(&chain, terms, actor, &input.given())?;
        let opening = Opening {
            kind: KIND,
            region: county,
            fund,
            year,
            subject: &format!("{year}-{month:02}"),
            body: body::write(&Body { month })?,
        };
        let first = request
            .track
            .last()
            .ok_or(ServiceError::NotFound("用款申请"))?;
        Ok(rows::open_case(tx, scope, &new_case(&opening), first)?)
    })
}

/// Takes the next step of a request, or rejects it where `wanted` is `None` (the note is the reason). The release to
/// the expenditure account books E10.
///
/// # Errors
/// What the request, its chain and the rules of the books refuse, storage.
pub fn step_request(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: Option<RequestStage>,
    input: StepInput<'_>,
) -> Result<RequestRow, ServiceError> {
    desk.write(actor, "request.step", None, |tx| {
        let case = load::<RequestStage>(tx, actor, KIND, no)?;
        let scope = scope_of(actor, case.head.region)?;
        let row = request_of(&case)?;
        let rules = Rules::load(tx, actor)?;
        let chain = rules.chain(actor, desk);
        let taken = match wanted {
            None => row.request.reject(&chain, actor, input.note)?,
            Some(wanted) => {
                let given: Given<'_> = input.given();
                let lead = rules.parameters(actor, desk).ratio("request.lead")?;
                let means = means(desk, tx, scope, &case, &row)?;
                row.request
                    .step(&chain, wanted, actor, &given, Some((&means, lead)))?
            }
        };
        rows::step_case(tx, scope, &case.head, case.track.steps().len(), &taken)?;
        let case = load(tx, actor, KIND, no)?;
        let row = request_of(&case)?;
        // Until here the money lay in the fiscal special account, with the tag of the county.
        if wanted == Some(RequestStage::CountyReleased) {
            let act = Act {
                amount: row.request.amount(),
                ..Act::of(10, "release", &case.head)
            };
            entries::book(desk, tx, actor, &case, act)?;
        }
        Ok(row)
    })
}

/// What the county has, and how far it has spent: out of the books, without what is promised to it already.
fn means(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &CaseRow<RequestStage>,
    row: &RequestRow,
) -> Result<Means, ServiceError> {
    let (fund, year, county) = (case.head.fund, case.head.year, case.head.region);
    let today = desk.today();
    let balance = money(tx, scope, fund, county, today)?;
    let others = all(tx, scope, fund, Some(year))?;
    let others = others
        .iter()
        .filter(|other| other.no != row.no && other.request.terms.county == county);
    let promised = Fen::checked_sum(others.map(|other| other.request.promised()));
    let books = Year::load(tx, scope, fund, year, Some(county), AsOf::on(today))?;
    let budget = budget::in_force(tx, scope, fund, year, county)?.ok_or_else(|| {
        let sentence = format!("{} {year} 年度预算尚未生效，不能申请用款。", county.short());
        Refused::new("fund.request.budget", sentence).under("淮南2020 三(四)")
    })?;
    let spending = budget
        .lines
        .iter()
        .filter(|line| line.direction == Direction::Spending);
    let planned = Fen::checked_sum(spending.map(|line| line.amount));
    Ok(Means {
        balance,
        promised: promised.ok_or_else(range)?,
        progress: Progress {
            budget: planned.ok_or_else(range)?,
            spent: books.spending()?,
            month: row.request.terms.month,
        },
    })
}

/// The requests of a fund within the actor's scope.
///
/// # Errors
/// Storage.
pub fn requests(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    year: Option<FundYear>,
) -> Result<Vec<RequestRow>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| all(session, scope, fund, year))
}

fn all(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: Option<FundYear>,
) -> Result<Vec<RequestRow>, ServiceError> {
    let query = CaseQuery {
        kind: KIND,
        fund: Some(fund),
        year,
        region: None,
    };
    list(session, scope, query)?
        .iter()
        .map(request_of)
        .collect()
}

fn request_of(case: &CaseRow<RequestStage>) -> Result<RequestRow, ServiceError> {
    let body: Body = body::read(&case.head.body)?;
    Ok(RequestRow {
        no: case.head.no,
        fund: case.head.fund,
        request: FundRequest {
            terms: RequestTerms {
                county: case.head.region,
                year: case.head.year.get(),
                month: body.month,
            },
            track: case.track.clone(),
        },
    })
}
