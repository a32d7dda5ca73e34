//! A version of a budget on its way into force. An adjustment is a new version; an old one is never changed.

use base::{Fen, Refused, RegionCode};

use super::line::{BudgetLine, LineCode, totals};
use crate::control::chain::{Stage, Track, stages};

stages! {
    /// How far a budget, or final accounts, has come.
    BudgetStage "budget" {
        /// Written by the agency.
        Draft "draft" "编制",
        /// Agreed by finance.
        Finance "finance" "财政审核",
        /// Approved by the government of the same level: in force.
        InForce "in_force" "政府批准（生效）",
    }
}

/// Budget or final accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetKind {
    /// 预算, with its adjustments.
    Budget,
    /// 决算.
    FinalAccounts,
}

impl BudgetKind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            BudgetKind::Budget => "budget",
            BudgetKind::FinalAccounts => "final_accounts",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<BudgetKind> {
        [BudgetKind::Budget, BudgetKind::FinalAccounts]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            BudgetKind::Budget => "预算",
            BudgetKind::FinalAccounts => "决算",
        }
    }
}

/// Planned spending above planned income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imbalance {
    /// Planned income.
    pub income: Fen,
    /// Planned spending.
    pub spending: Fen,
}

impl Imbalance {
    /// The sentence for users.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "预算支出 {} 元大于预算收入 {} 元，不符合“以收定支、收支平衡”，须写明理由并经审批。",
            self.spending, self.income
        )
    }
}

/// One version of a budget: its lines and the way it has walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Whose: a county, or the city for its own.
    pub region: RegionCode,
    /// Which fund year.
    pub year: i32,
    /// Budget or final accounts.
    pub kind: BudgetKind,
    /// 1 for the first; an adjustment has the next.
    pub version: u32,
    /// The lines.
    pub lines: Vec<BudgetLine>,
    /// Why spending is planned above income, or why the budget is adjusted.
    pub justification: Option<String>,
    /// The steps so far.
    pub track: Track<BudgetStage>,
}

impl Budget {
    /// Whether planned spending exceeds planned income.
    ///
    /// # Errors
    /// `fund.budget.range` where the totals leave the range of amounts.
    pub fn imbalance(lines: &[BudgetLine]) -> Result<Option<Imbalance>, Refused> {
        let (income, spending) = totals(lines)
            .ok_or_else(|| Refused::new("fund.budget.range", "预算合计超出金额上限，请核对。"))?;
        Ok((spending > income).then_some(Imbalance { income, spending }))
    }

    /// Checks lines before a version is drafted.
    ///
    /// # Errors
    /// `fund.budget.empty`, `fund.budget.negative`, `fund.budget.twice` for the lines;
    /// `fund.budget.balance` where spending exceeds income without a justification;
    /// `fund.budget.adjustment` for an adjustment without a reason.
    pub fn check(
        kind: BudgetKind,
        version: u32,
        lines: &[BudgetLine],
        justification: Option<&str>,
    ) -> Result<Option<Imbalance>, Refused> {
        sound(lines)?;
        let imbalance = Budget::imbalance(lines)?;
        let justified = justification.is_some_and(|text| !text.trim().is_empty());
        if let (Some(imbalance), BudgetKind::Budget, false) = (imbalance, kind, justified) {
            return Err(Refused::new("fund.budget.balance", imbalance.zh())
                .under("南京2017 三(六)；淮南2020 三(四)"));
        }
        if version > 1 && !justified {
            return Err(Refused::new(
                "fund.budget.adjustment",
                "预算调整须写明调整理由。",
            ));
        }
        Ok(imbalance)
    }

    /// Whether it binds: approved by the government.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.track.has_reached(BudgetStage::InForce)
    }

    /// What a line grants; nothing where the budget has no such line.
    #[must_use]
    pub fn amount(&self, code: &LineCode) -> Fen {
        let line = self.lines.iter().find(|line| line.code == *code);
        line.map_or(Fen::ZERO, |line| line.amount)
    }

    /// The version in force among several of one year: the latest that the government approved.
    #[must_use]
    pub fn in_force(versions: &[Budget]) -> Option<&Budget> {
        versions
            .iter()
            .filter(|budget| budget.kind == BudgetKind::Budget && budget.is_in_force())
            .max_by_key(|budget| budget.version)
    }

    /// The stage behind the present one.
    #[must_use]
    pub fn next(&self) -> Option<BudgetStage> {
        self.track.stage().and_then(Stage::next)
    }
}

fn sound(lines: &[BudgetLine]) -> Result<(), Refused> {
    if lines.is_empty() {
        return Err(Refused::new(
            "fund.budget.empty",
            "预算没有任何一行，请填写收入和支出。",
        ));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.amount < Fen::ZERO {
            let sentence = format!("预算行“{}”的金额为负，请填写不小于零的金额。", line.code);
            return Err(Refused::new("fund.budget.negative", sentence));
        }
        let mut before = lines.iter().take(index);
        if before.any(|other| other.code == line.code) {
            let sentence = format!("预算行“{}”出现两次，请合并为一行。", line.code);
            return Err(Refused::new("fund.budget.twice", sentence));
        }
    }
    Ok(())
}
