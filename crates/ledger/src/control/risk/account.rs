//! The separate books of the risk fund: movements by county, decided by the city alone.

use std::collections::BTreeMap;

use access::Actor;
use base::{Date, Fen, Refused, RegionCode};

use crate::control::chain::stages;

stages! {
    /// How far a decision on the risk fund has come.
    RiskStage "risk_fund" {
        /// The city bureau proposes it.
        Proposed "proposed" "市医保局拟定",
        /// The city bureau has checked it.
        Checked "checked" "市医保局复核",
        /// City finance agrees: both use the fund together.
        Agreed "agreed" "市财政局同意",
    }
}

/// What moves the risk fund of a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MovementKind {
    /// 提取: from the county's general surplus into the risk fund.
    Extraction,
    /// 调剂: a grant to the county.
    Grant,
    /// 清算: what a settlement puts on or takes off the county.
    Clearing,
}

impl MovementKind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MovementKind::Extraction => "extraction",
            MovementKind::Grant => "grant",
            MovementKind::Clearing => "clearing",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<MovementKind> {
        [
            MovementKind::Extraction,
            MovementKind::Grant,
            MovementKind::Clearing,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            MovementKind::Extraction => "提取",
            MovementKind::Grant => "调剂使用",
            MovementKind::Clearing => "清算",
        }
    }
}

/// A movement on the books of the risk fund. A county's balance is extractions − grants + clearings: what it has
/// put in beyond what it has received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The county.
    pub county: RegionCode,
    /// What kind.
    pub kind: MovementKind,
    /// In 分: positive, except a clearing, which has the sign of what the county gains on the books.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The document behind it.
    pub document: String,
}

/// Whether an actor may move the risk fund: only somebody of the whole city, never of a county.
///
/// # Errors
/// `fund.risk.county`.
pub fn decide(actor: &Actor) -> Result<(), Refused> {
    if actor.scope().is_citywide() {
        return Ok(());
    }
    Err(Refused::new(
        "fund.risk.county",
        "风险调剂金由市级医保、财政部门统一调度使用，县区不能记账；请由市级用户办理。",
    )
    .under("002 篇1 三"))
}

/// The balance of each county. `None` beyond the range of amounts.
#[must_use]
pub fn balances(movements: &[Movement]) -> Option<BTreeMap<RegionCode, Fen>> {
    let mut sums: BTreeMap<RegionCode, Fen> = BTreeMap::new();
    for movement in movements {
        let sum = sums.entry(movement.county).or_default();
        *sum = match movement.kind {
            MovementKind::Grant => sum.checked_sub(movement.amount)?,
            MovementKind::Extraction | MovementKind::Clearing => {
                sum.checked_add(movement.amount)?
            }
        };
    }
    Some(sums)
}
