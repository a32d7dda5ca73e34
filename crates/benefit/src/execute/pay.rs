//! `share` and `bands`: reference, section 9.

use super::caps::room;
use super::state::Pending;
use super::{NoTrace, Sink, State};
use crate::plan::{Consumed, RoundRule};
use crate::program::{PayOp, Rate, div_rem, greatest_common_divisor, wide};

/// Largest denominator of an unrounded remainder that is kept; beyond it the fraction is dropped.
/// Ratios in basis points stay below it through two capped shares in a row.
const MAX_PENDING_DEN: i128 = 1_000_000_000;

/// A number at or above 0 as a fraction.
#[derive(Clone, Copy)]
struct Exact {
    num: i128,
    den: i128,
}

impl Exact {
    fn floor(self) -> i64 {
        clamp(div_rem(self.num, self.den).0)
    }

    fn ceil(self) -> i64 {
        clamp(base::Rounding::Up.div(self.num, self.den))
    }
}

/// What a payment comes to.
struct Outcome {
    paid: i64,
    /// Whole 分 of cost that leave the source or, with a `rest` that stays, are counted.
    cost: i64,
    /// Fraction of a 分 that is consumed beyond `cost`.
    pending: Exact,
    /// The cost it was computed on, in whole 分.
    eligible: i64,
}

const NOTHING_PENDING: Exact = Exact { num: 0, den: 1 };

pub(super) fn pay<S: Sink>(op: &PayOp, rule: RoundRule, state: &mut State, sink: &mut S) {
    let held = state.sum(&op.source.pots);
    if held <= 0 {
        return;
    }
    let cost_room = room(state, &op.cost, rule, sink);
    let minus = state.amount_or_zero("minus", op.minus.as_ref(), rule, sink);
    let pending = take_pending(op, state);
    let outcome = if pending.num == 0 && op.is_flat() {
        flat(op, rule, state, (held, cost_room, minus), sink)
    } else {
        banded(op, rule, state, (held, cost_room, minus, pending), sink)
    };
    settle(op, state, held, &outcome, sink);
}

/// The fraction that an earlier share of the same source left.
fn take_pending(op: &PayOp, state: &mut State) -> Exact {
    let same = (state.pending.key, state.pending.mask) == (op.source.key, op.source.mask);
    if state.pending.num == 0 || !same {
        return NOTHING_PENDING;
    }
    let pending = std::mem::take(&mut state.pending);
    Exact {
        num: i128::from(pending.num),
        den: i128::from(pending.den),
    }
}

/// One ratio, nothing pending: the way of almost every claim.
#[inline]
fn flat<S: Sink>(
    op: &PayOp,
    rule: RoundRule,
    state: &State,
    (held, cost_room, minus): (i64, Option<i64>, i64),
    sink: &mut S,
) -> Outcome {
    let eligible = cost_room.map_or(held, |room| held.min(room));
    let num = op.bands.first().map_or(0, |band| band.num);
    let gross = Rate { num, den: op.den }.of(eligible, rule.mode, rule.unit);
    let wanted = gross.saturating_sub(minus).clamp(0, eligible);
    let paid = room(state, &op.paid, rule, sink).map_or(wanted, |room| wanted.min(room));
    if paid == wanted {
        return Outcome {
            paid,
            cost: eligible,
            pending: NOTHING_PENDING,
            eligible,
        };
    }
    let den = i128::from(num);
    let stands_for = Exact {
        num: i128::from(paid).saturating_mul(i128::from(op.den)),
        den,
    };
    let all = Exact {
        num: i128::from(eligible),
        den: 1,
    };
    let consumed = consumed(op.consumed, stands_for, all);
    let (cost, left) = whole(consumed, NOTHING_PENDING);
    let pending = if op.rest.is_none() {
        NOTHING_PENDING
    } else {
        left
    };
    Outcome {
        paid,
        cost: cost.clamp(paid, eligible.max(paid)),
        pending,
        eligible,
    }
}

