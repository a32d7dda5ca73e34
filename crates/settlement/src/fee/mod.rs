//! Fee lines: uploaded in charge batches, corrected by negative lines, undone while unsettled, priced at
//! upload and priced again when what the price rests on has changed.
//!
//! | file | what lives there |
//! |---|---|
//! | `measure` | counts and unit prices as the whole numbers of the rules |
//! | `line` | one line, and whether its amount is count × price |
//! | `sheet` | the lines of a visit: upload, undo, settle, reverse |
//! | `rules` | a line as the rules see it |
//! | `quote` | the price told at upload, with the hash of what it rests on |

mod line;
mod measure;
mod quote;
mod rules;
mod sheet;

pub use line::{AmountRule, FeeLine, LineState, Listed};
pub use quote::{Quote, priced_parts, quote, quote_batch};
pub use rules::claim_line;
pub use sheet::{FeeSheet, Undo};
