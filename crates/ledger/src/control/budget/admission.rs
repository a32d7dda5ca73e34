//! The stop: a payment over the line of the budget, or out of past surplus, is blocked until both approvals are there.

use base::{Fen, Refused};

use super::line::LineCode;
use super::permit::{Permit, PermitGround};

/// How a line and its fund stand before a payment. Amounts in 分, of one county, fund and fund year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What the budget in force grants the line.
    pub budget: Fen,
    /// Paid this year on the line.
    pub paid: Fen,
    /// Committed and not yet paid on the line: approved claims, contracts.
    pub committed: Fen,
    /// The income of the year that spending may draw on: planned by the budget in force, or received where that is more.
    pub year_income: Fen,
    /// What the fund has paid and committed this year on all lines.
    pub year_spending: Fen,
}

/// What is to be paid or committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spending<'a> {
    /// On which line.
    pub line: &'a LineCode,
    /// How much, in 分.
    pub amount: Fen,
}

/// A payment that may be made, and what it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// What is left of the line in the budget; nothing where a permit is used.
    pub left: Fen,
    /// How much of it stands on a permit to spend over the budget, in total of the line so far.
    pub over_budget: Fen,
    /// How much of it stands on a permit to use past surplus, in total of the fund so far.
    pub past_surplus: Fen,
}

/// Whether a payment may be made: paid plus committed plus this must stay within the line and within the income
/// of the year; what goes beyond needs permits that both approvals have reached.
///
/// # Errors
/// `fund.budget.over`, `fund.budget.past_surplus` while an approval is missing, `fund.budget.amount` for an amount
/// that is not positive, `fund.budget.range`.
pub fn admit(
    spending: &Spending<'_>,
    standing: &Standing,
    permits: &[Permit],
) -> Result<Admission, Refused> {
    if spending.amount <= Fen::ZERO {
        return Err(Refused::new("fund.budget.amount", "支付金额必须大于零。"));
    }
    let sum = |amounts: [Fen; 3]| Fen::checked_sum(amounts).ok_or_else(range);
    let line_total = sum([standing.paid, standing.committed, spending.amount])?;
    let fund_total = sum([standing.year_spending, spending.amount, Fen::ZERO])?;
    let left = standing.budget.checked_sub(line_total).ok_or_else(range)?;
    let over_budget = beyond(line_total, standing.budget)?;
    let past_surplus = beyond(fund_total, standing.year_income)?;
    covered(
        permits,
        PermitGround::OverBudget,
        spending.line,
        over_budget,
    )?;
    covered(
        permits,
        PermitGround::PastSurplus,
        spending.line,
        past_surplus,
    )?;
    Ok(Admission {
        left: left.max(Fen::ZERO),
        over_budget,
        past_surplus,
    })
}

fn beyond(total: Fen, limit: Fen) -> Result<Fen, Refused> {
    let beyond = total.checked_sub(limit).ok_or_else(range)?;
    Ok(beyond.max(Fen::ZERO))
}

fn covered(
    permits: &[Permit],
    ground: PermitGround,
    line: &LineCode,
    needed: Fen,
) -> Result<(), Refused> {
    let allowed = Permit::sum(permits, ground, line).ok_or_else(range)?;
    if needed <= allowed {
        return Ok(());
    }
    let code = match ground {
        PermitGround::OverBudget => "fund.budget.over",
        PermitGround::PastSurplus => "fund.budget.past_surplus",
    };
    let sentence = format!(
        "“{line}”{}合计 {needed} 元，已批准 {allowed} 元；须先由同级政府审核同意，再按程序报批，批准后方可支付。",
        ground.zh()
    );
    Err(Refused::new(code, sentence).under("淮南2020 三(四)"))
}

fn range() -> Refused {
    Refused::new("fund.budget.range", "金额合计超出上限，请核对。")
}