/// Segments, positions, or an unrounded remainder. Positions are scaled by the denominator of what
/// is pending, so that all of it is whole numbers.
fn banded<S: Sink>(
    op: &PayOp,
    rule: RoundRule,
    state: &State,
    (held, cost_room, minus, pending): (i64, Option<i64>, i64, Exact),
    sink: &mut S,
) -> Outcome {
    let scale = pending.den;
    let mut eligible = (i128::from(held) * scale - pending.num).max(0);
    if let Some(room) = cost_room {
        eligible = eligible.min(i128::from(room) * scale);
    }
    let reach = Reach::new(op, rule, state, (eligible, scale), sink);
    let gross = reach.gross(op, rule, state, sink);
    let gross_den = i128::from(op.den) * scale;
    let all = Exact {
        num: eligible,
        den: scale,
    };
    let rounded = wide(rule.mode, gross, gross_den, rule.unit);
    // At most what stands in the source for it: an unrounded remainder stands there rounded up.
    let wanted = rounded.saturating_sub(minus).clamp(0, all.ceil());
    let paid = room(state, &op.paid, rule, sink).map_or(wanted, |room| wanted.min(room));
    let consumed = if paid == wanted {
        all
    } else {
        let target = i128::from(paid).saturating_mul(gross_den);
        consumed(op.consumed, reach.cost_of(op, rule, state, target), all)
    };
    let (cost, left) = whole(consumed, pending);
    // Where the rest stays, only whole 分 leave the source: the old fraction stays with it.
    let left = if op.rest.is_none() { pending } else { left };
    let (eligible, _) = whole(all, pending);
    Outcome {
        paid,
        cost: cost.clamp(paid, held),
        pending: left,
        eligible,
    }
}

/// The interval of positions that a claim covers.
struct Reach {
    /// Position before the claim.
    begin: i128,
    /// Where the segments begin to pay: `begin`, or the threshold.
    from: i128,
    to: i128,
    /// Distance between a position and its place in the segments (`on = "excess"`).
    shift: i128,
    scale: i128,
}

impl Reach {
    fn new<S: Sink>(
        op: &PayOp,
        rule: RoundRule,
        state: &State,
        (eligible, scale): (i128, i128),
        sink: &mut S,
    ) -> Reach {
        let offset = state.amount_or_zero("offset", op.offset.as_ref(), rule, sink);
        let before = op.base_acc.map_or(0, |acc| state.acc_before(acc)).max(0);
        let begin = i128::from(offset.saturating_add(before)) * scale;
        let threshold = state.amount_or_zero("threshold", op.threshold.as_ref(), rule, sink);
        let threshold = i128::from(threshold) * scale;
        let end = begin + eligible;
        let shift = if op.on_excess { threshold } else { 0 };
        Reach {
            begin,
            from: begin.max(threshold) - shift,
            to: end.max(threshold) - shift,
            shift,
            scale,
        }
    }

    /// Σ length × numerator over the segments.
    fn gross<S: Sink>(&self, op: &PayOp, rule: RoundRule, state: &State, sink: &mut S) -> i128 {
        let mut gross: i128 = 0;
        let mut lower = 0;
        for band in &op.bands {
            let upper = match &band.upto {
                Some(upto) => i128::from(state.amount("upto", upto, rule, sink)) * self.scale,
                None => self.to,
            };
            let length = self.to.min(upper) - self.from.max(lower);
            gross = gross.saturating_add(length.max(0).saturating_mul(i128::from(band.num)));
            lower = lower.max(upper);
        }
        gross
    }

