//! The server over real HTTP, in this process, on a free port.

mod admission;
mod captured;
mod client;
mod ending;
mod families;
mod hostile;
mod institution;
#[allow(
    dead_code,
    reason = "shared with the tests of the wire, which use the rest"
)]
#[path = "../wire/support.rs"]
mod support;
#[allow(dead_code, reason = "shared with the tests of the counter")]
mod world;
