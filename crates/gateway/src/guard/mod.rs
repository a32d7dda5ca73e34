//! Who may speak: whether a message comes from whom it names, unchanged and now.
//!
//! All of it is pure. Keys and algorithms are behind [`Keyring`], which the binary joins with the crate `gm` and
//! with the keys on file, or with a certified device; what was seen before is behind [`Seen`]. [`admit`] asks them
//! in turn. Two kinds of refusal come of it ([`Turned`]): the gateway turns a call away before the interface sees
//! it, or the interface answers the message with −1.

mod access;
mod admit;
mod headers;
mod port;
mod seal;
mod turned;
mod window;

pub use access::MessageClock;
pub use admit::{Admitted, admit};
pub use headers::Headers;
pub use port::{AccessClaim, Keyring, Mark, Seen, Sighting, Verdict};
pub use seal::{seal_answer, signed_text};
pub use turned::Turned;
pub use window::SeenWindow;
