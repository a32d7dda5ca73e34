//! The data of fund control, read and checked: parameters, ladders, steps of approval, duties to report, standards of
//! assessment.

mod error;
mod raw;
mod read;

pub use error::CatalogueError;
pub use read::Catalogue;
