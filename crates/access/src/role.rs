//! Roles: what a user is there for.

use base::RegionLevel;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $duty:ident $widest:ident $narrowest:ident,)*) => {
        /// The role of a user over a region. The permissions of each stand in [`crate::Permission`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Role] = &[$(Role::$name,)*];

            /// The word on the command line and in the database.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Role::$name => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Role::$name => $zh,)* }
            }

            /// The kind of work, by which [`crate::separation`] keeps roles apart.
            #[must_use]
            pub const fn duty(self) -> Duty {
                match self { $(Role::$name => Duty::$duty,)* }
            }

            /// The widest and the narrowest level of a region over which the role is held.
            #[must_use]
            pub const fn levels(self) -> (RegionLevel, RegionLevel) {
                match self { $(Role::$name => (RegionLevel::$widest, RegionLevel::$narrowest),)* }
            }
        }
    };
}

/// The kinds of work that internal control keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// 录入、初审、经办: enters and proposes.
    Enter,
    /// 业务复核: decides what was entered.
    Review,
    /// 拟定标准与参数: writes the rules that others apply.
    Rule,
    /// 记账制单: makes entries.
    Book,
    /// 财务复核: decides entries.
    CheckBook,
    /// 出纳付款: lets money go.
    Pay,
    /// 财政拨付: releases money of the fiscal special account.
    Release,
    /// 政府审批: approves budgets and what goes beyond them.
    Approve,
    /// 部门协同: certifies, collects or transfers for another department or a bank.
    Outside,
    /// 监督: reads everything, writes nothing.
    Supervise,
    /// 用户与授权.
    Administer,
    /// 运行维护.
    Run,
}

// A pool may be a whole province (直辖市), so the widest level of an agency's roles is the province.
roles! {
    /// 村、社区、学校协办员: sees and collects for the own village only (永州2016 四(一)).
    Coordinator "coordinator" "协办员" Enter Village Village,
    /// 社区（街道、乡镇）服务站: enters, first-reviews, collects; approves and pays nothing (篇3 二(二), 篇5 四).
    Station "station" "服务站" Enter Township Village,
    /// 经办人员: enters and proposes at an agency.
    Clerk "clerk" "经办" Enter Province Township,
    /// 复核人员: decides what a clerk has proposed.
    Reviewer "reviewer" "复核" Review Province County,
    /// 基金会计: makes entries, budgets, fund requests.
    Accountant "accountant" "基金会计" Book Province County,
    /// 财务复核: decides what an accountant has proposed.
    FinanceReviewer "finance-reviewer" "财务复核" CheckBook Province County,
    /// 出纳: carries out payments that were decided.
    Cashier "cashier" "出纳" Pay Province County,
    /// 财政部门: approves and releases money from the fiscal special account.
    Treasury "treasury" "财政" Release Province County,
    /// 同级政府: approves budgets, over-budget spending and the use of past surplus (淮南2020 三(四)).
    Government "government" "政府审批" Approve Province County,
    /// 待遇政策管理: standards, parameters, regime profiles.
    PolicyOfficer "policy-officer" "政策管理" Rule Province County,
    /// 税务部门: collects by its own bills and reports what came in (淮南2020 五(三)).
    Tax "tax" "税务征收" Outside Province Township,
    /// 代收银行: takes debit files out and reports what was debited (篇5 四).
    Bank "bank" "代收银行" Outside Province County,
    /// 民政部门: certifies 低保, 特困 and the like (永州2016 五(二)).
    CivilAffairs "civil-affairs" "民政认定" Outside Province Township,
    /// 残疾人联合会: certifies severe disability (篇3).
    DisabledFederation "disabled-federation" "残联认定" Outside Province Township,
    /// 定点医药机构: what a hospital or pharmacy does for itself through the provider interface; never a user, its
    /// name is its `fixmedins_code`.
    Institution "institution" "定点医药机构" Outside Province Village,
    /// 承办保险公司: reviews claims of the layer and the districts of its contract (怀远2015 四). The organisation of the user
    /// is the insurer of the contract.
    Insurer "insurer" "承办保险公司" Outside Province County,
    /// 审计监督: reads everything of its region, writes nothing.
    Auditor "auditor" "审计" Supervise Province County,
    /// 系统管理员: users and grants; sees no person.
    Administrator "administrator" "系统管理" Administer Province County,
    /// 运维人员: migrates, backs up, restores, verifies; sees no person. Over the whole pooling area.
    Operator "operator" "运维" Run Province County,
}

impl Role {
    /// The role of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// Whether the role may be held over a region of this level.
    #[must_use]
    pub fn fits(self, level: RegionLevel) -> bool {
        let (widest, narrowest) = self.levels();
        widest <= level && level <= narrowest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_and_levels_are_in_order() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(*role));
            let (widest, narrowest) = role.levels();
            assert!(widest <= narrowest, "{}", role.code());
        }
        assert_eq!(Role::parse("king"), None);
    }

    #[test]
    fn a_coordinator_has_a_village_and_nothing_wider() {
        assert!(Role::Coordinator.fits(RegionLevel::Village));
        assert!(!Role::Coordinator.fits(RegionLevel::Township));
        assert!(!Role::Station.fits(RegionLevel::County));
        assert!(Role::Clerk.fits(RegionLevel::County));
    }
}
