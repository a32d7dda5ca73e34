//! The compiled benefit plan and the pure functions that apply it to a bill.
//!
//! Start with [`plan`] (what a compiled policy is), then [`claim`] (what comes in) and
//! [`determination`] (what goes out). `resolve` turns facts into a straight-line program,
//! `execute` runs it over pots of money: see docs/adr/0003-resolve-then-execute.md.

pub mod apportion;
pub mod claim;
pub mod cond;
mod derive;
pub mod determination;
pub mod entitlement;
pub mod execute;
pub mod facts;
mod given;
pub mod history;
pub mod input;
pub mod keys;
pub mod plan;
pub mod price;
pub mod program;
pub mod registry;
pub mod render;
pub mod resolve;
pub mod sections;
pub mod settle;
mod spread;
pub mod value;

#[cfg(test)]
mod testing;
