//! Recomputing a determination from its receipt.

use super::{Options, settle_with};
use crate::claim::{AccView, Claim};
use crate::determination::Determination;
use crate::plan::Policy;

/// Recomputes a determination from the claim and the accumulators in its receipt.
///
/// True where every figure and the hash are the same. The trace is not part of it, since it follows
/// from the rest.
#[must_use]
pub fn verify(policy: &Policy, claim: &Claim, determination: &Determination) -> bool {
    verify_with(policy, claim, determination, None)
}

/// As [`verify`], for a bill that was priced by the catalogue of another place.
#[must_use]
pub fn verify_with(
    policy: &Policy,
    claim: &Claim,
    determination: &Determination,
    catalogue: Option<&Policy>,
) -> bool {
    let mut view = AccView::zero(policy.accs.len());
    for (acc, value) in (0_u16..).zip(&determination.receipt.before) {
        view.set(acc, *value);
    }
    match settle_with(
        policy,
        claim,
        &view,
        Options {
            catalogue,
            trace: false,
        },
    ) {
        Ok(mut again) => {
            again.receipt.trace.clone_from(&determination.receipt.trace);
            again == *determination
        }
        Err(_) => false,
    }
}
