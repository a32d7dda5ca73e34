//! Money that arrives: for which bill, and if for none, why.

mod agent;
mod debit;
mod judge;
mod progress;
mod reconcile;
mod refund;

pub use agent::{AgentAccount, Handover};
pub use debit::{DebitAnswer, DebitLine, DebitOutcome, DebitReport, DebitResult, match_results};
pub use judge::{Arrival, Mismatch, Open, Taken, judge};
pub use progress::{Progress, progress};
pub use reconcile::{BookLine, Difference, Reconciliation, StatementLine, reconcile};
pub use refund::{Refund, refundable};

#[cfg(test)]
mod tests;
