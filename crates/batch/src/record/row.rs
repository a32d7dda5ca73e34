//! One record in a neutral form, and the file it comes from.

use std::borrow::Cow;

use crate::error::{Errors, Problem};
pub use crate::place::Format;
use crate::text::Encoding;

/// Content of a file, not yet read.
pub(crate) struct Source {
    pub(crate) bytes: bytes::Bytes,
    pub(crate) format: Format,
    pub(crate) encoding: Encoding,
}

/// A value as its format gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A JSON number, as written.
    Number(String),
    /// A Parquet integer: 分, day number, parts per million or the number itself.
    Int(i64),
    /// A Parquet date, days since 1970-01-01.
    Day(i32),
    /// A Parquet timestamp, minutes since 1970-01-01T00:00.
    Minute(i64),
    /// Yes or no.
    Bool(bool),
    /// Anything no column takes, as it should be shown.
    Other(String),
}

impl Cell<'_> {
    /// The value as a report shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.to_string(),
            Cell::Number(text) | Cell::Other(text) => text.clone(),
            Cell::Int(value) | Cell::Minute(value) => value.to_string(),
            Cell::Day(day) => base::Date::from_day_number(*day)
                .map_or_else(|| day.to_string(), |date| date.to_string()),
            Cell::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        }
    }

    /// An id: text, or a whole number as its digits. A text that a spreadsheet would take for a
    /// formula is refused: ids come back in the files of results.
    pub(crate) fn id(&self) -> Result<String, Problem> {
        match self {
            Cell::Text(text) if text.starts_with(['=', '+', '-', '@']) => {
                Err(Problem::Type("编号（不以 = + - @ 开头的文字）"))
            }
            Cell::Text(text) => Ok(text.to_string()),
            Cell::Int(value) => Ok(value.to_string()),
            Cell::Number(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(text.clone())
            }
            _ => Err(Problem::Type("编号（文字）")),
        }
    }
}

/// Cells of one record with their targets; empty cells are left out.
pub(crate) type Cells<'a, T> = Vec<(T, Cell<'a>)>;

/// One record.
pub(crate) struct Row<'a, T> {
    /// Line of a text file, else number of the record, from 1.
    pub(crate) place: u64,
    /// Its cells.
    pub(crate) cells: Cells<'a, T>,
    /// Records nested under `lines`.
    pub(crate) lines: Vec<Cells<'a, T>>,
    /// Records nested under `visits`.
    pub(crate) visits: Vec<Row<'a, T>>,
}

/// What is done with each record.
pub(crate) type Visit<'v, T> = &'v mut dyn FnMut(Row<'_, T>, &mut Errors);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_a_spreadsheet_would_run_is_refused() {
        for text in ["=HYPERLINK(1)", "+1", "-1", "@x"] {
            let cell = Cell::Text(Cow::Borrowed(text));
            assert!(cell.id().is_err(), "{text}");
        }
        assert_eq!(
            Cell::Text(Cow::Borrowed("周明-门诊")).id(),
            Ok("周明-门诊".to_owned())
        );
    }
}
