//! Item rules, denials and steps as written.

use super::{Citation, Condition, Period, Value};
use crate::source::{At, Span};
use benefit::plan::{CapBasis, Consumed, CountWhat};

/// `[[item]]`.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 8"
)]
pub struct Item {
    pub span: Span,
    pub when: Option<Condition>,
    pub price_limit: Option<Value>,
    pub over_to: Option<At<String>>,
    pub first: Option<Value>,
    pub first_to: Option<At<String>>,
    pub exclude: bool,
    pub exclude_to: Option<At<String>>,
    pub part: Option<At<String>>,
    pub period: Period,
    pub cite: Vec<Citation>,
}

/// `[[deny]]`.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 9"
)]
pub struct Deny {
    pub span: Span,
    pub reason: At<String>,
    pub title: String,
    pub when: Condition,
    pub period: Period,
    pub cite: Vec<Citation>,
}

/// `[[step]]`.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 9"
)]
pub struct Step {
    pub span: Span,
    pub id: At<String>,
    pub title: String,
    pub care: Vec<At<String>>,
    pub when: Option<Condition>,
    pub layer: Option<At<String>>,
    pub period: Period,
    pub kind: StepKind,
    pub cite: Vec<Citation>,
}

/// What a step does.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 9"
)]
pub enum StepKind {
    Carve {
        ratio: Option<Value>,
        amount: Option<Value>,
        source: Vec<At<String>>,
        to: Option<At<String>>,
        counts: Vec<At<String>>,
    },
    Deductible {
        amount: Value,
        used: Option<At<String>>,
        cap: Option<(At<String>, Value)>,
        source: Vec<At<String>>,
        to: Option<At<String>>,
        counts: Vec<At<String>>,
    },
    Limit {
        amount: Value,
        used: Option<At<String>>,
        source: Vec<At<String>>,
        to: Option<At<String>>,
        counts: Vec<At<String>>,
    },
    Share(Box<ShareFields>),
    Draw {
        payer: At<String>,
        balance: At<String>,
        source: Vec<At<String>>,
    },
    Guarantee {
        payer: At<String>,
        at_least: Value,
        counting: Vec<At<String>>,
        source: Vec<At<String>>,
        caps: Vec<Cap>,
    },
    Grant {
        payer: At<String>,
        amount: Value,
        source: Vec<At<String>>,
        caps: Vec<Cap>,
    },
    Assign {
        source: Vec<At<String>>,
        to: At<String>,
    },
    RecordMoney {
        acc: At<String>,
        amount: Value,
    },
    RecordCount {
        acc: At<String>,
        count: Value,
    },
    RecordDays {
        acc: At<String>,
        days: Value,
    },
}

/// Fields of `share` and `bands`.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 9"
)]
pub struct ShareFields {
    pub payer: At<String>,
    pub segments: Vec<Segment>,
    pub on_excess: bool,
    pub threshold: Option<Value>,
    pub base_acc: Option<At<String>>,
    pub offset: Option<Value>,
    pub source: Vec<At<String>>,
    pub caps: Vec<Cap>,
    pub minus: Option<Value>,
    pub consumed: Consumed,
    pub rest: Option<At<String>>,
    pub over: Option<At<String>>,
    pub counts: Vec<Count>,
    pub bands: bool,
}

/// A segment of bands; a `share` has one without `upto`.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Upper end.
    pub upto: Option<Value>,
    /// Ratio.
    pub ratio: Value,
    /// Where.
    pub span: Span,
}

/// A cap.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 9"
)]
pub struct Cap {
    pub acc: Option<At<String>>,
    pub limit: Value,
    pub basis: CapBasis,
    pub unless: Option<Condition>,
}

/// A `counts` line of `share` and `bands`.
#[derive(Debug, Clone)]
pub struct Count {
    /// Accumulator.
    pub acc: At<String>,
    /// What is added.
    pub add: CountWhat,
}
