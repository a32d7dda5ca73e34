//! The synthetic city in a store of its own: two years of enrolment, collection and benefits through the
//! use cases that an agency works with, the third year being collected as the story ends, and the
//! statements of its funds.
//!
//! | module | what it does |
//! |---|---|
//! | [`staff`] | founds the office, appoints who works there, renews their passwords |
//! | [`figures`] | what notices, contracts and resolutions of the city say |
//! | [`rules`] | adopts the regime and the packages, sets the standards of each year |
//! | [`register`] | takes people, organisations and categories in |
//! | [`month`] | a month of bills through the interface |
//! | [`claims`] | the claims of that month: decided, paid, booked, cleared |
//! | [`monthly`] | a month in the order of its days |
//! | [`story`] | what the months pass on to one another |
//! | [`enrolling`] | enrols residents and employees of a year |
//! | [`living`] | what happens to people between the years |
//! | [`collecting`] | bills a year, collects it month by month |
//! | [`employers`] | bases, premiums, personal accounts, the employees' funds |
//! | [`subsidies`] | what each level of government owes and pays |
//! | [`budgeting`] | budgets, requests for money |
//! | [`spending`] | what the residents' fund pays |
//! | [`posting`] | what was collected goes into the books |
//! | [`booking`] | every other happening, made by one and checked by another |
//! | [`closing`] | the end of a month and of a year |
//! | [`joint`] | a city with open counters and no story, served to hospitals' software |
//! | [`counters`] | opens the counters of hospitals and pharmacies |
//! | [`statements`] | prints the statements |
//! | [`town`] | a city with open counters and no story, for measurements |

mod booking;
mod budgeting;
mod claims;
mod clock;
mod closing;
mod collecting;
mod counters;
mod employers;
mod enrolling;
mod entitled;
mod figures;
mod joint;
mod living;
mod month;
mod monthly;
mod posting;
mod register;
mod rules;
mod scene;
mod spending;
mod staff;
mod statements;
mod story;
mod subsidies;
pub mod town;

use crate::cli::Demo;
use crate::demo::station::Counters;
use crate::exit::Outcome;
use crate::gateway::vault::KeyFile;
use crate::office::{Fault, WallClock};
use anyhow::{Context, Result, anyhow, bail};
use base::{Date, PersonNo};
use clock::DemoClock;
use enrolling::Whom;
use sample::{City, Spec};
use scene::{Scene, day};
use service::{Clock, Desk};
use staff::Staff;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Instant;
use store::{Place, Store};

/// First years for which the regime and the charts of accounts hold.
const YEARS: RangeInclusive<i32> = 2022..=2090;
/// Residents up to whom the demo is a matter of minutes.
const QUICK: u32 = 100_000;

/// Builds the city where there is no store yet, and shows what became of it.
pub fn run(ask: &Demo) -> Result<Outcome> {
    let begun = Instant::now();
    let spec = Spec::demo(ask.size, ask.year).map_err(|error| anyhow!(error.zh()))?;
    if !YEARS.contains(&ask.year) {
        let (first, last) = (YEARS.start(), YEARS.end());
        bail!("演示的第一年应在 {first} 到 {last} 之间，请改正 --year。");
    }
    if !ask.policies.is_dir() {
        let folder = ask.policies.display();
        bail!("没有政策包文件夹 {folder}：请在项目文件夹里运行，或用 --policies 指出它在哪里。");
    }
    if ask.size > QUICK && !ask.measure {
        eprintln!("人口 {} 较多，演示要很久；可用 Ctrl-C 中断。", ask.size);
    }
    let city = City::new(spec).map_err(|error| anyhow!(error.zh()))?;
    let real = WallClock::start()?.today();
    let store = Arc::new(fresh(ask.place.place()?)?);
    let vault = vault(ask)?;
    if ask.counter {
        return joint::found(ask, store, vault, real);
    }
    store.hurry(true).map_err(Fault::from)?;
    store::pool::set_up(&store, spec.pool, city.name()).map_err(Fault::from)?;
    let (start, end) = (day(ask.year - 1, 8, 20)?, monthly::last(ask.year)?.last());
    // Everybody can work in the story and today, whichever comes first.
    let clock = DemoClock::at(start.min(real));
    let until = end.max(real).add_years(5).unwrap_or(end);
    let staff = Staff::hire(&store, &clock, spec.pool, until)?;
    clock.move_to(start);
    let mut scene = Scene {
        city: &city,
        store: &store,
        clock: &clock,
        staff,
        persons: Vec::new(),
        gone: BTreeSet::new(),
        newcomers: Vec::new(),
        workers: BTreeMap::new(),
        begun,
    };
    scene.say(&format!("{}：经办机构和用户就位", city.name()));
    rules::adopt(&scene, &ask.policies)?;
    if ask.measure {
        store.hurry(false).map_err(Fault::from)?;
        return measure(&mut scene, ask.year);
    }
    register::take_in(&mut scene)?;
    open_office(&mut scene)?;
    let renewed = |scene: &mut Scene<'_>| {
        clock.set(real);
        scene.staff.renew_passwords(&Desk::new(&store, &clock))?;
        store.hurry(false).map_err(Fault::from)?;
        scene.staff.introduce(&ask.place, (ask.year, end));
        Ok::<(), anyhow::Error>(())
    };
    if ask.practice {
        renewed(&mut scene)?;
        return Ok(Outcome::Done);
    }
    let (counters, end) = lives(ask, &mut scene, (&store, &vault), until)?;
    let kept = counters::keep(&ask.place, &counters.stations)?;
    renewed(&mut scene)?;
    let insured: Vec<PersonNo> = scene.persons.iter().copied().flatten().collect();
    let shown = joint::Shown {
        counters: &counters,
        insured: &insured,
        kept: kept.as_deref(),
    };
    shown.tell();
    let pool = spec.pool;
    joint::serve(ask, (Arc::clone(&store), pool), vault, end, &shown)
}

