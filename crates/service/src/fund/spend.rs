//! The stop before a payment: budget, promises, permits; and the promise that an admitted payment is.

use access::{Actor, Permission};
use base::{Date, Fen, Refused, RegionCode};
use ledger::chart::Roles;
use ledger::control::budget::{
    Admission, Budget, BudgetKind, Direction, LineCode, Permit, Spending, Standing, admit,
};
use ledger::entry::{Book, Fund, FundYear};
use store::control as rows;
use store::{AsOf, Session, Tx};

use super::sums::{Year, range};
use super::{budget, permit};
use crate::books::library;
use crate::{Desk, ServiceError};

/// A payment that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// Whose sub-ledger bears it.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// In which year.
    pub year: FundYear,
    /// On which line of the budget.
    pub line: LineCode,
    /// How much.
    pub amount: Fen,
    /// The settlement, contract or plan behind it.
    pub document: String,
}

/// Admits a payment against the budget in force and promises the money, so that the next one sees it.
///
/// # Errors
/// What [`admit`] refuses; [`ServiceError::Denied`]; storage.
pub fn admit_payment(
    desk: &Desk<'_>,
    actor: &Actor,
    payable: &Payable,
) -> Result<Admission, ServiceError> {
    desk.write(actor, "fund.commit", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, payable.region)?;
        let standing = standing(tx, scope, payable)?;
        let admission = allowed(tx, scope, payable, &standing)?;
        promise(tx, scope, payable, payable.amount)?;
        Ok(admission)
    })
}

/// As [`admit_payment`], within a transaction that does more; whoever calls asked for the permission.
pub(crate) fn promise_in(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    payable: &Payable,
) -> Result<(), ServiceError> {
    let standing = standing(tx, scope, payable)?;
    allowed(tx, scope, payable, &standing)?;
    promise(tx, scope, payable, payable.amount)
}

/// Ends a promise: the payment was made, and stands in the books, or was given up.
///
/// # Errors
/// `fund.budget.promise` for more than is promised on the line; [`ServiceError::Denied`]; storage.
pub fn release_commitment(
    desk: &Desk<'_>,
    actor: &Actor,
    payable: &Payable,
) -> Result<(), ServiceError> {
    desk.write(actor, "fund.release", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, payable.region)?;
        let all = rows::commitments(tx, scope, payable.region, payable.fund, payable.year)?;
        let open = of_line(&all, &payable.line);
        if payable.amount <= Fen::ZERO || payable.amount > open {
            let sentence = format!(
                "该预算行已承诺未支付 {open} 元，不能核销 {} 元。",
                payable.amount
            );
            return Err(base::Refused::new("fund.budget.promise", sentence).into());
        }
        let less = payable.amount.checked_neg().ok_or_else(range)?;
        promise(tx, scope, payable, less)
    })
}

/// What [`admit`] says of a payment, with the permits of its region.
pub(super) fn allowed(
    session: &mut Session<'_>,
    scope: access::Scope,
    payable: &Payable,
    standing: &Standing,
) -> Result<Admission, ServiceError> {
    let (fund, year, region) = (payable.fund, payable.year, payable.region);
    let permits = permit::of(session, scope, fund, year, Some(region))?;
    let permits: Vec<Permit> = permits.into_iter().map(|(_, permit)| permit).collect();
    let spending = Spending {
        line: &payable.line,
        amount: payable.amount,
    };
    Ok(admit(&spending, standing, &permits)?)
}

pub(super) fn promise(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    payable: &Payable,
    amount: Fen,
) -> Result<(), ServiceError> {
    rows::commit(
        tx,
        scope,
        payable.region,
        payable.fund,
        payable.year,
        &payable.line,
        amount,
        &payable.document,
    )?;
    Ok(())
}

fn of_line(all: &[(LineCode, Fen)], line: &LineCode) -> Fen {
    let own = all.iter().find(|(code, _)| code == line);
    own.map_or(Fen::ZERO, |(_, amount)| *amount)
}

