//! The categories.

use base::Refused;
use std::collections::BTreeMap;

/// Who certifies a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// 民政部门
    CivilAffairs,
    /// 残联
    DisabledFederation,
    /// 退役军人事务部门
    Veterans,
    /// 扶贫（乡村振兴）部门
    PovertyRelief,
    /// 卫生健康（计划生育）部门
    Health,
    /// 工会
    Union,
    /// 人事部门
    Personnel,
    /// 国有资产、企业主管部门
    Enterprises,
    /// 医保经办机构，按登记材料认定
    Agency,
}

impl Authority {
    /// Every authority.
    pub const ALL: [Authority; 9] = [
        Authority::CivilAffairs,
        Authority::DisabledFederation,
        Authority::Veterans,
        Authority::PovertyRelief,
        Authority::Health,
        Authority::Union,
        Authority::Personnel,
        Authority::Enterprises,
        Authority::Agency,
    ];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Authority::CivilAffairs => "civil_affairs",
            Authority::DisabledFederation => "disabled_federation",
            Authority::Veterans => "veterans",
            Authority::PovertyRelief => "poverty_relief",
            Authority::Health => "health",
            Authority::Union => "union",
            Authority::Personnel => "personnel",
            Authority::Enterprises => "enterprises",
            Authority::Agency => "agency",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Authority::CivilAffairs => "民政部门",
            Authority::DisabledFederation => "残联",
            Authority::Veterans => "退役军人事务部门",
            Authority::PovertyRelief => "扶贫（乡村振兴）部门",
            Authority::Health => "卫生健康部门",
            Authority::Union => "工会",
            Authority::Personnel => "人事部门",
            Authority::Enterprises => "企业主管部门",
            Authority::Agency => "医保经办机构",
        }
    }

    /// The authority of a word, of its Chinese name, or of the usual names of its bureaus.
    #[must_use]
    pub fn parse(text: &str) -> Option<Authority> {
        let same = |one: &Authority| one.code() == text || one.zh() == text;
        Authority::ALL.into_iter().find(same).or_else(|| {
            let names = [
                ("民政", Authority::CivilAffairs),
                ("残联", Authority::DisabledFederation),
                ("残疾人联合会", Authority::DisabledFederation),
                ("退役军人", Authority::Veterans),
                ("扶贫", Authority::PovertyRelief),
                ("乡村振兴", Authority::PovertyRelief),
                ("卫生健康", Authority::Health),
                ("工会", Authority::Union),
            ];
            let named = names.into_iter().find(|(name, _)| text.contains(name));
            named.map(|(_, one)| one)
        })
    }
}

/// What a category is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Help with contributions or benefits.
    Aid,
    /// An honour or an office with benefits of its own.
    Honour,
    /// A group of the employee scheme with its own way in (篇2 一1).
    EmployeeGroup,
    /// A group whose rules are made elsewhere (篇7 第四十条).
    RulesElsewhere,
}

macro_rules! categories {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $family:ident $authority:ident $identity:expr, $rule:expr;)*) => {
        /// A category of a person, certified for a period.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Category { $($(#[$doc])* $name,)* }

        impl Category {
            /// Every category.
            pub const ALL: &'static [Category] = &[$(Category::$name,)*];

            /// The word in files and in the store.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Category::$name => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Category::$name => $zh,)* }
            }

            /// What it is for.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $(Category::$name => Family::$family,)* }
            }

            /// Who certifies it.
            #[must_use]
            pub const fn authority(self) -> Authority {
                match self { $(Category::$name => Authority::$authority,)* }
            }

            /// The member of the fact `identities` that it becomes in a policy package.
            #[must_use]
            pub const fn identity(self) -> Option<&'static str> {
                match self { $(Category::$name => $identity,)* }
            }

            /// Document and article that name it; `None` where the rule is made elsewhere.
            #[must_use]
            pub const fn rule(self) -> Option<&'static str> {
                match self { $(Category::$name => $rule,)* }
            }
        }
    };
}

