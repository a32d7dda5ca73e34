//! One record after the other from CSV, JSON or Parquet, in one neutral form.
//!
//! A reader of a kind of file (bills, persons, accumulators) gives a [`Layout`], which turns column
//! names into targets, and is handed rows of (target, cell). It never sees a format.

mod csv;
mod json;
mod json_value;
mod parquet;
pub(crate) mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Errors, Problem};
use crate::text::Encoding;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma separated values with a header row.
    Csv,
    /// An array of records, an object with one such array, or one record a line.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// By the ending of the file's name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Format::Csv),
            "json" | "jsonl" | "ndjson" => Some(Format::Json),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }
}

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

    /// An id: text, or a whole number as its digits.
    pub(crate) fn id(&self) -> Result<String, Problem> {
        match self {
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

/// Which columns a kind of file has.
pub(crate) struct Layout<T> {
    columns: BTreeMap<String, T>,
    /// Names within a nested `lines` record.
    lines: BTreeMap<String, T>,
    computed: Vec<String>,
}

impl<T: Copy> Layout<T> {
    pub(crate) fn new() -> Self {
        Self {
            columns: BTreeMap::new(),
            lines: BTreeMap::new(),
            computed: Vec::new(),
        }
    }

    pub(crate) fn column(&mut self, name: impl Into<String>, target: T) {
        self.columns.insert(name.into(), target);
    }

    pub(crate) fn line(&mut self, name: impl Into<String>, target: T) {
        self.lines.insert(name.into(), target);
    }

    pub(crate) fn computed(&mut self, name: impl Into<String>) {
        self.computed.push(name.into());
    }

    pub(crate) fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    pub(crate) fn find(&self, name: &str) -> Result<T, Problem> {
        self.look(&self.columns, name)
    }

    pub(crate) fn find_line(&self, name: &str) -> Result<T, Problem> {
        self.look(&self.lines, name)
    }

    fn look(&self, names: &BTreeMap<String, T>, name: &str) -> Result<T, Problem> {
        if let Some(target) = names.get(name) {
            return Ok(*target);
        }
        if self.computed.iter().any(|computed| computed == name) {
            return Err(Problem::ComputedColumn);
        }
        Err(Problem::UnknownColumn(nearest(
            name,
            names.keys().map(String::as_str),
        )))
    }
}

/// What is done with each record.
pub(crate) type Visit<'v, T> = &'v mut dyn FnMut(Row<'_, T>, &mut Errors);

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

/// The known name that differs least, where at most a third of it differs.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 40;
    if name.len() > LONGEST {
        return None;
    }
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Edit distance by characters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, b) in row.iter_mut().skip(1).zip(&other) {
            let here = (*slot + 1)
                .min(left + 1)
                .min(diagonal + usize::from(a != *b));
            diagonal = *slot;
            *slot = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["service_date", "settlement_date", "amount"];
        assert_eq!(
            nearest("servce_date", known.into_iter()),
            Some("service_date".to_owned())
        );
        assert_eq!(
            nearest("amuont", known.into_iter()),
            Some("amount".to_owned())
        );
        assert_eq!(
            nearest("levle", ["level"].into_iter()),
            Some("level".to_owned())
        );
        assert_eq!(nearest("colour", known.into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
