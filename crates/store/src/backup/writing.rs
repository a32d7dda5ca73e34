//! Writing a backup, and the totals of a store.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::format::{Head, Mark, MigrationLine, column_lines, put_row};
use super::summary::hex;
use super::{BackupError, FORMAT, Summary, TableSum};
use crate::schema::{self, Table};
use crate::{Session, Store, StoreError};

/// Bytes that are gathered before they are handed on.
const BUFFER: usize = 1 << 16;

/// Writes one consistent snapshot, compressed, while others go on working; what it holds. `wall` is the
/// time that the backup names, in milliseconds; `told` hears of each table as it ends.
///
/// # Errors
/// [`BackupError::Store`], [`BackupError::Io`]; the file is no backup then.
pub fn write(
    store: &Store,
    out: &mut dyn Write,
    wall: i64,
    told: &mut dyn FnMut(&TableSum),
) -> Result<Summary, BackupError> {
    let mut out = zstd::stream::Encoder::new(out, 3)?;
    let summary = store.read(|session| {
        patient(session)?;
        let head = head(session, wall)?;
        put(&mut out, &head)?;
        let mut summary = Summary::default();
        for table in schema::tables(session)? {
            let begin = Mark::Begin {
                table: table.name.clone(),
                columns: column_lines(&table),
            };
            put(&mut out, &begin)?;
            let sum = stream(session, &table, &mut out)?;
            let end = Mark::End {
                end: sum.name.clone(),
                rows: sum.rows,
                sha256: sum.sha256.clone(),
            };
            put(&mut out, &end)?;
            told(&sum);
            summary.tables.push(sum);
        }
        Ok::<_, BackupError>(summary)
    })?;
    let foot = Mark::Finished {
        finished: true,
        tables: summary.tables.len() as u64,
        rows: summary.rows(),
        sha256: summary.sha256(),
    };
    put(&mut out, &foot)?;
    out.finish()?.flush()?;
    Ok(summary)
}

/// What a store holds now: equal totals are equal contents.
///
/// # Errors
/// [`BackupError::Store`].
pub fn totals(session: &mut Session<'_>) -> Result<Summary, BackupError> {
    patient(session)?;
    let tables = schema::tables(session)?;
    let sums = tables
        .iter()
        .map(|table| stream(session, table, &mut io::sink()));
    Ok(Summary {
        tables: sums.collect::<Result<_, _>>()?,
    })
}

/// A large table takes longer than a statement otherwise may.
fn patient(session: &mut Session<'_>) -> Result<(), StoreError> {
    if session.is_sqlite() {
        return Ok(());
    }
    session.port().script("SET LOCAL statement_timeout = 0")
}

fn head(session: &mut Session<'_>, wall: i64) -> Result<Head, StoreError> {
    let rows = session.rows(
        "SELECT number, name, digest FROM schema_migration ORDER BY number",
        &[],
    )?;
    let migrations = rows.iter().map(|row| {
        Ok(MigrationLine {
            number: row.int(0)?,
            name: row.text(1)?.to_owned(),
            sha256: row.text(2)?.to_owned(),
        })
    });
    let engine = if session.is_sqlite() {
        "sqlite"
    } else {
        "postgresql"
    };
    Ok(Head {
        tongchou_backup: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: engine.to_owned(),
        wall,
        migrations: migrations.collect::<Result<_, StoreError>>()?,
    })
}

fn put(out: &mut dyn Write, line: &impl Serialize) -> Result<(), BackupError> {
    let text = serde_json::to_string(line).map_err(io::Error::from)?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes the rows of a table by its primary key; their number and digest.
fn stream(
    session: &mut Session<'_>,
    table: &Table,
    out: &mut dyn Write,
) -> Result<TableSum, BackupError> {
    let columns: Vec<&str> = table.names().collect();
    // names of the schema, which the migrations gave.
    let sql = format!(
        "SELECT {} FROM {} ORDER BY {}",
        columns.join(", "),
        table.name,
        table.key.join(", ")
    );
    let mut hasher = Sha256::new();
    let mut rows = 0;
    let mut buffer = Vec::with_capacity(2 * BUFFER);
    let mut broken = None;
    let read = session.each(&sql, &[], &mut |row| {
        rows += 1;
        put_row(&row, &mut buffer).map_err(|_| StoreError::Corrupt(table.name.clone()))?;
        if buffer.len() < BUFFER {
            return Ok(());
        }
        hasher.update(&buffer);
        let written = out.write_all(&buffer);
        buffer.clear();
        written.map_err(|error| {
            broken = Some(error);
            StoreError::Engine("the backup cannot be written".to_owned())
        })
    });
    if let Some(error) = broken {
        return Err(error.into());
    }
    read?;
    hasher.update(&buffer);
    out.write_all(&buffer)?;
    Ok(TableSum {
        name: table.name.clone(),
        rows,
        sha256: hex(&hasher.finalize()),
    })
}
