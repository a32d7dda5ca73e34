//! How the fund is run: moves of money between levels, and opening balances of a merger.

use super::article::{Article, Cited};
use super::profile::Profile;
use crate::words::words;
use base::Refused;

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

impl Profile {
    /// Whether money may move so, with the article that allows it.
    ///
    /// # Errors
    /// Refused where the profile forbids the move or does not name it: a move needs a ground.
    pub fn fund_move(&self, kind: FundMove) -> Result<&Article, Refused> {
        let rule = self.fund.as_ref();
        let rule = rule.ok_or_else(|| self.unset("fund", "基金管理方式"))?;
        match rule.moves.iter().find(|one| one.kind == kind) {
            Some(named) if named.allowed => Ok(&named.article),
            Some(named) => Err(named.article.refuse(
                "regime.fund_move",
                format!(
                    "{}实行“{}”，不得“{}”。",
                    self.title,
                    rule.mode.says.zh(),
                    kind.zh()
                ),
            )),
            None => Err(rule.mode.article.refuse(
                "regime.fund_move_unnamed",
                format!(
                    "{}实行“{}”，其中没有“{}”。如文件另有规定，请在制度档案的 [[fund.move]] 中补充。",
                    self.title,
                    rule.mode.says.zh(),
                    kind.zh()
                ),
            )),
        }
    }

    /// Whether an opening balance may be taken in, with the article on the order of hand-over.
    ///
    /// # Errors
    /// Refused where the audit has to come first and has not, or the balance lies with the wrong level.
    pub fn opening_balance(&self, balance: OpeningBalance) -> Result<&Article, Refused> {
        let rule = self.hand_over.as_ref();
        let rule = rule.ok_or_else(|| self.unset("hand_over", "旧基金移交的次序"))?;
        if rule.first.says == HandOverStep::Audit && !balance.audited {
            return Err(rule.first.article.refuse(
                "regime.opening_unaudited",
                "期初余额尚未经审计确认。本统筹区先审计、后移交，请先登记审计结果。",
            ));
        }
        if balance.custody != rule.custody.says {
            return Err(rule.custody.article.refuse(
                "regime.opening_custody",
                format!(
                    "期初余额记在{}，本统筹区应在{}，请改记或先办理上划。",
                    balance.custody.zh(),
                    rule.custody.says.zh()
                ),
            ));
        }
        Ok(&rule.first.article)
    }
}
