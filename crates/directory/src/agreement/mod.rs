//! Designation and agreements: the way in and out, the one text, sanctions, assessment, and who may
//! begin a visit.
//!
//! | module | what lives there |
//! |---|---|
//! | [`designation`] | application, county first review, city confirmation, exit |
//! | [`admission`], [`rules`] | criteria and published results; the rules as data |
//! | `clause`, [`template`] | what an agreement must speak of; the one text with versions and hash |
//! | [`contract`], `service` | agreements, supplements, renewal, ending; the services covered |
//! | [`sanction`] | violations, warnings, fines, suspensions |
//! | [`scheme`], [`assess`], `points` | assessment schemes, scores, grades, deposits, exit proposals |
//! | [`disclosure`] | fees of each provider for the public |
//! | [`standing`], [`entry`] | where a provider stands on a day; who may begin a visit |

pub mod admission;
pub mod assess;
mod clause;
pub mod contract;
mod data;
pub mod designation;
pub mod disclosure;
pub mod entry;
mod points;
pub mod rules;
pub mod sanction;
pub mod scheme;
mod scheme_read;
mod service;
pub mod standing;
pub mod template;

pub use clause::{Clause, ClauseKind};
pub use contract::{Agreement, AgreementNo, DesignationNo, Term};
pub use data::DataError;
pub use designation::{Designation, State, Step};
pub use entry::{Circumstance, Entry, Ground, may_begin, may_settle};
pub use points::Points;
pub use rules::DesignationRules;
pub use sanction::{Measure, Sanction, SanctionNo, Target};
pub use scheme::AssessmentScheme;
pub use service::Service;
pub use standing::{Dossier, Standing};
pub use template::{Template, TextDigest};

#[cfg(test)]
mod tests;
