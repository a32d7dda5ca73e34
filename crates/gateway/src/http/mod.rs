//! The HTTP server.
//!
//! A request is read by `body` on the async threads and handed to a thread of its own, where `message` takes it
//! through the steps of this crate: dialect, body, number, guard, check, use case. `reply` lays the answer out.
//! Store work never runs on the async threads. A known path is always answered with 200 and an envelope, whatever
//! happens to the message; [`Counted`] says what did.
//!
//! TLS, and who may reach the port at all, is the business of a proxy in front.

mod body;
mod dialect;
mod door;
mod house;
mod marks;
mod message;
mod metrics;
mod reply;
mod router;
mod server;
mod settings;

pub use door::{Account, Door, Ring};
pub use house::House;
pub use marks::{Marks, Memory};
pub use metrics::{Counted, Metrics};
pub use server::{Running, start};
pub use settings::Settings;
