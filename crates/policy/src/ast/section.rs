//! Sections beside the bill, bounds and merges as written.

use super::{Citation, Condition, Period, Value};
use crate::source::{At, Span};
use base::Ratio;
use benefit::plan::DeadlineUnit;

/// One entry of a section.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 10"
)]
pub struct Entry {
    pub span: Span,
    pub id: At<String>,
    pub title: String,
    pub when: Option<Condition>,
    pub period: Period,
    pub kind: EntryKind,
    pub cite: Vec<Citation>,
}

/// What an entry says.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 10"
)]
pub enum EntryKind {
    Contribution {
        base: Option<Value>,
        pay: Vec<PayLine>,
        floor: Option<Value>,
    },
    AccountCredit {
        band: String,
        amount: Value,
        to: String,
    },
    Entitlement {
        ground: String,
        starts: Value,
        ends: Option<Value>,
        bars: bool,
    },
    Deadline {
        days: Value,
        unit: DeadlineUnit,
    },
    Penalty {
        actor: String,
        at_least: Value,
        at_most: Value,
        requires: Option<Condition>,
    },
    Allowance {
        to: String,
        amount: Value,
    },
    Indicator {
        numerator: Value,
        denominator: Value,
        at_least: Option<Ratio>,
        at_most: Option<Ratio>,
        effect: String,
    },
}

/// One payer's line of a contribution.
#[derive(Debug, Clone)]
pub struct PayLine {
    /// Who pays.
    pub by: At<String>,
    /// Into what.
    pub to: At<String>,
    /// Money.
    pub amount: Value,
}

/// A check of the package itself.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 10"
)]
pub struct Bound {
    pub span: Span,
    pub id: At<String>,
    pub title: String,
    pub table: At<String>,
    pub at_least: Option<Value>,
    pub at_most: Option<Value>,
    pub trend: Option<(BoundTrend, At<String>)>,
    pub warning: bool,
    pub document: Option<Citation>,
    pub cite: Vec<Citation>,
}

/// How a table must move along a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundTrend {
    /// Values do not fall as the key grows.
    Rises,
    /// Values do not rise as the key grows.
    Falls,
}

/// Visits before a stay that join its bill.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 10"
)]
pub struct Merge {
    pub span: Span,
    pub id: At<String>,
    pub care: Vec<At<String>>,
    pub into: Vec<At<String>>,
    pub hours: Option<i64>,
    pub days: Option<i64>,
    pub same_provider: bool,
    pub when: Option<Condition>,
    pub period: Period,
    pub cite: Vec<Citation>,
}
