//! Too much surplus: what better benefits would cost. An overdraft: what must be saved (002 篇8 一11).

use base::{Fen, Ratio, Refused, Rounding};

use super::measure::{BasisPoints, Measure};

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalKind {
    /// The surplus rate is above its limit: raise the payment of high costs.
    BetterBenefits,
    /// The year is overdrawn: control spending.
    Control,
}

/// A proposal with its cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurplusProposal {
    /// What.
    pub kind: ProposalKind,
    /// How much more (or less) would be spent, in 分, positive.
    pub amount: Fen,
    /// The same as a part of spending, rounded half up.
    pub of_spending: Option<BasisPoints>,
    /// The surplus rate afterwards, rounded half up.
    pub rate_after: Option<BasisPoints>,
}

impl SurplusProposal {
    /// The sentence for users.
    #[must_use]
    pub fn zh(&self) -> String {
        let shown =
            |rate: Option<BasisPoints>| rate.map_or("—".to_owned(), |rate| rate.to_string());
        match self.kind {
            ProposalKind::BetterBenefits => format!(
                "当年结余过多，建议提高高额医疗费用支付水平：增加支出 {} 元（占支出 {}），调整后结余率 {}。",
                self.amount,
                shown(self.of_spending),
                shown(self.rate_after)
            ),
            ProposalKind::Control => format!(
                "基金当期透支，建议控制支出：减少 {} 元（占支出 {}），调整后结余率 {}。",
                self.amount,
                shown(self.of_spending),
                shown(self.rate_after)
            ),
        }
    }
}

/// What a change of spending by `change` (105 % is five percent more) does to the year: spending and surplus rate.
///
/// # Errors
/// `fund.surplus.range` beyond the range of amounts.
pub fn simulate(
    income: Fen,
    spending: Fen,
    change: Ratio,
) -> Result<(Fen, Option<BasisPoints>), Refused> {
    let after = spending
        .share(change, Rounding::HalfUp, 1)
        .ok_or_else(range)?;
    Ok((after, rate(income, after)?))
}

/// The proposal for a year, where there is one: within the limit and not overdrawn there is nothing to propose.
///
/// # Errors
/// `fund.surplus.range` beyond the range of amounts.
pub fn propose(
    income: Fen,
    spending: Fen,
    limit: Ratio,
) -> Result<Option<SurplusProposal>, Refused> {
    let surplus = income.checked_sub(spending).ok_or_else(range)?;
    let allowed = income.share(limit, Rounding::Down, 1).ok_or_else(range)?;
    let (kind, amount, after) = if surplus > allowed {
        let more = surplus.checked_sub(allowed).ok_or_else(range)?;
        (
            ProposalKind::BetterBenefits,
            more,
            spending.checked_add(more),
        )
    } else if surplus < Fen::ZERO {
        let less = surplus.checked_neg().ok_or_else(range)?;
        (ProposalKind::Control, less, spending.checked_sub(less))
    } else {
        return Ok(None);
    };
    Ok(Some(SurplusProposal {
        kind,
        amount,
        of_spending: Measure::of(amount, spending).basis_points(Rounding::HalfUp),
        rate_after: rate(income, after.ok_or_else(range)?)?,
    }))
}

fn rate(income: Fen, spending: Fen) -> Result<Option<BasisPoints>, Refused> {
    let surplus = income.checked_sub(spending).ok_or_else(range)?;
    Ok(Measure::of(surplus, income).basis_points(Rounding::HalfUp))
}

fn range() -> Refused {
    Refused::new("fund.surplus.range", "测算金额超出上限。")
}
