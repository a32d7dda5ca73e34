//! A table of typed cells.

use base::{Date, Fen};

/// What a column holds; it decides alignment and the format in a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Amounts, shown in 元 with two decimals.
    Money,
    /// Whole numbers.
    Number,
    /// Dates.
    Date,
    /// Percentages, handed in as basis points: 1234 is 12.34 %.
    Percent,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn text(title: &str) -> Column {
        Column::of(title, Kind::Text)
    }

    /// A column of amounts.
    #[must_use]
    pub fn money(title: &str) -> Column {
        Column::of(title, Kind::Money)
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn number(title: &str) -> Column {
        Column::of(title, Kind::Number)
    }

    /// A column of dates.
    #[must_use]
    pub fn date(title: &str) -> Column {
        Column::of(title, Kind::Date)
    }

    /// A column of percentages.
    #[must_use]
    pub fn percent(title: &str) -> Column {
        Column::of(title, Kind::Percent)
    }

    fn of(title: &str, kind: Kind) -> Column {
        Column {
            title: title.to_owned(),
            kind,
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, shown as it is: mask personal data before.
    Text(String),
    /// An amount.
    Money(Fen),
    /// A whole number.
    Number(i64),
    /// A date.
    Date(Date),
    /// Basis points: 1234 is 12.34 %.
    Percent(i64),
}

impl Cell {
    /// As text: amounts in 元, percentages with the sign.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Money(amount) => amount.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::Percent(points) => {
                let sign = if *points < 0 { "-" } else { "" };
                let points = points.unsigned_abs();
                format!("{sign}{}.{:02}%", points / 100, points % 100)
            }
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Fen> for Cell {
    fn from(amount: Fen) -> Cell {
        Cell::Money(amount)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Cell {
        Cell::Date(date)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// A table with a title and notes below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences below it: units, the day it stands for, what is left out.
    pub notes: Vec<String>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Table {
        Table {
            title: title.into(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row; a short one is filled up, a long one cut.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        row.resize(self.columns.len(), Cell::Empty);
        self.rows.push(row);
    }

    /// Adds a sentence below.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_shown_for_people() {
        assert_eq!(Cell::Percent(-590).shown(), "-5.90%");
        assert_eq!(Cell::Percent(-5).shown(), "-0.05%");
        assert_eq!(Cell::from(Fen::new(-12_345)).shown(), "-123.45");
        assert_eq!(Cell::from(None::<i64>).shown(), "");
    }
}
