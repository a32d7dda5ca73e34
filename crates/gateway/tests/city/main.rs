//! What real clients sent, and what they would send with valid values, over HTTP against a city with a real store.

#[allow(dead_code, reason = "shared with the tests of the server")]
#[path = "../http/client.rs"]
mod client;
#[allow(dead_code, reason = "shared with the tests of killed commands")]
#[path = "../../../tongchou/tests/kill/server.rs"]
mod cluster;
#[macro_use]
#[path = "../../../service/tests/common/mod.rs"]
mod common;
mod driven;
mod faults;
mod filings;
mod fuzz;
#[allow(dead_code, reason = "shared with the tests of the counter itself")]
#[path = "../../../service/tests/counter/hall.rs"]
mod hall;
mod lists;
mod messages;
mod mutate;
#[path = "../common/papers.rs"]
mod papers;
mod persons;
mod proxy;
mod replayed;
#[allow(dead_code, reason = "shared with the tests of premiums")]
#[path = "../../../service/tests/common/premium_scene.rs"]
mod scene;
#[path = "../common/shape.rs"]
mod shape;
mod steps;
#[allow(dead_code, reason = "shared with the tests of the wire")]
#[path = "../wire/support.rs"]
mod support;
mod table;
mod town;
mod twins;
#[allow(dead_code, reason = "shared with the tests of the server")]
#[path = "../http/world.rs"]
mod world;

use common::Fixture;
use serde_json::Value;
use world::{Ground, World, envelope};

use crate::client::Answer;

/// A city with a server.
pub struct City<'a> {
    /// The server.
    pub world: World,
    /// Its store.
    pub fixture: &'a Fixture,
}

impl<'a> City<'a> {
    /// A fresh one.
    pub fn over(fixture: &'a Fixture) -> City<'a> {
        let counter = town::build(fixture);
        let ground = Ground::over(fixture.store.place().clone());
        City {
            world: ground.serve_counter(counter),
            fixture,
        }
    }

    /// Sends a message of an institution without headers.
    pub fn tell(&self, institution: &str, (infno, msgid): (&str, &str), input: Value) -> Answer {
        self.world.call(&envelope(institution, infno, msgid, input))
    }
}
