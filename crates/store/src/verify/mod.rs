//! Verify: recomputes what the store says and names the first difference.
//!
//! A check is a name and a function over one snapshot. An area adds its own to a list of checks in its
//! folder and that list to `AREAS`.

mod batches;
mod chains;
mod deciding;
mod entitled;
mod future;
mod kinds;
mod premiums;
mod references;
mod schema;
mod seals;

pub use kinds::{Check, Difference, Outcome};

use crate::{Store, StoreError};

/// The checks, area by area. What others rest on comes first.
const AREAS: &[&[Check]] = &[
    schema::CHECKS,
    references::CHECKS,
    chains::CHECKS,
    batches::CHECKS,
    deciding::CHECKS,
    future::CHECKS,
    seals::CHECKS,
    premiums::CHECKS,
    entitled::CHECKS,
    crate::people::CHECKS,
    crate::credential::CHECKS,
    crate::membership::CHECKS,
    crate::contribution::CHECKS,
    crate::catalogue::CHECKS,
    crate::control::CHECKS,
    crate::ledger::verify::CHECKS,
    crate::provider::CHECKS,
    crate::counter::CHECKS,
    crate::list::CHECKS,
    crate::claim::CHECKS,
    crate::payout::CHECKS,
    crate::clearing::CHECKS,
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
    run_with(store, &[], told)
}

/// The same with the checks of a layer above, over the same snapshot, after those of the store.
///
/// # Errors
/// As [`run`].
pub fn run_with(
    store: &Store,
    more: &'static [Check],
    told: &mut dyn FnMut(&Check, &Outcome),
) -> Result<Vec<(&'static Check, Outcome)>, StoreError> {
    // Whole tables are joined: right after a large load an engine knows nothing of their sizes.
    store.measure()?;
    store.read(|session| {
        let mut all = Vec::new();
        for check in checks().chain(more) {
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
