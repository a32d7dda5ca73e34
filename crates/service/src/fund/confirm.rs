//! What one user enters and another confirms: the pooling area's own parameters, agreed rates, targets of counties.

use access::{Actor, Scope};
use base::{Date, Fen, Ratio, Refused, RegionCode, Validity};
use ledger::control::budget::{TargetFigure, track_target};
use ledger::control::catalogue::Catalogue;
use ledger::control::deposit::{AccountRate, rate_on};
use ledger::control::{CaseNo, CityConfirmStage, ConfirmStage, Stage};
use ledger::entry::{BankAccount, Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::CaseQuery;
use store::{AsOf, Session, StoreError, Tx};

use super::body;
use super::body::ALLIANCE;
use super::case::{CaseRow, Opening, StepInput, advance, list, load, open, reader};
use super::rules::OWN_PARAMETERS;
use super::sums::{Year, range};
use crate::{Desk, ServiceError};

pub(super) const TARGET: &str = "target";
const RATE: &str = "account_rate";
/// The kinds that a second user of the same level confirms.
const CONFIRMED: [&str; 3] = [OWN_PARAMETERS, RATE, ALLIANCE];

/// Confirms, as a second user, what a first one entered: parameters, rates, alliances, targets.
///
/// # Errors
/// The chain, storage.
pub fn confirm_case(desk: &Desk<'_>, actor: &Actor, no: CaseNo) -> Result<(), ServiceError> {
    desk.write(actor, "fund.confirm", None, |tx| {
        for kind in CONFIRMED {
            match load::<ConfirmStage>(tx, actor, kind, no) {
                Err(ServiceError::NotFound(_)) => {}
                Err(error) => return Err(error),
                Ok(case) => return confirm(desk, tx, actor, &case, ConfirmStage::Confirmed),
            }
        }
        let case = load::<CityConfirmStage>(tx, actor, TARGET, no)?;
        confirm(desk, tx, actor, &case, CityConfirmStage::Confirmed)
    })
}

fn confirm<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<S>,
    wanted: S,
) -> Result<(), ServiceError> {
    let input = StepInput {
        amount: case.track.last().and_then(|step| step.amount),
        ..StepInput::default()
    };
    advance(desk, tx, actor, case, wanted, input)?;
    Ok(())
}

/// What waits for a second user of the same level, within the actor's scope.
///
/// # Errors
/// Storage.
pub fn pending(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<CaseRow<ConfirmStage>>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let mut found = Vec::new();
        for kind in CONFIRMED {
            let query = CaseQuery {
                kind,
                ..CaseQuery::default()
            };
            found.extend(list::<ConfirmStage>(session, scope, query)?);
        }
        found.retain(|case| {
            !case.track.is_rejected() && !case.track.has_reached(ConfirmStage::Confirmed)
        });
        Ok(found)
    })
}

/// The confirmed cases of a kind.
pub(super) fn confirmed<S: Stage>(
    session: &mut Session<'_>,
    scope: Scope,
    query: CaseQuery<'_>,
    stage: S,
) -> Result<Vec<CaseRow<S>>, ServiceError> {
    let mut cases = list::<S>(session, scope, query)?;
    cases.retain(|case| case.track.has_reached(stage));
    Ok(cases)
}

/// Proposes entries of the pooling area's own, as the text of a data file in the form of `control.toml`.
///
/// # Errors
/// [`ServiceError::Input`] where the text is no such file, the chain, storage.
pub fn propose_parameters(
    desk: &Desk<'_>,
    actor: &Actor,
    year: FundYear,
    text: &str,
) -> Result<CaseNo, ServiceError> {
    Catalogue::default()
        .with(text)
        .map_err(|error| ServiceError::Input(error.zh()))?;
    let opening = Opening {
        kind: OWN_PARAMETERS,
        region: actor.scope().pool(),
        fund: Fund::ResidentPooled,
        year,
        subject: "本统筹区参数",
        body: text.to_owned(),
    };
    desk.write(actor, "fund.parameters", None, |tx| {
        open::<ConfirmStage>(desk, tx, actor, &opening, StepInput::default())
    })
}

/// An agreed rate as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsOfRate {
    /// Whose account.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// The rate with its account and validity.
    pub rate: AccountRate,
}

#[derive(Debug, Serialize, Deserialize)]
struct RateBody {
    account: String,
    num: i64,
    den: i64,
    from: Option<i64>,
    until: Option<i64>,
    agreement: String,
}

