//! What every part of the demo works with.

use super::clock::DemoClock;
use super::staff::Staff;
use anyhow::{Result, anyhow};
use base::{Date, Fen, OrganisationNo, PersonNo, RegionCode};
use sample::City;
use service::Desk;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use store::Store;

/// The city at work.
pub struct Scene<'a> {
    /// The city.
    pub city: &'a City,
    /// Where it is kept.
    pub store: &'a Store,
    /// Its clock.
    pub clock: &'a DemoClock,
    /// Who works there.
    pub staff: Staff,
    /// Number in the register of each person, by the place in the city.
    pub persons: Vec<Option<PersonNo>>,
    /// Who is not on the lists of residents any more, by the place in the city.
    pub gone: BTreeSet<u32>,
    /// Who came later, with the village.
    pub newcomers: Vec<(RegionCode, PersonNo)>,
    /// Who works for whom.
    pub workers: BTreeMap<OrganisationNo, Vec<PersonNo>>,
    /// When the demo began.
    pub begun: Instant,
}

impl Scene<'_> {
    /// Where use cases are served.
    pub fn desk(&self) -> Desk<'_> {
        Desk::new(self.store, self.clock)
    }

    /// Says what was done, with the date of the city and the time since the beginning.
    pub fn say(&self, what: &str) {
        let tenths = self.begun.elapsed().as_millis() / 100;
        let today = service::Clock::today(self.clock);
        println!("{today}  [{}.{} 秒] {what}", tenths / 10, tenths % 10);
    }

    /// What users call a county, or the whole city.
    pub fn name_of(&self, region: RegionCode) -> &str {
        let counties = self.city.counties().iter();
        let county = counties.into_iter().find(|county| county.region == region);
        county.map_or(self.city.name(), |county| county.name)
    }
}

/// A date of the demo.
pub fn day(year: i32, month: u32, day: u32) -> Result<Date> {
    Date::from_ymd(year, month, day).map_err(|error| anyhow!(error.zh()))
}

/// A sum of money.
pub fn sum(one: Fen, other: Fen) -> Result<Fen> {
    one.checked_add(other)
        .ok_or_else(|| anyhow!("金额合计超出范围"))
}

/// So many times an amount.
pub fn times(amount: Fen, count: i64) -> Result<Fen> {
    let product = amount.get().checked_mul(count).map(Fen::new);
    product.ok_or_else(|| anyhow!("金额合计超出范围"))
}
