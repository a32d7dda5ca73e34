//! The schema as the engine has it: tables, columns, keys, references, indexes.
//!
//! Backup, restore and verify work from it, and a test holds the two engines against each other.

mod postgres;
mod sqlite;

use crate::port::{Dialect, Port};
use crate::{Session, StoreError};

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

/// Every table of the schema but the list of migrations, by name.
///
/// # Errors
/// [`StoreError::Schema`] where a column has a type that no migration gives.
pub fn tables(session: &mut Session<'_>) -> Result<Vec<Table>, StoreError> {
    read(session.port())
}

pub(crate) fn read(port: &mut dyn Port) -> Result<Vec<Table>, StoreError> {
    let mut tables = match port.dialect() {
        Dialect::Sqlite => sqlite::read(port)?,
        Dialect::Postgres => postgres::read(port)?,
    };
    for table in &mut tables {
        table.references.sort();
        table.indexes.sort();
        table.triggers.sort();
    }
    Ok(tables)
}

fn kind(table: &str, word: &str) -> Result<ColumnKind, StoreError> {
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
