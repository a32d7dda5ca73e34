//! The risk corridor: how the result of a year is shared beyond bounds, where the contract has such a clause.

use base::{Fen, Ratio, Refused, Rounding};

use crate::claim::{less, negated, total};

/// A slice of the result, as a share of the premium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Up to this share of the premium; `None` for all that lies above.
    pub up_to: Option<Ratio>,
    /// How much of the slice is the fund's.
    pub fund: Ratio,
}

/// The clause: slices in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corridor {
    /// Of a surplus.
    pub surplus: Vec<Tier>,
    /// Of a loss.
    pub loss: Vec<Tier>,
    /// How shares are rounded to 分; the insurer has the rest.
    pub rounding: Rounding,
}

/// The result of a year and whose it is: `insurer + fund = result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Premium less benefits less fee, in 分; negative for a loss.
    pub result: Fen,
    /// The insurer's part, with the sign of the result.
    pub insurer: Fen,
    /// The fund's: given back where positive, paid on top where negative.
    pub fund: Fen,
}

impl Corridor {
    /// Shares the result of a year.
    ///
    /// # Errors
    /// `insurer.corridor` where the slices do not rise or leave a part of the result unsaid, and
    /// `settlement.amount_range`.
    pub fn share(&self, premium: Fen, benefits: Fen, fee: Fen) -> Result<Shared, Refused> {
        let result = less(less(premium, benefits)?, fee)?;
        let is_loss = result < Fen::ZERO;
        let size = if is_loss { negated(result)? } else { result };
        let tiers = if is_loss { &self.loss } else { &self.surplus };
        let mut from = Fen::ZERO;
        let mut fund = Fen::ZERO;
        for tier in tiers {
            let to = match tier.up_to {
                Some(ratio) => premium.share(ratio, self.rounding, 1).ok_or_else(unsaid)?,
                None => size.max(from),
            };
            if to < from {
                return Err(unsaid());
            }
            let slice = less(size.min(to), size.min(from))?;
            let of_fund = slice.share(tier.fund, self.rounding, 1);
            let of_fund = of_fund.filter(|part| Fen::ZERO <= *part && *part <= slice);
            fund = total([fund, of_fund.ok_or_else(unsaid)?])?;
            from = to;
        }
        if from < size {
            return Err(unsaid());
        }
        let fund = if is_loss { negated(fund)? } else { fund };
        Ok(Shared {
            result,
            insurer: less(result, fund)?,
            fund,
        })
    }
}

fn unsaid() -> Refused {
    Refused::new(
        "insurer.corridor",
        "合同的盈亏分担条款不完整：各档上限须递增，并覆盖全部盈余或亏损，请核对。",
    )
}
