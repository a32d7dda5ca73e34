//! What real clients sent, and what they would send with valid values, over HTTP against a city with a real store.

#[allow(dead_code, reason = "shared with the tests of the server")]
#[path = "../http/client.rs"]
mod client;
#[allow(unused_macros, reason = "shared with tests on both engines")]
#[path = "../../../service/tests/common/mod.rs"]
mod common;
#[allow(dead_code, reason = "shared with the tests of the counter itself")]
#[path = "../../../service/tests/counter/hall.rs"]
mod hall;
mod messages;
#[path = "../common/papers.rs"]
mod papers;
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
use world::{Ground, World};

/// A city with a server.
pub struct City {
    /// The server.
    pub world: World,
    _fixture: Fixture,
}

impl City {
    /// A fresh one.
    pub fn open() -> City {
        let fixture = Fixture::sqlite();
        let counter = town::build(&fixture);
        let ground = Ground::over(fixture.store.place().clone());
        City {
            world: ground.serve_counter(counter),
            _fixture: fixture,
        }
    }
}
