//! Interruption of enrolment, the waiting period after it, and newborns.

use super::article::{Article, Cited};
use super::profile::Profile;
use crate::words::words;
use base::{Date, Refused};

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

impl Profile {
    /// The first day of entitlement of a newborn enrolled on a day: birth where the profile has a rule and
    /// it is kept, `None` where the child enrols as anybody else.
    ///
    /// # Errors
    /// Refused where the enrolment lies before the birth.
    pub fn newborn_from(&self, birth: Date, on: Date) -> Result<Option<Date>, Refused> {
        if on < birth {
            return Err(Refused::new(
                "enrolment.before_birth",
                format!("申请日 {on} 早于出生日期 {birth}，请核对两个日期。"),
            ));
        }
        let Some(rule) = &self.newborn else {
            return Ok(None);
        };
        let days = i32::try_from(rule.says.within_days).unwrap_or(i32::MAX);
        let in_time = birth.add_days(days).is_some_and(|last| on <= last);
        Ok((in_time && rule.says.starts == NewbornStart::Birth).then_some(birth))
    }
}
