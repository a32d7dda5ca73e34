//! One good row.

use std::sync::Arc;

use super::error::{BadRow, Flaw};
use super::fields::{self, Fields};
use super::head::Head;

/// One row: its line and its cells by the columns that were wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Line of the file, from 1; the header is a line too.
    pub line: u64,
    fields: Fields,
    pub(super) head: Arc<Head>,
}

impl SheetRow {
    /// Takes the cells of a line.
    pub(super) fn of(line: u64, fields: &Fields, head: &Arc<Head>) -> Result<SheetRow, BadRow> {
        let filled = |place: usize| !fields.get(place).trim().is_empty();
        let extra = (head.width()..fields.len()).any(filled);
        if fields.len() < head.width() || extra {
            let flaw = Flaw::Cells {
                header: head.width(),
                row: fields.len(),
            };
            return Err(BadRow::whole(line, flaw));
        }
        let mut own = Fields::default();
        for (place, cell) in fields.iter().take(head.width()).enumerate() {
            let Some(column) = head.column_at(place) else {
                continue;
            };
            if let Some(flaw) = fields::flaw(cell, column.kind) {
                return Err(BadRow::of(line, column, cell, flaw));
            }
            own.push(cell.trim());
        }
        Ok(SheetRow {
            line,
            fields: own,
            head: Arc::clone(head),
        })
    }

    /// The cell of the wanted column at an index of the list given to the reader, without blanks around
    /// it; empty where the cell is empty or the file has no such column.
    #[must_use]
    pub fn at(&self, index: usize) -> &str {
        self.head
            .place(index)
            .map_or("", |place| self.fields.get(place))
    }

    /// The cell of the wanted column of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.index(key).map_or("", |index| self.at(index))
    }

    pub(super) fn index(&self, key: &str) -> Option<usize> {
        let mut columns = self.head.columns.iter();
        columns.position(|column| column.key == key)
    }

    /// This row as a bad one, because of the value of a column.
    #[must_use]
    pub fn bad(&self, key: &str, flaw: Flaw) -> BadRow {
        let column = self.index(key).and_then(|at| self.head.columns.get(at));
        match column {
            Some(column) => BadRow::of(self.line, column, self.get(key), flaw),
            None => BadRow::cell(self.line, key, self.get(key), flaw),
        }
    }
}