/// Proposes an agreed rate of an account.
///
/// # Errors
/// `fund.rate.agreement` without an agreement, the chain, storage.
pub fn propose_rate(
    desk: &Desk<'_>,
    actor: &Actor,
    terms: &TermsOfRate,
) -> Result<CaseNo, ServiceError> {
    let rate = &terms.rate;
    if rate.agreement.trim().is_empty() {
        return Err(Refused::new("fund.rate.agreement", "请填写协定存款合同编号。").into());
    }
    let opening = Opening {
        kind: RATE,
        region: terms.region,
        fund: terms.fund,
        year: FundYear::of(rate.validity.from().unwrap_or(desk.today())),
        subject: rate.account.as_str(),
        body: body::write(&RateBody {
            account: rate.account.to_string(),
            num: rate.rate.num(),
            den: rate.rate.den(),
            from: rate.validity.from().map(Date::number),
            until: rate.validity.until().map(Date::number),
            agreement: rate.agreement.clone(),
        })?,
    };
    desk.write(actor, "fund.rate", None, |tx| {
        open::<ConfirmStage>(desk, tx, actor, &opening, StepInput::default())
    })
}

/// The agreed rate of an account on a day, within the actor's scope; `None` where none is confirmed.
///
/// # Errors
/// Storage.
pub fn account_rate(
    desk: &Desk<'_>,
    actor: &Actor,
    account: &BankAccount,
    on: Date,
) -> Result<Option<AccountRate>, ServiceError> {
    let scope = reader(actor)?;
    let query = CaseQuery {
        kind: RATE,
        ..CaseQuery::default()
    };
    let cases = desk.read(|session| confirmed(session, scope, query, ConfirmStage::Confirmed))?;
    let rates = cases.iter().map(|case| rate_of(&case.head.body));
    let rates: Vec<AccountRate> = rates.collect::<Result<_, _>>()?;
    Ok(rate_on(&rates, account, on).cloned())
}

fn rate_of(text: &str) -> Result<AccountRate, ServiceError> {
    let body: RateBody = body::read(text)?;
    let odd = || ServiceError::from(StoreError::Corrupt("agreed rate".to_owned()));
    let day = |number: Option<i64>| number.and_then(Date::from_number);
    Ok(AccountRate {
        account: BankAccount::new(&body.account).map_err(|_| odd())?,
        rate: Ratio::new(body.num, body.den).map_err(|_| odd())?,
        validity: Validity::new(day(body.from), day(body.until)).map_err(|_| odd())?,
        agreement: body.agreement,
    })
}

/// A county's target of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The county.
    pub county: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// In which year.
    pub year: FundYear,
    /// What it may spend.
    pub amount: Fen,
    /// How the year is divided into months; equal ones where empty.
    pub weights: Vec<i64>,
}

/// Proposes a target, by the city; a later one that is confirmed replaces it.
///
/// # Errors
/// `fund.target.amount`, the chain (only users of the city), storage.
pub fn propose_target(
    desk: &Desk<'_>,
    actor: &Actor,
    target: &Target,
) -> Result<CaseNo, ServiceError> {
    if target.amount <= Fen::ZERO {
        return Err(Refused::new("fund.target.amount", "控制目标必须大于零。").into());
    }
    let opening = Opening {
        kind: TARGET,
        region: target.county,
        fund: target.fund,
        year: target.year,
        subject: "县区总额控制目标",
        body: body::write(&target.weights)?,
    };
    let input = StepInput {
        amount: Some(target.amount),
        ..StepInput::default()
    };
    desk.write(actor, "fund.target", None, |tx| {
        open::<CityConfirmStage>(desk, tx, actor, &opening, input)
    })
}

/// A county's use of its target, month by month up to today, out of the books. Empty where no target is confirmed.
///
/// # Errors
/// Storage.
pub fn target_use(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year, county): (Fund, FundYear, RegionCode),
) -> Result<Vec<TargetFigure>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let query = CaseQuery {
            kind: TARGET,
            fund: Some(fund),
            year: Some(year),
            region: Some(county),
        };
        let mut cases = confirmed(session, scope, query, CityConfirmStage::Confirmed)?;
        let Some(case) = cases.pop() else {
            return Ok(Vec::new());
        };
        let weights: Vec<i64> = body::read(&case.head.body)?;
        let amount = case.track.last().and_then(|step| step.amount);
        let today = desk.today();
        let months = if FundYear::of(today) > year {
            12
        } else {
            today.month()
        };
        let as_of = AsOf::on(today);
        let books = Year::load(session, scope, fund, year, Some(county), as_of)?;
        let used = books.spending_by_month(months)?;
        track_target(amount.unwrap_or(Fen::ZERO), &weights, &used).ok_or_else(range)
    })
}
