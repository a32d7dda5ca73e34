//! Bills as files give them.

mod form;
mod group;
mod layout;
mod read;
mod write;

pub use read::{ReadOptions, read_bills, read_bills_bytes};
pub use write::write_bills;

use benefit::claim::{Bill, Owners, Visit};
use benefit::plan::FactId;

use crate::codes::Codes;

/// The bills of a file, in its order.
#[derive(Debug, Clone, Default)]
pub struct Bills {
    /// The file, as reports name it.
    pub file: String,
    /// Texts of the code facts.
    pub codes: Codes,
    /// Claims and reversals, in the order of their first rows.
    pub rows: Vec<BillRow>,
}

/// One claim of a file, or the reversal of one.
#[derive(Debug, Clone)]
pub struct BillRow {
    /// Line of a text file, else number of the record, from 1.
    pub place: u64,
    /// Claim id, unique in the file.
    pub id: String,
    /// Ids of the owners of accumulators.
    pub owners: Owners,
    /// Facts of claim and provider, and of the person where the file gives them.
    pub facts: Vec<(FactId, i64)>,
    /// What is billed, or which claim is taken back.
    pub what: BillWhat,
}

/// A claim or a reversal.
#[derive(Debug, Clone)]
pub enum BillWhat {
    /// A claim with its bill and the earlier visits offered to it.
    Claim(Bill, Vec<Visit>),
    /// Takes back the claim of this id.
    Reversal(String),
}
