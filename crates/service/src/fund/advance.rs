//! Money in advance and money put away: alliances and their quarters, term deposits and bonds.

use access::{Actor, Scope};
use base::{Date, Fen, Ratio, Refused, RegionCode};
use ledger::control::deposit::{
    DepositStage, Holding, HoldingKind, Liquidity, YearYield, may_deposit, yields,
};
use ledger::control::prepay::{Alliance, AlliancePlan, Kind, PrepayStage};
use ledger::control::{CaseNo, ConfirmStage};
use ledger::entry::{CounterpartyKind, Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::body::{self, ALLIANCE};
use super::case::{CaseRow, Opening, Rules, StepInput, advance, list, load, open, reader};
use super::confirm::confirmed;
use super::entries::{self, Act};
use super::item::{items, put};
use super::sums::{money, range, rolling_outlay};
use crate::books::Banks;
use crate::{Desk, ServiceError};

const PREPAY: &str = "alliance_prepay";
const DEPOSIT: &str = "deposit";
const HOLDING: &str = "holding";

#[derive(Debug, Serialize, Deserialize)]
struct AllianceBody {
    kind: String,
    decision: Option<String>,
}

/// Proposes the plan of an alliance for a year.
///
/// # Errors
/// What [`AlliancePlan::payment`] refuses, the chain, storage.
pub fn propose_alliance(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    plan: &AlliancePlan,
) -> Result<CaseNo, ServiceError> {
    plan.payment(1)?;
    let year = FundYear::new(plan.year).ok_or(ServiceError::NotFound("年度"))?;
    let opening = Opening {
        kind: ALLIANCE,
        region: plan.county,
        fund,
        year,
        subject: plan.alliance.as_str(),
        body: body::write(&AllianceBody {
            kind: plan.kind.code().to_owned(),
            decision: plan.decision.clone(),
        })?,
    };
    let input = StepInput {
        amount: Some(plan.budget),
        document: plan.decision.as_deref(),
        note: "",
    };
    desk.write(actor, "alliance.propose", None, |tx| {
        open::<ConfirmStage>(desk, tx, actor, &opening, input)
    })
}

/// The confirmed plans of a year within the actor's scope.
///
/// # Errors
/// Storage.
pub fn alliances(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
) -> Result<Vec<AlliancePlan>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| plans(session, scope, fund, year))
}

fn plans(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<AlliancePlan>, ServiceError> {
    let query = CaseQuery {
        kind: ALLIANCE,
        fund: Some(fund),
        year: Some(year),
        region: None,
    };
    let mut found = Vec::new();
    for case in confirmed(session, scope, query, ConfirmStage::Confirmed)? {
        let body: AllianceBody = body::read(&case.head.body)?;
        let odd = || StoreError::Corrupt(format!("alliance {}", case.head.no));
        let amount = case.track.last().and_then(|step| step.amount);
        found.push(AlliancePlan {
            alliance: Alliance::new(&case.head.subject).map_err(|_| odd())?,
            county: case.head.region,
            kind: Kind::parse(&body.kind).ok_or_else(odd)?,
            year: year.get(),
            budget: amount.unwrap_or(Fen::ZERO),
            decision: body.decision,
        });
    }
    Ok(found)
}

/// Proposes the payment of a quarter of a confirmed plan; the same quarter is proposed once.
///
/// # Errors
/// `fund.alliance.twice`, what the plan refuses, the chain, storage.
pub fn propose_prepay(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    alliance: &Alliance,
    quarter: u32,
) -> Result<(CaseNo, Fen), ServiceError> {
    desk.write(actor, "alliance.prepay", None, |tx| {
        let scope = actor.scope();
        let plan = plans(tx, scope, fund, year)?
            .into_iter()
            .find(|plan| plan.alliance == *alliance);
        let plan = plan.ok_or(ServiceError::NotFound("医共体年度计划"))?;
        let amount = plan.payment(quarter)?;
        let subject = format!("{alliance}-{quarter}");
        let query = CaseQuery {
            kind: PREPAY,
            fund: Some(fund),
            year: Some(year),
            region: Some(plan.county),
        };
        let before = list::<PrepayStage>(tx, scope, query)?;
        if before
            .iter()
            .any(|case| case.head.subject == subject && !case.track.is_rejected())
        {
            let sentence = format!("“{alliance}”第 {quarter} 季度预付已经办理，不能重复。");
            return Err(Refused::new("fund.alliance.twice", sentence).into());
        }
        let opening = Opening {
            kind: PREPAY,
            region: plan.county,
            fund,
            year,
            subject: &subject,
            body: body::write(&quarter)?,
        };
        let input = StepInput {
            amount: Some(amount),
            ..StepInput::default()
        };
        Ok((
            open::<PrepayStage>(desk, tx, actor, &opening, input)?,
            amount,
        ))
    })
}

/// Takes the next step of a prepayment; the amount stays what the plan gives. What is paid is booked (E15), within the
/// budget.
///
/// # Errors
/// The chain, what the rules of the books and the budget refuse, storage.
pub fn step_prepay(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: PrepayStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    desk.write(actor, "alliance.step", None, |tx| {
        let case = load::<PrepayStage>(tx, actor, PREPAY, no)?;
        let amount = case.track.last().and_then(|step| step.amount);
        let input = StepInput { amount, ..input };
        advance(desk, tx, actor, &case, wanted, input)?;
        if wanted == PrepayStage::Paid {
            let case = load::<PrepayStage>(tx, actor, PREPAY, no)?;
            let (alliance, _) = case.head.subject.rsplit_once('-').unwrap_or_default();
            let act = Act {
                amount: amount.ok_or(ServiceError::NotFound("预付金额"))?,
                party: Some(entries::party(CounterpartyKind::Alliance, alliance)?),
                ..Act::of(15, "pay", &case.head)
            };
            entries::book(desk, tx, actor, &case, act)?;
        }
        Ok(())
    })
}

/// A deposit or bond as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositTerms {
    /// Whose.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// Term deposit or bond.
    pub kind: HoldingKind,
    /// With whom.
    pub at: String,
    /// How much.
    pub principal: Fen,
    /// The rate of a year.
    pub rate: Ratio,
    /// First day.
    pub from: Date,
    /// The day it falls due.
    pub until: Date,
}

