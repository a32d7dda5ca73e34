//! Permissions: the acts that use cases ask for, and the roles that have them.

use crate::Role::{
    self, Accountant, Administrator, Auditor, Clerk, Coordinator, FinanceReviewer, Operator,
    PolicyOfficer, Reviewer, Station, Treasury,
};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal [$($role:ident)*],)*) => {
        /// An act that a role may hold. Deciding is always an act of its own, apart from proposing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The word in the database and in refusals.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Permission::$name => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Permission::$name => $zh,)* }
            }

            /// The roles that hold it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Permission::$name => &[$($role,)*],)* }
            }
        }
    };
}

permissions! {
    /// See persons, enrolments, bills; masked.
    PersonRead "person.read" "查看参保信息" [Coordinator Station Clerk Reviewer Auditor],
    /// See identity numbers and the like in full, with a reason.
    PersonUnmask "person.unmask" "查看完整身份信息" [Clerk Reviewer Auditor],
    /// Enter and change persons, households, organisations, categories.
    PersonWrite "person.write" "登记人员信息" [Station Clerk],
    /// Merge and un-merge persons, settle contested records.
    PersonDecide "person.decide" "复核人员归并" [Reviewer],
    /// Propose enrolments and changes of them.
    EnrolmentPropose "enrolment.propose" "办理参保" [Coordinator Station Clerk],
    /// First review of an enrolment at the station.
    EnrolmentReview "enrolment.review" "参保初审" [Station Clerk],
    /// Approve or reject an enrolment.
    EnrolmentDecide "enrolment.decide" "参保复核" [Reviewer],
    /// Make bills, take payments in, send and read collection files.
    ContributionCollect "contribution.collect" "征缴" [Coordinator Station Clerk],
    /// Propose refunds, deferrals, corrections of dues.
    ContributionPropose "contribution.propose" "办理退费、缓缴、更正" [Clerk],
    /// Decide refunds, deferrals, corrections of dues.
    ContributionDecide "contribution.decide" "复核退费、缓缴、更正" [Reviewer],
    /// Propose standards, parameters and regime profiles.
    StandardPropose "standard.propose" "拟定标准与参数" [PolicyOfficer],
    /// Decide standards, parameters and regime profiles.
    StandardDecide "standard.decide" "复核标准与参数" [Reviewer],
    /// See the books.
    BookRead "book.read" "查看账簿" [Accountant FinanceReviewer Treasury Auditor],
    /// Propose entries, budgets, fund requests, payments, closings.
    BookPropose "book.propose" "制单" [Accountant],
    /// Decide entries, budgets, payments, closings.
    BookDecide "book.decide" "财务复核" [FinanceReviewer],
    /// Approve and release money on the side of finance.
    TreasuryDecide "treasury.decide" "财政审批拨付" [Treasury],
    /// Propose users and grants.
    UserPropose "user.propose" "拟定用户与授权" [Administrator],
    /// Decide users and grants.
    UserDecide "user.decide" "复核用户与授权" [Administrator Reviewer],
    /// Read the audit trail.
    AuditRead "audit.read" "查看审计轨迹" [Auditor],
    /// Migrate, back up, restore, verify.
    Operate "operate" "运维" [Operator],
}

impl Permission {
    /// The permission of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Permission> {
        Permission::ALL
            .iter()
            .copied()
            .find(|permission| permission.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-042: a station enters and first-reviews; it neither approves nor pays.
    #[test]
    fn a_station_neither_approves_nor_pays() {
        let holds = |permission: Permission| permission.roles().contains(&Station);
        assert!(holds(Permission::PersonWrite) && holds(Permission::EnrolmentReview));
        assert!(!holds(Permission::EnrolmentDecide) && !holds(Permission::BookPropose));
        assert!(!holds(Permission::BookDecide) && !holds(Permission::TreasuryDecide));
    }

    #[test]
    fn codes_lead_back() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.code()), Some(*permission));
            assert!(!permission.roles().is_empty());
        }
    }
}
