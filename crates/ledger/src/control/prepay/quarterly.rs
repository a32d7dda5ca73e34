//! The quarterly prepayment of a medical alliance and its settlement (淮南2020 三(四)).

use base::{Fen, Ratio, Refused, RegionCode, Rounding};

use crate::control::chain::stages;

stages! {
    /// How far the payment of a quarter has come.
    PrepayStage "alliance_prepay" {
        /// The county bureau proposes it.
        Proposed "proposed" "拟定",
        /// Another user of the bureau has approved it.
        Approved "approved" "复核同意",
        /// It is paid from the expenditure account.
        Paid "paid" "已支付",
    }
}

/// What an alliance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 紧密型县域医共体: paid quarterly in advance.
    CloseKnit,
    /// Another alliance: may follow by a decision, if neither the fund nor the hospitals suffer.
    Other,
}

impl Kind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::CloseKnit => "close_knit",
            Kind::Other => "other",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Kind> {
        [Kind::CloseKnit, Kind::Other]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

base::typed_id! {
    /// A medical alliance (医共体) as the agency names it.
    Alliance
}

/// The year of an alliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlliancePlan {
    /// Which alliance.
    pub alliance: Alliance,
    /// In which county.
    pub county: RegionCode,
    /// Close-knit or not.
    pub kind: Kind,
    /// Which year.
    pub year: i32,
    /// Its total budget of the year.
    pub budget: Fen,
    /// The decision that lets an alliance that is not close-knit follow.
    pub decision: Option<String>,
}

impl AlliancePlan {
    /// The payment of a quarter, 1 to 4.
    ///
    /// # Errors
    /// `fund.alliance.kind` for an alliance that is not close-knit and has no decision, `fund.alliance.quarter`,
    /// `fund.alliance.budget`.
    pub fn payment(&self, quarter: u32) -> Result<Fen, Refused> {
        let decided = self
            .decision
            .as_ref()
            .is_some_and(|text| !text.trim().is_empty());
        if self.kind == Kind::Other && !decided {
            return Err(Refused::new(
                "fund.alliance.kind",
                "非紧密型医共体须有“不影响基金安全和医疗机构正常运行”的决定（写明文号）方可参照预付。",
            )
            .under("淮南2020 三(四)"));
        }
        if self.budget < Fen::ZERO {
            return Err(Refused::new(
                "fund.alliance.budget",
                "医共体年度预算不能为负。",
            ));
        }
        let quarters = quarters(self.budget);
        let at = quarter
            .checked_sub(1)
            .and_then(|at| usize::try_from(at).ok());
        let part = at.and_then(|at| quarters.get(at).copied());
        part.ok_or_else(|| Refused::new("fund.alliance.quarter", "季度应为 1 到 4。"))
    }
}

/// A quarter of the budget for each quarter; what does not divide comes with the fourth, so that the four add up.
#[must_use]
pub fn quarters(budget: Fen) -> [Fen; 4] {
    let quarter = Fen::new(budget.get() / 4);
    let rest = Fen::new(budget.get() % 4);
    // A quarter plus a rest below four cannot leave the range.
    let fourth = quarter.checked_add(rest).unwrap_or(quarter);
    [quarter, quarter, quarter, fourth]
}

/// How a year of an alliance ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// What it was paid in advance.
    pub prepaid: Fen,
    /// What its claims came to.
    pub claims: Fen,
    /// Savings that it keeps.
    pub kept: Fen,
    /// Its overrun that the fund bears.
    pub fund_bears: Fen,
    /// Its overrun that it bears itself.
    pub alliance_bears: Fen,
    /// What the fund still pays (positive) or takes back (negative).
    pub balance: Fen,
}

/// Settles a year: claims reduce the prepayment; savings against the budget stay with the alliance by the share
/// `keeps`; of a justified overrun the fund bears `fund_bears`, rounded half up, the alliance the rest.
/// What was due and not prepaid is paid, what was prepaid and not due comes back.
///
/// # Errors
/// `fund.alliance.range` beyond the range of amounts.
pub fn settle(
    budget: Fen,
    prepaid: Fen,
    claims: Fen,
    keeps: Ratio,
    fund_bears: Ratio,
) -> Result<Settlement, Refused> {
    let range = || Refused::new("fund.alliance.range", "清算金额超出上限，请核对。");
    let saving = budget.checked_sub(claims).ok_or_else(range)?.max(Fen::ZERO);
    let overrun = claims.checked_sub(budget).ok_or_else(range)?.max(Fen::ZERO);
    let share = |amount: Fen, ratio| amount.share(ratio, Rounding::HalfUp, 1).ok_or_else(range);
    let kept = share(saving, keeps)?;
    let fund = share(overrun, fund_bears)?;
    let own = overrun.checked_sub(fund).ok_or_else(range)?;
    let covered = claims.checked_sub(own).ok_or_else(range)?;
    let due = covered.checked_add(kept).ok_or_else(range)?;
    Ok(Settlement {
        prepaid,
        claims,
        kept,
        fund_bears: fund,
        alliance_bears: own,
        balance: due.checked_sub(prepaid).ok_or_else(range)?,
    })
}
