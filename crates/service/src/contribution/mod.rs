//! Contributions of residents: standards, bills, money, subsidies.
//!
//! | module | what it does |
//! |---|---|
//! | [`standard`] | propose and decide the standards of a year; reports on them |
//! | [`billing`] | bills of everybody enrolled, in batches that can be cut off |
//! | [`collect`] | files of agents, schools, tax offices and outlets, row by row |
//! | [`counter`] | one payment at a counter, for a person or a family |
//! | [`debit`] | debit files out, the bank's answers in |
//! | [`money`] | money in suspense, refunds, reconciliation |
//! | [`dispute`] | disputes and what follows from them |
//! | [`sponsor`] | sponsors, collectors' accounts, progress |
//! | [`subsidy`] | subsidies due and arrived, doubles, advances of assistance |

pub mod billing;
pub mod collect;
pub mod counter;
pub mod debit;
pub mod dispute;
mod facts;
pub mod money;
mod naming;
pub mod sponsor;
pub mod standard;
pub mod subsidy;