    /// The smallest cost whose gross payment is `target`: through the segments until it is reached.
    fn cost_of(&self, op: &PayOp, rule: RoundRule, state: &State, target: i128) -> Exact {
        if target <= 0 {
            return Exact {
                num: 0,
                den: self.scale,
            };
        }
        let mut left = target;
        let mut lower = 0;
        for band in &op.bands {
            let upper = match &band.upto {
                Some(upto) => {
                    let upto = state.amount("upto", upto, rule, &mut NoTrace);
                    i128::from(upto) * self.scale
                }
                None => self.to,
            };
            let from = self.from.max(lower);
            let num = i128::from(band.num);
            let pays = (self.to.min(upper) - from).max(0).saturating_mul(num);
            if pays >= left && num > 0 {
                let place = from + self.shift - self.begin;
                return Exact {
                    num: place.saturating_mul(num) + left,
                    den: num * self.scale,
                };
            }
            left -= pays;
            lower = lower.max(upper);
        }
        Exact {
            num: self.to + self.shift - self.begin,
            den: self.scale,
        }
    }
}

/// The consumed cost in the way the step names, never more than all of it.
fn consumed(how: Consumed, stands_for: Exact, all: Exact) -> Exact {
    // The denominator of `stands_for` is a multiple of that of `all`.
    let factor = stands_for.den.checked_div(all.den).unwrap_or(1);
    let fits = stands_for.num < all.num.saturating_mul(factor);
    let less = if fits { stands_for } else { all };
    match how {
        Consumed::All => all,
        Consumed::Exact => less,
        Consumed::Down => Exact {
            num: i128::from(less.floor()),
            den: 1,
        },
        Consumed::HalfUp => {
            let rounded = base::Rounding::HalfUp.div(less.num, less.den);
            Exact {
                num: rounded.min(i128::from(all.floor())),
                den: 1,
            }
        }
    }
}

/// Whole 分 of a cost together with what was pending before it, and what is pending after.
fn whole(cost: Exact, pending: Exact) -> (i64, Exact) {
    if cost.den == 1 && pending.num == 0 {
        return (clamp(cost.num), NOTHING_PENDING);
    }
    // Either a whole number, or a fraction that was computed in units of what is pending.
    let (num, den) = match cost.den {
        1 => (
            cost.num.saturating_mul(pending.den) + pending.num,
            pending.den,
        ),
        den => (
            cost.num + pending.num * den.checked_div(pending.den).unwrap_or(0),
            den,
        ),
    };
    let (floor, cut) = div_rem(num, den);
    (clamp(floor), small(Exact { num: cut, den }))
}

/// The fraction with a denominator that the next share can scale by; in lowest terms only where it
/// must be.
fn small(fraction: Exact) -> Exact {
    if fraction.den <= MAX_PENDING_DEN {
        return fraction;
    }
    let divisor = greatest_common_divisor(fraction.num, fraction.den);
    let den = div_rem(fraction.den, divisor).0;
    if den > MAX_PENDING_DEN {
        return NOTHING_PENDING;
    }
    Exact {
        num: div_rem(fraction.num, divisor).0,
        den,
    }
}

fn clamp(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Moves the money, counts it and leaves the fraction for the next share of the source.
#[inline]
fn settle<S: Sink>(op: &PayOp, state: &mut State, held: i64, outcome: &Outcome, sink: &mut S) {
    let Outcome {
        paid,
        cost,
        pending,
        eligible,
    } = outcome;
    let rest = cost.saturating_sub(*paid);
    state.drain(&op.source.pots, op.payer, *paid, sink);
    if let Some(to) = op.rest {
        state.drain(&op.source.pots, to, rest, sink);
    }
    if let Some(to) = op.over {
        state.drain_back(&op.source.pots, to, held.saturating_sub(*cost), sink);
    } else if pending.num != 0 {
        state.pending = Pending {
            num: clamp(pending.num),
            den: clamp(pending.den),
            mask: op.source.mask,
            key: op.source.key,
        };
    }
    state.grow(op.base_acc.as_slice(), *eligible, sink);
    state.grow(&op.paid.grows, *paid, sink);
    state.grow(&op.cost.grows, *cost, sink);
    state.grow(&op.count_paid, *paid, sink);
    state.grow(&op.count_cost, *cost, sink);
    state.grow(&op.count_rest, rest, sink);
}
