//! Spans of entitlement and the facts that they are derived from.

mod decided;
mod employee;
mod law;
mod resident;
mod rule;
mod span;

pub use decided::{Decided, decisions, decisions_of};
pub use employee::{
    DeemedRow, Employed, add_deemed, deemed, deemed_of, employments, employments_of,
};
pub use law::law_stamp;
pub use resident::{ResidentRow, Window, people, residents, residents_of};
pub use rule::RuleBook;
pub use span::{PersonSpans, SpanRow, of_person, replace, standing, unfounded};
