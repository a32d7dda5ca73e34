//! The fee of an insurer and what an assessment makes of it. Every number is the contract's.

use base::{Fen, Ratio, Refused, Rounding};

use crate::claim::{less, total};

/// What a contract pays for the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fee {
    /// An amount a year and head, in 分.
    PerHead(Fen),
    /// A share of the premium.
    OfPremium(Ratio, Rounding),
    /// An amount a year, in 分.
    Fixed(Fen),
}

impl Fee {
    /// The fee of a year over its heads and its premium.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn of_year(&self, heads: u32, premium: Fen) -> Result<Fen, Refused> {
        let fee = match *self {
            Fee::PerHead(each) => each.get().checked_mul(i64::from(heads)).map(Fen::new),
            Fee::OfPremium(ratio, rounding) => premium.share(ratio, rounding, 1),
            Fee::Fixed(amount) => Some(amount),
        };
        fee.ok_or_else(|| Refused::new("settlement.amount_range", "承办费用超出可表示的范围。"))
    }
}

/// What a score means for the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Scores from this one on, up to the next band.
    pub at_least: u32,
    /// The share of the fee that is deducted.
    pub deducted: Ratio,
    /// The share of the fee that is paid on top.
    pub rewarded: Ratio,
}

/// The outcome of an assessment: `paid = fee − deducted + rewarded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// The score.
    pub score: u32,
    /// The fee before it, in 分.
    pub fee: Fen,
    /// What is deducted, in 分.
    pub deducted: Fen,
    /// What is added, in 分.
    pub rewarded: Fen,
    /// What is paid, in 分.
    pub paid: Fen,
}

/// What an assessment makes of a fee by the bands of the contract.
///
/// # Errors
/// `insurer.no_band` where the contract says nothing of the score, `insurer.band` where a share is more than the
/// whole.
pub fn assess(
    fee: Fen,
    score: u32,
    bands: &[Band],
    rounding: Rounding,
) -> Result<Assessment, Refused> {
    let reached = bands.iter().filter(|band| band.at_least <= score);
    let band = reached.max_by_key(|band| band.at_least).ok_or_else(|| {
        let zh = format!("合同没有约定考核 {score} 分时的扣减或奖励，请补充合同条款。");
        Refused::new("insurer.no_band", zh)
    })?;
    let part = |ratio: Ratio| {
        let amount = fee.share(ratio, rounding, 1);
        let amount = amount.filter(|amount| Fen::ZERO <= *amount && *amount <= fee);
        amount.ok_or_else(|| {
            let zh = "考核扣减或奖励的比例应在 0 与 100% 之间，请核对合同条款。";
            Refused::new("insurer.band", zh)
        })
    };
    let (deducted, rewarded) = (part(band.deducted)?, part(band.rewarded)?);
    Ok(Assessment {
        score,
        fee,
        deducted,
        rewarded,
        paid: total([less(fee, deducted)?, rewarded])?,
    })
}
