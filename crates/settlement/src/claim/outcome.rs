//! What became of an amount that was claimed. The parts always add up to the claim.

use std::collections::BTreeMap;

use base::{Fen, Refused};

use super::finding::LineKey;
use super::sums::{less, negated, out_of_range, total};

/// An amount claimed, parted into approved, refused, suspended and not yet decided: the four add up to it by
/// construction. For one line none has another sign than the claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    claimed: Fen,
    approved: Fen,
    refused: Fen,
    suspended: Fen,
    open: Fen,
}

/// Outcomes by line.
pub type Outcomes = BTreeMap<LineKey, Outcome>;

impl Outcome {
    /// An amount on which nothing was decided.
    #[must_use]
    pub const fn undecided(claimed: Fen) -> Outcome {
        Outcome {
            claimed,
            approved: Fen::ZERO,
            refused: Fen::ZERO,
            suspended: Fen::ZERO,
            open: claimed,
        }
    }

    /// An amount of which a part is refused and a part suspended; the rest is approved.
    ///
    /// # Errors
    /// `claim.outcome` where a part has another sign than the amount, or the parts are more than it.
    pub fn decided(claimed: Fen, refused: Fen, suspended: Fen) -> Result<Outcome, Refused> {
        let approved = less(less(claimed, refused)?, suspended)?;
        let fits = |part: Fen| part.get() == 0 || part.get().signum() == claimed.get().signum();
        if [approved, refused, suspended].into_iter().all(fits) {
            return Ok(Outcome {
                claimed,
                approved,
                refused,
                suspended,
                open: Fen::ZERO,
            });
        }
        let zh = format!(
            "申报 {claimed} 元，不予支付 {refused} 元与暂缓支付 {suspended} 元之和不能超过申报额，请核对。"
        );
        Err(Refused::new("claim.outcome", zh))
    }

    /// The suspended part decided: `refused` of it is refused, the rest approved.
    ///
    /// # Errors
    /// `claim.outcome` where it is more than was suspended or has another sign.
    pub fn resolved(&self, refused: Fen) -> Result<Outcome, Refused> {
        let paid = less(self.suspended, refused)?;
        let fits =
            |part: Fen| part.get() == 0 || part.get().signum() == self.suspended.get().signum();
        if !fits(refused) || !fits(paid) {
            let zh = format!(
                "暂缓支付 {} 元，其中不予支付 {refused} 元，不能超过暂缓额，请核对。",
                self.suspended
            );
            return Err(Refused::new("claim.outcome", zh));
        }
        Ok(Outcome {
            approved: total([self.approved, paid])?,
            refused: total([self.refused, refused])?,
            suspended: Fen::ZERO,
            ..*self
        })
    }

    /// The same with every sign turned: what becomes of the record that reverses it.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn mirrored(&self) -> Result<Outcome, Refused> {
        Ok(Outcome {
            claimed: negated(self.claimed)?,
            approved: negated(self.approved)?,
            refused: negated(self.refused)?,
            suspended: negated(self.suspended)?,
            open: negated(self.open)?,
        })
    }

    /// The sum of outcomes, part by part.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn sum(outcomes: &[Outcome]) -> Result<Outcome, Refused> {
        let of = |part: fn(&Outcome) -> Fen| {
            Fen::checked_sum(outcomes.iter().map(part)).ok_or_else(out_of_range)
        };
        Ok(Outcome {
            claimed: of(Outcome::claimed)?,
            approved: of(Outcome::approved)?,
            refused: of(Outcome::refused)?,
            suspended: of(Outcome::suspended)?,
            open: of(Outcome::open)?,
        })
    }

    /// What was claimed, in 分.
    #[must_use]
    pub const fn claimed(&self) -> Fen {
        self.claimed
    }

    /// What is to be paid.
    #[must_use]
    pub const fn approved(&self) -> Fen {
        self.approved
    }

    /// What is not paid.
    #[must_use]
    pub const fn refused(&self) -> Fen {
        self.refused
    }

    /// What waits for a second decision.
    #[must_use]
    pub const fn suspended(&self) -> Fen {
        self.suspended
    }

    /// What waits for the first decision.
    #[must_use]
    pub const fn open(&self) -> Fen {
        self.open
    }

    /// What still counts as payable: undecided or suspended.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn payable(&self) -> Result<Fen, Refused> {
        total([self.open, self.suspended])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn adds_up(outcome: &Outcome) -> bool {
        let parts = [
            outcome.approved,
            outcome.refused,
            outcome.suspended,
            outcome.open,
        ];
        Fen::checked_sum(parts) == Some(outcome.claimed)
    }

    #[test]
    fn parts_beyond_the_claim_are_refused() {
        let decided = |refused, suspended| {
            Outcome::decided(Fen::new(1_000), Fen::new(refused), Fen::new(suspended))
        };
        assert_eq!(decided(600, 401).unwrap_err().code(), "claim.outcome");
        assert_eq!(decided(-1, 0).unwrap_err().code(), "claim.outcome");
        assert_eq!(decided(600, 400).unwrap().approved(), Fen::ZERO);
        let suspended = decided(0, 400).unwrap();
        assert!(suspended.resolved(Fen::new(401)).is_err());
        assert!(suspended.resolved(Fen::new(-1)).is_err());
    }

    proptest! {
        /// paid + suspended + refused + open = claimed, at every step and in every mirror.
        #[test]
        fn the_parts_add_up(
            claimed in -1_000_000_i64..1_000_000, refused in -1_000_000_i64..1_000_000,
            suspended in -1_000_000_i64..1_000_000, again in -1_000_000_i64..1_000_000,
        ) {
            let claimed = Fen::new(claimed);
            prop_assert!(adds_up(&Outcome::undecided(claimed)));
            if let Ok(decided) = Outcome::decided(claimed, Fen::new(refused), Fen::new(suspended)) {
                prop_assert!(adds_up(&decided));
                prop_assert!(adds_up(&decided.mirrored().unwrap()));
                let both = Outcome::sum(&[decided, decided.mirrored().unwrap()]).unwrap();
                prop_assert_eq!(both, Outcome::default());
                if let Ok(resolved) = decided.resolved(Fen::new(again)) {
                    prop_assert!(adds_up(&resolved));
                    prop_assert_eq!(resolved.suspended(), Fen::ZERO);
                }
            }
        }
    }
}
