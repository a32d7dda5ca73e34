//! Making an engine ready to take rows in any order, and strict again afterwards.

use super::BackupError;
use crate::StoreError;
use crate::port::{Dialect, Port};
use crate::schema::Table;

/// What was taken off and must be put back.
pub(super) struct Loosened {
    again: Vec<String>,
}

/// Begins a transaction in which guards and references are off. What was written by the rules is put back
/// as it is: a decision stands although its grant was revoked since.
pub(super) fn loosen(port: &mut dyn Port, tables: &[Table]) -> Result<Loosened, BackupError> {
    let mut again = Vec::new();
    if port.dialect() == Dialect::Sqlite {
        // Takes effect outside a transaction only.
        port.script("PRAGMA foreign_keys = OFF")?;
        port.script("BEGIN IMMEDIATE")?;
        let guards = port.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
            &[],
        )?;
        for row in guards {
            again.push(row.text(1)?.to_owned());
            port.script(&format!("DROP TRIGGER {}", row.text(0)?))?;
        }
        return Ok(Loosened { again });
    }
    port.script("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")?;
    let references = port.rows(
        "SELECT c.relname, f.conname, pg_get_constraintdef(f.oid) FROM pg_constraint f \
         JOIN pg_class c ON c.oid = f.conrelid WHERE f.contype = 'f' \
         AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, f.conname",
        &[],
    )?;
    for row in references {
        let (table, name, made) = (row.text(0)?, row.text(1)?, row.text(2)?);
        again.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {made}"));
        port.script(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
    }
    for table in tables {
        let name = &table.name;
        again.push(format!("ALTER TABLE {name} ENABLE TRIGGER USER"));
        port.script(&format!("ALTER TABLE {name} DISABLE TRIGGER USER"))?;
    }
    Ok(Loosened { again })
}

/// Puts guards and references back, checks what the references say, and commits.
pub(super) fn tighten(port: &mut dyn Port, loosened: &Loosened) -> Result<(), BackupError> {
    for statement in &loosened.again {
        port.script(statement)?;
    }
    if port.dialect() == Dialect::Postgres {
        port.commit()?;
        port.script("ANALYZE")?;
        return Ok(());
    }
    let orphans = port.rows(
        "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1",
        &[],
    )?;
    if let Some(row) = orphans.first() {
        let told = format!("in the table {}", row.text(0)?);
        return Err(StoreError::Reference(told).into());
    }
    port.commit()?;
    port.script("PRAGMA foreign_keys = ON; ANALYZE")?;
    Ok(())
}
