//! Permissions: the acts that use cases ask for, and the roles that have them.

use crate::Role::{
    self, Accountant, Administrator, Auditor, Bank, Cashier, CivilAffairs, Clerk, Coordinator,
    DisabledFederation, FinanceReviewer, Government, Institution, Insurer, Operator, PolicyOfficer,
    Reviewer, Station, Tax, Treasury,
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
    /// Check at a window whose credential is shown.
    CredentialCheck "credential.check" "核验就诊凭证" [Station Clerk],
    /// Make cards and take their steps, link credentials, enter corrections at the card window.
    CardWrite "card.write" "办理卡证" [Clerk],
    /// Decide corrections of basic data and agreements with banks.
    CardDecide "card.decide" "复核基本信息更正与合作银行" [Reviewer],
    /// Certify categories of persons: 低保, 特困, 重度残疾 and the like.
    CategoryCertify "category.certify" "认定人员类别" [CivilAffairs DisabledFederation Clerk],
    /// Propose enrolments and changes of them.
    EnrolmentPropose "enrolment.propose" "办理参保" [Coordinator Station Clerk],
    /// First review of an enrolment at the station.
    EnrolmentReview "enrolment.review" "参保初审" [Station Clerk],
    /// Approve or reject an enrolment.
    EnrolmentDecide "enrolment.decide" "参保复核" [Reviewer],
    /// Look at what institutions file for a person: referrals, chronic diseases, chosen institutions.
    FilingReview "filing.review" "审核就医备案" [Reviewer],
    /// Make bills, take payments in.
    ContributionCollect "contribution.collect" "征缴" [Coordinator Station Clerk],
    /// Take collection files out and hand their results in.
    CollectionFile "collection.file" "收发征缴文件" [Tax Bank Clerk],
    /// Propose refunds, deferrals, corrections of dues.
    ContributionPropose "contribution.propose" "办理退费、缓缴、更正" [Clerk],
    /// Decide refunds, deferrals, corrections of dues.
    ContributionDecide "contribution.decide" "复核退费、缓缴、更正" [Reviewer],
    /// Propose standards, parameters and regime profiles.
    StandardPropose "standard.propose" "拟定标准与参数" [PolicyOfficer],
    /// Decide standards, parameters and regime profiles.
    StandardDecide "standard.decide" "复核标准与参数" [Reviewer],
    /// See the catalogue of the city and institutions' own lists.
    CatalogueRead "catalogue.read" "查看医保目录" [Coordinator Station Clerk Reviewer PolicyOfficer Auditor Institution],
    /// Load a list into the catalogue of the city.
    CataloguePropose "catalogue.propose" "拟定医保目录" [PolicyOfficer],
    /// Let a loaded list take effect, or reject it.
    CatalogueDecide "catalogue.decide" "复核医保目录" [Reviewer],
    /// Upload and withdraw mappings of an institution's own list; an institution for itself only.
    OwnListUpload "own_list.upload" "上传和撤销目录对照" [Clerk Institution],
    /// Approve or refuse mappings, and dismiss codes of the queue.
    OwnListDecide "own_list.decide" "审核目录对照" [Reviewer],
    /// See the books.
    BookRead "book.read" "查看账簿" [Accountant FinanceReviewer Cashier Treasury Government Auditor],
    /// Propose entries, budgets, fund requests, payments, closings.
    BookPropose "book.propose" "制单" [Accountant],
    /// Decide entries, budgets, payments, closings.
    BookDecide "book.decide" "财务复核" [FinanceReviewer],
    /// Carry out a payment that was decided.
    PaymentPay "payment.pay" "付款" [Cashier],
    /// Approve and release money on the side of finance.
    TreasuryDecide "treasury.decide" "财政审批拨付" [Treasury],
    /// Approve budgets, over-budget spending and the use of past surplus on the side of government.
    BudgetApprove "budget.approve" "审批预算、超支与动用结余" [Government],
    /// See statements and indicators; no person.
    ReportRead "report.read" "查看报表与指标" [Clerk Reviewer Accountant FinanceReviewer Cashier Treasury Government PolicyOfficer Auditor],
    /// See designated providers, their files, agreements, sanctions and assessments.
    ProviderRead "provider.read" "查看定点机构" [Station Clerk Reviewer Accountant FinanceReviewer PolicyOfficer Auditor],
    /// Register providers, departments and staff; propose every step of a designation, agreements, sanctions.
    ProviderPropose "provider.propose" "办理定点" [Clerk],
    /// Review, confirm, sign, sanction, publish what was proposed of providers.
    ProviderDecide "provider.decide" "复核定点" [Reviewer],
    /// See claims, applications for reimbursement by hand, payables.
    ClaimRead "claim.read" "查看结算申报" [Clerk Reviewer Accountant FinanceReviewer Cashier Auditor],
    /// Draw the claims of a month up.
    ClaimDraw "claim.draw" "生成月度申报" [Clerk],
    /// Take in claims that are submitted, and bills on paper.
    ClaimSubmit "claim.submit" "受理结算申报" [Clerk],
    /// Review a claim that another user took in.
    ClaimReview "claim.review" "申报初审" [Clerk],
    /// Decide claims, and what bears on their payment.
    ClaimDecide "claim.decide" "申报审核决定" [Reviewer],
    /// Propose accounts of payees, deductions, deposits withheld.
    ClaimPropose "claim.propose" "拟定收款账户与扣款" [Clerk],
    /// Submit the own claim of a month, with sums of one's own.
    ClaimDeclare "claim.declare" "提交本机构申报" [Institution],
    /// Review claims of the own contract, for an insurer.
    InsurerReview "insurer.review" "承办业务初审" [Insurer],
    /// Draw what insurers reviewed for a second look, and say what it says.
    InsurerSample "insurer.sample" "抽查承办业务" [Reviewer],
    /// Enter holidays, offices of institutions, grounds of reimbursement by hand.
    ClaimSet "claim.set" "维护申报设置" [PolicyOfficer],
    /// Propose users and grants.
    UserPropose "user.propose" "拟定用户与授权" [Administrator],
    /// Decide users and grants.
    UserDecide "user.decide" "复核用户与授权" [Administrator Reviewer],
    /// See users and their grants.
    UserRead "user.read" "查看用户与授权" [Administrator Reviewer Auditor],
    /// Read the audit trail.
    AuditRead "audit.read" "查看审计轨迹" [Auditor],
    /// Migrate, back up, restore, verify.
    Operate "operate" "运维" [Operator],
    /// Do business of an institution's own through the provider interface.
    GatewaySpeak "gateway.speak" "经接口办理业务" [Institution],
    /// Propose accounts and keys of the provider interface; take them back at once.
    GatewayPropose "gateway.propose" "拟定接口账号与密钥" [Administrator],
    /// Decide accounts and keys of the provider interface.
    GatewayDecide "gateway.decide" "复核接口账号与密钥" [Administrator Reviewer],
    /// See the accounts of the provider interface and when each institution was last heard; no secret.
    GatewayRead "gateway.read" "查看接口账号与联网状态" [Administrator Reviewer Clerk Operator Auditor],
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

    /// Whether it changes a record, so that an auditor never holds it.
    #[must_use]
    pub const fn writes(self) -> bool {
        !matches!(
            self,
            Permission::PersonRead
                | Permission::PersonUnmask
                | Permission::CatalogueRead
                | Permission::BookRead
                | Permission::ProviderRead
                | Permission::ClaimRead
                | Permission::ReportRead
                | Permission::UserRead
                | Permission::AuditRead
                | Permission::GatewayRead
        )
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
        assert!(!holds(Permission::PaymentPay));
    }

    #[test]
    fn an_auditor_writes_nothing_and_technical_roles_see_no_person() {
        for permission in Permission::ALL {
            let roles = permission.roles();
            assert!(!permission.writes() || !roles.contains(&Auditor));
        }
        for permission in [Permission::PersonRead, Permission::PersonUnmask] {
            let roles = permission.roles();
            assert!(!roles.contains(&Administrator) && !roles.contains(&Operator));
        }
    }

    /// What is decided is decided by a role that cannot propose it.
    #[test]
    fn proposing_and_deciding_are_apart() {
        for (propose, decide) in [
            (Permission::EnrolmentPropose, Permission::EnrolmentDecide),
            (Permission::CardWrite, Permission::CardDecide),
            (
                Permission::ContributionPropose,
                Permission::ContributionDecide,
            ),
            (Permission::StandardPropose, Permission::StandardDecide),
            (Permission::CataloguePropose, Permission::CatalogueDecide),
            (Permission::OwnListUpload, Permission::OwnListDecide),
            (Permission::BookPropose, Permission::BookDecide),
            (Permission::BookPropose, Permission::TreasuryDecide),
            (Permission::BookPropose, Permission::BudgetApprove),
            (Permission::BookDecide, Permission::PaymentPay),
            (Permission::ProviderPropose, Permission::ProviderDecide),
            (Permission::ClaimReview, Permission::ClaimDecide),
            (Permission::ClaimPropose, Permission::ClaimDecide),
        ] {
            let both = propose
                .roles()
                .iter()
                .find(|role| decide.roles().contains(role));
            assert_eq!(both, None, "{} and {}", propose.code(), decide.code());
        }
    }

    #[test]
    fn codes_lead_back() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.code()), Some(*permission));
            assert!(!permission.roles().is_empty());
        }
    }
}
