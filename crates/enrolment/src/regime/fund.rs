//! How the fund is run: moves of money between levels, and opening balances of a merger.

use super::article::{Article, Cited};
use crate::words::words;

words! {
    /// How a pooling area runs its fund.
    FundMode {
        /// Counties run income and spending; a city risk fund evens out (永州).
        RiskFund "risk_fund" "市级风险调剂金、分级管理",
        /// All income and spending is the city's; county sub-ledgers balance themselves (淮南).
        Unified "unified" "统收统支、分级核算、自求平衡",
        /// One fund of the level that pools, without sub-ledgers that balance (南京, 怀远).
        Single "single" "按统筹层次统一管理",
    }
}

words! {
    /// A move of money between the levels of a pooling area.
    FundMove {
        /// What a county collected, to the city's fiscal special account.
        IncomeToCity "income_to_city" "县区收入归集到市级财政专户",
        /// What a county collected, to the county's own fiscal special account.
        IncomeToCounty "income_to_county" "收入进入县区财政专户",
        /// From the city to a county on request.
        CityToCounty "city_to_county" "市级按申请拨付县区",
        /// Extraction of a county to the risk fund.
        RiskExtraction "risk_extraction" "县区上解风险调剂金",
        /// A grant of the risk fund to a county.
        RiskGrant "risk_grant" "风险调剂金补助县区",
        /// From one county to another.
        CountyToCounty "county_to_county" "县区之间调剂",
        /// What a county lacks, from its own finance department.
        FinanceToCounty "finance_to_county" "同级财政弥补县区缺口",
        /// Clearing of care in another county by the city platform.
        Clearing "clearing" "市级平台清算异地就医费用",
    }
}

/// Whether a move is allowed, and where that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveRule {
    /// The move.
    pub kind: FundMove,
    /// Allowed or forbidden.
    pub allowed: bool,
    /// Where it is written.
    pub article: Article,
}

/// How a pooling area runs its fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundRule {
    /// The mode.
    pub mode: Cited<FundMode>,
    /// The moves that are named.
    pub moves: Vec<MoveRule>,
}

words! {
    /// A step of handing over the old funds.
    HandOverStep {
        /// 审计.
        Audit "audit" "审计",
        /// 上划、移交.
        Upload "upload" "上划移交",
    }
}

words! {
    /// Which level keeps a balance.
    Custody {
        /// The county's own account.
        County "county" "县区专户",
        /// The city's fiscal special account.
        City "city" "市级财政专户",
    }
}

/// In which order old balances are handed over, and who keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The first step; the other follows.
    pub first: Cited<HandOverStep>,
    /// Who keeps the balance afterwards.
    pub custody: Cited<Custody>,
}

/// An opening balance that an old fund brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningBalance {
    /// Whether an audit has confirmed it.
    pub audited: bool,
    /// The account it is opened in.
    pub custody: Custody,
}
