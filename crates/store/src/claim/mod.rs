//! Claims: what the counter left to be claimed, claims with their lines and steps, deductions, deposits, payees,
//! bills on paper, the calendar of holidays.

pub mod calendar;
pub mod deduction;
pub mod deposit;
pub mod draw;
pub mod office;
pub mod paper;
pub mod payable;
pub mod payee;
pub mod read;
pub mod step;
pub mod task;
pub(crate) mod value;
mod verify;

pub(crate) use verify::{CHECKS, first};
