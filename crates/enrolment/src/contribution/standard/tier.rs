//! Tiers of a transition period.

use super::level::TierCode;
use super::{Standard, Year};
use base::Refused;

/// The tiers of one year: each with its standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers {
    /// The year.
    pub year: Year,
    /// The tiers that bills of the year may have, in order of their names; empty where there are none.
    pub tiers: Vec<TierCode>,
}

impl Tiers {
    /// The tiers that occur in standards of a year.
    #[must_use]
    pub fn of(year: Year, standards: &[Standard]) -> Tiers {
        let in_year = standards.iter().filter(|standard| standard.year == year);
        let mut tiers: Vec<_> = in_year.filter_map(|one| one.tier.clone()).collect();
        tiers.sort();
        tiers.dedup();
        Tiers { year, tiers }
    }
}

/// From the unified year on there is one tier (南京2017 三(二): 逐步过渡到同一筹资标准).
///
/// # Errors
/// `standard.tiers` where a year from the unified one on still has several.
pub fn one_tier(tiers: &Tiers, unified_from: Year) -> Result<(), Refused> {
    if tiers.year < unified_from || tiers.tiers.len() <= 1 {
        return Ok(());
    }
    let names: Vec<_> = tiers.tiers.iter().map(TierCode::as_str).collect();
    let sentence = format!(
        "{} 年起统一为一个筹资标准，{} 年仍有 {} 档（{}），请合并后再报。",
        unified_from,
        tiers.year,
        names.len(),
        names.join("、")
    );
    Err(Refused::new("standard.tiers", sentence).under("南京2017 三(二)"))
}
