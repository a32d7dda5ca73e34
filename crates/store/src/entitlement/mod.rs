//! Spans of entitlement and the facts that they are derived from.

mod decided;
mod employee;
mod resident;
mod rule;
mod span;

pub use decided::decisions;
pub use employee::{DeemedRow, add_deemed, deemed, employments};
pub use resident::{ResidentRow, Window, people, residents};
pub use rule::RuleBook;
pub use span::{PersonSpans, SpanRow, of_person, replace, standing, unfounded};
