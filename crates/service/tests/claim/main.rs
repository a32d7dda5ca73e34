//! Month end of the counter as use cases, on both engines.

mod clearing;
mod commissioned;
#[path = "../fund/engines.rs"]
mod engines;
#[path = "../fund/house.rs"]
#[allow(dead_code, reason = "each test file uses its part")]
mod house;
mod insurers;
mod month;
mod paid;
mod paper;
mod scene;
mod terms;
