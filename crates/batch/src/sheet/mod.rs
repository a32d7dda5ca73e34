//! Sheets of rows as counties send them: CSV, TSV, TXT and Excel, read one row at a time.
//!
//! Start with [`Sheet::open`]. The caller names the columns it wants ([`Column`]); a sheet whose header
//! lacks one, names one twice or names one that nobody asked for is refused whole. After that every row
//! is either a [`SheetRow`] or a [`BadRow`], and a bad row never stops the rest. A text file is never
//! held in memory, whatever its size and however long its lines.
//!
//! Nothing here knows what a row means; use cases are handed its values.

mod cells;
mod column;
mod dates;
mod error;
mod excel;
mod fields;
mod head;
mod lines;
mod open;
mod outcomes;
mod row;
mod scan;
mod write;

pub use cells::CellError;
pub use column::{Column, ColumnKind};
pub use error::{BadRow, Flaw, HeaderFlaw, SheetError};
pub use open::{Sheet, SheetFormat, SheetOptions};
pub use outcomes::{Outcome, OutcomeWriter, RowOutcome};
pub use row::SheetRow;
pub use scan::FileDigest;
pub use write::SheetWriter;

#[cfg(test)]
mod tests;
