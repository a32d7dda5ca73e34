//! Clearing: between the counties of a pooling area through its hub, and cases between pooling areas.

pub mod cross;
pub mod hub;
mod verify;

pub(crate) use verify::CHECKS;
