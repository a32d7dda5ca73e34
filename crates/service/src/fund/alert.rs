//! Indicators of a fund out of the books, and the alerts that they raise.

use access::{Actor, Scope};
use base::{Date, Fen, RegionCode};
use ledger::control::indicator::{FundFigures, Indicator, Warning, measure, warnings};
use ledger::control::timely::{Flow, Lingering, lingering};
use ledger::control::{
    AlertStage, CaseNo, ItemScore, Level, Measure, Score, Side, SurplusProposal, limit, propose,
    score,
};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery};
use store::{AsOf, Session};

use super::case::{CaseRow, Opening, Rules, StepInput, advance, list, load, open, reader};
use super::sums::{Year, range, rolling_outlay};
use super::{body, budget, owed, rates, receivable};
use crate::{Desk, ServiceError};

const KIND: &str = "alert";

/// An alert with its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// The case with its steps.
    pub case: CaseRow<AlertStage>,
    /// How serious it was when raised, 1 to 3.
    pub level: i64,
    /// The value as it was shown.
    pub value: String,
    /// The limit as it was shown.
    pub limit: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    indicator: String,
    month: u32,
    level: i64,
    value: String,
    limit: String,
}

/// The figures of a fund of a region up to a day, out of the books; of the whole pooling area for its own code.
///
/// # Errors
/// Storage.
pub fn figures_of(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    region: RegionCode,
    on: Date,
) -> Result<FundFigures, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| figures(session, scope, fund, region, on))
}

fn figures(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: RegionCode,
    on: Date,
) -> Result<FundFigures, ServiceError> {
    let one = (region != scope.pool()).then_some(region);
    let year = FundYear::of(on);
    let books = Year::load(session, scope, fund, year, one, AsOf::on(on))?;
    let (outlay, outlay_months) = rolling_outlay(session, scope, fund, one, on)?;
    let net = rows::balances_between(session, scope, fund, (1_001, 2_999), AsOf::on(on))?;
    let net = net
        .into_iter()
        .filter(|(of, _)| one.is_none_or(|region| region == *of));
    let surplus = Fen::checked_sum(net.map(|(_, amount)| amount)).ok_or_else(range)?;
    let budget = budget::planned_spending(session, scope, fund, year, region)?;
    let owed = receivable::all(session, scope, Some(fund), AsOf::on(on))?;
    let owed = owed
        .iter()
        .filter(|row| one.is_none_or(|region| region == row.receivable.debtor));
    let oldest_receivable = owed.map(|row| row.receivable.age(on)).max().unwrap_or(0);
    let lying = lying(session, scope, fund, one, 0, on)?;
    let oldest = lying.iter().map(|one| one.days).max().unwrap_or(0);
    let outstanding = rows::exceptions(session, scope, None)?;
    let outstanding = outstanding.iter().filter(|row| {
        row.state != ledger::reconcile::ExceptionState::Cleared
            && one.is_none_or(|region| region == row.region)
    });
    let days = |since: Date| on.day_number().saturating_sub(since.day_number());
    let oldest_outstanding = outstanding.map(|row| days(row.on)).max().unwrap_or(0);
    let positive = |days: i32| u32::try_from(days).unwrap_or(0);
    let (collection, arrivals) = rates::of(session, scope, fund, region, on)?;
    Ok(FundFigures {
        collection,
        arrivals,
        month: on.month(),
        income: books.income()?,
        spending: books.spending()?,
        surplus,
        outlay,
        outlay_months,
        budget: budget.unwrap_or(Fen::ZERO),
        oldest_outstanding: positive(oldest_outstanding),
        oldest_in_income_account: positive(oldest),
        oldest_receivable: positive(oldest_receivable),
        ..FundFigures::default()
    })
}

