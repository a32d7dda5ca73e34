//! Whether two records are one person: features, weight, band, and the decision about it.
//!
//! The weights are data with a version ([`MatchRule`]). A decision is a value that names the pair, every
//! feature with its outcome, the weight in basis points, the version and who decided; it can be taken back
//! (see [`super::linkage`]).

mod decision;
mod features;
mod profile;
mod rule;

pub use decision::{Band, Conflict, DecidedBy, Matched, RecordId, Scored, Verdict, score};
pub use features::{Feature, Outcome, compare};
pub use profile::{KnownNumber, Profile, block, digits};
pub use rule::{MatchRule, MatchRuleError};

#[cfg(test)]
mod tests;
