//! A point on the clock on the wall.

/// Milliseconds since 1970-01-01 00:00 UTC, as the clock of the server showed them. It says when
/// somebody did something; it never orders records, numbers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of that many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Moment {
        Moment(millis)
    }

    /// The milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment some minutes later, or the last one that there is.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Moment {
        Moment(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }
}
