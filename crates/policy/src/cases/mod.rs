//! Worked cases beside a package: read, run through `benefit`, compared payer by payer.

mod bench;
mod claim;
mod given;
mod judge;
mod read;
mod report;
mod section;

pub use bench::run_cases;
pub(crate) use bench::{Bench, read_all};
pub(crate) use given::text_of;
pub(crate) use read::Case;
pub use report::{CaseDifference, CaseProof, CaseReport};
