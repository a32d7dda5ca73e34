//! What a decision awards: the amounts that payments are made of.

use base::{Date, Fen};

use super::ids::{Care, ClaimNo, Part};

/// Which step of a claim awarded it: 0 for the decision, then the second decisions in their order.
pub type StepNo = u32;

/// A sum awarded by one step of a claim. A claim and step are paid once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// Of which claim.
    pub claim: ClaimNo,
    /// By which step.
    pub step: StepNo,
    /// The day of the approval (核准), from which the term of payment runs.
    pub on: Date,
    /// Fund or account.
    pub part: Part,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year by the year in which it begins.
    pub benefit_year: i32,
    /// In 分; negative where reversals outweigh.
    pub amount: Fen,
}
