//! What the schema is made of.

use crate::StoreError;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in order.
    pub key: Vec<String>,
    /// What it refers to, by its own columns.
    pub references: Vec<Reference>,
    /// Its other indexes, those of UNIQUE included.
    pub indexes: Vec<Index>,
    /// Its guards and other triggers, by name.
    pub triggers: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ColumnKind,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// The three types that both engines share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BYTEA.
    Bytes,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The columns.
    pub columns: Vec<String>,
    /// The other table.
    pub table: String,
    /// Its columns.
    pub targets: Vec<String>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// Whether two rows may not agree in them.
    pub unique: bool,
    /// Whether it holds only some rows.
    pub partial: bool,
}

impl Table {
    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}

/// The type of a column, by the word of either engine.
pub(super) fn kind(table: &str, word: &str) -> Result<ColumnKind, StoreError> {
    Ok(match word {
        "INTEGER" | "bigint" => ColumnKind::Int,
        "TEXT" | "text" => ColumnKind::Text,
        "BLOB" | "bytea" => ColumnKind::Bytes,
        other => {
            let told = format!("the table {table} has a column of the type {other}");
            return Err(StoreError::Schema(told));
        }
    })
}
