//! The sub-ledger of payables: what the counter settled less what was decided.

use std::collections::BTreeMap;

use base::{Fen, Refused};

use super::case::Claim;
use super::ids::{Claimant, PayKey};
use super::line::Payable;
use super::outcome::Outcome;
use super::sums::{less, total};

/// How the payables to one claimant stand for one county, fund and scheme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Σ settlements, reversals as negatives.
    pub settled: Fen,
    /// Σ decided: approved and refused.
    pub decided: Fen,
}

impl Standing {
    /// What is payable: Σ settlements − Σ decided.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn payable(&self) -> Result<Fen, Refused> {
        less(self.settled, self.decided)
    }

    /// Counts a settlement in, or a reversal out.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn settle(&mut self, amount: Fen) -> Result<(), Refused> {
        self.settled = total([self.settled, amount])?;
        Ok(())
    }

    /// Counts what was decided of a claim.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn decide(&mut self, outcome: &Outcome) -> Result<(), Refused> {
        self.decided = total([self.decided, outcome.approved(), outcome.refused()])?;
        Ok(())
    }
}

/// The payables that settlements and claims leave, by whom, county, fund and scheme.
///
/// # Errors
/// `settlement.amount_range`, and those of [`Claim::outcome`].
pub fn payables(
    settled: &[Payable],
    claims: &[Claim],
) -> Result<BTreeMap<PayKey, Standing>, Refused> {
    let mut all: BTreeMap<PayKey, Standing> = BTreeMap::new();
    for one in settled {
        let key = PayKey {
            claimant: Claimant::Institution(one.institution.clone()),
            county: one.county,
            fund: one.fund.clone(),
            scheme: one.scheme,
        };
        all.entry(key).or_default().settle(one.amount)?;
    }
    for claim in claims {
        let standing = all.entry(claim.key().pay.clone()).or_default();
        standing.decide(&claim.outcome()?)?;
    }
    Ok(all)
}
