//! Clearing between the counties of the pooling area through its hub, and between pooling areas through a port.

mod cross;
mod hub;

pub use cross::{
    CrossRegionPort, Passed, PortError, Registered, Simulated, counterpart, flush, hear, tell,
};
pub use hub::{Cleared, decide, positions, propose_capital, propose_round};
