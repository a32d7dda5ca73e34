//! From when until when something holds.

use super::Date;

/// A stretch of days, both ends included; a missing end is open.
///
/// `from: None` says that the beginning is not known, `until: None` that there is no end (长期).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Validity {
    from: Option<Date>,
    until: Option<Date>,
}

/// A validity that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the validity ends before it begins")]
pub struct ValidityError;

impl ValidityError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        "有效期的截止日期早于起始日期，请核对两个日期。".to_owned()
    }
}

impl Validity {
    /// Always: both ends open.
    pub const OPEN: Validity = Validity {
        from: None,
        until: None,
    };

    /// The days from `from` to `until`, both included.
    ///
    /// # Errors
    /// [`ValidityError`] where `until` is before `from`.
    pub fn new(from: Option<Date>, until: Option<Date>) -> Result<Validity, ValidityError> {
        match (from, until) {
            (Some(from), Some(until)) if until < from => Err(ValidityError),
            _ => Ok(Validity { from, until }),
        }
    }

    /// The first day, if there is one.
    #[must_use]
    pub const fn from(&self) -> Option<Date> {
        self.from
    }

    /// The last day, if there is one.
    #[must_use]
    pub const fn until(&self) -> Option<Date> {
        self.until
    }

    /// Whether it holds on `date`.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    /// Whether some day is in both.
    #[must_use]
    pub fn overlaps(&self, other: &Validity) -> bool {
        let first = |validity: &Validity| validity.from.unwrap_or(Date::MIN);
        let last = |validity: &Validity| validity.until.unwrap_or(Date::MAX);
        first(self) <= last(other) && first(other) <= last(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<Date> {
        Date::parse(text).ok()
    }

    #[test]
    fn both_ends_are_included() {
        let year = Validity::new(date("2026-01-01"), date("2026-12-31")).unwrap();
        assert!(year.covers(date("2026-01-01").unwrap()));
        assert!(year.covers(date("2026-12-31").unwrap()));
        assert!(!year.covers(date("2027-01-01").unwrap()));
        assert!(Validity::OPEN.covers(Date::MIN));
    }

    #[test]
    fn an_end_before_the_beginning_is_refused() {
        let reversed = Validity::new(date("2026-01-02"), date("2026-01-01"));
        assert_eq!(reversed, Err(ValidityError));
        assert!(ValidityError.zh().ends_with('。'));
    }

    #[test]
    fn touching_on_one_day_is_an_overlap() {
        let before = Validity::new(None, date("2026-01-01")).unwrap();
        let from = Validity::new(date("2026-01-01"), None).unwrap();
        let after = Validity::new(date("2026-01-02"), None).unwrap();
        assert!(before.overlaps(&from) && from.overlaps(&after));
        assert!(!before.overlaps(&after));
    }
}
