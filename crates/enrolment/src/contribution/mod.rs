//! Contributions of residents: what each owes, who pays it, what has arrived.
//!
//! | module | what lives there |
//! |---|---|
//! | [`source`] | who pays a part, into which fund; through which channel money comes |
//! | [`standard`] | the financing standard of a year, read from the policy package, and the rules it must keep |
//! | [`bill`] | a bill of a person and year with one receivable a source; family bills; disputes |
//! | [`payment`] | is this money for this bill? states of a bill, refunds, agents, reconciliation, progress |
//! | [`subsidy`] | subsidies due by county and level, arrived and overdue; once a person; one channel |
//! | [`forecast`] | needed financing for a target ratio within surplus limits, in whole numbers |
//!
//! No amount stands here: standards come from the package that the pooling area has adopted.

pub mod bill;
pub mod forecast;
pub mod payment;
pub mod source;
pub mod standard;
pub mod subsidy;

pub use bill::{BillState, Draft, Receivable};
pub use payment::{Arrival, Mismatch, Open};
pub use source::{Channel, FundName, Source};
pub use standard::{Standard, StandardNo, Year};
