//! A record of claims, reversals and openings: the state of every accumulator over time.
//!
//! Nothing in the record is edited. A reversal takes back what its claim added; a claim that is
//! determined again adds a difference. At every moment the state of a key is the sum of its
//! openings and of the deltas of the determinations that stand.

mod reverse;

use crate::claim::{AccView, Claim};
use crate::determination::{Determination, Refusal};
use crate::given::{date_fact, with_defaults};
use crate::keys::{AccKey, keys};
use crate::plan::{ClaimOrder, Policy};
use crate::settle::{Options, settle_with};
use base::Date;
use std::collections::BTreeMap;

/// What happens to the record.
#[derive(Debug, Clone)]
pub enum Event {
    /// A claim to settle.
    Claim(Claim),
    /// A claim is taken back.
    Reverse {
        /// Id of this event.
        id: String,
        /// Id of the claim.
        of: String,
    },
    /// Money or a count from outside: migration, transfer, a credit to an account.
    Opening {
        /// Key that it adds to.
        key: AccKey,
        /// What it adds.
        amount: i64,
        /// Where it comes from.
        source: String,
    },
}

/// What an event led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A claim was determined.
    Settled {
        /// Id of the claim.
        id: String,
        /// The determination.
        determination: Box<Determination>,
    },
    /// A claim or a reversal could not be taken.
    Refused {
        /// Id of the claim or of the reversal.
        id: String,
        /// Why.
        refusal: Refusal,
    },
    /// A claim was taken back: its latest determination no longer stands.
    Reversed {
        /// Id of the reversal.
        id: String,
        /// Id of the claim.
        of: String,
        /// The determination that it takes back.
        determination: Box<Determination>,
    },
    /// A later claim was determined again; the new determination takes the place of the old one.
    Difference {
        /// Id of the claim.
        of: String,
        /// Id of the reversal that caused it.
        because: String,
        /// What stood before.
        before: Box<Determination>,
        /// What stands now.
        after: Box<Determination>,
    },
    /// An opening was added.
    Opened {
        /// Key.
        key: AccKey,
        /// What was added.
        amount: i64,
    },
}

/// A claim in the record.
#[derive(Debug, Clone)]
struct Taken {
    claim: Claim,
    keys: Vec<Option<AccKey>>,
    /// The determination that stands; `None`: reversed.
    stands: Option<Determination>,
}

/// An opening in the record.
#[derive(Debug, Clone)]
struct Opened {
    /// How many claims had been taken before it.
    place: usize,
    key: AccKey,
    amount: i64,
}

/// The record of one policy.
#[derive(Debug, Clone)]
pub struct History<'a> {
    policy: &'a Policy,
    /// The catalogue by which bills are priced, if not the policy's own.
    catalogue: Option<&'a Policy>,
    /// Determinations keep their trace.
    traced: bool,
    store: BTreeMap<AccKey, i64>,
    taken: Vec<Taken>,
    /// Place of each claim in `taken`.
    index: BTreeMap<String, usize>,
    opened: Vec<Opened>,
}

