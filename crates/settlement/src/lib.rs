//! From the visit to the paid claim: visits and stays, fee lines, settlement and its reversal, monthly claims.
//!
//! | module | what lives there |
//! |---|---|
//! | [`visit`] | registration, admission, diagnoses, filings, dates; what may be done when, and undone |
//! | [`fee`] | lines, corrections, charge batches, prices told at upload |
//! | [`bill`] | facts and claims, all layers of an answer, account use, stays settled in parts |
//! | [`answer`] | the figures of the provider interface, by data |
//! | [`reversal`] | taking a settlement back, replay, the negative in the next claim |
#![forbid(unsafe_code)]

pub mod answer;
pub mod bill;
pub mod fee;
mod named;
pub mod reversal;
pub mod visit;

pub use named::{NamedFact, refused};
