//! What members of one county cost in another, recorded once by settlement.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Fen, Refused, RegionCode};

use crate::claim::{FundCode, SettlementId};

/// What a settlement of a member of one county cost in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossCost {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// The fund that bears it.
    pub fund: FundCode,
    /// The county of the member, in whose sub-ledger the cost stands.
    pub member_county: RegionCode,
    /// The county of the care, whose office pays the institution.
    pub care_county: RegionCode,
    /// The day of the settlement or reversal.
    pub on: Date,
    /// In 分; negative for a reversal.
    pub amount: Fen,
}

impl CrossCost {
    /// The settlement and the fund.
    #[must_use]
    pub fn key(&self) -> CostKey {
        (self.settlement.clone(), self.fund.clone())
    }
}

/// Whether a record was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was added.
    New,
    /// The same stands there already; nothing changed.
    Again,
}

/// What makes a cost one of a kind: the settlement and the fund that bears it.
pub type CostKey = (SettlementId, FundCode);

/// The records of the hub, by settlement and fund.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal(BTreeMap<CostKey, CrossCost>);

impl Journal {
    /// Records a cost; the same one again changes nothing.
    ///
    /// # Errors
    /// `clearing.conflict` where the settlement stands there with other contents.
    pub fn record(&mut self, cost: CrossCost) -> Result<Recorded, Refused> {
        let key = cost.key();
        match self.0.get(&key) {
            None => {
                self.0.insert(key, cost);
                Ok(Recorded::New)
            }
            Some(before) if *before == cost => Ok(Recorded::Again),
            Some(before) => {
                let zh = format!(
                    "结算 {} 已登记为 {} 元（{} 至 {}），与本次内容不符，请先查明。",
                    cost.settlement,
                    before.amount,
                    before.member_county.short(),
                    before.care_county.short()
                );
                Err(Refused::new("clearing.conflict", zh))
            }
        }
    }

    /// The records of a fund up to a day that no round has netted yet, in the order of settlements: `rounded` has the
    /// costs of earlier rounds ([`Round::costs`](super::Round::costs)). What came late is among them.
    pub fn of_fund<'a>(
        &'a self,
        fund: &'a FundCode,
        until: Date,
        rounded: &'a BTreeSet<CostKey>,
    ) -> impl Iterator<Item = &'a CrossCost> {
        let all = self.0.values();
        all.filter(move |cost| cost.fund == *fund && cost.on <= until)
            .filter(|cost| !rounded.contains(&cost.key()))
    }
}
