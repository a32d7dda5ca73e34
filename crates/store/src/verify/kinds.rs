//! What a check is and what it answers.

use crate::{Session, StoreError};

/// A check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its word, such as `trail.chain`.
    pub name: &'static str,
    /// What it holds against what, for users.
    pub zh: &'static str,
    /// Does it.
    pub run: fn(&mut Session<'_>) -> Result<Outcome, StoreError>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many records were looked at.
    pub examined: u64,
    /// The first that differs.
    pub first: Option<Difference>,
}

/// A record that is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which record: table and key, such as `trail pool=340400000000 number=7`.
    pub record: String,
    /// What is wrong with it, for users.
    pub zh: String,
}

impl Outcome {
    /// Nothing differs.
    #[must_use]
    pub const fn sound(examined: u64) -> Outcome {
        Outcome {
            examined,
            first: None,
        }
    }

    /// A record differs.
    #[must_use]
    pub fn differs(examined: u64, record: impl Into<String>, zh: impl Into<String>) -> Outcome {
        Outcome {
            examined,
            first: Some(Difference {
                record: record.into(),
                zh: zh.into(),
            }),
        }
    }
}
