//! Verify: recomputes what the store says and names the first difference.
//!
//! A check is a name and a function over one snapshot. An area adds its own to a list of checks in its
//! folder and that list to [`AREAS`].

mod batches;
mod chains;
mod deciding;
mod entitled;
mod premiums;
mod references;
mod schema;
mod seals;

use crate::{Session, Store, StoreError};

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

/// The checks, area by area. What others rest on comes first.
const AREAS: &[&[Check]] = &[
    schema::CHECKS,
    references::CHECKS,
    chains::CHECKS,
    batches::CHECKS,
    deciding::CHECKS,
    seals::CHECKS,
    premiums::CHECKS,
    entitled::CHECKS,
    crate::people::CHECKS,
    crate::contribution::CHECKS,
    crate::control::CHECKS,
    crate::ledger::verify::CHECKS,
];

/// Every check in its order.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    AREAS.iter().copied().flatten()
}

/// Runs every check over one snapshot; `told` hears of each as it ends.
///
/// # Errors
/// [`StoreError`] where a check could not be run: a value that cannot be read ends its check as a
/// difference, a lost connection ends the whole.
pub fn run(
    store: &Store,
    told: &mut dyn FnMut(&Check, &Outcome),
) -> Result<Vec<(&'static Check, Outcome)>, StoreError> {
    store.read(|session| {
        let mut all = Vec::new();
        for check in checks() {
            let outcome = match (check.run)(session) {
                Ok(outcome) => outcome,
                Err(StoreError::Corrupt(what)) => {
                    Outcome::differs(0, what, "有无法读取的值，其余记录未能核对")
                }
                Err(error) => return Err(error),
            };
            told(check, &outcome);
            all.push((check, outcome));
        }
        Ok(all)
    })
}
