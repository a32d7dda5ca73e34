//! The synthetic city in a store of its own: two years of enrolment and collection through the use
//! cases that an agency works with, and the statements of its funds.
//!
//! | module | what it does |
//! |---|---|
//! | [`staff`] | founds the office, appoints who works there |
//! | [`rules`] | adopts the regime and the package, sets the standards of both years |
//! | [`register`] | takes people, organisations and categories in |
//! | [`enrolling`] | enrols residents and employees of a year |
//! | [`living`] | what happens to people between the two years |
//! | [`collecting`] | bills a year, collects it month by month |
//! | [`subsidies`] | what each level of government owes and pays |
//! | [`booking`] | enters what happened into the funds' books |
//! | [`statements`] | prints the statements |

mod booking;
mod clock;
mod collecting;
mod enrolling;
mod living;
mod register;
mod rules;
mod scene;
mod staff;
mod statements;
mod subsidies;

use crate::cli::Demo;
use crate::exit::Outcome;
use crate::office::Fault;
use anyhow::{Context, Result, anyhow, bail};
use clock::DemoClock;
use enrolling::Whom;
use sample::{City, Spec};
use scene::{Scene, day};
use staff::Staff;
use std::collections::BTreeSet;
use std::time::Instant;
use store::{Place, Store};

/// Builds the city where there is no store yet, and shows what became of it.
pub fn run(ask: &Demo) -> Result<Outcome> {
    let begun = Instant::now();
    let spec = Spec::demo(ask.size, ask.year).map_err(|error| anyhow!(error.zh()))?;
    let city = City::new(spec).map_err(|error| anyhow!(error.zh()))?;
    let store = fresh(ask.place.place()?)?;
    store::pool::set_up(&store, spec.pool, city.name()).map_err(Fault::from)?;
    let clock = DemoClock::at(day(ask.year - 1, 8, 20)?);
    let staff = Staff::hire(&store, &clock, spec.pool, day(ask.year + 3, 12, 31)?)?;
    let mut scene = Scene {
        city: &city,
        store: &store,
        clock: &clock,
        staff,
        persons: Vec::new(),
        gone: BTreeSet::new(),
        newcomers: Vec::new(),
        begun,
    };
    scene.say(&format!("{}：经办机构和用户就位", city.name()));
    rules::adopt(&scene, &ask.policies)?;
    if ask.measure {
        return measure(&mut scene, ask.year);
    }
    register::take_in(&mut scene)?;
    booking::open_bank(&scene)?;
    subsidies::open_channel(&scene)?;
    if ask.practice {
        scene.staff.introduce();
        return Ok(Outcome::Done);
    }
    let (first, second) = (ask.year, ask.year + 1);
    enrolling::of_year(&scene, first, &[Whom::Residents, Whom::Employees])?;
    collecting::of_year(&scene, first)?;
    subsidies::of_year(&scene, first)?;
    living::until(&mut scene, day(first, 9, 1)?)?;
    enrolling::of_year(&scene, second, &[Whom::Residents])?;
    collecting::of_year(&scene, second)?;
    subsidies::of_year(&scene, second)?;
    statements::print(&scene, [first, second])?;
    scene.staff.introduce();
    Ok(Outcome::Done)
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
