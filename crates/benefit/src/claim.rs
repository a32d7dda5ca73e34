//! What comes in: facts, a bill, the accumulators before it.

use crate::plan::{AccId, FactId, PotId};
use base::Fen;

/// Slot value of an absent fact.
pub const NONE: i64 = i64::MIN;
/// Slot value of a derived fact that could not be computed because facts are missing.
pub const UNKNOWN: i64 = i64::MIN + 1;

/// Encoded facts of one claim (or of a person, for the sections), by slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    slots: Vec<i64>,
}

impl Facts {
    /// All absent.
    #[must_use]
    pub fn none(count: usize) -> Self {
        Self {
            slots: vec![NONE; count],
        }
    }

    /// The encoded value, `None` where absent, unknown or out of range.
    #[must_use]
    pub fn get(&self, fact: FactId) -> Option<i64> {
        Some(self.raw(fact)).filter(|value| *value != NONE && *value != UNKNOWN)
    }

    /// The slot as it is: a value, [`NONE`] or [`UNKNOWN`]; [`NONE`] where out of range.
    #[must_use]
    pub fn raw(&self, fact: FactId) -> i64 {
        self.slots.get(usize::from(fact)).copied().unwrap_or(NONE)
    }

    /// The same facts with room for `count` slots; further slots are absent.
    #[must_use]
    pub fn resized(&self, count: usize) -> Self {
        let mut slots = self.slots.clone();
        slots.resize(count, NONE);
        Self { slots }
    }

    /// Sets a slot; a slot out of range is ignored.
    pub fn set(&mut self, fact: FactId, value: i64) {
        if let Some(slot) = self.slots.get_mut(usize::from(fact)) {
            *slot = value;
        }
    }

    /// The raw slots.
    #[must_use]
    pub fn slots(&self) -> &[i64] {
        &self.slots
    }
}

/// Encodes the text of a `code` fact: the first 63 bits of its SHA-256.
#[must_use]
pub fn code(text: &str) -> i64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    let mut head = [0_u8; 8];
    for (to, from) in head.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    i64::from_be_bytes(head) & i64::MAX
}

/// A claim ready to be settled.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Unique id.
    pub id: String,
    /// Whose accumulators move.
    pub owners: Owners,
    /// Facts of person, claim and provider.
    pub facts: Facts,
    /// What is billed.
    pub bill: Bill,
    /// Earlier visits offered to the merge rules.
    pub visits: Vec<Visit>,
}

/// Ids of the owners of accumulators; an empty text means none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    /// Person number.
    pub person: String,
    /// Family.
    pub family: String,
    /// Benefit group (persons who share a ceiling).
    pub group: String,
    /// Disease code of the claim.
    pub disease: String,
    /// Institution or pharmacy.
    pub provider: String,
    /// Episode (a chain of stays joined by transfer).
    pub episode: String,
}

/// The forms in which a bill comes.
#[derive(Debug, Clone)]
pub enum Bill {
    /// One in-policy amount.
    Amount(Fen),
    /// Lines with their facts; totals by class are lines of one class each.
    Lines(Vec<Line>),
    /// Enters at a later layer or step with the pots as earlier layers left them.
    Enter {
        /// Index of the first step to run in the version's steps.
        step: EnterAt,
        /// Pots with money.
        pots: Vec<(PotId, Fen)>,
    },
}

/// Where a bill enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnterAt {
    /// First step of a layer.
    Layer(String),
    /// A step by id.
    Step(String),
}

/// A line of a bill.
#[derive(Debug, Clone)]
pub struct Line {
    /// Amount, may be negative (a correction) as long as the class stays at or above 0.
    pub amount: Fen,
    /// Facts of the line, laid over the facts of the claim.
    pub facts: Vec<(FactId, i64)>,
}

/// A visit before a stay.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Id of the visit.
    pub id: String,
    /// Its facts.
    pub facts: Facts,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Values of the accumulators before a claim, by index of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccView {
    values: Vec<i64>,
}

impl AccView {
    /// All zero.
    #[must_use]
    pub fn zero(count: usize) -> Self {
        Self {
            values: vec![0; count],
        }
    }

    /// All values, by index of the policy.
    #[must_use]
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Value before the claim (0 where unknown).
    #[must_use]
    pub fn get(&self, acc: AccId) -> i64 {
        self.values.get(usize::from(acc)).copied().unwrap_or(0)
    }

    /// Sets a value; an index out of range is ignored.
    pub fn set(&mut self, acc: AccId, value: i64) {
        if let Some(slot) = self.values.get_mut(usize::from(acc)) {
            *slot = value;
        }
    }
}
