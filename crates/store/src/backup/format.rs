//! Lines of a backup: a head, tables with their rows, a foot.

use std::io::Write as _;

use serde::{Deserialize, Serialize};

use super::summary::hex;
use crate::schema::{Column, ColumnKind, Table};
use crate::{Row, Value};

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) tongchou_backup: i64,
    pub(super) program: String,
    pub(super) engine: String,
    pub(super) wall: i64,
    pub(super) migrations: Vec<MigrationLine>,
}

/// A migration that had been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MigrationLine {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) sha256: String,
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Mark {
    /// Rows of a table follow.
    Begin {
        table: String,
        columns: Vec<ColumnLine>,
    },
    /// They have ended.
    End {
        end: String,
        rows: u64,
        sha256: String,
    },
    /// The backup is whole.
    Finished {
        finished: bool,
        tables: u64,
        rows: u64,
        sha256: String,
    },
}

/// A column: name and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ColumnLine {
    pub(super) name: String,
    pub(super) kind: String,
}

impl ColumnLine {
    pub(super) fn of(column: &Column) -> ColumnLine {
        ColumnLine {
            name: column.name.clone(),
            kind: kind_word(column.kind).to_owned(),
        }
    }
}

/// The columns of a table, as a backup names them.
pub(super) fn column_lines(table: &Table) -> Vec<ColumnLine> {
    table.columns.iter().map(ColumnLine::of).collect()
}

const fn kind_word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Int => "int",
        ColumnKind::Text => "text",
        ColumnKind::Bytes => "bytes",
    }
}

/// Appends a row as a line: `[1,"text",null,{"hex":"00ff"}]`.
pub(crate) fn put_row(row: &Row, line: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    line.push(b'[');
    for (index, value) in row.values().iter().enumerate() {
        if index > 0 {
            line.push(b',');
        }
        match value {
            Value::Null => line.extend_from_slice(b"null"),
            // Writing into memory does not fail.
            Value::Int(number) => drop(write!(line, "{number}")),
            Value::Text(text) => serde_json::to_writer(&mut *line, text)?,
            Value::Bytes(bytes) => {
                line.extend_from_slice(b"{\"hex\":\"");
                line.extend_from_slice(hex(bytes).as_bytes());
                line.extend_from_slice(b"\"}");
            }
            Value::Ints(_) | Value::Texts(_) => line.extend_from_slice(b"null"),
        }
    }
    line.extend_from_slice(b"]\n");
    Ok(())
}

/// Reads a row; `None` where it does not fit the columns.
pub(super) fn take_row(line: &[u8], columns: &[ColumnLine]) -> Option<Vec<Value>> {
    let cells: Vec<serde_json::Value> = serde_json::from_slice(line).ok()?;
    if cells.len() != columns.len() {
        return None;
    }
    let pairs = cells.into_iter().zip(columns);
    pairs
        .map(|(cell, column)| take_cell(cell, &column.kind))
        .collect()
}

fn take_cell(cell: serde_json::Value, kind: &str) -> Option<Value> {
    match (cell, kind) {
        (serde_json::Value::Null, _) => Some(Value::Null),
        (serde_json::Value::Number(number), "int") => number.as_i64().map(Value::Int),
        (serde_json::Value::String(text), "text") => Some(Value::Text(text)),
        (serde_json::Value::Object(bytes), "bytes") => {
            let text = bytes.get("hex")?.as_str()?;
            (bytes.len() == 1).then(|| unhex(text))?.map(Value::Bytes)
        }
        _ => None,
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let pairs = text.as_bytes().chunks(2);
    for pair in pairs {
        let [high, low] = *pair else {
            return None;
        };
        bytes.push((digit(high)? << 4) | digit(low)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Vec<ColumnLine> {
        let line = |kind: &str| ColumnLine {
            name: kind.to_owned(),
            kind: kind.to_owned(),
        };
        vec![line("int"), line("text"), line("bytes"), line("text")]
    }

    proptest! {
        /// What is written is read again, whatever texts and numbers hold.
        #[test]
        fn a_row_comes_back(number in any::<i64>(), text in ".*", bytes in any::<Vec<u8>>()) {
            let row = vec![Value::Int(number), Value::Text(text), Value::Bytes(bytes), Value::Null];
            let mut line = Vec::new();
            put_row(&Row(row.clone()), &mut line).unwrap();
            prop_assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            prop_assert_eq!(take_row(&line, &columns()), Some(row));
        }

        #[test]
        fn any_line_has_an_answer(line in any::<Vec<u8>>()) {
            let _ = take_row(&line, &columns());
        }
    }

    #[test]
    fn a_row_of_other_types_is_refused() {
        let columns = columns();
        for line in [
            "[1,2,null,null]",
            "[1]",
            "[1.5,null,null,null]",
            "[1,null,{\"hex\":\"0\"},null]",
            "{}",
        ] {
            assert_eq!(take_row(line.as_bytes(), &columns), None, "{line}");
        }
    }
}
