//! What caps leave.

use super::{Sink, State};
use crate::plan::RoundRule;
use crate::program::Caps;

/// What the caps leave, at least 0; `None` without a cap.
#[inline]
pub(super) fn room<S: Sink>(
    state: &State,
    caps: &Caps,
    rule: RoundRule,
    sink: &mut S,
) -> Option<i64> {
    let mut least = None;
    for (acc, limit) in &caps.limits {
        let limit = state.amount("limit", limit, rule, sink);
        let used = acc.map_or(0, |acc| state.acc(acc));
        let left = limit.saturating_sub(used).max(0);
        least = Some(least.map_or(left, |least: i64| least.min(left)));
    }
    least
}
