//! Clearing between counties of a city, and between pooling areas.
//!
//! Inside the city the hub ([`Journal`]) records each cost once by its settlement, and a [`Round`] nets them: the
//! positions add up to zero. The working capital of the hub pays the counties that are owed and is replenished to its
//! target by those that owe. Between pooling areas a [`CrossCase`] walks registration, admission, settlement,
//! reversal and clearing; each step repeated gives the first answer.

mod capital;
mod cases;
mod cross;
mod journal;
mod net;

pub use capital::{Capital, CapitalRun};
pub use cases::ClearedCost;
pub use cross::{Answer, CrossCase, Message, RegistrationId};
pub use journal::{CostKey, CrossCost, Journal, Recorded};
pub use net::{Position, Round};
