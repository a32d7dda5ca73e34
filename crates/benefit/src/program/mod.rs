//! The straight-line program of one claim: which steps run, with the numbers they run with.
//!
//! A program does not know the facts any more, so that claims with the same facts share one.
//! `resolve` makes it, [`execute`](crate::execute::execute) runs it.

mod rate;

pub use rate::Rate;
pub(crate) use rate::{common_den, div_rem, greatest_common_divisor, wide};

use crate::determination::TraceUse;
use crate::plan::{AccId, Consumed, PotId, RoundRule, Value};

/// The resolved rules of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Operations in order.
    pub ops: Vec<Op>,
    /// Denials that hold, by index of the version's denials; any makes the claim denied.
    pub denials: Vec<u16>,
    /// Clauses that ask for a review, by index of the version's reviews.
    pub reviews: Vec<u16>,
    /// Rounding of every share.
    pub rounding: RoundRule,
    /// The open parts, main first.
    pub open: Vec<PotId>,
    /// Pot of a denied claim.
    pub denied: PotId,
    /// Pot of what no step covers.
    pub uncovered: PotId,
}

/// One step, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Index of the version's steps.
    pub step: u16,
    /// What it does.
    pub act: Act,
    /// The numbers that the facts gave it; empty unless asked for.
    pub uses: Vec<TraceUse>,
}

/// What an operation does; the fields are those of [`crate::plan::StepKind`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "documented at the step kinds of the plan")]
pub enum Act {
    CarveRatio {
        rate: Rate,
        source: Source,
        to: PotId,
        counts: Box<[AccId]>,
    },
    CarveAmount {
        amount: Amount,
        source: Source,
        to: PotId,
        counts: Box<[AccId]>,
    },
    Deductible {
        amount: Amount,
        used: Option<AccId>,
        cap: Option<(AccId, Amount)>,
        source: Source,
        to: PotId,
        counts: Box<[AccId]>,
    },
    Limit {
        amount: Amount,
        used: Option<AccId>,
        source: Source,
        to: PotId,
        counts: Box<[AccId]>,
    },
    Pay(Box<PayOp>),
    Draw {
        payer: PotId,
        balance: AccId,
        source: Source,
    },
    Guarantee {
        payer: PotId,
        at_least: Amount,
        counting: Box<[PotId]>,
        source: Source,
        caps: Caps,
    },
    Grant {
        payer: PotId,
        amount: Amount,
        source: Source,
        caps: Caps,
    },
    Assign {
        source: Source,
        to: PotId,
    },
    Record {
        acc: AccId,
        amount: Amount,
    },
}

/// Money, count or days.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// Known from the facts, at least 0.
    Const(i64),
    /// Depends on pots or accumulators.
    Dyn(Box<Value>),
}

/// Pots drained in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The pots.
    pub pots: Box<[PotId]>,
    /// The same as bits, pots from 127 on sharing the last: to see that two sources overlap.
    pub mask: u128,
    /// Equal for equal lists: to see, with the mask, that two sources are the same.
    pub key: u64,
}

impl Source {
    /// The pots of a step, in its order.
    #[must_use]
    pub fn new(pots: &[PotId]) -> Source {
        let mask = pots.iter().fold(0, |mask, pot| mask | Source::bit(*pot));
        // The number whose digits are the pots. From five pots on it wraps, so that another list
        // may share it; the mask then tells them apart.
        let key = pots.iter().fold(1_u64, |key, pot| {
            key.wrapping_mul(8_191)
                .wrapping_add(u64::from(*pot).wrapping_add(1))
        });
        Source {
            pots: pots.into(),
            mask,
            key,
        }
    }

    /// The bit of a pot.
    #[must_use]
    pub fn bit(pot: PotId) -> u128 {
        1_u128.checked_shl(u32::from(pot).min(127)).unwrap_or(0)
    }
}

/// The caps of one basis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Caps {
    /// Those that limit: their accumulator, if any, and the limit.
    pub limits: Box<[(Option<AccId>, Amount)]>,
    /// Accumulators that grow, each once.
    pub grows: Box<[AccId]>,
}

/// `share` and `bands`, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct PayOp {
    /// Payer.
    pub payer: PotId,
    /// Segments in rising order over one denominator.
    pub bands: Box<[Band]>,
    /// Denominator of every band's ratio.
    pub den: i64,
    /// Measured on the excess over the threshold.
    pub on_excess: bool,
    /// Nothing is paid below it.
    pub threshold: Option<Amount>,
    /// Position before the claim.
    pub base_acc: Option<AccId>,
    /// Added to the position.
    pub offset: Option<Amount>,
    /// Source.
    pub source: Source,
    /// Caps on the cost.
    pub cost: Caps,
    /// Caps on the payment.
    pub paid: Caps,
    /// Subtracted from the rounded payment.
    pub minus: Option<Amount>,
    /// How a capped payment's cost is computed.
    pub consumed: Consumed,
    /// Pot of consumed − paid.
    pub rest: Option<PotId>,
    /// Pot of what is not consumed.
    pub over: Option<PotId>,
    /// Accumulators that grow by what was paid.
    pub count_paid: Box<[AccId]>,
    /// Accumulators that grow by the consumed cost.
    pub count_cost: Box<[AccId]>,
    /// Accumulators that grow by consumed − paid.
    pub count_rest: Box<[AccId]>,
}

/// A segment of marginal bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Upper end (included); `None`: open.
    pub upto: Option<Amount>,
    /// Numerator of its ratio.
    pub num: i64,
}

impl PayOp {
    /// One ratio for all of the cost: no position, no segments.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        matches!(&*self.bands, [Band { upto: None, .. }])
            && self.threshold.is_none()
            && self.base_acc.is_none()
            && self.offset.is_none()
    }
}
