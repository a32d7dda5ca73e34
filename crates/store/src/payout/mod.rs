//! Payouts: what is due, sheets, transfers with what the bank said of them, and the documents of the books.

pub mod booking;
pub mod due;
pub mod read;
mod verify;
pub mod write;

pub(crate) use verify::CHECKS;
