//! What a review or a decision finds against a line, and who bears it.

use base::{Fen, Refused};

use super::coded::coded;
use super::ids::{Claimant, Part, SettlementId};
use super::sums::required;

coded! {
    /// What is proposed, or decided, for a part of a line. What nothing is said against is paid.
    Verdict {
        /// 暂缓支付: decided again within the term of the package.
        Suspend "suspend" "暂缓支付",
        /// 不予支付.
        Refuse "refuse" "不予支付",
    }
}

coded! {
    /// Whose fault it is that an amount is not paid.
    Fault {
        /// The institution: it may not collect the amount from the patient.
        Provider "provider" "定点机构责任",
        /// The insured person.
        Person "person" "参保人责任",
        /// Nobody's: the amount stays with the claimant.
        Nobody "nobody" "无责任方",
    }
}

coded! {
    /// Who bears an amount that the funds do not pay (篇7 第三十二条).
    Bearer {
        /// 定点医疗机构、定点零售药店.
        Provider "provider" "定点机构自行负担",
        /// 职工（参保人）.
        Person "person" "参保人自行负担",
    }
}

/// Which line of a claim: a settlement and the part of it. The fund is that of the claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// Fund or account.
    pub part: Part,
}

/// One finding against a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which line.
    pub line: LineKey,
    /// Suspend or refuse.
    pub verdict: Verdict,
    /// How much of the line, in 分: positive; negative only where it follows a reversed line.
    pub amount: Fen,
    /// Whose fault.
    pub fault: Fault,
    /// Why; never empty.
    pub reason: String,
}

impl Finding {
    /// Refuses a finding that could not be told to anybody: without a reason, or without an amount.
    ///
    /// # Errors
    /// `claim.reason` (REQ-237), `claim.finding_amount`.
    pub fn check(&self) -> Result<(), Refused> {
        let zh = format!(
            "结算 {} 的{}须写明理由，请补填。",
            self.line.settlement,
            self.verdict.zh()
        );
        required(&self.reason, "claim.reason", &zh)
            .map_err(|refused| refused.under("篇7 第三十二条"))?;
        if self.amount <= Fen::ZERO {
            let zh = format!(
                "结算 {} 的{}金额应大于零，收到 {} 元。",
                self.line.settlement,
                self.verdict.zh(),
                self.amount
            );
            return Err(Refused::new("claim.finding_amount", zh));
        }
        Ok(())
    }

    /// Who bears a refused amount: the person where they claimed it or were at fault, the institution otherwise.
    #[must_use]
    pub const fn bearer(&self, claimant: &Claimant) -> Bearer {
        match (claimant, self.fault) {
            (Claimant::Person(_), _) | (_, Fault::Person) => Bearer::Person,
            (Claimant::Institution(_), Fault::Provider | Fault::Nobody) => Bearer::Provider,
        }
    }

    /// Whether an institution may collect what was refused from the patient.
    ///
    /// # Errors
    /// `claim.shifted` where it bears the amount itself (REQ-240).
    pub fn may_charge_patient(&self, claimant: &Claimant) -> Result<(), Refused> {
        if self.bearer(claimant) == Bearer::Person {
            return Ok(());
        }
        let zh = format!(
            "结算 {} 不予支付的 {} 元（{}）由定点机构自行负担，不得转由参保人支付。",
            self.line.settlement,
            self.amount,
            self.fault.zh()
        );
        Err(Refused::new("claim.shifted", zh).under("篇7 第三十二条"))
    }
}
