//! Netting: what every county owes and is owed, adding up to zero.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, Refused, RegionCode};

use super::journal::{CostKey, CrossCost};
use crate::claim::{less, total};

/// How a county stands after a round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// What its members cost elsewhere, in 分: the expense in its own sub-ledger.
    pub owes: Fen,
    /// What members of others cost here, in 分.
    pub owed: Fen,
    /// `owed − owes`; negative where the county pays.
    pub net: Fen,
}

/// A round of clearing: the positions of all counties, whose nets add up to zero by construction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    positions: BTreeMap<RegionCode, Position>,
    costs: BTreeSet<CostKey>,
}

impl Round {
    /// Nets costs. Care within the member's own county needs no clearing and is left out.
    ///
    /// # Errors
    /// `clearing.twice` where a cost is handed in twice, `settlement.amount_range`.
    pub fn of<'a>(costs: impl IntoIterator<Item = &'a CrossCost>) -> Result<Round, Refused> {
        let mut positions: BTreeMap<RegionCode, Position> = BTreeMap::new();
        let mut netted = BTreeSet::new();
        for cost in costs {
            if !netted.insert(cost.key()) {
                let zh = format!("结算 {} 重复出现，每笔只能清算一次。", cost.settlement);
                return Err(Refused::new("clearing.twice", zh));
            }
            if cost.member_county == cost.care_county {
                continue;
            }
            let member = positions.entry(cost.member_county).or_default();
            member.owes = total([member.owes, cost.amount])?;
            let care = positions.entry(cost.care_county).or_default();
            care.owed = total([care.owed, cost.amount])?;
        }
        for position in positions.values_mut() {
            position.net = less(position.owed, position.owes)?;
        }
        Ok(Round {
            positions,
            costs: netted,
        })
    }

    /// The costs that it was made of: no later round nets them again.
    #[must_use]
    pub const fn costs(&self) -> &BTreeSet<CostKey> {
        &self.costs
    }

    /// The positions, by county.
    #[must_use]
    pub const fn positions(&self) -> &BTreeMap<RegionCode, Position> {
        &self.positions
    }

    /// What the counties that owe pay in, in 分, positive, by county.
    pub fn payers(&self) -> impl Iterator<Item = (RegionCode, Fen)> {
        let owing = self.positions.iter().filter(|(_, one)| one.net < Fen::ZERO);
        owing.filter_map(|(county, one)| Some((*county, one.net.checked_neg()?)))
    }

    /// What the counties that are owed get, in 分, positive, by county.
    pub fn payees(&self) -> impl Iterator<Item = (RegionCode, Fen)> {
        let owed = self.positions.iter().filter(|(_, one)| one.net > Fen::ZERO);
        owed.map(|(county, one)| (*county, one.net))
    }

    /// The sum of the nets: zero.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn sum(&self) -> Result<Fen, Refused> {
        total(self.positions.values().map(|position| position.net))
    }
}
