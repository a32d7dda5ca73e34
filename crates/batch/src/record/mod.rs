//! One record after the other from CSV, JSON or Parquet, in one neutral form.
//!
//! A reader of a kind of file (bills, persons, accumulators) gives a [`Layout`], which turns column
//! names into targets, and is handed rows of (target, cell). It never sees a format.

mod csv;
mod json;
mod json_value;
mod layout;
mod parquet;
mod row;
pub(crate) mod write;

pub(crate) use layout::{Layout, nearest};
pub use row::Format;
pub(crate) use row::{Cell, Cells, Row, Source, Visit};

use crate::error::Errors;

/// Reads all records; what cannot be read is added to the errors.
pub(crate) fn read<T: Copy>(
    source: &Source,
    layout: &Layout<T>,
    errors: &mut Errors,
    visit: Visit<'_, T>,
) {
    if source.format == Format::Parquet {
        return parquet::read(source.bytes.clone(), layout, errors, visit);
    }
    let text = match crate::text::decode(&source.bytes, source.encoding) {
        Ok(text) => text,
        Err(broken) => return errors.add(broken.line, "", "", broken.problem),
    };
    match source.format {
        Format::Csv => csv::read(&text, layout, errors, visit),
        Format::Json | Format::Parquet => json::read(&text, layout, errors, visit),
    }
}
