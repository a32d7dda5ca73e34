//! Tables for people: on the terminal, as CSV and as Excel.
//!
//! ```
//! use base::Fen;
//! use report::{Cell, Column, Table};
//!
//! let mut table = Table::new("收支表", vec![Column::text("项目"), Column::money("本年累计")]);
//! table.push(vec![Cell::from("社会保险费收入"), Cell::from(Fen::new(4_063_000_000))]);
//! assert!(report::drawn(&table).contains("40630000.00"));
//! assert!(report::csv(&table).unwrap().ends_with("社会保险费收入,40630000.00\n"));
//! ```
#![forbid(unsafe_code)]

mod csv;
mod excel;
mod table;
mod terminal;

pub use csv::csv;
pub use excel::excel;
pub use table::{Cell, Column, Kind, Table};
pub use terminal::drawn;

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the table could not be written: {0}")]
pub struct WriteError(String);

impl WriteError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("表格无法写出：{}", self.0)
    }
}
