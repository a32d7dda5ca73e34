//! A city whose people are insured today and whose counters are open, without the story that leads there: what a
//! measurement of the counter begins with.

use super::clock::DemoClock;
use super::enrolling::{self, Whom};
use super::scene::{Scene, day};
use super::staff::Staff;
use super::{collecting, register, rules};
use crate::demo::station::{self, Counters, Opening};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Date, PersonNo, RegionCode};
use sample::{City, Spec};
use service::Desk;
use service::gateway::Vault;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;
use store::Store;

/// A town at work.
pub struct Town {
    /// Its pooling area.
    pub pool: RegionCode,
    /// Who is insured as a resident and has paid the year of today, in the order of the sample.
    pub insured: Vec<PersonNo>,
    /// Its counters.
    pub counters: Counters,
    /// Who works there; each signs in with [`super::staff::PASSWORD`].
    pub staff: Staff,
}

/// How a town is made.
pub struct Plan<'a> {
    /// Residents.
    pub residents: u32,
    /// The day on which it stands, `2022-01-01` to `2090-12-31`; its counters are open since the beginning of the
    /// year.
    pub today: Date,
    /// Where the policy packages lie.
    pub policies: &'a Path,
    /// How many times smaller than that of a whole city the catalogue is.
    pub part: u32,
    /// Rows of each own list.
    pub own_rows: u32,
}

/// Makes a town in a store that has just been made: nothing but the use cases of the agency writes there.
///
/// # Errors
/// What a use case refuses, as a sentence for users.
#[allow(dead_code, reason = "a measurement of the counter begins with it")]
pub fn found(store: &Store, plan: &Plan<'_>, vault: &dyn Vault) -> Result<Town> {
    build(store, plan, vault, false)
}

/// The same, where the largest institution of each county signs its messages.
///
/// # Errors
/// As [`found`].
pub fn found_signing(store: &Store, plan: &Plan<'_>, vault: &dyn Vault) -> Result<Town> {
    build(store, plan, vault, true)
}

fn build(store: &Store, plan: &Plan<'_>, vault: &dyn Vault, signing: bool) -> Result<Town> {
    let year = plan.today.year();
    let spec = Spec::demo(plan.residents, year).map_err(|error| anyhow!(error.zh()))?;
    let city = City::new(spec).map_err(|error| anyhow!(error.zh()))?;
    store.hurry(true).map_err(Fault::from)?;
    store::pool::set_up(store, spec.pool, city.name()).map_err(Fault::from)?;
    let clock = DemoClock::at(day(year - 1, 8, 20)?);
    let until = plan.today.add_years(5).unwrap_or(plan.today);
    let staff = Staff::hire(store, &clock, spec.pool, until)?;
    let mut scene = Scene {
        city: &city,
        store,
        clock: &clock,
        staff,
        persons: Vec::new(),
        gone: BTreeSet::new(),
        newcomers: Vec::new(),
        workers: BTreeMap::new(),
        begun: Instant::now(),
    };
    rules::adopt(&scene, plan.policies)?;
    register::people(&mut scene)?;
    enrolling::of_year(&scene, year, &[Whom::Everybody])?;
    collecting::bill(&scene, year)?;
    let paid = collecting::pay_all(&scene, year)?;
    // stays may have begun before today
    clock.set(day(year, 1, 2)?.min(plan.today));
    let opening = Opening {
        city: &city,
        until,
        part: plan.part,
        own_rows: plan.own_rows,
        signing,
    };
    let counters = station::open(&scene.desk(), scene.staff.hands()?, vault, &opening)?;
    scene.say(&format!("{} 家定点机构开通接口", counters.stations.len()));
    clock.set(plan.today);
    scene.staff.renew_passwords(&Desk::new(store, &clock))?;
    store.hurry(false).map_err(Fault::from)?;
    Ok(Town {
        pool: spec.pool,
        insured: paid,
        counters,
        staff: scene.staff,
    })
}
