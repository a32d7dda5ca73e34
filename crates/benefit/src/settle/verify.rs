//! Recomputing a determination from its receipt.

use super::{Options, receipt, settle_with};
use crate::claim::{AccView, Claim};
use crate::determination::Determination;
use crate::plan::Policy;

/// Recomputes a determination from the claim and the accumulators in its receipt.
///
/// True where every figure and the hash are the same. The trace is not part of it, since it follows
/// from the rest. A receipt of an earlier version of the engine is proven under that version's name: what
/// counts is that the figures still come out.
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
        Ok(again) => {
            let mut again = written_by(claim, again, &determination.receipt.engine);
            again.receipt.trace.clone_from(&determination.receipt.trace);
            again == *determination
        }
        Err(_) => false,
    }
}

/// The determination with its receipt as an engine of this name and version writes it: the hash names the
/// engine, so that what an earlier version settled is compared under that version's name.
#[must_use]
pub fn written_by(claim: &Claim, mut determination: Determination, engine: &str) -> Determination {
    determination.receipt.engine = engine.to_owned().into();
    determination.receipt.hash = receipt::hash(claim, &determination);
    determination
}
