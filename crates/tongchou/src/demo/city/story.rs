//! What the months pass on to one another.

use super::figures;
use super::scene::Scene;
use base::{Fen, RegionCode};
use std::collections::BTreeMap;

/// What the months pass on to one another.
#[derive(Default)]
pub struct Story {
    /// Residents billed, by year and county.
    pub billed: BTreeMap<(i32, RegionCode), i64>,
    /// Premiums of later years that are kept as received in advance, by county and year.
    pub ahead: BTreeMap<(RegionCode, i32), Fen>,
}

impl Story {
    /// Residents of a county who are insured in a year.
    pub fn heads(&self, year: i32, county: RegionCode) -> i64 {
        self.billed.get(&(year, county)).copied().unwrap_or(0)
    }
}

/// The place of a year among those whose figures are notified.
pub fn place(scene: &Scene<'_>, year: i32) -> usize {
    let place = usize::try_from(year - scene.city.spec().year).unwrap_or(0);
    place.min(figures::YEARS - 1)
}