/// The accounts that the program looks for in the chart of the agency's book on a day.
pub(super) fn roles(fund: Fund, on: Date) -> Result<Option<&'static Roles>, ServiceError> {
    let chart = library()?.charts.on(Book::Agency, fund, on);
    Ok(chart.and_then(|chart| chart.roles.as_ref()))
}

/// What was paid in advance for care to come and is not settled: it is spent as soon as the care is given.
pub(super) fn prepaid(
    session: &mut Session<'_>,
    scope: access::Scope,
    (fund, region): (Fund, RegionCode),
    until: Date,
) -> Result<Fen, ServiceError> {
    let Some(roles) = roles(fund, until)? else {
        return Ok(Fen::ZERO);
    };
    let account = i64::from(roles.advanced.get());
    let place = (fund, region);
    let details = rows::details(session, scope, place, account, AsOf::on(until))?;
    let counts = |sub: &str| roles.committed.iter().any(|one| one.as_str() == sub);
    let open = details.iter().filter(|(sub, _)| counts(sub));
    let sum = Fen::checked_sum(open.map(|(_, amount)| *amount)).ok_or_else(range)?;
    Ok(sum.max(Fen::ZERO))
}

/// The budget that spending is held to.
///
/// # Errors
/// `fund.budget.none` where none is in force: no source lets a fund spend by the year before.
fn held_to(
    session: &mut Session<'_>,
    scope: access::Scope,
    (fund, year, region): (Fund, FundYear, RegionCode),
) -> Result<Budget, ServiceError> {
    let found = budget::in_force(session, scope, fund, year, region)?;
    let found = found.filter(|budget| budget.kind == BudgetKind::Budget);
    found.ok_or_else(|| {
        let sentence = format!(
            "{} {}{year} 年度预算尚未生效，不能列支或预付；请先编制预算，经财政审核、同级政府批准后再办理（tongchou budget draft）。",
            region.short(),
            fund.zh()
        );
        Refused::new("fund.budget.none", sentence)
            .under("淮南2020 三(四)“严格按预算执行”")
            .into()
    })
}

/// How line and fund stand: paid from the books, promised from the promises, what was paid in advance and is
/// not settled, granted by the budget in force.
pub(super) fn standing(
    session: &mut Session<'_>,
    scope: access::Scope,
    payable: &Payable,
) -> Result<Standing, ServiceError> {
    let (fund, year, region) = (payable.fund, payable.year, payable.region);
    let budget = held_to(session, scope, (fund, year, region))?;
    let last = year.last_day();
    let books = Year::load(session, scope, fund, year, Some(region), AsOf::on(last))?;
    let promised = rows::commitments(session, scope, region, fund, year)?;
    let all_promised = Fen::checked_sum(promised.iter().map(|(_, amount)| *amount));
    let prepaid = prepaid(session, scope, (fund, region), last)?;
    let benefit = roles(fund, last)?.map(|roles| roles.benefit.to_string());
    let of_this_line = if benefit.as_deref() == Some(payable.line.as_str()) {
        prepaid
    } else {
        Fen::ZERO
    };
    let lines = budget.lines.iter();
    let income = lines.filter(|line| line.direction == Direction::Income);
    let planned = Fen::checked_sum(income.map(|line| line.amount)).ok_or_else(range)?;
    let sum = |amounts: &[Fen]| Fen::checked_sum(amounts.iter().copied()).ok_or_else(range);
    Ok(Standing {
        budget: budget.amount(&payable.line),
        paid: books.of_line(&payable.line)?,
        committed: sum(&[of_line(&promised, &payable.line), of_this_line])?,
        year_income: planned.max(books.income()?),
        year_spending: sum(&[books.spending()?, all_promised.ok_or_else(range)?, prepaid])?,
    })
}
