//! Designated providers: what is registered, their files, agreements, sanctions, departments, staff, assessments.
//!
//! Rows carry the county whose agency keeps the file, so that a county reads its own providers; what the counter
//! asks holds in the whole pooling area and is read with the scope of the whole.
//!
//! | module | what lives there |
//! |---|---|
//! | [`institution`] | codes, particulars over time, licences, old codes of merged lists |
//! | [`mod@file`], [`change`] | applications and their steps; changes of what is registered |
//! | [`agreement`] | the one text, agreements, supplements, endings |
//! | [`sanction`] | warnings, fines, suspensions, cancellations, and their lifting |
//! | [`department`], [`staff`] | departments; people and where they practise |
//! | [`assessment`] | assessments, score sheets, publications, adopted rules |
//! | [`revision`] | the number by which the counter knows that something moved |

pub mod agreement;
pub mod assessment;
pub mod change;
mod check;
pub mod department;
pub mod file;
pub mod institution;
pub mod revision;
pub mod sanction;
pub mod staff;
mod value;

pub(crate) use check::CHECKS;

use directory::provider::ProviderCode;

/// Which providers a reader is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// All of the scope.
    All,
    /// One.
    One(&'a ProviderCode),
}

impl Which<'_> {
    /// The smallest and the largest code asked for, for `BETWEEN`: a key is found by it, and all are.
    pub(crate) fn bounds(&self) -> (&str, &str) {
        match self {
            Which::All => ("", "~"),
            Which::One(code) => (code.as_str(), code.as_str()),
        }
    }
}
