//! From the visit to the paid claim: visits and stays, fee lines, settlement and its reversal, monthly claims.
//!
//! | module | what lives there |
//! |---|---|
//! | [`visit`] | registration, admission, diagnoses, filings, dates; what may be done when, and undone |
//! | [`fee`] | lines, corrections, charge batches, prices told at upload |
//! | [`bill`] | facts and claims, all layers of an answer, account use, stays settled in parts |
//! | [`answer`] | the figures of the provider interface, by data |
//! | [`reversal`] | taking a settlement back, replay, the negative in the next claim |
//! | [`claim`] | claims of a month and of paper bills: reviewed, decided, their terms |
//! | [`payout`] | what is paid, the file to the bank and its answer, cases for the books |
//! | [`insurer`] | commissioned insurers: districts, terms, fees, shares |
//! | [`clearing`] | between counties and between pooling areas |
//! | [`list`] | settlement lists (4101, 4102): states, amounts held against the settlement |
//! | [`statement`] | reconciliation with an institution (3201, 3202) |
#![forbid(unsafe_code)]

pub mod answer;
pub mod bill;
pub mod claim;
pub mod clearing;
pub mod fee;
pub mod insurer;
pub mod list;
mod named;
mod numbers;
pub mod payout;
pub mod reversal;
pub mod statement;
pub mod visit;

pub use named::{NamedFact, refused};
pub use numbers::{FilingNo, RecordNo, VisitNo};
