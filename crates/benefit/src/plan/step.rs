//! Item rules, denials and steps.

use super::{AccId, Cite, Cond, LayerId, PotId, Value};

/// How one kind of line is priced; first match wins.
#[derive(Debug, Clone)]
pub struct ItemRule {
    /// When it applies (facts of line, claim, person, provider).
    pub when: Cond,
    /// Limit per unit, money.
    pub price_limit: Option<Value>,
    /// Pot of what is above the limit.
    pub over_to: PotId,
    /// First self-pay of what is left, ratio.
    pub first: Option<Value>,
    /// Pot of the first self-pay.
    pub first_to: PotId,
    /// Everything goes to this pot (out of catalogue).
    pub exclude_to: Option<PotId>,
    /// Open part that receives the rest.
    pub part: PotId,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// A reason for which a claim is not paid.
#[derive(Debug, Clone)]
pub struct Deny {
    /// Stable name.
    pub reason: String,
    /// Chinese title.
    pub title: String,
    /// When it applies.
    pub when: Cond,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// An untranslated clause with an effect.
#[derive(Debug, Clone)]
pub struct Review {
    /// Stable name.
    pub id: String,
    /// What the clause says.
    pub text: String,
    /// When it applies.
    pub when: Cond,
    /// The claim is refused, not only flagged.
    pub refuse: bool,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Stable name.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// When it runs (care kinds are compiled into the condition).
    pub when: Cond,
    /// Layer.
    pub layer: LayerId,
    /// What it does.
    pub kind: StepKind,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// What a step does; see the reference, section 9.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// Moves a share or an amount.
    Carve {
        /// Ratio of the source (exactly one of `ratio` and `amount`).
        ratio: Option<Value>,
        /// Amount of money.
        amount: Option<Value>,
        /// Pots drained in order.
        source: Vec<PotId>,
        /// Receiving pot.
        to: PotId,
        /// Accumulators that grow by what moved.
        counts: Vec<AccId>,
    },
    /// Moves the deductible.
    Deductible {
        /// Amount of money.
        amount: Value,
        /// What was used before is subtracted; grows by what moved.
        used: Option<AccId>,
        /// Bound on an accumulator, which grows too.
        cap: Option<(AccId, Value)>,
        /// Pots drained in order.
        source: Vec<PotId>,
        /// Receiving pot.
        to: PotId,
        /// Accumulators that grow by what moved.
        counts: Vec<AccId>,
    },
    /// Keeps at most an amount in the source.
    Limit {
        /// Amount of money.
        amount: Value,
        /// What was used before is subtracted; grows by what is kept.
        used: Option<AccId>,
        /// Pots; the excess leaves from the last pot backwards.
        source: Vec<PotId>,
        /// Receiving pot.
        to: PotId,
        /// Accumulators that grow by what is kept.
        counts: Vec<AccId>,
    },
    /// A payer pays a share, by one ratio or by segments.
    Pay(Pay),
    /// An account pays.
    Draw {
        /// Account pot.
        payer: PotId,
        /// Its balance.
        balance: AccId,
        /// Pots drained in order.
        source: Vec<PotId>,
    },
    /// Tops up to a minimum.
    Guarantee {
        /// Payer.
        payer: PotId,
        /// Money that the counted payers must reach.
        at_least: Value,
        /// Payers counted.
        counting: Vec<PotId>,
        /// Burden pots drained in order.
        source: Vec<PotId>,
        /// Caps.
        caps: Vec<Cap>,
    },
    /// Pays a fixed amount as far as the source goes.
    Grant {
        /// Payer.
        payer: PotId,
        /// Money.
        amount: Value,
        /// Pots drained in order.
        source: Vec<PotId>,
        /// Caps.
        caps: Vec<Cap>,
    },
    /// Moves everything.
    Assign {
        /// Pots.
        source: Vec<PotId>,
        /// Receiving pot.
        to: PotId,
    },
    /// Adds to an accumulator.
    Record {
        /// Accumulator.
        acc: AccId,
        /// Money, count or days.
        amount: Value,
    },
}

/// `share` and `bands`.
#[derive(Debug, Clone)]
pub struct Pay {
    /// Payer pot.
    pub payer: PotId,
    /// Segments in rising order; a `share` has one without `upto`.
    pub segments: Vec<Segment>,
    /// Bands are measured on the excess over the threshold.
    pub on_excess: bool,
    /// Nothing is paid below it.
    pub threshold: Option<Value>,
    /// Position before the claim; grows by the eligible base.
    pub base_acc: Option<AccId>,
    /// Added to the position.
    pub offset: Option<Value>,
    /// Pots drained in order.
    pub source: Vec<PotId>,
    /// The source is open (else burden).
    pub from_open: bool,
    /// Caps in file order.
    pub caps: Vec<Cap>,
    /// Subtracted from the rounded payment.
    pub minus: Option<Value>,
    /// How the consumed cost of a capped payment is computed.
    pub consumed: Consumed,
    /// Pot of consumed − paid; `None`: stays.
    pub rest: Option<PotId>,
    /// Pot of what is not consumed; `None`: stays.
    pub over: Option<PotId>,
    /// More accumulators.
    pub counts: Vec<(AccId, CountWhat)>,
}

/// A segment of marginal bands.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Upper end (included), money; `None`: open.
    pub upto: Option<Value>,
    /// Ratio paid.
    pub ratio: Value,
}

/// A limit on a payment.
#[derive(Debug, Clone)]
pub struct Cap {
    /// Accumulator that counts against it; `None`: per claim.
    pub acc: Option<AccId>,
    /// Money.
    pub limit: Value,
    /// What is limited.
    pub basis: CapBasis,
    /// Does not apply when this holds.
    pub unless: Cond,
}

/// What a cap limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapBasis {
    /// The payment.
    Paid,
    /// The cost that the payment is computed on.
    Cost,
}

/// Cost consumed by a payment that a paid cap cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumed {
    /// Exact; the next share of the source computes on the unrounded remainder.
    Exact,
    /// Whole 分, down.
    Down,
    /// Whole 分, half up.
    HalfUp,
    /// The whole eligible cost.
    All,
}

/// What a `counts` line adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum CountWhat {
    Paid,
    Cost,
    Rest,
}
