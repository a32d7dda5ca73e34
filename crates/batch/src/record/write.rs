//! Tables written as CSV, JSON or Parquet.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use base::{Date, Fen, Ratio};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::row::Format;
use crate::file::write_whole;

/// How the numbers of a column are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// 分; text in 元 outside Parquet.
    Money,
    /// A whole number.
    Whole,
    /// Day number; ISO text outside Parquet.
    Date,
    /// Parts per million; a percentage outside Parquet.
    Ratio,
    /// 0 no, 1 yes.
    Bool,
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Out {
    /// For [`Kind::Text`].
    Text(String),
    /// For every other kind.
    Value(i64),
}

impl From<&str> for Out {
    fn from(text: &str) -> Self {
        Out::Text(text.to_owned())
    }
}

/// A column; a group is a nested object in JSON and a prefix of the name elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct OutColumn {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

impl OutColumn {
    pub(crate) fn of(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            group: "",
            name: name.into(),
            kind,
        }
    }

    pub(crate) fn in_group(group: &'static str, name: impl Into<String>, kind: Kind) -> Self {
        Self {
            group,
            name: name.into(),
            kind,
        }
    }

    pub(crate) fn flat(&self) -> String {
        // The amount of a line has a name of its own; facts of lines have no rival in the table.
        if self.group.is_empty() || (self.group == LINES && self.name != "amount") {
            return self.name.clone();
        }
        format!("{}_{}", self.group, self.name)
    }
}

/// A table ready to be written. A row that continues the one before (`true`) is a further line of
/// the same record; in JSON the columns of the group `lines` become a nested list.
pub(crate) struct OutTable {
    pub(crate) columns: Vec<OutColumn>,
    pub(crate) rows: Vec<(bool, Vec<Option<Out>>)>,
}

/// The group of columns that are nested lines in JSON.
pub(crate) const LINES: &str = "line";

impl OutTable {
    /// Writes the table in the format that the file's name asks for; `top` names the list in JSON.
    pub(crate) fn write(&self, path: &Path, top: &str) -> io::Result<()> {
        let format = Format::of(path).ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
        write_whole(path, |out| match format {
            Format::Csv => self.csv(out),
            Format::Json => self.json(out, top),
            Format::Parquet => self.parquet(out),
        })
    }

    fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(OutColumn::flat))?;
        for (_, row) in &self.rows {
            writer.write_record(
                self.columns
                    .iter()
                    .zip(row)
                    .map(|(column, cell)| shown(column.kind, cell.as_ref())),
            )?;
        }
        writer.flush()
    }

    pub(crate) fn json(&self, out: &mut impl Write, top: &str) -> io::Result<()> {
        write!(out, "{{{}:[", quoted(top))?;
        let mut rows = self.rows.iter().peekable();
        let mut first = true;
        while let Some((_, row)) = rows.next() {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            let mut lines = vec![row];
            while let Some((_, more)) = rows.next_if(|(continues, _)| *continues) {
                lines.push(more);
            }
            self.json_record(out, row, &lines)?;
        }
        out.write_all(b"\n]}\n")
    }

    fn json_record(
        &self,
        out: &mut impl Write,
        row: &[Option<Out>],
        lines: &[&Vec<Option<Out>>],
    ) -> io::Result<()> {
        let mut text = String::from("{");
        let mut groups: Vec<&'static str> = Vec::new();
        self.columns
            .iter()
            .filter(|column| column.group != LINES)
            .for_each(|column| {
                if !groups.contains(&column.group) {
                    groups.push(column.group);
                }
            });
        for group in groups {
            let entries = self.entries(row, group);
            if !entries.is_empty() {
                let joined = entries.join(",");
                let part = if group.is_empty() {
                    joined
                } else {
                    format!("{}:{{{joined}}}", quoted(group))
                };
                push_part(&mut text, &part);
            }
        }
        let nested: Vec<String> = lines
            .iter()
            .map(|line| self.entries(line, LINES))
            .filter(|entries| !entries.is_empty())
            .map(|entries| format!("{{{}}}", entries.join(",")))
            .collect();
        if !nested.is_empty() {
            push_part(&mut text, &format!("\"lines\":[{}]", nested.join(",")));
        }
        text.push('}');
        out.write_all(text.as_bytes())
    }

    fn entries(&self, row: &[Option<Out>], group: &str) -> Vec<String> {
        let columns = self
            .columns
            .iter()
            .zip(row)
            .filter(|(column, _)| column.group == group);
        columns
            .filter_map(|(column, cell)| {
                let text = shown(column.kind, Some(cell.as_ref()?));
                let bare = column.kind == Kind::Whole;
                Some(format!(
                    "{}:{}",
                    quoted(&column.name),
                    if bare { text } else { quoted(&text) }
                ))
            })
            .collect()
    }

    fn parquet(&self, out: &mut (impl Write + Send)) -> io::Result<()> {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|column| Field::new(column.flat(), data_type(column.kind), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        for rows in self.rows.chunks(ROW_GROUP) {
            let arrays = (0..)
                .zip(&self.columns)
                .map(|(index, column)| array(column.kind, index, rows))
                .collect();
            let batch =
                RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?;
            writer.write(&batch)?;
        }
        writer.close()?;
        Ok(())
    }
}

const ROW_GROUP: usize = 250_000;

fn push_part(text: &mut String, part: &str) {
    if text.len() > 1 {
        text.push(',');
    }
    text.push_str(part);
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value as text files show it; empty where there is none.
fn shown(kind: Kind, cell: Option<&Out>) -> String {
    match (kind, cell) {
        (_, None) => String::new(),
        (_, Some(Out::Text(text))) => text.clone(),
        (Kind::Money, Some(Out::Value(fen))) => Fen::new(*fen).to_string(),
        (Kind::Date, Some(Out::Value(day))) => {
            let date = i32::try_from(*day).ok().and_then(Date::from_day_number);
            date.map_or_else(String::new, |date| date.to_string())
        }
        (Kind::Ratio, Some(Out::Value(ppm))) => {
            Ratio::new(*ppm, 1_000_000).map_or_else(|_| String::new(), |ratio| ratio.to_string())
        }
        (Kind::Bool, Some(Out::Value(value))) => if *value == 0 { "no" } else { "yes" }.to_owned(),
        (Kind::Text | Kind::Whole, Some(Out::Value(value))) => value.to_string(),
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Money | Kind::Whole | Kind::Ratio => DataType::Int64,
        Kind::Date => DataType::Date32,
        Kind::Bool => DataType::Boolean,
    }
}

fn array(kind: Kind, index: usize, rows: &[(bool, Vec<Option<Out>>)]) -> ArrayRef {
    let cells = rows
        .iter()
        .map(|(_, row)| row.get(index).and_then(Option::as_ref));
    let values = cells.clone().map(|cell| match cell {
        Some(Out::Value(value)) => Some(*value),
        _ => None,
    });
    match kind {
        Kind::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
            Some(Out::Text(text)) => Some(text.as_str()),
            _ => None,
        }))),
        Kind::Money | Kind::Whole | Kind::Ratio => Arc::new(Int64Array::from_iter(values)),
        Kind::Date => Arc::new(Date32Array::from_iter(
            values.map(|day| i32::try_from(day?).ok()),
        )),
        Kind::Bool => Arc::new(BooleanArray::from_iter(
            values.map(|value| value.map(|value| value != 0)),
        )),
    }
}
