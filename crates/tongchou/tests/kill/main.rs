//! kill -9 at random moments: the same commands finish the work, and what stands afterwards is, row by row, what
//! an undisturbed run leaves behind.
//!
//! | module | what lives there |
//! |---|---|
//! | `city` | a city whose people are still in files, on either engine |
//! | `year` | the commands of an autumn: import, enrolment, bills, collection, posting, month-end close |
//! | `blows` | killing a command, or the database server under it, at random moments |
//! | `contents` | what a store holds, without what tells when it was written |
//! | `together` | two runs at once, and a backup while others write |
//! | `server` | a PostgreSQL of the test's own, with fsync on, that may be killed |
//!
//! `cargo xtask soak kill`, or `SOAK_CASES=100000 SOAK_SEED=1 cargo test -p tongchou --test kill -- --ignored
//! --nocapture --test-threads 1`.

mod blows;
mod city;
mod contents;
mod server;
mod together;
mod year;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use blows::{Random, disturbed, undisturbed};
use city::{City, Lists};
use contents::Contents;
use server::Server;

/// An undisturbed run: the files that it took in, how long each command took, and what it left behind.
struct Undisturbed {
    lists: Arc<Lists>,
    takes: Vec<std::time::Duration>,
    contents: Contents,
}

/// The undisturbed run of a size, made once however many tests hold themselves against it.
fn reference(size: u64) -> Arc<Undisturbed> {
    static MADE: Mutex<BTreeMap<u64, Arc<Undisturbed>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let lists = Arc::new(Lists::of(size));
        let city = City::sqlite(Arc::clone(&lists));
        let takes = undisturbed(&city);
        Arc::new(Undisturbed {
            takes,
            contents: contents::of(&city.store()),
            lists,
        })
    };
    Arc::clone(made.entry(size).or_insert_with(make))
}

fn setting(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A city whose commands are killed `kills` times each before they may end stands as if nothing had happened.
fn finishes(city: fn(Arc<Lists>) -> City, size: u64, kills: u32) {
    let seed = setting("SOAK_SEED", 1);
    println!("seed {seed}, {size} residents, {kills} kills a command");
    let reference = reference(size);
    let city = city(Arc::clone(&reference.lists));
    let hits = disturbed(
        &city,
        &reference.takes,
        kills,
        &mut Random(seed),
        &mut |child| {
            child.kill().unwrap();
            child.wait().unwrap();
        },
    );
    assert!(hits > 0, "no command was killed before it ended");
    contents::same(&contents::of(&city.store()), &reference.contents);
    city.verify();
}

/// The same where the server is killed with everything that it does, and started again.
fn outlives_its_server(size: u64, kills: u32) {
    let seed = setting("SOAK_SEED", 1);
    println!("seed {seed}, {size} residents, {kills} kills of the server a command");
    let reference = reference(size);
    let mut server = Server::start();
    let city = City::on_server(Arc::clone(&reference.lists), server.database());
    let hits = disturbed(
        &city,
        &reference.takes,
        kills,
        &mut Random(seed),
        &mut |child| {
            server.kill();
            child.wait().unwrap();
            server.restart();
        },
    );
    assert!(hits > 0, "the server was never killed under a command");
    contents::same(&contents::of(&city.store()), &reference.contents);
    city.verify();
}

#[test]
fn a_killed_autumn_is_finished_by_the_same_commands() {
    finishes(City::sqlite, 300, 1);
}

#[test]
fn a_killed_autumn_is_finished_by_the_same_commands_on_postgresql() {
    finishes(City::postgres, 300, 1);
}

#[test]
#[ignore = "long: SOAK_CASES residents (20000) with SOAK_SEED (1)"]
fn a_killed_autumn_is_finished_on_the_embedded_database() {
    finishes(City::sqlite, setting("SOAK_CASES", 20_000), 3);
}

#[test]
#[ignore = "long: SOAK_CASES residents (20000) with SOAK_SEED (1)"]
fn a_killed_autumn_is_finished_on_postgresql() {
    finishes(City::postgres, setting("SOAK_CASES", 20_000), 3);
}

#[test]
#[ignore = "long, and starts a PostgreSQL of its own: a fifth of SOAK_CASES residents (20000) with SOAK_SEED (1)"]
fn an_autumn_outlives_a_killed_server() {
    outlives_its_server(setting("SOAK_CASES", 20_000) / 5, 1);
}
