//! Sections beside the bill: contributions, credits, entitlement, deadlines, penalties and the like.

use super::{Cite, Cond, FactId, Value};
use base::Ratio;

/// One entry of a section; see the reference, section 10.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Stable name.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// When it applies.
    pub when: Cond,
    /// What it says.
    pub kind: EntryKind,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// What an entry says.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "field names are those of the reference, section 10"
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
        requires: Cond,
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

/// Unit of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum DeadlineUnit {
    Working,
    Calendar,
    Month,
}

/// One payer's line of a contribution.
#[derive(Debug, Clone)]
pub struct PayLine {
    /// Who pays.
    pub by: String,
    /// Into which fund or account.
    pub to: String,
    /// Money; may use `base`.
    pub amount: Value,
}

/// Visits before a stay that join its bill.
#[derive(Debug, Clone)]
pub struct MergeRule {
    /// Stable name.
    pub id: String,
    /// Condition on the visit's facts (its care kinds included).
    pub visit: Cond,
    /// Condition on the stay's facts.
    pub stay: Cond,
    /// At most this many minutes between the visit's end and the admission.
    pub within_minutes: i64,
    /// Visit's end: a time or date fact.
    pub visit_ends: FactId,
    /// Stay's start: a time or date fact.
    pub stay_starts: FactId,
    /// Both facts hold the same provider; `None`: not asked.
    pub same_provider: Option<FactId>,
    /// Articles.
    pub cite: Vec<Cite>,
}
