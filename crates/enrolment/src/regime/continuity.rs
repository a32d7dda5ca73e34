//! Interruption of enrolment, the waiting period after it, and newborns.

use super::article::{Article, Cited};
use crate::words::words;

words! {
    /// What counts as an interruption.
    Interruption {
        /// A whole benefit year without enrolment.
        Year "year" "整个年度未参保",
        /// Any day without enrolment.
        Day "day" "有任何一天未参保",
    }
}

/// A row of the table of waiting periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// From how many missed years on.
    pub missed_years: u32,
    /// Months to wait.
    pub months: u32,
    /// Where it is written.
    pub article: Article,
}

/// Interruption and waiting period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuity {
    /// What counts as an interruption.
    pub interruption: Cited<Interruption>,
    /// Waiting periods, fewest missed years first; empty where nobody waits.
    pub waiting: Vec<WaitingRow>,
}

impl Continuity {
    /// The waiting period after so many missed years; `None` where there is none.
    #[must_use]
    pub fn waiting_after(&self, missed_years: u32) -> Option<&WaitingRow> {
        let rows = self.waiting.iter();
        rows.filter(|row| row.missed_years <= missed_years)
            .max_by_key(|row| row.missed_years)
    }
}

words! {
    /// From when a newborn that is enrolled in time is entitled.
    NewbornStart {
        /// From birth.
        Birth "birth" "自出生之日起",
        /// As anybody else.
        Ordinary "ordinary" "与其他居民相同",
    }
}

/// The rule for newborns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newborn {
    /// Days after birth within which the enrolment is in time; the day of birth is not counted.
    pub within_days: u32,
    /// From when the child is entitled then.
    pub starts: NewbornStart,
}
