//! SQLite: one file, a write-ahead log, every commit on disk before it is answered.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};

use super::{Begin, Dialect, Port, Visit};
use crate::{Row, StoreError, Value};

/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(30);
/// SQLite takes at most this many parameters in a statement.
const MOST_PARAMETERS: usize = 32_000;
/// Rows in one statement of a bulk insert: beyond this nothing is gained.
const MOST_ROWS: usize = 64;

/// Memory for pages of a connection that writes, in KiB. Rows of an import fall all over the indexes of a
/// large file; what does not stay in memory is read and written again with every chunk.
const PAGES_OF_A_WRITER: &str = "PRAGMA cache_size = -245760";

pub(crate) struct SqlitePort {
    connection: Connection,
    writes: bool,
}

impl SqlitePort {
    pub(crate) fn open(path: &Path, create: bool) -> Result<Self, StoreError> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| StoreError::Open(format!("{}: {error}", path.display())))?;
        connection.busy_timeout(PATIENCE).map_err(engine)?;
        connection.set_prepared_statement_cache_capacity(256);
        // The limit of an analysis caps what it says of a column: with 1,000, "the rows of the pool" and "the rows
        // closed just now" count alike, and a table is read whole for each chunk.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                 PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; \
                 PRAGMA wal_autocheckpoint = 32000; PRAGMA analysis_limit = 100000;",
            )
            .map_err(|error| StoreError::Open(format!("{}: {error}", path.display())))?;
        Ok(Self {
            connection,
            writes: false,
        })
    }
}

impl Port for SqlitePort {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&mut self, how: Begin) -> Result<(), StoreError> {
        if how == Begin::Write && !self.writes {
            self.script(PAGES_OF_A_WRITER)?;
            self.writes = true;
        }
        self.script(match how {
            Begin::Read => "BEGIN DEFERRED",
            Begin::Write => "BEGIN IMMEDIATE",
        })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.script("COMMIT")
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        self.script("ROLLBACK")
    }

    fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut found = Vec::new();
        self.each(sql, params, &mut |row| {
            found.push(row);
            Ok(())
        })?;
        Ok(found)
    }

    fn each(&mut self, sql: &str, params: &[Value], visit: Visit<'_>) -> Result<(), StoreError> {
        params.iter().try_for_each(Value::check)?;
        let sql = Dialect::Sqlite.statement(sql);
        let mut statement = self.connection.prepare_cached(&sql).map_err(engine)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(params)).map_err(engine)?;
        while let Some(row) = rows.next().map_err(engine)? {
            let cell = |column| row.get_ref(column).map_err(engine).and_then(cell);
            visit(Row((0..columns).map(cell).collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        params.iter().try_for_each(Value::check)?;
        let sql = Dialect::Sqlite.statement(sql);
        let mut statement = self.connection.prepare_cached(&sql).map_err(engine)?;
        let touched = statement
            .execute(params_from_iter(params))
            .map_err(engine)?;
        Ok(touched as u64)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(engine)
    }

    fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        let at_once = (MOST_PARAMETERS / columns.len().max(1)).clamp(1, MOST_ROWS);
        let mut rest = rows;
        while !rest.is_empty() {
            let (chunk, later) = rest.split_at(portion(rest.len(), at_once));
            rest = later;
            let one = format!("({})", vec!["?"; columns.len()].join(","));
            let sql = format!(
                "INSERT INTO {table} ({}) VALUES {}",
                columns.join(","),
                vec![one.as_str(); chunk.len()].join(",")
            );
            let mut statement = self.connection.prepare_cached(&sql).map_err(engine)?;
            let mut position = 0;
            for value in chunk.iter().flatten() {
                value.check()?;
                position += 1;
                statement
                    .raw_bind_parameter(position, value)
                    .map_err(engine)?;
            }
            statement.raw_execute().map_err(engine)?;
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &str) -> Result<(), StoreError> {
        let sql = Dialect::Sqlite.statement(sql);
        self.connection.prepare(&sql).map(|_| ()).map_err(engine)
    }

    fn is_alive(&mut self) -> bool {
        self.connection.is_autocommit()
    }
}

impl Drop for SqlitePort {
    /// Whoever opens the file next plans by what it holds now. Tables that have grown tenfold since they were
    /// last measured are measured; where another process writes, that is left to the next.
    fn drop(&mut self) {
        if self.connection.is_autocommit() && self.connection.busy_timeout(Duration::ZERO).is_ok() {
            let _ = self.connection.execute_batch("PRAGMA optimize");
        }
    }
}

/// How many rows the next statement takes: a power of two. A statement of its own for every number of rows would be
/// compiled again in most commits of the counter, for there are more of them than are kept.
fn portion(rows: usize, at_once: usize) -> usize {
    let most = rows.min(at_once).max(1);
    1 << most.ilog2()
}

fn cell(value: ValueRef<'_>) -> Result<Value, StoreError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text)
                .map_err(|_| StoreError::Corrupt("a text that is not UTF-8".to_owned()))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => {
            return Err(StoreError::Corrupt(
                "a number that is not an integer".to_owned(),
            ));
        }
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(SqliteValue::Null),
            Value::Int(number) => ToSqlOutput::Owned(SqliteValue::Integer(*number)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Ints(numbers) => json(numbers),
            Value::Texts(texts) => json(texts),
        })
    }
}

/// Lists travel as JSON and are opened by `json_each`.
fn json<T: serde::Serialize>(list: &[T]) -> ToSqlOutput<'static> {
    let text = serde_json::to_string(list).unwrap_or_default();
    ToSqlOutput::Owned(SqliteValue::Text(text))
}

fn engine(error: rusqlite::Error) -> StoreError {
    use rusqlite::ffi;
    let rusqlite::Error::SqliteFailure(code, ref message) = error else {
        return StoreError::Engine(error.to_string());
    };
    let what = message.clone().unwrap_or_else(|| code.to_string());
    match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => return StoreError::Busy,
        ErrorCode::ConstraintViolation => {}
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => return StoreError::Corrupt(what),
        _ => return StoreError::Engine(what),
    }
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => StoreError::Conflict(what),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Reference(what),
        _ => StoreError::Guard(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_by_few_statements_whatever_their_number() {
        let parted = |rows: usize| {
            let (mut left, mut portions) = (rows, Vec::new());
            while left > 0 {
                let portion = portion(left, MOST_ROWS);
                portions.push(portion);
                left -= portion;
            }
            portions
        };
        assert_eq!(parted(1), [1]);
        assert_eq!(parted(45), [32, 8, 4, 1]);
        assert_eq!(parted(200), [64, 64, 64, 8]);
        assert_eq!(portion(100, 50), 32);
    }
}
