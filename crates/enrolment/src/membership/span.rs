//! Days from – until, both included.

use base::{Date, Refused};

/// Days from – until, both included. An open end is [`Date::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from: Date,
    until: Date,
}

impl Span {
    /// The days of a span.
    ///
    /// # Errors
    /// Refused where it ends before it begins.
    pub fn new(from: Date, until: Date) -> Result<Span, Refused> {
        if until < from {
            return Err(Refused::new(
                "enrolment.reversed",
                format!("截止日期 {until} 早于起始日期 {from}，请核对两个日期。"),
            ));
        }
        Ok(Span { from, until })
    }

    /// From a day on, without an end.
    #[must_use]
    pub const fn open(from: Date) -> Span {
        Span {
            from,
            until: Date::MAX,
        }
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn until(self) -> Date {
        self.until
    }

    /// Whether it has no end.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.until == Date::MAX
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn covers(self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether some day is in both.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// The same up to the day before `day`; `None` where nothing is left.
    #[must_use]
    pub fn before(self, day: Date) -> Option<Span> {
        let last = day.add_days(-1)?;
        let until = last.min(self.until);
        (self.from <= until).then_some(Span {
            from: self.from,
            until,
        })
    }

    /// How many calendar months have a day in it, an open end cut at `last`.
    #[must_use]
    pub fn months_until(self, last: Date) -> u32 {
        let until = self.until.min(last);
        let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
        let months = month(until)
            .saturating_sub(month(self.from))
            .saturating_add(1);
        u32::try_from(months).unwrap_or(0)
    }

    /// For users: `2026-01-01 至 2026-12-31`.
    #[must_use]
    pub fn zh(self) -> String {
        if self.is_open() {
            format!("{} 起", self.from)
        } else {
            format!("{} 至 {}", self.from, self.until)
        }
    }
}
