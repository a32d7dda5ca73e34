//! Spans of days as two columns.

use base::{Date, Validity};

use crate::{Row, StoreError, Value, open_date};

/// The first day as a column: an unknown beginning is the first day there is.
pub(super) fn from_column(span: Validity) -> Value {
    span.from().unwrap_or(Date::MIN).into()
}

/// The last day as a column.
pub(super) fn to_column(span: Validity) -> Value {
    Value::Int(open_date(span.until()))
}

/// A span from two neighbouring columns.
pub(crate) fn read(row: &Row, column: usize) -> Result<Validity, StoreError> {
    let from = Some(row.date(column)?).filter(|from| *from != Date::MIN);
    let until = row.maybe_date(column + 1)?;
    Validity::new(from, until).map_err(|_| StoreError::Corrupt("a span of days".to_owned()))
}
