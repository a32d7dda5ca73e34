//! A month at the counters: hospitals and pharmacies send over HTTP, day by day, what their software sends; what was
//! settled is counted from the answers.
//!
//! | module | what lives there |
//! |---|---|
//! | [`people`] | who may come |
//! | [`house`] | the server that answers, on an address of its own |
//! | [`walk`] | one visit from its first message to its last |
//! | [`tally`] | what the answers come to |

mod house;
mod people;
mod tally;
mod walk;

use super::clock::DemoClock;
use super::scene::{Scene, day};
use crate::demo::station::Counters;
use crate::gateway::vault::KeyFile;
use anyhow::Result;
use enrolment::Month;
use house::Server;
use sample::visits;
use std::sync::Arc;
use store::Store;
use tally::Tally;
use walk::{Begun, Walk};

/// One visit of so many residents and month, but no fewer than the least and no more than the most.
const RESIDENTS: u32 = 50;
const LEAST: u32 = 24;
const MOST: u32 = 400;

/// Lives a month at the counters and prints what was settled.
pub fn live(
    scene: &Scene<'_>,
    (store, vault): (&Arc<Store>, KeyFile),
    counters: &Counters,
    month: Month,
) -> Result<()> {
    let clock = Arc::new(DemoClock::at(month.first()));
    let pool = scene.city.spec().pool;
    let server = Server::start((store, pool), &clock, vault)?;
    let count = (scene.city.spec().residents / RESIDENTS).clamp(LEAST, MOST);
    let last = month.last().day();
    let mut tally = Tally::default();
    let mut walk = Walk::new(scene, counters, (&server, &clock))?;
    let mut lying: Vec<Begun> = Vec::new();
    let mut coming = visits::month(scene.city.spec().seed, last, count)
        .into_iter()
        .peekable();
    for of_month in 1..=last {
        let today = day(month.year(), month.first().month(), of_month)?;
        clock.set(today);
        while let Some(one) = coming.next_if(|one| one.day == of_month) {
            lying.extend(walk.begin(&one, today, &mut tally)?);
        }
        let (over, stay): (Vec<Begun>, Vec<Begun>) =
            lying.into_iter().partition(|one| one.until == of_month);
        lying = stay;
        for one in over {
            walk.end(one, today, &mut tally)?;
        }
    }
    drop(walk);
    server.stop();
    scene.clock.set(month.last());
    scene.say(&format!(
        "{}机构经接口发送 {} 笔报文，结算 {} 人次",
        month.zh(),
        tally.messages(),
        tally.settled()
    ));
    tally.print(month);
    Ok(())
}
