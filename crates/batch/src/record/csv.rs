//! Records from CSV: a header row, then one record a row.

use std::borrow::Cow;

use super::{Cell, Layout, Row, Visit};
use crate::error::{Errors, Problem};

pub(super) fn read<T: Copy>(
    text: &str,
    layout: &Layout<T>,
    errors: &mut Errors,
    visit: Visit<'_, T>,
) {
    let mut reader = ::csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return errors.add(1, "", "", Problem::BrokenCsv(error.to_string())),
    };
    let targets = targets(&header, layout, errors);
    let mut record = ::csv::StringRecord::new();
    let mut rows = 0_u64;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => rows += 1,
            Ok(false) => break,
            Err(error) => {
                return errors.add(rows + 2, "", "", Problem::BrokenCsv(error.to_string()));
            }
        }
        let place = record.position().map_or(0, ::csv::Position::line);
        if record.len() != header.len() {
            let why = format!("表头 {} 列，这一行 {} 列", header.len(), record.len());
            errors.add(
                place,
                "",
                record.get(0).unwrap_or(""),
                Problem::BrokenCsv(why),
            );
            continue;
        }
        visit(row(place, &record, &targets), errors);
    }
    if rows == 0 {
        errors.whole(Problem::Empty);
    }
}

/// The target of every column; `None` where the column is not known (reported once, here).
fn targets<T: Copy>(
    header: &::csv::StringRecord,
    layout: &Layout<T>,
    errors: &mut Errors,
) -> Vec<Option<T>> {
    let mut seen = std::collections::BTreeSet::new();
    header
        .iter()
        .map(|name| {
            let name = name.trim();
            if !seen.insert(name) {
                errors.add(1, name, "", Problem::TwiceColumn);
            }
            layout
                .find(name)
                .map_err(|problem| errors.add(1, name, "", problem))
                .ok()
        })
        .collect()
}

fn row<'a, T: Copy>(
    place: u64,
    record: &'a ::csv::StringRecord,
    targets: &[Option<T>],
) -> Row<'a, T> {
    let cells = record
        .iter()
        .zip(targets)
        .filter_map(|(value, target)| {
            let value = value.trim();
            target
                .filter(|_| !value.is_empty())
                .map(|target| (target, Cell::Text(Cow::Borrowed(value))))
        })
        .collect();
    Row {
        place,
        cells,
        lines: Vec::new(),
        visits: Vec::new(),
    }
}
