//! The working capital of the hub (周转金): it pays at once, and is replenished to its target (永州2016 四(二)).

use base::{Fen, Refused, RegionCode};

use super::net::Round;
use crate::claim::{less, total};

/// The working capital: what it is kept at, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capital {
    /// What it is kept at, in 分.
    pub target: Fen,
    /// What is in it, in 分.
    pub balance: Fen,
}

/// What a round does to the working capital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapitalRun {
    /// What it pays out, by county.
    pub paid: Vec<(RegionCode, Fen)>,
    /// What counties pay in, by county.
    pub called: Vec<(RegionCode, Fen)>,
    /// After it paid out.
    pub between: Capital,
    /// After the counties paid in.
    pub after: Capital,
}

impl Capital {
    /// What brings it to its target, in 分; zero where it is there.
    #[must_use]
    pub fn missing(&self) -> Fen {
        let missing = self.target.checked_sub(self.balance);
        missing.map_or(Fen::ZERO, |missing| missing.max(Fen::ZERO))
    }

    /// Pays out.
    ///
    /// # Errors
    /// `clearing.capital_short` where it does not have as much.
    pub fn pay(&self, amount: Fen) -> Result<Capital, Refused> {
        if amount < Fen::ZERO || amount > self.balance {
            let zh = format!(
                "周转金余额 {} 元，不足垫付 {amount} 元，请先补足。",
                self.balance
            );
            return Err(Refused::new("clearing.capital_short", zh).under("永州2016 四(二)"));
        }
        Ok(Capital {
            balance: less(self.balance, amount)?,
            ..*self
        })
    }

    /// Is replenished; never above its target.
    ///
    /// # Errors
    /// `clearing.capital_target`.
    pub fn replenish(&self, amount: Fen) -> Result<Capital, Refused> {
        if amount < Fen::ZERO || amount > self.missing() {
            let zh = format!(
                "周转金定额 {} 元，现有 {} 元，最多补 {} 元，收到 {amount} 元。",
                self.target,
                self.balance,
                self.missing()
            );
            return Err(Refused::new("clearing.capital_target", zh).under("永州2016 四(二)"));
        }
        Ok(Capital {
            balance: total([self.balance, amount])?,
            ..*self
        })
    }

    /// A round over the working capital: counties that are owed are paid at once, counties that owe pay in, and what
    /// they pay in is what was paid out.
    ///
    /// # Errors
    /// `clearing.capital_short`, `clearing.capital_target`.
    pub fn run(&self, round: &Round) -> Result<CapitalRun, Refused> {
        let paid: Vec<_> = round.payees().collect();
        let called: Vec<_> = round.payers().collect();
        let between = self.pay(total(paid.iter().map(|(_, amount)| *amount))?)?;
        let after = between.replenish(total(called.iter().map(|(_, amount)| *amount))?)?;
        Ok(CapitalRun {
            paid,
            called,
            between,
            after,
        })
    }
}
