//! Deadlines.

use super::{Ruled, Section};
use crate::determination::Refusal;
use crate::plan::{DeadlineUnit, EntryKind};
use base::{Date, WorkingCalendar};

/// A deadline, worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Number of units.
    pub days: i64,
    /// Unit.
    pub unit: DeadlineUnit,
    /// The last day on which it is kept.
    pub due: Date,
}

impl Due {
    /// Whether what was done on a day came too late.
    #[must_use]
    pub fn is_late(&self, done: Date) -> bool {
        done > self.due
    }
}

impl<'a> Section<'a> {
    /// The first deadline that applies after an event; the day of the event is not counted.
    /// `None` where no entry applies.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing, or the date leaves the calendar.
    pub fn deadline(
        &self,
        named: Option<&str>,
        event: Date,
        calendar: &WorkingCalendar,
    ) -> Result<Option<Ruled<'a, Due>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::Deadline { days, unit } => Some((days, *unit)),
            _ => None,
        })?;
        let Some(Ruled {
            entry,
            says: (days, unit),
        }) = found.into_iter().next()
        else {
            return Ok(None);
        };
        let days = self.needed(days, entry)?;
        let due = u32::try_from(days).ok().and_then(|count| match unit {
            DeadlineUnit::Working => calendar.add_working_days(event, count),
            DeadlineUnit::Calendar => event.add_days(i32::try_from(count).ok()?),
            DeadlineUnit::Month => event.add_months(i32::try_from(count).ok()?),
        });
        let due = due.ok_or_else(|| Refusal::Amount(entry.id.clone()))?;
        Ok(Some(Ruled {
            entry,
            says: Due { days, unit, due },
        }))
    }
}
