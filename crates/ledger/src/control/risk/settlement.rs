//! Settlement among counties: what was granted in a period is borne by all in proportion to what they put in.

use std::collections::BTreeMap;

use base::{Fen, Refused, RegionCode, allocate};

use super::account::{Movement, MovementKind};

/// How a county comes out of a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearing {
    /// The county.
    pub county: RegionCode,
    /// What it put in.
    pub contributed: Fen,
    /// What it was granted: its claim on the fund.
    pub granted: Fen,
    /// Its share of all grants, by what it put in.
    pub bears: Fen,
    /// granted − bears: what the settlement gives to (positive) or takes from (negative) its books, so that its
    /// balance is contributed − bears. All clearings add up to nothing.
    pub clearing: Fen,
}

impl Clearing {
    /// What is left on the county's books: what it put in, less what it was granted, cleared.
    #[must_use]
    pub fn balance(&self) -> Option<Fen> {
        let left = self.contributed.checked_sub(self.granted)?;
        left.checked_add(self.clearing)
    }
}

/// Settles a period. Counties that put nothing in bear nothing, unless nobody did: then all bear alike.
///
/// # Errors
/// `fund.risk.range` beyond the range of amounts; `fund.risk.overdrawn` where more was granted than put in.
pub fn settle_counties(movements: &[Movement]) -> Result<Vec<Clearing>, Refused> {
    let range = || Refused::new("fund.risk.range", "清算金额超出上限。");
    let mut sums: BTreeMap<RegionCode, (Fen, Fen)> = BTreeMap::new();
    for movement in movements {
        let (put_in, granted) = sums.entry(movement.county).or_default();
        let place = match movement.kind {
            MovementKind::Extraction => put_in,
            MovementKind::Grant => granted,
            MovementKind::Clearing => continue,
        };
        *place = place.checked_add(movement.amount).ok_or_else(range)?;
    }
    let granted = Fen::checked_sum(sums.values().map(|(_, granted)| *granted)).ok_or_else(range)?;
    let put_in = Fen::checked_sum(sums.values().map(|(put_in, _)| *put_in)).ok_or_else(range)?;
    if granted > put_in {
        let sentence = format!("本期调剂 {granted} 元超过提取 {put_in} 元，请先核对再清算。");
        return Err(Refused::new("fund.risk.overdrawn", sentence));
    }
    let weights: Vec<i64> = sums.values().map(|(put_in, _)| put_in.get()).collect();
    let shares = allocate(granted, &weights);
    let county = |((county, (contributed, granted)), bears): ((&RegionCode, &(Fen, Fen)), Fen)| {
        Ok(Clearing {
            county: *county,
            contributed: *contributed,
            granted: *granted,
            bears,
            clearing: granted.checked_sub(bears).ok_or_else(range)?,
        })
    };
    sums.iter().zip(shares).map(county).collect()
}
