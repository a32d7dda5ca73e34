//! The small closed lists: funds, books, sides, fund modes.

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $code:literal $zh:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the statements.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word in files, on the command line and in the database.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)* }
            }

            /// The value of a word.
            #[must_use]
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}
pub(super) use coded;

coded! {
    /// A fund: an accounting entity of its own (财会〔2017〕28号). No entry touches two of them.
    Fund {
        /// 城乡居民基本医疗保险基金.
        ResidentPooled "resident" "城乡居民医保基金",
        /// 职工医保统筹基金.
        EmployeePooled "employee" "职工医保统筹基金",
        /// 职工医保个人账户基金.
        EmployeeAccounts "employee-account" "职工医保个人账户基金",
        /// 附加基金 (篇7 第三十九条), 大额补助.
        Additional "additional" "附加（大额）基金",
        /// 大病保险, where it has a fund of its own.
        SeriousIllness "serious-illness" "大病保险资金",
        /// 城乡医疗救助基金.
        Assistance "assistance" "城乡医疗救助基金",
        /// 城镇居民医保基金, until merged.
        UrbanResident "urban-resident" "城镇居民医保基金",
        /// 新型农村合作医疗基金, until merged.
        Nrcms "nrcms" "新农合基金",
    }
}

coded! {
    /// The set of books an entry is written in: three keepers of the same money, to be reconciled.
    Book {
        /// 经办机构账.
        Agency "agency" "经办机构账",
        /// 财政专户账.
        Fiscal "fiscal" "财政专户账",
        /// 国库（税务）账.
        Treasury "treasury" "国库账",
    }
}

coded! {
    /// The side of a leg.
    Side {
        /// 借.
        Debit "debit" "借",
        /// 贷.
        Credit "credit" "贷",
    }
}

coded! {
    /// How a pooling area keeps its money over its counties. What each allows stands in
    /// data/modes.toml; the words are those of the regime profile.
    FundMode {
        /// 市级统收统支、分级核算、自求平衡 (淮南2020 三(四)).
        Unified "unified" "统收统支、分级核算、自求平衡",
        /// 市级风险调剂金、分级管理 (永州2016 四(二)).
        RiskFund "risk_fund" "市级风险调剂金、分级管理",
        /// One fund of the level that pools, without sub-ledgers that balance (南京2017, 怀远2015).
        Single "single" "按统筹层次统一管理",
    }
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn other(self) -> Side {
        match self {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        for fund in Fund::ALL {
            assert_eq!(Fund::parse(fund.code()), Some(*fund));
        }
        for book in Book::ALL {
            assert_eq!(Book::parse(book.code()), Some(*book));
        }
        assert_eq!(FundMode::parse("unified"), Some(FundMode::Unified));
        assert_eq!(Side::parse("debit").map(Side::other), Some(Side::Credit));
    }
}
