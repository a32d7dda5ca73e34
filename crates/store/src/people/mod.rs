//! Persons, their papers and links, households, organisations and categories.
//!
//! | module | what lives there |
//! |---|---|
//! | [`register`] | new persons, many at once |
//! | [`read`] | persons as they were on a day, as then known |
//! | [`change`] | what is known of a person changes: closed and appended |
//! | [`candidates`] | who might be the same person as a row, one question for many rows |
//! | [`mod@matches`] | decisions about pairs |
//! | [`links`] | which record stands for a person |
//! | [`households`] | households, members, incomes |
//! | [`homes`] | the households of many persons |
//! | [`organisations`] | employers, schools, villages; agents |
//! | [`acts`] | registrations, reviews, notices to the bureau |
//! | [`affiliations`] | who belongs to which organisation |
//! | [`categories`] | certified categories |
//! | [`work`] | what a person must look at |
//! | [`regions`] | the register of region codes |
//! | [`sources`] | the lists of a take-over, row by row |
//! | [`coverage`] | who is in no scheme |

pub mod acts;
pub mod affiliations;
pub mod candidates;
pub mod categories;
pub mod change;
pub mod coverage;
pub mod homes;
pub mod households;
pub mod links;
pub mod matches;
pub mod organisations;
pub mod read;
pub mod regions;
pub mod register;
pub mod sources;
pub mod work;

mod key;
mod span;
mod verify;

pub use key::PersonKey;
pub(crate) use span::read as span_of;
pub(crate) use verify::CHECKS;
