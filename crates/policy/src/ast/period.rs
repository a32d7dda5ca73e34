//! Dates of validity and citations, which every rule has.

use crate::source::At;
use base::Date;

/// First and last day, as far as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// First day; `None`: open.
    pub from: Option<At<Date>>,
    /// Last day; `None`: open.
    pub until: Option<At<Date>>,
}

impl Period {
    /// A day lies inside.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.value <= day)
            && self.until.is_none_or(|until| day <= until.value)
    }
}

/// A citation `source#article`, resolved to an article when the package is checked.
pub type Citation = At<String>;
