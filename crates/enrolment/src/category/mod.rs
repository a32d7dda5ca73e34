//! Certified categories, and the facts that a policy package reads.
//!
//! | module | what lives there |
//! |---|---|
//! | [`kind`] | the categories, who certifies them, which fact they become, which rule they follow |
//! | [`span`] | a category of a person with its period |
//! | [`list`] | identity lists of authorities: match, mismatch, work item |
//! | [`group`] | the group a person is insured in: child, pupil, student, adult, elderly |
//! | [`mod@facts`] | the facts of a person on a day, for a policy package |
//! | [`mod@coverage`] | who is registered in no scheme, by village, and the rate |

pub mod coverage;
pub mod facts;
pub mod group;
pub mod kind;
pub mod list;
pub mod span;

pub use coverage::{Coverage, coverage};
pub use facts::{Circumstances, facts, facts_for};
pub use group::{Group, Grouping};
pub use kind::{Authority, Category, Family, PoolRules};
pub use list::{ListRow, ListVerdict, Mismatch, judge};
pub use span::{Certified, Evidence, certify};
