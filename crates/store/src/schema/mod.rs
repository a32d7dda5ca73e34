//! The schema as the engine has it: tables, columns, keys, references, indexes.
//!
//! Backup, restore and verify work from it, and a test holds the two engines against each other.

mod postgres;
mod sqlite;
mod table;

use crate::port::{Dialect, Port};
use crate::{Session, StoreError};

pub use table::{Column, ColumnKind, Index, Reference, Table};

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