#[derive(Debug, Serialize, Deserialize)]
struct DepositBody {
    kind: String,
    at: String,
    principal: i64,
    num: i64,
    den: i64,
    from: i64,
    until: i64,
}

/// Proposes a deposit: only if the cash that remains covers the months of the data.
///
/// # Errors
/// `fund.deposit.…`, `fund.parameter.missing`, the chain, storage.
pub fn propose_deposit(
    desk: &Desk<'_>,
    actor: &Actor,
    terms: &DepositTerms,
) -> Result<CaseNo, ServiceError> {
    if terms.until <= terms.from {
        return Err(Refused::new("fund.deposit.term", "到期日须晚于起息日。").into());
    }
    desk.write(actor, "deposit.propose", None, |tx| {
        liquid(desk, tx, actor, terms)?;
        let opening = Opening {
            kind: DEPOSIT,
            region: terms.region,
            fund: terms.fund,
            year: FundYear::of(terms.from),
            subject: terms.kind.zh(),
            body: body::write(&DepositBody {
                kind: terms.kind.code().to_owned(),
                at: terms.at.clone(),
                principal: terms.principal.get(),
                num: terms.rate.num(),
                den: terms.rate.den(),
                from: terms.from.number(),
                until: terms.until.number(),
            })?,
        };
        let input = StepInput {
            amount: Some(terms.principal),
            ..StepInput::default()
        };
        open::<DepositStage>(desk, tx, actor, &opening, input)
    })
}

fn liquid(
    desk: &Desk<'_>,
    session: &mut Session<'_>,
    actor: &Actor,
    terms: &DepositTerms,
) -> Result<Fen, ServiceError> {
    let scope = actor.scope();
    let rules = Rules::load(session, actor)?;
    let months = rules.parameters(actor, desk).count("deposit.months")?;
    let today = desk.today();
    let region = (terms.region != scope.pool()).then_some(terms.region);
    let (spent, spent_months) = rolling_outlay(session, scope, terms.fund, region, today)?;
    let liquidity = Liquidity {
        cash: money(session, scope, terms.fund, terms.region, today)?,
        spent,
        months: spent_months,
    };
    Ok(may_deposit(terms.principal, &liquidity, months)?)
}

/// Takes the next step of a deposit; the condition is asked again at each. When it is placed it enters the register and
/// the books (E34).
///
/// # Errors
/// `fund.deposit.liquidity`, the chain, storage.
pub fn step_deposit(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: DepositStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    desk.write(actor, "deposit.step", None, |tx| {
        let case = load::<DepositStage>(tx, actor, DEPOSIT, no)?;
        let terms = terms_of(&case)?;
        liquid(desk, tx, actor, &terms)?;
        let amount = Some(terms.principal);
        let taken = advance(
            desk,
            tx,
            actor,
            &case,
            wanted,
            StepInput { amount, ..input },
        )?;
        if wanted == DepositStage::Placed {
            let new = NewItem {
                ledger: HOLDING,
                kind: terms.kind.code(),
                region: terms.region,
                fund: terms.fund,
                year: case.head.year,
                title: &terms.at,
                body: &case.head.body,
            };
            let item = rows::new_item(tx, actor.scope(), &new)?;
            let head = rows::find_item(tx, actor.scope(), item)?;
            let head = head.ok_or(ServiceError::NotFound("存款"))?;
            let document = taken.document.unwrap_or_else(|| format!("fund case {no}"));
            put(
                tx,
                actor.scope(),
                &head,
                ("placed", terms.principal, desk.today()),
                &document,
                Some(no),
            )?;
            place(desk, tx, actor, no, &terms)?;
        }
        Ok(())
    })
}

