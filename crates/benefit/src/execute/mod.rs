//! Running a program over pots of money.
//!
//! Every operation moves whole 分 from pots to pots, so that what went in is always what comes out.
//! Nothing is allocated and nothing can fail: all that can be missing was asked for by `resolve`.

mod caps;
mod pay;
mod sink;
mod state;
mod trace;

pub use sink::{NoTrace, Sink};
pub use state::State;
pub use trace::Trace;

use caps::room;

use crate::plan::{AccId, PotId, RoundRule};
use crate::program::{Act, Amount, Caps, Op, Program, Source};

/// Runs a program. The state holds the priced bill: open parts and burden by cause, `total`,
/// `in_policy` and the accumulators before the claim.
///
/// A denied claim moves everything to the pot of denied claims. What is still open after the last
/// step moves to the pot of what no rule covers.
#[inline]
pub fn execute<S: Sink>(program: &Program, state: &mut State, sink: &mut S) {
    if !program.denials.is_empty() {
        for pot in 0..u16::try_from(state.pots.len()).unwrap_or(u16::MAX) {
            state.drain(&[pot], program.denied, i64::MAX, sink);
        }
        return;
    }
    for op in &program.ops {
        run(op, program.rounding, state, sink);
    }
    if state.sum(&program.open) != 0 {
        sink.uncovered();
        state.drain(&program.open, program.uncovered, i64::MAX, sink);
    }
}

#[inline]
fn run<S: Sink>(op: &Op, rule: RoundRule, state: &mut State, sink: &mut S) {
    sink.step(op);
    match &op.act {
        Act::Pay(pay) => pay::pay(pay, rule, state, sink),
        Act::Deductible {
            amount,
            used,
            cap,
            source,
            to,
            counts,
        } => {
            let amount = state.amount("amount", amount, rule, sink);
            deductible(
                state,
                (amount, *used),
                cap.as_ref(),
                (source, *to, counts),
                rule,
                sink,
            );
        }
        Act::CarveRatio {
            rate,
            source,
            to,
            counts,
        } => {
            let held = state.sum(&source.pots);
            let share = rate.of(held, rule.mode, rule.unit).min(held);
            carve(state, share, (source, *to, counts), sink);
        }
        Act::CarveAmount {
            amount,
            source,
            to,
            counts,
        } => {
            let amount = state.amount("amount", amount, rule, sink);
            let share = amount.min(state.sum(&source.pots));
            carve(state, share, (source, *to, counts), sink);
        }
        Act::Limit {
            amount,
            used,
            source,
            to,
            counts,
        } => {
            let amount = state.amount("amount", amount, rule, sink);
            limit(state, (amount, *used), (source, *to, counts), sink);
        }
        Act::Draw {
            payer,
            balance,
            source,
        } => {
            let drawn = state.sum(&source.pots).min(state.acc(*balance)).max(0);
            state.drain(&source.pots, *payer, drawn, sink);
            state.add(*balance, drawn.saturating_neg(), sink);
        }
        other => run_top_up(other, rule, state, sink),
    }
}

fn run_top_up<S: Sink>(act: &Act, rule: RoundRule, state: &mut State, sink: &mut S) {
    match act {
        Act::Guarantee {
            payer,
            at_least,
            counting,
            source,
            caps,
        } => {
            let at_least = state.amount("at_least", at_least, rule, sink);
            let missing = at_least.saturating_sub(state.sum(counting)).max(0);
            grant(state, missing, (*payer, source), caps, rule, sink);
        }
        Act::Grant {
            payer,
            amount,
            source,
            caps,
        } => {
            let amount = state.amount("amount", amount, rule, sink);
            grant(state, amount, (*payer, source), caps, rule, sink);
        }
        Act::Assign { source, to } => {
            for pot in &source.pots {
                state.drain(&[*pot], *to, i64::MAX, sink);
            }
        }
        Act::Record { acc, amount } => {
            let amount = state.amount("amount", amount, rule, sink);
            state.add(*acc, amount, sink);
        }
        _ => {}
    }
}

/// What a step takes from, gives to, and counts.
type Move<'a> = (&'a Source, PotId, &'a [AccId]);

fn carve<S: Sink>(state: &mut State, share: i64, (source, to, counts): Move<'_>, sink: &mut S) {
    state.drain(&source.pots, to, share, sink);
    state.grow(counts, share, sink);
}

#[inline]
fn deductible<S: Sink>(
    state: &mut State,
    (amount, used): (i64, Option<AccId>),
    cap: Option<&(AccId, Amount)>,
    (source, to, counts): Move<'_>,
    rule: RoundRule,
    sink: &mut S,
) {
    let before = used.map_or(0, |acc| state.acc(acc));
    let mut share = state
        .sum(&source.pots)
        .min(amount.saturating_sub(before))
        .max(0);
    if let Some((acc, limit)) = cap {
        let limit = state.amount("limit", limit, rule, sink);
        share = share.min(limit.saturating_sub(state.acc(*acc))).max(0);
    }
    state.drain(&source.pots, to, share, sink);
    for acc in used.iter().chain(cap.map(|(acc, _)| acc)) {
        state.add(*acc, share, sink);
    }
    state.grow(counts, share, sink);
}

fn limit<S: Sink>(
    state: &mut State,
    (amount, used): (i64, Option<AccId>),
    (source, to, counts): Move<'_>,
    sink: &mut S,
) {
    let before = used.map_or(0, |acc| state.acc(acc));
    let held = state.sum(&source.pots);
    let kept = held.min(amount.saturating_sub(before)).max(0);
    state.drain_back(&source.pots, to, held.saturating_sub(kept), sink);
    state.grow(used.as_slice(), kept, sink);
    state.grow(counts, kept, sink);
}

/// Every cap, of either basis, bounds the payment and grows by it.
fn grant<S: Sink>(
    state: &mut State,
    amount: i64,
    (payer, source): (PotId, &Source),
    caps: &Caps,
    rule: RoundRule,
    sink: &mut S,
) {
    let wanted = amount.min(state.sum(&source.pots));
    let paid = room(state, caps, rule, sink)
        .map_or(wanted, |room| wanted.min(room))
        .max(0);
    state.drain(&source.pots, payer, paid, sink);
    state.grow(&caps.grows, paid, sink);
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