/// The two years, their statements, and the month at the counters with its claims; the counters and the last day.
fn lives(
    ask: &Demo,
    scene: &mut Scene<'_>,
    (store, vault): (&Arc<Store>, &KeyFile),
    until: Date,
) -> Result<(Counters, Date)> {
    monthly::live(scene)?;
    entitled::derive(scene)?;
    statements::print(scene, ask.year)?;
    let bills = monthly::last(ask.year)?;
    scene.clock.set(bills.first());
    let desk = Desk::new(scene.store, scene.clock);
    scene.staff.hire_for_claims(&desk, scene.city)?;
    let counters = counters::open(scene, vault, ask.part, until)?;
    month::live(scene, (store, vault.clone()), &counters, bills)?;
    let end = claims::carry(scene, &counters.stations, bills)?;
    Ok((counters, end))
}

/// The key under which the secrets of the interface are kept: in a file beside a database file or where one is named,
/// else for this run alone.
fn vault(ask: &Demo) -> Result<KeyFile> {
    match (ask.place.place()?, ask.key.path(&ask.place.place()?)) {
        (Place::Server(_), Err(_)) => KeyFile::passing(),
        (_, path) => KeyFile::make(&path?),
    }
}

/// Who keeps the money, and where it lies.
fn open_office(scene: &mut Scene<'_>) -> Result<()> {
    let desk = Desk::new(scene.store, scene.clock);
    scene.staff.hire_counties(&desk, scene.city)?;
    booking::open_banks(scene)?;
    rules::of_funds(scene)?;
    subsidies::open_channel(scene)
}

/// Takes people in, enrols and bills them, and says what that cost: nanoseconds, and the most KiB that
/// were resident at any time.
fn measure(scene: &mut Scene<'_>, year: i32) -> Result<Outcome> {
    let begun = Instant::now();
    register::people(scene)?;
    enrolling::of_year(scene, year, &[Whom::Everybody])?;
    collecting::bill(scene, year)?;
    let nanos = begun.elapsed().as_nanos();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.split_whitespace().next());
    println!("cost {nanos} {}", peak.unwrap_or("0"));
    Ok(Outcome::Done)
}

/// A store that was not there before: the demo never writes into somebody's records.
fn fresh(place: Place) -> Result<Store> {
    if let Place::File(path) = &place {
        if path.exists() {
            bail!(
                "{} 已有数据库；演示只建新库，请换一个目录。",
                path.display()
            );
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("无法建立数据目录 {}", folder.display()))?;
        }
    }
    let (store, applied) = Store::create(place).map_err(Fault::from)?;
    if applied.is_empty() {
        bail!("这个数据库已在使用；演示只建新库，请换一个。");
    }
    Ok(store)
}
