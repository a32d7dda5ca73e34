//! How large the tables of a policy may grow.

use super::table::effective;
use crate::CompileOptions;
use crate::ast::{Document, Rows};
use crate::diagnostic::{Draft, Sink};

/// Rows of all tables in all spans of time that a policy may hold, about one gigabyte.
const MAX_BUILT_ROWS: usize = 10_000_000;

/// Refuses tables that would be built for so many spans of time that memory cannot hold them.
pub(crate) fn refuse_endless(
    document: &Document,
    options: &CompileOptions,
    spans: usize,
    sink: &Sink,
) -> bool {
    let mut built: usize = 0;
    for written in &document.tables {
        let versions = effective(written, options.known_at);
        let rows = match versions.first() {
            Some(version) if version.row => versions.len(),
            _ => versions
                .iter()
                .map(|version| leaves(&version.rows))
                .max()
                .unwrap_or(0),
        };
        // A table by a date of its own is built for each of its dates, in every span.
        let dates = match written.by {
            Some(_) => versions.len().saturating_mul(2),
            None => 1,
        };
        built = built.saturating_add(rows.saturating_mul(dates).saturating_mul(spans));
        if built > MAX_BUILT_ROWS {
            let message = format!(
                "到表 `{}` 为止，各表的行数乘以时间段数超过 {MAX_BUILT_ROWS}",
                written.name.value
            );
            let help = "请减少分段的日期，或把不常用的行移出大表";
            sink.push(Draft::error("P0506", written.name.span, message).help(help));
            return true;
        }
    }
    false
}

fn leaves(rows: &Rows) -> usize {
    match rows {
        Rows::Leaf(_) => 1,
        Rows::Map(entries, _) => entries.iter().map(|(_, below)| leaves(below)).sum(),
    }
}
