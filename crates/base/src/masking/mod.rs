//! Hiding personal data in logs, errors and lists.
//!
//! Every kind works on characters, never on bytes, so that Chinese text of any length is safe. The
//! rule in common: of a text too short for its rule nothing is shown; a character that is hidden
//! becomes `*`; line breaks and other control characters never pass.

mod kinds;
mod stray;

pub use kinds::{Personal, mask};
pub use stray::{show_id, show_value};
