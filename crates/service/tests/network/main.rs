//! The network of designated institutions at the counter: the register, the agreements and the catalogue of the city
//! decide, on both engines, what begins, what is charged, and what is told of it afterwards.

#[path = "../common/mod.rs"]
mod common;
mod elsewhere;
#[allow(dead_code, reason = "shared with the tests of the counter itself")]
#[path = "../counter/hall.rs"]
mod hall;
#[allow(dead_code, reason = "shared with the tests of the catalogue")]
#[path = "../catalogue/scene.rs"]
mod listed;
mod network;
#[path = "../people_support/mod.rs"]
mod people_support;
#[allow(dead_code, reason = "shared with the tests of premiums")]
#[path = "../common/premium_scene.rs"]
mod scene;
mod seen;
#[allow(dead_code, reason = "shared with the tests of providers")]
#[path = "../provider/scene.rs"]
mod town;
mod visits;
