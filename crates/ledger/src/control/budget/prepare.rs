//! Preparing a budget from what the system knows: enrolment and standards for income, past outlay for spending.

use std::collections::BTreeMap;

use base::{Fen, Ratio, Refused, Rounding};

use super::line::{Basis, BudgetLine, Direction, LineCode};

/// Persons of one category and what one standard brings for each of them into one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Which income line: the personal part, or the subsidy of one level.
    pub code: LineCode,
    /// The category.
    pub category: String,
    /// How many are enrolled.
    pub heads: u64,
    /// The standard a person, in 分.
    pub standard: Fen,
}

/// Past spending on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlay {
    /// Which line.
    pub code: LineCode,
    /// The year it was spent in.
    pub year: i32,
    /// How much, in 分.
    pub spent: Fen,
}

/// Income lines: Σ heads × standard, each line with the cohorts behind it.
///
/// # Errors
/// `fund.budget.range` where a product or sum leaves the range of amounts.
pub fn prepare_income(cohorts: &[Cohort]) -> Result<Vec<BudgetLine>, Refused> {
    let mut lines: BTreeMap<&LineCode, (Fen, Vec<Basis>)> = BTreeMap::new();
    for cohort in cohorts {
        let heads = i64::try_from(cohort.heads).map_err(|_| range())?;
        let amount = cohort.standard.get().checked_mul(heads).ok_or_else(range)?;
        let line = lines.entry(&cohort.code).or_default();
        line.0 = line.0.checked_add(Fen::new(amount)).ok_or_else(range)?;
        line.1.push(Basis::Heads {
            category: cohort.category.clone(),
            heads: cohort.heads,
            standard: cohort.standard,
        });
    }
    let line = |(code, (amount, basis)): (&LineCode, (Fen, Vec<Basis>))| BudgetLine {
        code: code.clone(),
        direction: Direction::Income,
        amount,
        basis,
    };
    Ok(lines.into_iter().map(line).collect())
}

/// Spending lines: past outlay times `growth` (105 % is five percent more), rounded half up to the 分.
///
/// # Errors
/// `fund.budget.range` where a product leaves the range of amounts.
pub fn prepare_spending(outlays: &[Outlay], growth: Ratio) -> Result<Vec<BudgetLine>, Refused> {
    let line = |outlay: &Outlay| {
        let amount = outlay.spent.share(growth, Rounding::HalfUp, 1);
        Ok(BudgetLine {
            code: outlay.code.clone(),
            direction: Direction::Spending,
            amount: amount.ok_or_else(range)?,
            basis: vec![Basis::Outlay {
                year: outlay.year,
                spent: outlay.spent,
            }],
        })
    };
    outlays.iter().map(line).collect()
}

fn range() -> Refused {
    Refused::new(
        "fund.budget.range",
        "预算测算金额超出上限，请核对人数和标准。",
    )
}
