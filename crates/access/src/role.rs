//! Roles: what a person in an agency is there for.

/// The role of a user over a region. The permissions of each stand in [`crate::Permission`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 村、社区、学校协办员: sees and collects for the own village, street or school.
    Coordinator,
    /// 社区（村）服务站: enters, first-reviews, collects; approves and pays nothing.
    Station,
    /// 经办人员: enters and proposes at a county or city agency.
    Clerk,
    /// 复核人员: decides what a clerk has proposed.
    Reviewer,
    /// 基金会计: makes entries, budgets, fund requests.
    Accountant,
    /// 财务复核: decides what an accountant has proposed.
    FinanceReviewer,
    /// 财政部门: approves and releases money from the fiscal special account.
    Treasury,
    /// 待遇政策管理: standards, parameters, regime profiles of the city.
    PolicyOfficer,
    /// 审计监督: reads everything of its region, writes nothing.
    Auditor,
    /// 系统管理员: users and grants; sees no person.
    Administrator,
    /// 运维人员: migrates, backs up, restores, verifies; sees no person.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 11] = [
        Role::Coordinator,
        Role::Station,
        Role::Clerk,
        Role::Reviewer,
        Role::Accountant,
        Role::FinanceReviewer,
        Role::Treasury,
        Role::PolicyOfficer,
        Role::Auditor,
        Role::Administrator,
        Role::Operator,
    ];

    /// The word on the command line and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Role::Coordinator => "coordinator",
            Role::Station => "station",
            Role::Clerk => "clerk",
            Role::Reviewer => "reviewer",
            Role::Accountant => "accountant",
            Role::FinanceReviewer => "finance-reviewer",
            Role::Treasury => "treasury",
            Role::PolicyOfficer => "policy-officer",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::Operator => "operator",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Role::Coordinator => "协办员",
            Role::Station => "服务站",
            Role::Clerk => "经办",
            Role::Reviewer => "复核",
            Role::Accountant => "基金会计",
            Role::FinanceReviewer => "财务复核",
            Role::Treasury => "财政",
            Role::PolicyOfficer => "政策管理",
            Role::Auditor => "审计",
            Role::Administrator => "系统管理",
            Role::Operator => "运维",
        }
    }
}
