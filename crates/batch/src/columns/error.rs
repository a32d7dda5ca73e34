//! Why a batch was not settled. Nothing of it is used then.

use benefit::determination::Refusal;

use crate::error::ReadErrors;

/// How many refused claims are kept; the rest is only counted.
const SHOWN: usize = 100;

/// Why a batch was not settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// The file behind the claims is bad.
    #[error(transparent)]
    Read(#[from] ReadErrors),
    /// The columns do not fit together.
    #[error("the columns of the claims do not fit: {0}")]
    Shape(&'static str),
    /// Claims that cannot be determined.
    #[error("{} claims cannot be determined", .0.total)]
    Refused(Refused),
}

/// Claims that cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// How many.
    pub total: usize,
    /// The first of them: claim id and reason.
    pub first: Vec<(i64, Refusal)>,
}

impl Refused {
    pub(super) fn add(&mut self, claim: i64, refusal: &Refusal) {
        self.total = self.total.saturating_add(1);
        if self.first.len() < SHOWN {
            self.first.push((claim, refusal.clone()));
        }
    }
}