categories! {
    /// Subsistence allowance.
    Dibao "dibao" "最低生活保障对象" Aid CivilAffairs Some("dibao"), Some("永州2016 五(二)；篇2 一2");
    /// Extreme poverty.
    Tekun "tekun" "特困供养人员" Aid CivilAffairs Some("tekun"), Some("永州2016 五(二)；淮南2020 三(二)");
    /// Five guarantees.
    Wubao "wubao" "五保供养对象" Aid CivilAffairs Some("wubao"), Some("篇2 三3");
    /// Back into poverty.
    Fanpin "fanpin" "返贫致贫人口" Aid PovertyRelief Some("fanpin"), Some("淮南2020 三(二)");
    /// On the poverty register.
    Jiandang "jiandang" "建档立卡贫困人口" Aid PovertyRelief Some("jiandang"), Some("永州2016 五(二)；淮南2020 三(二)");
    /// Just above the subsistence allowance.
    Bianyuan "bianyuan" "低保边缘家庭成员" Aid CivilAffairs Some("bianyuan"), Some("南京2017 六(三)");
    /// Poor through illness.
    Yinbing "yinbing" "因病致贫重病患者" Aid CivilAffairs Some("yinbing"), Some("南京2017 六(三)");
    /// Low-income family.
    Dishouru "dishouru" "低收入家庭成员" Aid CivilAffairs Some("dishouru"), Some("南京2017 六(三)");
    /// Old and of a low-income family.
    LaonianDishouru "laonian_dishouru" "低收入家庭老年人" Aid CivilAffairs Some("laonian_dishouru"), Some("篇2 一2");
    /// Severe disability.
    Canji "canji" "重度残疾人" Aid DisabledFederation Some("canji"), Some("篇3 三(一)；篇2 一2");
    /// Entitled to special care.
    Youfu "youfu" "重点优抚对象" Aid Veterans Some("youfu"), Some("篇2 三3");
    /// Orphan.
    GuEr "gu_er" "孤儿" Aid CivilAffairs Some("gu_er"), Some("淮南2020 三(二)");
    /// Family under the special rules of family planning.
    Jisheng "jisheng" "计划生育特殊家庭成员" Aid Health Some("jisheng"), Some("淮南2020 三(二)");
    /// Civil servant.
    Gongwuyuan "gongwuyuan" "公务员" Honour Personnel Some("gongwuyuan"), Some("篇7 第二条");
    /// Model worker.
    Laomo "laomo" "劳动模范" Honour Union Some("laomo"), Some("篇2 一1");
    /// Retired from a firm that was closed or went bankrupt.
    ClosedFirmRetiree "closed_firm_retiree" "关闭破产企业退休人员" EmployeeGroup Enterprises None, Some("篇2 一1（关闭破产企业退休人员）；篇10 一(一)");
    /// Works for a firm in difficulty.
    StrainedFirmWorker "strained_firm_worker" "困难企业职工" EmployeeGroup Enterprises None, Some("篇2 一1（困难企业职工）");
    /// Works in the non-public sector.
    NonPublicWorker "non_public_worker" "非公有制经济组织从业人员" EmployeeGroup Agency None, Some("篇2 一1（非公有制经济组织从业人员）");
    /// Flexible employment.
    FlexibleWorker "flexible_worker" "灵活就业人员" EmployeeGroup Agency None, Some("篇2 一1（灵活就业人员）");
    /// Self-employed, with a business of their own.
    SelfEmployed "self_employed" "个体经济组织业主及其从业人员" RulesElsewhere Agency None, None;
    /// Freelance.
    Freelance "freelance" "自由职业人员" RulesElsewhere Agency None, None;
    /// Unemployed and drawing insurance.
    Unemployed "unemployed" "领取失业保险金人员" RulesElsewhere Agency None, None;
}

