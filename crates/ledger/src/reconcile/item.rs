//! A line that is to be matched.

use base::{Date, Fen};

/// Which side a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemSide {
    /// Our books.
    Book,
    /// The statement of the bank, of finance, of the tax office.
    Statement,
}

/// A line of either side. The number is the caller's: a leg of the books, a line of the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The caller's number, unique within its side.
    pub no: i64,
    /// What names the transaction on both sides: a serial number, a document; empty where there is none.
    pub key: String,
    /// The year it is for, where the pair knows one.
    pub year: Option<i32>,
    /// When.
    pub on: Date,
    /// In 分: positive came in, negative went out.
    pub amount: Fen,
}
