//! The catalogue of the pooling area, institutions' own lists, and the queue of what nobody has mapped.
//!
//! | module | what lives there |
//! |---|---|
//! | [`release`] | lists that were loaded, with their rows, and those that took effect |
//! | [`listed`] | items, diagnoses, operations, diseases and old codes by version |
//! | [`revision`] | how often the city's catalogue and each own list changed, cheap to ask |
//! | [`own`] | own codes of institutions, from upload to their end |
//! | [`queue`] | own codes that lines named and nobody has mapped |

mod digest;
mod item_row;
pub mod listed;
pub mod own;
mod own_row;
pub mod queue;
pub mod release;
pub mod revision;
mod verify;

pub(crate) use verify::CHECKS;
