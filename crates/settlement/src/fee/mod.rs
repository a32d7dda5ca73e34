//! Fee lines: uploaded in charge batches, corrected by negative lines, undone while unsettled, priced at
//! upload and priced again when what the price rests on has changed.
//!
//! What the catalogue of the day says of a line, and how counts with decimals are told to the rules, is
//! the work of [`directory::catalogue::line_facts`]; a line carries its answer.
//!
//! | file | what lives there |
//! |---|---|
//! | `line` | one line, and whether its amount is count × price |
//! | `net` | corrections priced together with their lines |
//! | `sheet` | the lines of a visit: upload, undo, settle, reverse, listed anew |
//! | `quote` | the price told at upload, with the hash of what it rests on |

mod line;
mod net;
mod quote;
#[cfg(test)]
mod sample;
mod sheet;

pub use line::{FeeLine, LineState};
pub use net::netted;
pub use quote::{Quote, priced_parts, quote, quote_batch};
pub use sheet::{FeeSheet, Undo};
