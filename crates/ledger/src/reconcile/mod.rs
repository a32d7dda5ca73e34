//! Statements of banks, of finance and of the tax office against the books, line by line.
//!
//! | module | what lives there |
//! |---|---|
//! | [`Item`] | a line of either side |
//! | [`match_items`] | which lines belong together: by key, then by amount within some days |
//! | [`Outstanding`] | the four kinds of lines that only one side has (未达账项) |
//! | [`BalanceTable`] | the balance reconciliation table (余额调节表) |
//! | [`Exception`] | what is wrong with a line, and how far its clearing is |
//! | [`Pair`] | which records must agree: the matrix, as data |

mod exception;
mod item;
mod matching;
mod matrix;
mod number;
mod outstanding;
mod statement;
mod table;

pub use exception::{Exception, ExceptionKind, ExceptionState, Handled, classify, handle};
pub use item::{Item, ItemSide};
pub use matching::{Matched, Matching, match_items};
pub use matrix::{MatrixError, Pair, matrix};
pub use number::{ExceptionNo, StatementNo};
pub use outstanding::{Outstanding, OutstandingKind, outstanding};
pub use statement::{Break, Statement, StatementLine};
pub use table::BalanceTable;

#[cfg(test)]
mod tests;
