//! Where the rows of a year lie.

use std::path::PathBuf;

/// The files of one year.
#[derive(Debug, Clone)]
pub struct Year {
    pub claims: PathBuf,
    pub persons: PathBuf,
}
