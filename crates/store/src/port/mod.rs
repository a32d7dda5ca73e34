//! The port to an engine: the same few verbs over SQLite and over PostgreSQL.

mod dialect;
mod plans;
mod postgres;
mod sqlite;
mod tls;

pub(crate) use dialect::{Dialect, statements};
pub(crate) use postgres::PostgresPort;
pub(crate) use sqlite::SqlitePort;

use crate::{Row, StoreError, Value};

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// One snapshot, nothing written.
    Read,
    /// Writing.
    Write,
}

/// What becomes of each row of a long answer.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(Row) -> Result<(), StoreError>;

/// One connection.
pub(crate) trait Port: Send {
    fn dialect(&self) -> Dialect;
    fn begin(&mut self, how: Begin) -> Result<(), StoreError>;
    fn commit(&mut self) -> Result<(), StoreError>;
    fn rollback(&mut self) -> Result<(), StoreError>;
    /// All rows of a statement.
    fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError>;
    /// One row after the other, without holding them all.
    fn each(&mut self, sql: &str, params: &[Value], visit: Visit<'_>) -> Result<(), StoreError>;
    /// Runs a statement; how many rows it touched.
    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError>;
    /// Runs statements without parameters, as they stand for this engine.
    fn script(&mut self, sql: &str) -> Result<(), StoreError>;
    /// Inserts many rows as fast as the engine can.
    fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError>;
    /// Checks that a statement can be prepared.
    fn prepare(&mut self, sql: &str) -> Result<(), StoreError>;
    /// Whether the connection can still be used.
    fn is_alive(&mut self) -> bool;
}
