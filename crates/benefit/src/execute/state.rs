//! The running state of one claim.

use super::Sink;
use crate::plan::{AccId, PotId, RoundRule};
use crate::program::{Amount, Source};
use crate::value::{Moment, now};
use std::cell::Cell;

/// Pots, accumulators and what a step may ask about the bill.
///
/// Sums saturate at the range of 64 bits for the sake of totality: a bill is held to
/// [`base::Fen::MAX_ABS`], so that thousands of steps stay far inside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Money in each pot, by index of the policy.
    pub pots: Vec<i64>,
    /// Accumulators now, by index of the policy.
    pub accs: Vec<i64>,
    /// Accumulators before the claim.
    pub before: Vec<i64>,
    /// Total of the bill.
    pub total: i64,
    /// What entered the open parts.
    pub in_policy: i64,
    /// `base` of a contribution entry; 0 in a claim.
    pub base: i64,
    /// A value left the range of 64 bits; shared so that looking a value up does not ask for more.
    overflowed: Cell<bool>,
    pub(super) pending: Pending,
}

/// The part of a 分 that an exactly consumed cost has taken from what stands in its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    /// Numerator, below `den`.
    pub(super) num: i64,
    /// Denominator; 1 where nothing is pending.
    pub(super) den: i64,
    /// Pots of the source to which it belongs.
    pub(super) mask: u128,
    /// The source itself: [`Source::key`].
    pub(super) key: u64,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            num: 0,
            den: 1,
            mask: 0,
            key: 0,
        }
    }
}

impl State {
    /// Empty pots and zero accumulators.
    #[must_use]
    pub fn new(pots: usize, accs: usize) -> State {
        State {
            pots: vec![0; pots],
            accs: vec![0; accs],
            before: vec![0; accs],
            ..State::default()
        }
    }

    /// Ready for the next claim: empty pots, the accumulators as given (missing ones 0). Keeps its
    /// memory.
    #[inline]
    pub fn reset(&mut self, before: &[i64]) {
        self.pots.fill(0);
        if before.len() == self.accs.len() && before.len() == self.before.len() {
            self.accs.copy_from_slice(before);
            self.before.copy_from_slice(before);
        } else {
            let values = before.iter().copied().chain(std::iter::repeat(0));
            for ((now, old), value) in self.accs.iter_mut().zip(&mut self.before).zip(values) {
                *now = value;
                *old = value;
            }
        }
        (self.total, self.in_policy, self.base) = (0, 0, 0);
        self.overflowed.set(false);
        self.pending = Pending::default();
    }

    /// Whether nothing left the range of 64 bits: else the result may be false and must be refused.
    #[must_use]
    #[inline]
    pub fn is_sound(&self) -> bool {
        !self.overflowed.get() && self.at_its_end().is_none()
    }

    /// An accumulator that stands at the end of its range, where sums saturate.
    #[must_use]
    pub fn at_its_end(&self) -> Option<AccId> {
        let at_the_end = |value: &i64| matches!(*value, i64::MIN | i64::MAX);
        let found = self.accs.iter().position(at_the_end);
        found.and_then(|at| AccId::try_from(at).ok())
    }

    /// A claim of one in-policy amount: everything opens in the first pot.
    pub fn open_amount(&mut self, amount: i64) {
        if let Some(main) = self.pots.first_mut() {
            *main = amount;
        }
        (self.total, self.in_policy) = (amount, amount);
    }

    /// Money in a pot.
    #[must_use]
    #[inline]
    pub fn pot(&self, pot: PotId) -> i64 {
        self.pots.get(usize::from(pot)).copied().unwrap_or(0)
    }

    /// An accumulator now.
    #[must_use]
    #[inline]
    pub fn acc(&self, acc: AccId) -> i64 {
        self.accs.get(usize::from(acc)).copied().unwrap_or(0)
    }

    /// An accumulator before the claim.
    #[must_use]
    #[inline]
    pub fn acc_before(&self, acc: AccId) -> i64 {
        self.before.get(usize::from(acc)).copied().unwrap_or(0)
    }

