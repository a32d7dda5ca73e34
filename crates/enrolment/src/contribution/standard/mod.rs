//! The financing standard of a year: what a person of a group owes, and who pays which part of it.

mod adjust;
mod authority;
mod guard;
mod level;
mod read;
mod survey;
mod tier;
mod version;
mod year;

pub use adjust::{Adjustment, Balance, Limits, adjustment};
pub use authority::{may_decide, may_propose};
pub use guard::{FloorReport, Former, floors, not_below_former, split_adds_up};
pub use level::{FundShare, GroupCode, Level, Part, PersonalShare, Standard, TierCode};
pub use read::{GROUP, Question, standard};
pub use survey::survey;
pub use tier::{Tiers, one_tier};
pub use version::{AdoptionNo, StandardNo, StandardState, StandardVersion, in_force, next_version};
pub use year::Year;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
