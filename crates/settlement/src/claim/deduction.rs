//! Deductions: what a payment is reduced by on the ground of a decision outside the claim.

use base::{Fen, Refused};

use super::coded::coded;
use super::ids::{DeductionNo, PayKey};
use super::signed::Signed;
use super::sums::required;

coded! {
    /// Why a payment is reduced.
    DeductionKind {
        /// 稽核查实，追回已付费用.
        Audit "audit" "稽核扣款",
        /// 考核扣款.
        Assessment "assessment" "考核扣款",
        /// 冲抵预付金.
        Prepaid "prepaid" "冲抵预付金",
        /// 其他约定扣款.
        Agreed "agreed" "协议扣款",
    }
}

/// A deduction, decided by one user and checked by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction {
    /// Its number.
    pub no: DeductionNo,
    /// Of whose payments.
    pub key: PayKey,
    /// Why.
    pub kind: DeductionKind,
    /// In 分, positive: all of it.
    pub amount: Fen,
    /// How much of it earlier payments took, in 分.
    pub taken: Fen,
    /// What for; never empty.
    pub reason: String,
    /// Who entered it.
    pub made: Signed,
    /// Who checked it; another user.
    pub checked: Signed,
}

impl Deduction {
    /// Refuses a deduction that may not reduce a payment.
    ///
    /// # Errors
    /// `claim.deduction_amount`, `claim.reason`, `settlement.same_user`, `settlement.step_day`.
    pub fn check(&self) -> Result<(), Refused> {
        let in_range = Fen::ZERO <= self.taken && self.taken <= self.amount;
        if self.amount <= Fen::ZERO || !in_range {
            let zh = format!(
                "扣款 {} 金额 {} 元、已扣 {} 元不成立，请核对。",
                self.no, self.amount, self.taken
            );
            return Err(Refused::new("claim.deduction_amount", zh));
        }
        let zh = format!("扣款 {} 须写明理由，请补填。", self.no);
        required(&self.reason, "claim.reason", &zh)?;
        self.checked.after(&self.made, "扣款复核", "扣款录入")
    }

    /// What is still to be taken, in 分.
    #[must_use]
    pub fn open(&self) -> Fen {
        self.amount.checked_sub(self.taken).unwrap_or(Fen::ZERO)
    }
}
