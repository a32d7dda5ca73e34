//! What a batch gives.

use benefit::plan::{AccId, PotId};

use super::ints::Ints;

/// A column of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// What a pot holds in the end, 分.
    Pot(PotId),
    /// What the person bears: the sum of all causes of burden, 分.
    Own,
    /// Change of an accumulator.
    Delta(AccId),
    /// 1 where the claim is denied, else 0.
    Denied,
}

/// The results of a batch, in the order in which the claims were taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Claim ids; like the columns 32 bits wide where all values fit, else 64.
    pub claim_id: Ints,
    /// The columns asked for, one value a claim.
    pub columns: Vec<Ints>,
    /// How many programs were resolved for all these claims.
    pub programs: usize,
}
