//! Renewal: last year's members and their debit mandates roll into the new year.

use crate::words::words;
use base::{EnrolmentNo, PersonNo};

words! {
    /// The outcome of a debit.
    Debit {
        /// The bank has debited the account.
        Debited "debited" "扣款成功",
        /// It has not.
        Failed "failed" "扣款失败",
    }
}

words! {
    /// Why somebody is not renewed.
    NotRenewed {
        /// Without a mandate, and not enrolled otherwise.
        NoMandate "no_mandate" "无代扣协议且未另行缴费",
        /// With a mandate whose debit has no outcome yet.
        NoAnswer "no_answer" "银行尚未回盘",
        /// Deceased.
        Deceased "deceased" "死亡",
        /// In the employee scheme.
        Employment "employment" "已参加职工医保",
        /// Moved to another region.
        Transferred "transferred" "已转出",
    }
}

/// A member of last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonNo,
    /// Last year's enrolment.
    pub last_year: EnrolmentNo,
    /// Whether a mandate holds.
    pub mandate: bool,
    /// The outcome of the debit.
    pub debit: Option<Debit>,
    /// What keeps the person from being renewed.
    pub obstacle: Option<NotRenewed>,
}

/// The three lists. Together they hold every member once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewal {
    /// Renewed by debit.
    pub renewed: Vec<Member>,
    /// The debit failed.
    pub failed: Vec<Member>,
    /// Not renewed, with the reason.
    pub not_renewed: Vec<(Member, NotRenewed)>,
}

impl Renewal {
    /// How many members the lists hold.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.renewed
            .len()
            .saturating_add(self.failed.len())
            .saturating_add(self.not_renewed.len())
    }
}

/// Sorts last year's members into the three lists; the order is kept.
#[must_use]
pub fn renew(members: &[Member]) -> Renewal {
    let mut lists = Renewal::default();
    for member in members {
        match (member.obstacle, member.mandate, member.debit) {
            (Some(why), _, _) => lists.not_renewed.push((*member, why)),
            (None, true, Some(Debit::Debited)) => lists.renewed.push(*member),
            (None, true, Some(Debit::Failed)) => lists.failed.push(*member),
            (None, true, None) => lists.not_renewed.push((*member, NotRenewed::NoAnswer)),
            (None, false, _) => lists.not_renewed.push((*member, NotRenewed::NoMandate)),
        }
    }
    lists
}
