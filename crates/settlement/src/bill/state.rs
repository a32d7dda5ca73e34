//! Accumulators by key, and what a settlement adds to them.

use benefit::claim::{AccView, Claim};
use benefit::determination::Determination;
use benefit::facts::with_defaults;
use benefit::keys::{AccKey, keys};
use benefit::plan::Policy;
use std::collections::BTreeMap;

/// What is added under one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Key.
    pub key: AccKey,
    /// Money in 分, a count or days; never 0.
    pub amount: i64,
}

/// Values by key; a key without value is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccState(BTreeMap<AccKey, i64>);

impl AccState {
    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &AccKey) -> i64 {
        self.0.get(key).copied().unwrap_or(0)
    }

    /// Adds under a key; a key that comes back to 0 leaves, so that equal states are equal.
    pub fn add(&mut self, key: &AccKey, amount: i64) {
        let value = self.get(key).saturating_add(amount);
        if value == 0 {
            self.0.remove(key);
        } else {
            self.0.insert(key.clone(), value);
        }
    }

    /// Adds postings.
    pub fn post(&mut self, postings: &[Posting]) {
        for posting in postings {
            self.add(&posting.key, posting.amount);
        }
    }

    /// Takes postings back.
    pub fn take_back(&mut self, postings: &[Posting]) {
        for posting in postings {
            self.add(&posting.key, posting.amount.saturating_neg());
        }
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&AccKey, i64)> {
        self.0.iter().map(|(key, value)| (key, *value))
    }

    /// The accumulators before a claim, as the rules read them.
    #[must_use]
    pub fn view(&self, keys: &[Option<AccKey>]) -> AccView {
        let mut view = AccView::zero(keys.len());
        for (acc, key) in (0_u16..).zip(keys) {
            view.set(acc, key.as_ref().map_or(0, |key| self.get(key)));
        }
        view
    }
}

/// The keys of a claim's accumulators, by index of the policy.
#[must_use]
pub(super) fn keys_of(policy: &Policy, claim: &Claim) -> Vec<Option<AccKey>> {
    keys(policy, &with_defaults(policy, &claim.facts), &claim.owners)
}

/// What a determination adds.
#[must_use]
pub(super) fn postings_of(
    policy: &Policy,
    claim: &Claim,
    determination: &Determination,
) -> Vec<Posting> {
    let keys = keys_of(policy, claim);
    let moved = keys.into_iter().zip(&determination.deltas);
    moved
        .filter(|(_, delta)| **delta != 0)
        .filter_map(|(key, delta)| {
            Some(Posting {
                key: key?,
                amount: *delta,
            })
        })
        .collect()
}

/// Postings with equal keys summed and the ones of another set taken off: `added − taken`, in the order
/// of keys, without zeros.
#[must_use]
pub fn net(added: &[Posting], taken: &[Posting]) -> Vec<Posting> {
    let mut sum = AccState::default();
    sum.post(added);
    sum.take_back(taken);
    sum.iter()
        .map(|(key, amount)| Posting {
            key: key.clone(),
            amount,
        })
        .collect()
}
