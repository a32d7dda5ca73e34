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
pub use progress::{Progress, days_left, progress};
pub use reconcile::{BookLine, Difference, Reconciliation, StatementLine, reconcile};
pub use refund::{Refund, refundable};

base::number_id! {
    /// Money that fits no bill, as a work item.
    SuspenseNo
}
base::number_id! {
    /// A debit file that goes to a bank.
    DebitNo
}
base::number_id! {
    /// What an agent handed over.
    HandoverNo
}
base::number_id! {
    /// A reconciliation.
    CheckNo
}

#[cfg(test)]
mod tests;
