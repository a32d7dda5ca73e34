//! What goes out: who pays what, why, and what changed.

use crate::plan::{AccId, Cite, FactId, PotId};
use base::{Date, Fen};
use std::borrow::Cow;

/// The result of settling one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determination {
    /// Outcome.
    pub status: Status,
    /// Total of the bill.
    pub total: Fen,
    /// What entered the open parts after the items stage.
    pub in_policy: Fen,
    /// Final content of every pot, by index of the policy; open parts are 0.
    pub pots: Vec<Fen>,
    /// Change of every accumulator, by index of the policy.
    pub deltas: Vec<i64>,
    /// Reasons of denial, by index of the version's denials.
    pub denials: Vec<u16>,
    /// Clauses that ask for a person's review, by index of the version's reviews.
    pub reviews: Vec<u16>,
    /// Ids of the visits that joined the bill.
    pub merged: Vec<String>,
    /// Index of the version in [`crate::plan::Policy::versions`].
    pub version: u16,
    /// Proof of how it came about.
    pub receipt: Receipt,
}

/// Outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Settled.
    Settled,
    /// Denied: everything is the person's.
    Denied,
    /// Settled, and a person must look at it.
    Review,
}

/// What is needed to recompute a determination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Hash of the policy.
    pub policy_hash: [u8; 32],
    /// Name and version of the engine that settled it.
    pub engine: Cow<'static, str>,
    /// Law date that chose the version.
    pub law_date: Date,
    /// Facts present, derived ones included, by slot.
    pub facts: Vec<(FactId, i64)>,
    /// Accumulators before the claim.
    pub before: Vec<i64>,
    /// Steps that ran.
    pub trace: Vec<TraceStep>,
    /// SHA-256 over the claim's id and bill, all of the above but the trace, and the result.
    pub hash: [u8; 32],
}

/// One step as it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceStep {
    /// What ran.
    pub what: TraceWhat,
    /// Money that moved: from, to, amount.
    pub moves: Vec<(PotId, PotId, Fen)>,
    /// Numbers used: what (a field of the step), value, table row where there is one.
    pub used: Vec<TraceUse>,
    /// Accumulators before and after.
    pub accs: Vec<(AccId, i64, i64)>,
}

/// What ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceWhat {
    /// The items stage, by index of the version's item rules; `None`: the default rule.
    Item(Option<u16>),
    /// A step, by index of the version's steps.
    Step(u16),
    /// A denial, by index of the version's denials.
    Deny(u16),
    /// A class row: derived index, row index.
    Class(u16, u16),
    /// What no step covered.
    Uncovered,
}

/// A number that a step used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceUse {
    /// Field of the step: `amount`, `ratio`, `limit` …
    pub field: &'static str,
    /// Value, as the trace prints it (`1500.00`, `85%`).
    pub value: crate::plan::Scalar,
    /// The number is money (分), not a count.
    pub money: bool,
    /// Table and row behind it, by index of the version.
    pub row: Option<(u16, u16)>,
    /// Articles of the table where they differ from the step's.
    pub cite: Vec<Cite>,
}

/// Why a claim could not be determined: broken input, never a benefit decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The law date lies outside every version.
    #[error("no version of the policy covers the law date {0}")]
    NoVersion(Date),
    /// None of the date facts that choose the version is present.
    #[error("the claim has no law date")]
    NoLawDate,
    /// A rule needs a fact that is absent.
    #[error("fact `{fact}` is missing, needed by {by}")]
    FactMissing {
        /// Name of the fact.
        fact: String,
        /// Class, table, step or denial that needs it.
        by: String,
    },
    /// No row of a class or table matches.
    #[error("no row of {0} matches the facts")]
    NoRow(String),
    /// A parameter that no source gives was needed.
    #[error("parameter `{0}` is not set: no source gives it")]
    Unset(String),
    /// An amount is negative, or a sum left the range of money.
    #[error("amount out of range in {0}")]
    Amount(String),
    /// The layer or step at which the bill enters does not exist.
    #[error("no layer or step `{0}` to enter at")]
    NoEntry(String),
    /// A number that must be known before money moves reads pots or accumulators.
    #[error("{0} must not read money of the claim")]
    NotStatic(String),
    /// The policy has no pot of a name that the engine needs.
    #[error("the policy has no pot `{0}`")]
    NoPot(String),
    /// An untranslated clause refuses the claim.
    #[error("clause `{0}` is not expressed and refuses the claim")]
    Untranslated(String),
    /// The record has a claim of this id already.
    #[error("claim `{0}` is recorded already")]
    Duplicate(String),
    /// Reversal of an unknown or already reversed claim, or not the last one where the policy asks for it.
    #[error("claim `{0}` cannot be reversed: {1}")]
    NotReversible(String, Irreversible),
}

/// Why a claim cannot be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Irreversible {
    /// No claim of this id was taken.
    #[error("it is unknown")]
    Unknown,
    /// It was taken back before.
    #[error("it is reversed already")]
    Reversed,
    /// The policy takes back only the last claim of a person.
    #[error("later claims of the person stand")]
    NotLast,
}
