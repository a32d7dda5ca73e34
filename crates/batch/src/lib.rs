//! Columns: the files of bills, persons, accumulators and results, and settling by the column.
//!
//! Start with [`bills`] for what a file of bills may hold and what is said about a bad one, and with
//! [`sheet`] for the rows of persons, enrolments and payments that counties send.
#![forbid(unsafe_code)]

mod accumulators;
pub mod bills;
mod codes;
pub mod columns;
mod encode;
mod error;
mod file;
mod persons;
mod place;
mod record;
mod results;
pub mod sheet;
mod text;
mod unused;

pub use accumulators::{Opening, read_accumulators, read_accumulators_bytes, write_accumulators};
pub use bills::{BillRow, BillWhat, Bills, ReadOptions, read_bills, read_bills_bytes, write_bills};
pub use codes::Codes;
pub use error::{BadPlace, Problem, ReadErrors, SHOWN};
pub use file::write_whole;
pub use persons::{
    Person, Persons, check_persons, claim_of, read_persons, read_persons_bytes, write_persons,
};
pub use place::{place_in, why};
pub use record::Format;
pub use results::{
    Entry, ResultRow, print_results, read_results, read_results_bytes, write_results,
};
pub use text::Encoding;