/// Books that money was placed (E34): in an account of its own where one of that name is registered.
fn place(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    no: CaseNo,
    terms: &DepositTerms,
) -> Result<(), ServiceError> {
    let case = load::<DepositStage>(tx, actor, DEPOSIT, no)?;
    let variant = match terms.kind {
        HoldingKind::TermDeposit => "deposit",
        HoldingKind::Bond => "bond",
    };
    let mut act = Act {
        amount: terms.principal,
        ..Act::of(34, variant, &case.head)
    };
    let whole = Scope::whole(actor.scope().pool());
    let registered = store::ledger::banks(tx, whole)?;
    let own = registered
        .into_iter()
        .find(|bank| bank.name.as_str() == terms.at);
    let fiscal = Banks::read(tx, actor.scope(), (terms.region, desk.today()))?;
    let term = own.map(|bank| bank.name).or(fiscal.all().remove("1003"));
    act.banks.extend(term.map(|bank| ("term".to_owned(), bank)));
    entries::book(desk, tx, actor, &case, act).map(drop)
}

fn terms_of(case: &CaseRow<DepositStage>) -> Result<DepositTerms, ServiceError> {
    terms(case.head.region, case.head.fund, &case.head.body)
}

fn terms(region: RegionCode, fund: Fund, text: &str) -> Result<DepositTerms, ServiceError> {
    let body: DepositBody = body::read(text)?;
    let odd = || ServiceError::from(StoreError::Corrupt("deposit".to_owned()));
    Ok(DepositTerms {
        region,
        fund,
        kind: HoldingKind::parse(&body.kind).ok_or_else(odd)?,
        at: body.at,
        principal: Fen::new(body.principal),
        rate: Ratio::new(body.num, body.den).map_err(|_| odd())?,
        from: Date::from_number(body.from).ok_or_else(odd)?,
        until: Date::from_number(body.until).ok_or_else(odd)?,
    })
}

/// The register of deposits and bonds within the actor's scope, and their yield from one year to another. Interest is
/// counted as agreed, on the day a holding falls due, once that day has come.
///
/// # Errors
/// Storage.
pub fn deposits(
    desk: &Desk<'_>,
    actor: &Actor,
    (first, last): (FundYear, FundYear),
) -> Result<(Vec<Holding>, Vec<YearYield>), ServiceError> {
    let scope = reader(actor)?;
    let query = ItemQuery {
        ledger: HOLDING,
        ..ItemQuery::default()
    };
    let today = desk.today();
    let found = desk.read(|session| items(session, scope, query, AsOf::on(today)))?;
    let mut holdings = Vec::with_capacity(found.len());
    for row in found {
        let terms = terms(row.head.region, row.head.fund, &row.head.body)?;
        let mut holding = Holding {
            region: terms.region,
            kind: terms.kind,
            at: terms.at,
            principal: terms.principal,
            rate: terms.rate,
            from: terms.from,
            until: terms.until,
            received: Vec::new(),
        };
        if terms.until <= today {
            let interest = holding.expected().ok_or_else(range)?;
            holding.received.push((terms.until, interest));
        }
        holdings.push(holding);
    }
    let table = yields(&holdings, first.get(), last.get()).ok_or_else(range)?;
    Ok((holdings, table))
}

/// How much of a prepayment would come back or be added at the settlement of an alliance's year, by the shares of the
/// data: what it keeps of savings, what the fund bears of an overrun.
///
/// # Errors
/// `fund.parameter.missing`, `fund.alliance.range`, storage.
pub fn settle_alliance(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    alliance: &Alliance,
    claims: Fen,
) -> Result<ledger::control::prepay::Settlement, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let rules = Rules::load(session, actor)?;
        let parameters = rules.parameters(actor, desk);
        let plan = plans(session, scope, fund, year)?
            .into_iter()
            .find(|plan| plan.alliance == *alliance);
        let plan = plan.ok_or(ServiceError::NotFound("医共体年度计划"))?;
        let query = CaseQuery {
            kind: PREPAY,
            fund: Some(fund),
            year: Some(year),
            region: Some(plan.county),
        };
        let own = format!("{alliance}-");
        let paid = list::<PrepayStage>(session, scope, query)?;
        let paid = paid.iter().filter(|case| {
            case.head.subject.starts_with(&own) && case.track.has_reached(PrepayStage::Paid)
        });
        let prepaid = Fen::checked_sum(paid.filter_map(|case| case.track.last()?.amount))
            .ok_or_else(range)?;
        let keeps = parameters.ratio("alliance.keeps")?;
        let bears = parameters.ratio("alliance.fund_bears")?;
        Ok(ledger::control::prepay::settle(
            plan.budget,
            prepaid,
            claims,
            keeps,
            bears,
        )?)
    })
}
