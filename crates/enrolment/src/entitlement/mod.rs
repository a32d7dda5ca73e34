//! Spans of entitlement, derived and explained.
//!
//! Nothing is entered by hand: [`employee`] and [`resident`] derive spans from facts, the same spans
//! from the same facts in whatever order they come. Every [`Span`] names the record that is its ground
//! (payment, deferral, retirement, newborn, certified identity, decision) and the rule behind it; a day
//! without a record has no span. [`explain_day`] says it in Chinese.

mod employee;
mod explain;
mod history;
mod record;
mod resident;
mod rules_on;
mod span;
mod weave;

pub use employee::{EmployeeFacts, Employment, employee};
pub use explain::{explain_day, explain_span};
pub use history::{DeemedMonths, DeemedNo, History};
pub use record::{Ground, Record};
pub use resident::{
    CertifiedCover, NewbornCover, ResidentFacts, ResidentRules, StartMode, Waiting, YearPayment,
    resident,
};
pub use rules_on::{MemberRules, rule_set, rules_on};
pub use span::{Bar, Claim, Derived, Span};
pub use weave::weave;