impl Category {
    /// The category of a word or of its Chinese name, or of the usual short names of lists.
    #[must_use]
    pub fn parse(text: &str) -> Option<Category> {
        let text = text.trim();
        let mut all = Category::ALL.iter().copied();
        all.find(|one| one.code() == text || one.zh() == text)
            .or(match text {
                "低保" | "低保对象" | "城乡低保对象" => Some(Category::Dibao),
                "特困" | "特困人员" => Some(Category::Tekun),
                "五保" | "五保户" => Some(Category::Wubao),
                "建档立卡" => Some(Category::Jiandang),
                "残疾人" | "持证残疾人" | "重残" => Some(Category::Canji),
                "优抚" | "优抚对象" => Some(Category::Youfu),
                _ => None,
            })
    }

    /// The categories of a family, for a form to choose from.
    pub fn of(family: Family) -> impl Iterator<Item = Category> {
        Category::ALL
            .iter()
            .copied()
            .filter(move |one| one.family() == family)
    }
}

/// The rule sets that a pooling area has made for groups whose rules are made elsewhere, by the id of the
/// policy package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolRules(BTreeMap<Category, Box<str>>);

impl PoolRules {
    /// Names the package that rules on a group.
    #[must_use]
    pub fn with(mut self, category: Category, package: &str) -> PoolRules {
        self.0.insert(category, package.into());
        self
    }

    /// The rule behind a category: the pool's package, or the article that names it.
    ///
    /// # Errors
    /// `category.rules_missing` where neither is there: nobody is put under another group's rules.
    pub fn rule(&self, category: Category) -> Result<&str, Refused> {
        let own = self.0.get(&category).map(AsRef::as_ref);
        own.or(category.rule()).ok_or_else(|| {
            let zh = format!(
                "尚未配置“{}”的办法，不能按其他人群办理；请由市级先配置该人群的政策包。",
                category.zh()
            );
            Refused::new("category.rules_missing", zh).under("篇7 第四十条")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-023: each listed group of employees is a category to choose, with a rule reference of its own.
    #[test]
    fn req_023_each_employee_group_can_be_chosen_and_has_its_rule() {
        let rules = PoolRules::default();
        let groups: Vec<Category> = Category::of(Family::EmployeeGroup).collect();
        let named: Vec<&str> = groups.iter().map(|group| group.zh()).collect();
        assert_eq!(
            named,
            [
                "关闭破产企业退休人员",
                "困难企业职工",
                "非公有制经济组织从业人员",
                "灵活就业人员"
            ]
        );
        let mut references: Vec<&str> = groups
            .iter()
            .map(|group| rules.rule(*group).unwrap())
            .collect();
        references.dedup();
        assert_eq!(references.len(), groups.len(), "each has its own");
    }

    /// REQ-036: a freelancer is a group of its own; without a rule set the answer says so, and no default
    /// takes its place.
    #[test]
    fn req_036_a_freelancer_without_rules_is_told_so() {
        let rules = PoolRules::default();
        for category in Category::of(Family::RulesElsewhere) {
            let refused = rules.rule(category).unwrap_err();
            assert_eq!(refused.code(), "category.rules_missing");
            assert!(refused.zh().contains("尚未配置") && refused.zh().contains("第四十条"));
        }
        let rules = rules.with(Category::Freelance, "cn.310000.flexible");
        assert_eq!(rules.rule(Category::Freelance), Ok("cn.310000.flexible"));
        assert!(rules.rule(Category::SelfEmployed).is_err());
    }

    #[test]
    fn words_lead_back() {
        for category in Category::ALL {
            assert_eq!(Category::parse(category.code()), Some(*category));
            assert_eq!(Category::parse(category.zh()), Some(*category));
        }
        for authority in Authority::ALL {
            assert_eq!(Authority::parse(authority.code()), Some(authority));
        }
        assert_eq!(Category::parse("低保"), Some(Category::Dibao));
    }
}
