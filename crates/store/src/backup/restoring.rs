//! Restoring a backup into an empty place, on either engine.

use std::io::Read;

use super::format::{ColumnLine, Head, column_lines};
use super::loading::{loosen, tighten};
use super::reading::{Lines, Sink};
use super::{BackupError, Summary, TableSum, totals};
use crate::port::Port;
use crate::schema::{self, Table};
use crate::{Place, Session, Store, StoreError, Value, migrate, params};

/// Rows that are handed to the engine at once.
const CHUNK: usize = 2_000;
/// Tables that the migrations fill themselves.
const FILLED: [&str; 2] = ["role_permission", "role_apart"];

/// Restores a backup into a place that holds no record, and brings its schema up to date. Everything is
/// restored and found equal to the backup, or nothing is.
///
/// # Errors
/// [`BackupError`]; the place holds no record then.
pub fn restore(
    place: Place,
    input: &mut dyn Read,
    told: &mut dyn FnMut(&TableSum),
) -> Result<(Store, Summary), BackupError> {
    let mut lines = Lines::open(input)?;
    let head = lines.head()?;
    let store = Store::unchecked(place, true)?;
    let summary = store.plain(|port| {
        empty(port)?;
        schema(port, &head)?;
        let tables = schema::read(port)?;
        let loosened = loosen(port, &tables)?;
        for name in FILLED {
            // An older schema may not have it.
            if tables.iter().any(|table| table.name == name) {
                port.run(&format!("DELETE FROM {name}"), &[])?;
            }
        }
        let mut loader = Loader {
            port: &mut *port,
            tables: &tables,
            current: None,
            rows: Vec::new(),
            told,
        };
        let summary = lines.tables(&mut loader)?;
        let there = totals(&mut Session::new(&mut *port))?;
        if let Some(table) = differing(&summary, &there) {
            return Err(BackupError::Differs(table));
        }
        tighten(port, &loosened)?;
        migrate::migrate(port)?;
        Ok(summary)
    })?;
    Ok((store, summary))
}

/// Takes rows to the engine in chunks.
struct Loader<'a> {
    port: &'a mut dyn Port,
    tables: &'a [Table],
    current: Option<&'a Table>,
    rows: Vec<Vec<Value>>,
    told: &'a mut dyn FnMut(&TableSum),
}

impl Sink for Loader<'_> {
    fn table(&mut self, name: &str, columns: &[ColumnLine]) -> Result<(), BackupError> {
        let table = self.tables.iter().find(|table| table.name == name);
        let table = table.filter(|table| column_lines(table) == columns);
        let told = format!("the backup has the table {name} with other columns");
        self.current = Some(table.ok_or(StoreError::Schema(told))?);
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> Result<(), BackupError> {
        self.rows.push(row);
        if self.rows.len() < CHUNK {
            return Ok(());
        }
        self.flush()
    }

    fn end(&mut self, sum: &TableSum) -> Result<(), BackupError> {
        self.flush()?;
        (self.told)(sum);
        Ok(())
    }
}

impl Loader<'_> {
    fn flush(&mut self) -> Result<(), BackupError> {
        if let Some(table) = self.current
            && !self.rows.is_empty()
        {
            let columns: Vec<&str> = table.names().collect();
            self.port.insert(&table.name, &columns, &self.rows)?;
        }
        self.rows.clear();
        Ok(())
    }
}

/// Refuses a place that holds a record.
fn empty(port: &mut dyn Port) -> Result<(), BackupError> {
    for table in schema::read(port)? {
        if FILLED.contains(&table.name.as_str()) {
            continue;
        }
        let key = table.key.join(", ");
        let sql = format!("SELECT {key} FROM {} LIMIT 1", table.name);
        if !port.rows(&sql, &[])?.is_empty() {
            return Err(BackupError::NotEmpty(table.name));
        }
    }
    Ok(())
}

/// Brings the place to exactly the schema of the backup.
fn schema(port: &mut dyn Port, head: &Head) -> Result<(), BackupError> {
    for line in &head.migrations {
        migrate::one(port, line.number, &line.sha256)?;
    }
    let sql =
        "SELECT number FROM schema_migration WHERE number > $1 OR number NOT IN {ints $2} LIMIT 1";
    let last = head.migrations.last().map_or(0, |line| line.number);
    let known: Vec<i64> = head.migrations.iter().map(|line| line.number).collect();
    if port.rows(sql, &params![last, known])?.is_empty() {
        Ok(())
    } else {
        let told = "the place has a newer schema than the backup; restore into a new one";
        Err(StoreError::Schema(told.to_owned()).into())
    }
}

fn differing(wanted: &Summary, there: &Summary) -> Option<String> {
    let other = |table: &&TableSum| !there.tables.contains(table);
    let missing = wanted.tables.iter().find(other);
    // A table that the backup does not name must be empty.
    let extra = there.tables.iter().find(|table| {
        let named = wanted.tables.iter().any(|other| other.name == table.name);
        !named && table.rows > 0
    });
    missing.or(extra).map(|table| table.name.clone())
}