/// Money that lies in the income accounts for more than `days`, by county.
fn lying(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: Option<RegionCode>,
    days: u32,
    on: Date,
) -> Result<Vec<Lingering>, ServiceError> {
    let flows = rows::income_account_flows(session, scope, fund, on)?;
    let mut counties: Vec<RegionCode> = flows.iter().map(|(county, _, _)| *county).collect();
    counties.dedup();
    counties.retain(|county| region.is_none_or(|region| region == *county));
    let mut found = Vec::new();
    for county in counties {
        let own = flows.iter().filter(|(of, _, _)| *of == county);
        let own: Vec<Flow> = own
            .map(|(_, on, amount)| Flow {
                on: *on,
                amount: *amount,
            })
            .collect();
        found.extend(lingering(county, &own, days, on)?);
    }
    Ok(found)
}

/// Money that lies in the income accounts longer than the data allows, within the actor's scope.
///
/// # Errors
/// `fund.parameter.missing`, `fund.transfer.overdrawn`, storage.
pub fn late_transfers(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
) -> Result<Vec<Lingering>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let rules = Rules::load(session, actor)?;
        let days = rules.parameters(actor, desk).count("transfer.days")?;
        lying(session, scope, fund, None, days, desk.today())
    })
}

/// Every indicator of a fund of a region on a day, graded.
///
/// # Errors
/// Storage.
pub fn warnings_of(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    region: RegionCode,
    on: Date,
) -> Result<Vec<Warning>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let rules = Rules::load(session, actor)?;
        let figures = figures(session, scope, fund, region, on)?;
        warnings(&figures, &rules.catalogue.rungs, scope.pool(), on).ok_or_else(range)
    })
}

/// Raises an alert for each indicator of a region that has left its limits today and has no open alert of the month.
/// The numbers of the new cases.
///
/// # Errors
/// The chain, storage.
pub fn raise_alerts(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    region: RegionCode,
) -> Result<Vec<CaseNo>, ServiceError> {
    let today = desk.today();
    desk.write(actor, "alert.raise", None, |tx| {
        let scope = actor.scope();
        let rules = Rules::load(tx, actor)?;
        let figures = figures(tx, scope, fund, region, today)?;
        let graded = warnings(&figures, &rules.catalogue.rungs, scope.pool(), today);
        let year = FundYear::of(today);
        let query = CaseQuery {
            kind: KIND,
            fund: Some(fund),
            year: Some(year),
            region: Some(region),
        };
        let known = list::<AlertStage>(tx, scope, query)?;
        let mut raised = Vec::new();
        for warning in graded.ok_or_else(range)? {
            let subject = format!("{}-{:02}", warning.indicator.code(), today.month());
            let twice = known.iter().any(|case| case.head.subject == subject);
            if warning.level == Level::None || twice {
                continue;
            }
            let body = body::write(&Body {
                indicator: warning.indicator.code().to_owned(),
                month: today.month(),
                level: warning.level.number(),
                value: warning.value(),
                limit: warning.limit_zh(),
            })?;
            let opening = Opening {
                kind: KIND,
                region,
                fund,
                year,
                subject: &subject,
                body,
            };
            raised.push(open::<AlertStage>(
                desk,
                tx,
                actor,
                &opening,
                StepInput::default(),
            )?);
        }
        Ok(raised)
    })
}

/// Takes the next step of an alert: analysis, measure, follow-up; the note says what.
///
/// # Errors
/// `fund.alert.note` without a note, the chain, storage.
pub fn step_alert(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: AlertStage,
    note: &str,
) -> Result<(), ServiceError> {
    if note.trim().is_empty() {
        return Err(base::Refused::new("fund.alert.note", "请写明分析、措施或跟踪结果。").into());
    }
    desk.write(actor, "alert.step", None, |tx| {
        let case = load::<AlertStage>(tx, actor, KIND, no)?;
        let input = StepInput {
            note,
            ..StepInput::default()
        };
        advance(desk, tx, actor, &case, wanted, input)?;
        Ok(())
    })
}

