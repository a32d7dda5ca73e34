//! The stop before a payment: budget, promises, permits; and the promise that an admitted payment is.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::{Fen, RegionCode};
use ledger::book::Turnover;
use ledger::control::budget::{
    Admission, BudgetKind, Direction, LineCode, Permit, Spending, Standing, admit,
};
use ledger::entry::{AccountClass, AccountCode, Book, Document, Fund, FundYear, Leg};
use store::control as rows;
use store::{AsOf, Session, Tx};

use super::sums::{Year, range};
use super::{budget, permit};
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
        let permits = permit::of(tx, scope, payable.fund, payable.year, Some(payable.region))?;
        let permits: Vec<Permit> = permits.into_iter().map(|(_, permit)| permit).collect();
        let spending = Spending {
            line: &payable.line,
            amount: payable.amount,
        };
        let admission = admit(&spending, &standing, &permits)?;
        promise(tx, scope, payable, payable.amount)?;
        Ok(admission)
    })
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

/// What a posting pays out of promises: which payable, how much of it.
pub(crate) type Redeemed = Vec<(Payable, Fen)>;

/// Holds the expense of a document to the budgets in force: paid, promised to others and this together. What
/// was promised for its own source documents is used up by it. A tier and fund without a budget in force has
/// nothing to be held to here.
///
/// # Errors
/// What [`admit`] refuses; storage.
pub(crate) fn hold(
    session: &mut Session<'_>,
    scope: access::Scope,
    document: &Document,
) -> Result<Redeemed, ServiceError> {
    let mut redeemed = Vec::new();
    for (payable, amount) in expenses(document)? {
        let (fund, year, region) = (payable.fund, payable.year, payable.region);
        let budget = budget::in_force(session, scope, fund, year, region)?;
        if budget.is_none() {
            continue;
        }
        let place = (region, fund, year);
        let mut own = Fen::ZERO;
        for evidence in &document.evidence {
            let name = evidence.reference.as_str();
            let promised = rows::promised_for(session, scope, place, &payable.line, name)?;
            let left = amount.checked_sub(own).ok_or_else(range)?;
            let used = promised.max(Fen::ZERO).min(left);
            if used > Fen::ZERO {
                own = own.checked_add(used).ok_or_else(range)?;
                let of_document = Payable {
                    document: name.to_owned(),
                    ..payable.clone()
                };
                redeemed.push((of_document, used));
            }
        }
        let mut standing = standing(session, scope, &payable)?;
        let less = |sum: Fen| sum.checked_sub(own).ok_or_else(range);
        standing.committed = less(standing.committed)?;
        standing.year_spending = less(standing.year_spending)?;
        let permits = permit::of(session, scope, fund, year, Some(region))?;
        let permits: Vec<Permit> = permits.into_iter().map(|(_, permit)| permit).collect();
        let spending = Spending {
            line: &payable.line,
            amount,
        };
        admit(&spending, &standing, &permits)?;
    }
    Ok(redeemed)
}

/// Ends the promises that a posting has paid.
///
/// # Errors
/// Storage.
pub(crate) fn redeem(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    redeemed: &Redeemed,
) -> Result<(), ServiceError> {
    for (payable, used) in redeemed {
        let less = used.checked_neg().ok_or_else(range)?;
        promise(tx, scope, payable, less)?;
    }
    Ok(())
}

/// What a document spends, tier by tier and account by account; red letter and what programs carry over
/// spend nothing.
fn expenses(document: &Document) -> Result<Vec<(Payable, Fen)>, ServiceError> {
    let mut sums: BTreeMap<(RegionCode, Fund, FundYear, AccountCode), Fen> = BTreeMap::new();
    let agency = document
        .entries
        .iter()
        .filter(|draft| draft.dims.book == Book::Agency);
    for draft in agency.filter(|draft| draft.reverses.is_none()) {
        let expense = |leg: &&Leg| leg.account.class() == AccountClass::Expense;
        for leg in draft.legs.iter().filter(expense) {
            let turnover = Turnover::of(leg.side, leg.amount);
            let amount = turnover.natural(leg.account).map_err(|_| range())?;
            let dims = draft.dims;
            let key = (dims.county, dims.fund, dims.fund_year, leg.account);
            let slot = sums.entry(key).or_insert(Fen::ZERO);
            *slot = slot.checked_add(amount).ok_or_else(range)?;
        }
    }
    let spent = sums.into_iter().filter(|(_, amount)| *amount > Fen::ZERO);
    let one = |((region, fund, year, account), amount): (
        (RegionCode, Fund, FundYear, AccountCode),
        Fen,
    )| {
        let line = LineCode::new(&account.to_string());
        let payable = Payable {
            region,
            fund,
            year,
            line: line.map_err(|_| range())?,
            amount,
            document: document.id.to_string(),
        };
        Ok((payable, amount))
    };
    spent.map(one).collect()
}

fn promise(
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

/// How line and fund stand: paid from the books, promised from the promises, granted by the budget in force.
fn standing(
    session: &mut Session<'_>,
    scope: access::Scope,
    payable: &Payable,
) -> Result<Standing, ServiceError> {
    let (fund, year, region) = (payable.fund, payable.year, payable.region);
    let books = Year::load(
        session,
        scope,
        fund,
        year,
        Some(region),
        AsOf::on(year.last_day()),
    )?;
    let promised = rows::commitments(session, scope, region, fund, year)?;
    let all_promised = Fen::checked_sum(promised.iter().map(|(_, amount)| *amount));
    let budget = budget::in_force(session, scope, fund, year, region)?;
    let budget = budget.filter(|budget| budget.kind == BudgetKind::Budget);
    let planned = budget.as_ref().map_or(Ok(Fen::ZERO), |budget| {
        let lines = budget
            .lines
            .iter()
            .filter(|line| line.direction == Direction::Income);
        Fen::checked_sum(lines.map(|line| line.amount)).ok_or_else(range)
    })?;
    let spent = books.spending()?;
    Ok(Standing {
        budget: budget.map_or(Fen::ZERO, |budget| budget.amount(&payable.line)),
        paid: books.of_line(&payable.line)?,
        committed: of_line(&promised, &payable.line),
        year_income: planned.max(books.income()?),
        year_spending: spent
            .checked_add(all_promised.ok_or_else(range)?)
            .ok_or_else(range)?,
    })
}
