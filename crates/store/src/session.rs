//! Reading: statements over one snapshot.

use crate::port::{Dialect, Port};
use crate::{Row, StoreError, Value};

/// A connection within a transaction. Reading sessions see one snapshot from first to last statement.
pub struct Session<'a> {
    port: &'a mut dyn Port,
}

impl<'a> Session<'a> {
    pub(crate) fn new(port: &'a mut dyn Port) -> Self {
        Self { port }
    }

    pub(crate) fn port(&mut self) -> &mut dyn Port {
        self.port
    }

    /// All rows of a statement; parameters are `$1`, `$2`, …, lists `IN {ints $1}` and `IN {texts $1}`.
    ///
    /// # Errors
    /// [`StoreError`], here and below.
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.port.rows(sql, params)
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there are several.
    pub fn row(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        let mut rows = self.rows(sql, params)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(StoreError::Corrupt(format!(
                "{count} rows where one was expected"
            ))),
        }
    }

    /// One row after the other, without holding them all. No other statement may run meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]; whatever `visit` gives ends the reading.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        visit: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.port.each(sql, params, visit)
    }

    /// Whether the engine is SQLite; for the few statements that cannot be one text.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.port.dialect() == Dialect::Sqlite
    }

    /// Checks that the engine understands a statement.
    ///
    /// # Errors
    /// What the engine objects to.
    pub fn prepare(&mut self, sql: &str) -> Result<(), StoreError> {
        self.port.prepare(sql)
    }
}
