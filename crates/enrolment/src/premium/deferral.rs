//! Approved deferral: applied, approved or rejected, expired (篇7 第二十一条第二款).

use super::numbers::DeferralNo;
use ::base::{Date, OrganisationNo, ProposalNo, Refused};

/// How far a deferral has come on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeferralState {
    /// 已申请.
    Applied,
    /// 已批准.
    Approved,
    /// 未批准.
    Rejected,
    /// 已期满.
    Expired,
}

impl DeferralState {
    /// The word in the store and in lists.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DeferralState::Applied => "applied",
            DeferralState::Approved => "approved",
            DeferralState::Rejected => "rejected",
            DeferralState::Expired => "expired",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            DeferralState::Applied => "已申请",
            DeferralState::Approved => "已批准",
            DeferralState::Rejected => "未批准",
            DeferralState::Expired => "已期满",
        }
    }
}

/// An application of an employer to pay later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferral {
    /// Number of the record.
    pub no: DeferralNo,
    /// Who applies.
    pub employer: OrganisationNo,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Decision: which, when, and whether it approved.
    decided: Option<(ProposalNo, Date, bool)>,
}

impl Deferral {
    /// Takes an application in.
    ///
    /// # Errors
    /// [`Refused`] `premium.period` where the period ends before it begins, `premium.reason` where
    /// no reason is given.
    pub fn apply(
        no: DeferralNo,
        employer: OrganisationNo,
        (from, until): (Date, Date),
        reason: &str,
    ) -> Result<Deferral, Refused> {
        if until < from {
            return Err(Refused::new(
                "premium.period",
                format!("缓缴期 {from} 至 {until} 的截止日早于起始日，请核对。"),
            ));
        }
        if reason.trim().is_empty() {
            return Err(Refused::new("premium.reason", "申请缓缴请写明理由。"));
        }
        Ok(Deferral {
            no,
            employer,
            from,
            until,
            reason: reason.trim().to_owned(),
            decided: None,
        })
    }

    /// Records the decision.
    ///
    /// # Errors
    /// [`Refused`] `premium.decided` where it was decided before.
    pub fn decide(&mut self, by: ProposalNo, on: Date, approved: bool) -> Result<(), Refused> {
        if self.decided.is_some() {
            return Err(Refused::new(
                "premium.decided",
                format!("缓缴申请 {} 已经有审批结果，不能再次审批。", self.no),
            ));
        }
        self.decided = Some((by, on, approved));
        Ok(())
    }

    /// The decision: which, when, whether it approved.
    #[must_use]
    pub const fn decision(&self) -> Option<(ProposalNo, Date, bool)> {
        self.decided
    }

    /// The state on a day.
    #[must_use]
    pub fn state(&self, on: Date) -> DeferralState {
        match self.decided {
            None => DeferralState::Applied,
            Some((_, _, false)) => DeferralState::Rejected,
            Some((_, _, true)) if on > self.until => DeferralState::Expired,
            Some((_, _, true)) => DeferralState::Approved,
        }
    }

    /// Whether it was approved, expired or not.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.decided.is_some_and(|(_, _, approved)| approved)
    }

    /// Whether it puts off what is due on a day.
    #[must_use]
    pub fn puts_off(&self, due_on: Date) -> bool {
        self.is_approved() && self.from <= due_on && due_on <= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn applied_approved_expired() {
        let mut deferral = deferral(1, "2026-03-01", "2026-08-31");
        assert_eq!(deferral.state(day("2026-03-01")), DeferralState::Applied);
        assert!(!deferral.puts_off(day("2026-03-31")));
        let proposal = ProposalNo::new(5).unwrap();
        deferral.decide(proposal, day("2026-03-05"), true).unwrap();
        assert_eq!(deferral.state(day("2026-08-31")), DeferralState::Approved);
        assert_eq!(deferral.state(day("2026-09-01")), DeferralState::Expired);
        assert!(deferral.puts_off(day("2026-03-31")) && !deferral.puts_off(day("2026-02-28")));
        let again = deferral.decide(proposal, day("2026-03-06"), false);
        assert_eq!(again.unwrap_err().code(), "premium.decided");
    }

    #[test]
    fn an_application_has_a_period_and_a_reason() {
        let no = DeferralNo::new(1).unwrap();
        let period = (day("2026-03-02"), day("2026-03-01"));
        let refused = Deferral::apply(no, employer(7), period, "停产").unwrap_err();
        assert_eq!(refused.code(), "premium.period");
        let period = (day("2026-03-01"), day("2026-03-31"));
        let refused = Deferral::apply(no, employer(7), period, " ").unwrap_err();
        assert_eq!(refused.code(), "premium.reason");
    }
}
