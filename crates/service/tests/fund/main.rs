//! Fund control as use cases, on both engines.

mod engines;
#[allow(
    dead_code,
    reason = "shared with the tests of claims and of the counter"
)]
mod house;
mod money;
mod owed;
mod seen;
mod stop;
