//! What a hospital's or a pharmacy's own software sends: a blocking client of the gateway, and scripted visits.
//!
//! It knows the interface as those do who write such software: from its documents, with nothing of the platform's
//! own code. Load, faults and the demo drive the real server with it.
//!
//! | module | what lives there |
//! |---|---|
//! | [`When`] | points in time as messages write them |
//! | [`Dialect`] | address, content type and signed headers of a profile |
//! | [`Sender`], [`MessageIds`], [`Message`] | the envelope around an input |
//! | [`Limits`], [`Lost`] | one connection that is kept, with deadlines |
//! | [`Terminal`], [`Answer`], [`Fault`] | a message sent and its answer read, as often as one likes |
//! | [`ask`] | inputs of the transactions of a visit, a purchase and a stay |
//! | [`Visit`], [`Step`], [`Course`] | scripts over them |

mod answer;
pub mod ask;
mod connection;
mod course;
mod dialect;
mod message;
mod terminal;
mod visit;
mod when;

pub use answer::{Answer, Fault};
pub use connection::{Limits, Lost};
pub use course::{Course, Step};
pub use dialect::{Access, Dialect};
pub use message::{Message, MessageIds, Sender};
pub use terminal::Terminal;
pub use visit::{Item, Kind, Patient, Place, Visit};
pub use when::When;