impl<'a> History<'a> {
    /// An empty record.
    #[must_use]
    pub const fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            catalogue: None,
            traced: true,
            store: BTreeMap::new(),
            taken: Vec::new(),
            index: BTreeMap::new(),
            opened: Vec::new(),
        }
    }

    /// From now on bills are priced by this catalogue (`None`: the policy's own).
    pub const fn price_by(&mut self, catalogue: Option<&'a Policy>) {
        self.catalogue = catalogue;
    }

    /// From now on determinations are kept without trace: results and receipts are the same, and a
    /// long record takes a fraction of the memory.
    pub const fn keep_no_trace(&mut self) {
        self.traced = false;
    }

    /// The value under a key; 0 where nothing was added.
    #[must_use]
    pub fn value(&self, key: &AccKey) -> i64 {
        self.store.get(key).copied().unwrap_or(0)
    }

    /// Every key with its value.
    #[must_use]
    pub const fn store(&self) -> &BTreeMap<AccKey, i64> {
        &self.store
    }

    /// The determinations that stand, with the ids of their claims, in the order they were taken.
    pub fn standing(&self) -> impl Iterator<Item = (&str, &Determination)> {
        self.taken
            .iter()
            .filter_map(|taken| Some((taken.claim.id.as_str(), taken.stands.as_ref()?)))
    }

    /// The accumulators before a claim.
    #[must_use]
    pub fn view(&self, claim: &Claim) -> AccView {
        self.view_of(&self.keys_of(claim))
    }

    /// Takes one event, at its place. A reversal may lead to several outcomes.
    pub fn apply(&mut self, event: Event) -> Vec<Outcome> {
        match event {
            Event::Claim(claim) => vec![self.take(claim)],
            Event::Reverse { id, of } => self.reverse(&id, &of),
            Event::Opening { key, amount, .. } => {
                add(&mut self.store, &key, amount);
                self.opened.push(Opened {
                    place: self.taken.len(),
                    key: key.clone(),
                    amount,
                });
                vec![Outcome::Opened { key, amount }]
            }
        }
    }

    fn take(&mut self, claim: Claim) -> Outcome {
        let id = claim.id.clone();
        if self.index.contains_key(&id) {
            let refusal = Refusal::Duplicate(id.clone());
            return Outcome::Refused { id, refusal };
        }
        let keys = self.keys_of(&claim);
        match self.determine(&claim, &self.view_of(&keys)) {
            Err(refusal) => Outcome::Refused { id, refusal },
            Ok(determination) => {
                self.post(&keys, &determination, 1);
                let stands = Some(determination.clone());
                self.index.insert(id.clone(), self.taken.len());
                self.taken.push(Taken {
                    claim,
                    keys,
                    stands,
                });
                Outcome::Settled {
                    id,
                    determination: Box::new(determination),
                }
            }
        }
    }

    fn determine(&self, claim: &Claim, view: &AccView) -> Result<Determination, Refusal> {
        settle_with(
            self.policy,
            claim,
            view,
            Options {
                catalogue: self.catalogue,
                trace: self.traced,
            },
        )
    }

    fn keys_of(&self, claim: &Claim) -> Vec<Option<AccKey>> {
        keys(
            self.policy,
            &with_defaults(self.policy, &claim.facts),
            &claim.owners,
        )
    }

    fn view_of(&self, keys: &[Option<AccKey>]) -> AccView {
        let mut view = AccView::zero(self.policy.accs.len());
        for (acc, key) in (0_u16..).zip(keys) {
            view.set(acc, key.as_ref().map_or(0, |key| self.value(key)));
        }
        view
    }

    /// Adds (`sign` 1) or takes back (−1) the deltas of a determination.
    fn post(&mut self, keys: &[Option<AccKey>], determination: &Determination, sign: i64) {
        for (key, delta) in keys.iter().zip(&determination.deltas) {
            if let (Some(key), true) = (key, *delta != 0) {
                add(&mut self.store, key, delta.saturating_mul(sign));
            }
        }
    }
}

/// A key that comes back to 0 leaves the store, so that equal states are equal stores.
fn add(store: &mut BTreeMap<AccKey, i64>, key: &AccKey, amount: i64) {
    let value = store.get(key).copied().unwrap_or(0).saturating_add(amount);
    if value == 0 {
        store.remove(key);
    } else {
        store.insert(key.clone(), value);
    }
}

/// Runs events from an empty record. Claims that stand between two other events are taken in the
/// order of the package: by settlement or service date, then by id.
#[must_use]
pub fn run(policy: &Policy, events: &[Event]) -> Vec<Outcome> {
    let mut history = History::new(policy);
    let mut outcomes = Vec::with_capacity(events.len());
    for event in ordered(policy, events) {
        outcomes.extend(history.apply(event.clone()));
    }
    outcomes
}

/// The events in the order in which they are taken: claims between two other events by the order
/// of the package.
#[must_use]
pub fn ordered<'e>(policy: &Policy, events: &'e [Event]) -> Vec<&'e Event> {
    let mut order: Vec<&Event> = events.iter().collect();
    let runs =
        order.chunk_by_mut(|a, b| matches!(a, Event::Claim(_)) && matches!(b, Event::Claim(_)));
    for run in runs {
        run.sort_by_cached_key(|event| match event {
            Event::Claim(claim) => (day_of(policy, claim), claim.id.clone()),
            _ => (None, String::new()),
        });
    }
    order
}

fn day_of(policy: &Policy, claim: &Claim) -> Option<Date> {
    let facts = with_defaults(policy, &claim.facts);
    let by = match policy.order {
        ClaimOrder::Settlement => policy.known.settlement_date,
        ClaimOrder::Service => policy.known.service_date,
    };
    date_fact(&facts, by).or_else(|| date_fact(&facts, policy.known.service_date))
}

#[cfg(test)]
mod tests;
