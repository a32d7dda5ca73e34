//! How far a budget has been carried out, by line and month, and the final accounts.

use std::collections::BTreeMap;

use base::{Fen, Rounding};

use super::line::{Basis, BudgetLine, Direction, LineCode};
use crate::control::measure::{BasisPoints, Measure};

/// What happened on a line in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFigure {
    /// Which line.
    pub code: LineCode,
    /// 1 to 12.
    pub month: u32,
    /// Received or paid in the month, in 分.
    pub amount: Fen,
}

/// The execution of a line up to the end of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// Which line.
    pub code: LineCode,
    /// Income or spending.
    pub direction: Direction,
    /// Up to and including this month, 1 to 12.
    pub month: u32,
    /// What the budget grants for the year; nothing for a line that it does not have.
    pub budget: Fen,
    /// In the month.
    pub in_month: Fen,
    /// From January on.
    pub to_date: Fen,
    /// to_date / budget; `None` without a budget.
    pub rate: Option<BasisPoints>,
}

/// The execution rate of each line, month by month up to `until` (1 to 12), rates rounded half up.
///
/// Lines that have figures and no budget are shown too, as spending outside the budget: silence about
/// them would hide it. `None` where a sum leaves the range of amounts.
#[must_use]
pub fn execution(
    lines: &[BudgetLine],
    figures: &[MonthFigure],
    until: u32,
) -> Option<Vec<Execution>> {
    let mut granted: BTreeMap<&LineCode, (Direction, Fen)> = BTreeMap::new();
    for line in lines {
        granted.insert(&line.code, (line.direction, line.amount));
    }
    for figure in figures {
        let outside = (Direction::Spending, Fen::ZERO);
        granted.entry(&figure.code).or_insert(outside);
    }
    let mut table = Vec::new();
    for (code, (direction, budget)) in granted {
        let of = |first: u32, last: u32| {
            let hits = figures.iter().filter(|figure| figure.code == *code);
            let hits = hits.filter(|figure| (first..=last).contains(&figure.month));
            Fen::checked_sum(hits.map(|figure| figure.amount))
        };
        for month in 1..=until.min(12) {
            let to_date = of(1, month)?;
            table.push(Execution {
                code: code.clone(),
                direction,
                month,
                budget,
                in_month: of(month, month)?,
                to_date,
                rate: Measure::of(to_date, budget).basis_points(Rounding::HalfUp),
            });
        }
    }
    Some(table)
}

/// The lines of final accounts: each line with what was in fact received or paid in the year.
/// `None` where a sum leaves the range of amounts.
#[must_use]
pub fn final_accounts(lines: &[BudgetLine], figures: &[MonthFigure]) -> Option<Vec<BudgetLine>> {
    let rows = execution(lines, figures, 12)?;
    let closing = rows.into_iter().filter(|row| row.month == 12);
    let line = |row: Execution| BudgetLine {
        code: row.code,
        direction: row.direction,
        amount: row.to_date,
        basis: vec![Basis::Entered {
            reason: format!("账簿全年发生额；预算 {} 元", row.budget),
        }],
    };
    Some(closing.map(line).collect())
}