/// The alerts of a fund and year within the actor's scope.
///
/// # Errors
/// Storage.
pub fn alerts(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<AlertRow>, ServiceError> {
    let scope = reader(actor)?;
    let query = CaseQuery {
        kind: KIND,
        fund: Some(fund),
        year: Some(year),
        region: None,
    };
    let cases = desk.read(|session| list::<AlertStage>(session, scope, query))?;
    let row = |case: CaseRow<AlertStage>| {
        let body: Body = body::read(&case.head.body)?;
        Ok(AlertRow {
            level: body.level,
            value: body.value,
            limit: body.limit,
            case,
        })
    };
    cases.into_iter().map(row).collect()
}

/// What is proposed for a year whose surplus is above its limit, or that is overdrawn; `None` where nothing is.
///
/// # Errors
/// Storage.
pub fn surplus_proposal(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    region: RegionCode,
) -> Result<Option<SurplusProposal>, ServiceError> {
    let on = year.last_day().min(desk.today());
    let scope = reader(actor)?;
    desk.read(|session| {
        let rules = Rules::load(session, actor)?;
        let bound = limit(
            &rules.catalogue.rungs,
            "surplus_rate",
            Side::Above,
            scope.pool(),
            on,
        );
        let Some(bound) = bound else { return Ok(None) };
        let one = (region != scope.pool()).then_some(region);
        let books = Year::load(session, scope, fund, year, one, AsOf::on(on))?;
        Ok(propose(books.income()?, books.spending()?, bound)?)
    })
}

/// The score of a county in a year by the standards of the data, out of books, budgets, reports and receivables.
///
/// # Errors
/// Storage.
pub fn assessment(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    county: RegionCode,
) -> Result<Score, ServiceError> {
    let on = year.last_day().min(desk.today());
    let figures = figures_of(desk, actor, fund, county, on)?;
    let mut measures = std::collections::BTreeMap::new();
    let plan = Fen::new(figures.budget.get() / 12 * i64::from(figures.month));
    let apart = figures.spending.get().abs_diff(plan.get());
    let apart = i64::try_from(apart).unwrap_or(i64::MAX);
    measures.insert(
        "execution_deviation".to_owned(),
        Measure::new(apart, plan.get()),
    );
    let monthly = super::report::report_list(
        desk,
        actor,
        &[county],
        "budget_execution",
        (year.first_day(), on),
    )?;
    let decided = monthly
        .iter()
        .filter(|due| due.state(desk.today()) != ledger::control::timely::ReportState::Open);
    let late = monthly
        .iter()
        .filter(|due| due.state(desk.today()).is_late())
        .count();
    let all = decided.count();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    measures.insert(
        "reports_in_time".to_owned(),
        Measure::new(count(all.saturating_sub(late)), count(all)),
    );
    let owed = owed::receivables(desk, actor, Some(fund), AsOf::on(on))?;
    let own = owed.iter().filter(|row| row.receivable.debtor == county);
    let (mut raised, mut open) = (Fen::ZERO, Fen::ZERO);
    for row in own {
        let sum = row.receivable.raised().ok_or_else(range)?;
        raised = raised.checked_add(sum).ok_or_else(range)?;
        open = open
            .checked_add(row.receivable.open().ok_or_else(range)?)
            .ok_or_else(range)?;
    }
    let cleared = raised.checked_sub(open).ok_or_else(range)?;
    measures.insert(
        "receivables_cleared".to_owned(),
        Measure::of(cleared, raised),
    );
    if !figures.arrivals.is_empty() {
        let arrived = measure(Indicator::Arrivals, &figures).ok_or_else(range)?;
        measures.insert("arrival_rate".to_owned(), arrived);
    }
    let scope = reader(actor)?;
    let rules = desk.read(|session| Rules::load(session, actor))?;
    Ok(score(
        &rules.catalogue.standards(scope.pool(), on),
        &measures,
    ))
}

/// The points of an item as text, `12.50`.
#[must_use]
pub fn points(item: &ItemScore) -> String {
    let shown = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let rate = item.earned.map_or("—".to_owned(), shown);
    format!("{rate} / {}", shown(item.possible))
}
