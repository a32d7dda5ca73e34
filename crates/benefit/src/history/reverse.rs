//! Taking a claim back.

use super::{History, Outcome, Taken, add};
use crate::determination::{Determination, Irreversible, Refusal};
use crate::plan::ReversalMode;

impl History<'_> {
    /// Takes back the determination of a claim, in the way of the package.
    pub(super) fn reverse(&mut self, id: &str, of: &str) -> Vec<Outcome> {
        let found = self.index.get(of).copied();
        let standing = found.and_then(|at| Some((at, self.taken.get(at)?.stands.clone()?)));
        let Some((at, determination)) = standing else {
            let why = if found.is_some() {
                Irreversible::Reversed
            } else {
                Irreversible::Unknown
            };
            return vec![refused(id, of, why)];
        };
        if self.policy.reversal == ReversalMode::LastOnly && self.has_later(at) {
            return vec![refused(id, of, Irreversible::NotLast)];
        }
        match self.policy.reversal {
            ReversalMode::Replay => self.reverse_and_replay(id, at, determination),
            ReversalMode::Keep | ReversalMode::LastOnly => {
                self.take_back(at, &determination);
                vec![reversed(id, of, determination)]
            }
        }
    }

    fn take_back(&mut self, at: usize, determination: &Determination) {
        let keys = self
            .taken
            .get(at)
            .map(|taken| taken.keys.clone())
            .unwrap_or_default();
        self.post(&keys, determination, -1);
        if let Some(taken) = self.taken.get_mut(at) {
            taken.stands = None;
        }
    }

    /// A later claim of the same person, or one that shares an accumulator, stands.
    fn has_later(&self, at: usize) -> bool {
        let Some(taken) = self.taken.get(at) else {
            return false;
        };
        let mut later = self.taken.iter().skip(at.saturating_add(1));
        later.any(|other| other.stands.is_some() && concerns(taken, other))
    }

    /// As if the claim had never been: what was determined after it is taken back and determined
    /// again. If one of those can no longer be determined, the reversal is refused as a whole.
    fn reverse_and_replay(
        &mut self,
        id: &str,
        at: usize,
        determination: Determination,
    ) -> Vec<Outcome> {
        let undo = (self.store.clone(), self.taken.clone());
        let of = self
            .taken
            .get(at)
            .map(|taken| taken.claim.id.clone())
            .unwrap_or_default();
        let later: Vec<(usize, Determination)> = (at.saturating_add(1)..self.taken.len())
            .filter_map(|at| Some((at, self.taken.get(at)?.stands.clone()?)))
            .collect();
        for (at, old) in &later {
            self.take_back(*at, old);
        }
        self.take_back(at, &determination);
        // An opening keeps its place: a claim taken before it must not see it.
        let mut next = self.close_after(at);
        let mut outcomes = vec![reversed(id, &of, determination)];
        for (at, old) in later {
            next = self.open_until(next, at);
            match self.determine_again(id, at, old) {
                Ok(difference) => outcomes.extend(difference),
                Err(refusal) => {
                    (self.store, self.taken) = undo;
                    return vec![Outcome::Refused {
                        id: id.to_owned(),
                        refusal,
                    }];
                }
            }
        }
        self.open_until(next, self.taken.len());
        outcomes
    }

    /// Takes back the openings that came after the claim at a place; answers the first of them.
    fn close_after(&mut self, at: usize) -> usize {
        let first = self.opened.partition_point(|opened| opened.place <= at);
        for opened in self.opened.iter().skip(first) {
            add(&mut self.store, &opened.key, opened.amount.saturating_neg());
        }
        first
    }

    /// Adds the openings from `next` on that came before the claim at a place; answers the first
    /// that did not.
    fn open_until(&mut self, next: usize, at: usize) -> usize {
        let mut reached = next;
        for opened in self.opened.iter().skip(next) {
            if opened.place > at {
                break;
            }
            add(&mut self.store, &opened.key, opened.amount);
            reached = reached.saturating_add(1);
        }
        reached
    }

    fn determine_again(
        &mut self,
        because: &str,
        at: usize,
        old: Determination,
    ) -> Result<Option<Outcome>, Refusal> {
        let Some(taken) = self.taken.get(at) else {
            return Ok(None);
        };
        let (claim, keys) = (taken.claim.clone(), taken.keys.clone());
        let view = self.view_of(&keys);
        let new = if view.values() == old.receipt.before {
            old.clone()
        } else {
            self.determine(&claim, &view)?
        };
        self.post(&keys, &new, 1);
        if let Some(taken) = self.taken.get_mut(at) {
            taken.stands = Some(new.clone());
        }
        if new == old {
            return Ok(None);
        }
        Ok(Some(Outcome::Difference {
            of: claim.id,
            because: because.to_owned(),
            before: Box::new(old),
            after: Box::new(new),
        }))
    }
}

/// Two claims of one person, or with an accumulator in common.
fn concerns(one: &Taken, other: &Taken) -> bool {
    one.claim.owners.person == other.claim.owners.person
        || one
            .keys
            .iter()
            .flatten()
            .any(|key| other.keys.iter().flatten().any(|k| k == key))
}

fn reversed(id: &str, of: &str, determination: Determination) -> Outcome {
    let determination = Box::new(determination);
    Outcome::Reversed {
        id: id.to_owned(),
        of: of.to_owned(),
        determination,
    }
}

fn refused(id: &str, of: &str, why: Irreversible) -> Outcome {
    let refusal = Refusal::NotReversible(of.to_owned(), why);
    Outcome::Refused {
        id: id.to_owned(),
        refusal,
    }
}