    /// Change of every accumulator.
    pub fn deltas(&self) -> impl Iterator<Item = i64> + '_ {
        self.accs
            .iter()
            .zip(&self.before)
            .map(|(now, old)| now.saturating_sub(*old))
    }

    #[inline]
    pub(super) fn sum(&self, pots: &[PotId]) -> i64 {
        pots.iter()
            .fold(0, |sum, pot| sum.saturating_add(self.pot(*pot)))
    }

    /// Moves at most `amount` out of the pots in their order.
    #[inline]
    pub(super) fn drain<S: Sink>(
        &mut self,
        source: &[PotId],
        to: PotId,
        amount: i64,
        sink: &mut S,
    ) {
        let mut left = amount;
        for from in source {
            if left <= 0 {
                break;
            }
            left = left.saturating_sub(self.shift(*from, to, left, sink));
        }
    }

    /// Moves at most `amount` out of the pots, the last first.
    #[inline]
    pub(super) fn drain_back<S: Sink>(
        &mut self,
        source: &[PotId],
        to: PotId,
        amount: i64,
        sink: &mut S,
    ) {
        let mut left = amount;
        for from in source.iter().rev() {
            if left <= 0 {
                break;
            }
            left = left.saturating_sub(self.shift(*from, to, left, sink));
        }
    }

    /// Moves at most `amount` from one pot to another and says how much it was.
    #[inline]
    fn shift<S: Sink>(&mut self, from: PotId, to: PotId, amount: i64, sink: &mut S) -> i64 {
        let moved = self.pot(from).min(amount);
        let to_exists = usize::from(to) < self.pots.len();
        if moved <= 0 || from == to || !to_exists {
            // Staying where it is counts as moved, so that the next pot is not asked for it.
            return if from == to { moved.max(0) } else { 0 };
        }
        if self.pending.num != 0 && self.pending.mask & Source::bit(from) != 0 {
            self.pending = Pending::default();
        }
        if let Some(pot) = self.pots.get_mut(usize::from(from)) {
            *pot = pot.saturating_sub(moved);
        }
        if let Some(pot) = self.pots.get_mut(usize::from(to)) {
            *pot = pot.saturating_add(moved);
        }
        sink.moved(from, to, moved);
        moved
    }

    #[inline]
    pub(super) fn grow<S: Sink>(&mut self, accs: &[AccId], by: i64, sink: &mut S) {
        for acc in accs {
            self.add(*acc, by, sink);
        }
    }

    #[inline]
    pub(super) fn add<S: Sink>(&mut self, acc: AccId, by: i64, sink: &mut S) {
        if let Some(value) = self.accs.get_mut(usize::from(acc))
            && by != 0
        {
            let before = *value;
            *value = before.saturating_add(by);
            sink.changed(acc, before, *value);
        }
    }

    /// An amount now, at least 0. Beyond its range it becomes the largest number: every use but a
    /// record is bounded by money that is there, and [`crate::settle`] refuses what a record fills.
    #[inline]
    pub(super) fn amount<S: Sink>(
        &self,
        field: &'static str,
        amount: &Amount,
        rule: RoundRule,
        sink: &mut S,
    ) -> i64 {
        match amount {
            Amount::Const(value) => *value,
            Amount::Dyn(value) => {
                let value = now(value, rule, self).unwrap_or_else(|| {
                    self.overflowed.set(true);
                    0
                });
                let value = value.max(0);
                sink.used(field, value);
                value
            }
        }
    }

    /// An amount now, 0 where the step does not have it.
    #[inline]
    pub(super) fn amount_or_zero<S: Sink>(
        &self,
        field: &'static str,
        amount: Option<&Amount>,
        rule: RoundRule,
        sink: &mut S,
    ) -> i64 {
        amount.map_or(0, |amount| self.amount(field, amount, rule, sink))
    }
}

impl Moment for State {
    fn total(&self) -> i64 {
        self.total
    }
    fn in_policy(&self) -> i64 {
        self.in_policy
    }
    fn pot(&self, pot: PotId) -> i64 {
        State::pot(self, pot)
    }
    fn acc(&self, acc: AccId) -> i64 {
        State::acc(self, acc)
    }
    fn base(&self) -> i64 {
        self.base
    }
}
