//! The schema of a PostgreSQL database, in the schema that unqualified names mean.

use super::table::{Column, Index, Reference, Table, kind};
use crate::port::Port;
use crate::{Row, StoreError, params};

pub(super) fn read(port: &mut dyn Port) -> Result<Vec<Table>, StoreError> {
    let names = port.rows(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace \
         AND c.relkind = 'r' AND c.relname <> 'schema_migration' ORDER BY c.relname COLLATE \"C\"",
        &[],
    )?;
    let mut tables = Vec::new();
    for row in names {
        tables.push(table(port, row.text(0)?)?);
    }
    Ok(tables)
}

fn table(port: &mut dyn Port, name: &str) -> Result<Table, StoreError> {
    let rows = port.rows(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace \
         AND c.relname = $1::text AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        &params![name],
    )?;
    let mut columns = Vec::new();
    for row in &rows {
        columns.push(Column {
            name: row.text(0)?.to_owned(),
            kind: kind(name, row.text(1)?)?,
            nullable: !row.flag(2)?,
        });
    }
    let triggers = port.rows(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = $1::text \
         AND NOT t.tgisinternal AND t.tgenabled <> 'D'",
        &params![name],
    )?;
    let (key, indexes) = indexes(port, name)?;
    Ok(Table {
        name: name.to_owned(),
        columns,
        key,
        references: references(port, name)?,
        indexes,
        triggers: triggers
            .iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect::<Result<_, _>>()?,
    })
}

fn references(port: &mut dyn Port, name: &str) -> Result<Vec<Reference>, StoreError> {
    let rows = port.rows(
        "SELECT f.conname, t.relname, a.attname, b.attname FROM pg_constraint f \
         JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid \
         CROSS JOIN LATERAL UNNEST(f.conkey, f.confkey) WITH ORDINALITY AS k (own, other, place) \
         JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.own \
         JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.other \
         WHERE f.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.relname = $1::text \
         ORDER BY f.conname, k.place",
        &params![name],
    )?;
    let mut found: Vec<(String, Reference)> = Vec::new();
    for row in &rows {
        let constraint = row.text(0)?;
        if found.last().is_none_or(|(last, _)| last != constraint) {
            let reference = Reference {
                columns: Vec::new(),
                table: row.text(1)?.to_owned(),
                targets: Vec::new(),
            };
            found.push((constraint.to_owned(), reference));
        }
        if let Some((_, reference)) = found.last_mut() {
            reference.columns.push(row.text(2)?.to_owned());
            reference.targets.push(row.text(3)?.to_owned());
        }
    }
    Ok(found.into_iter().map(|(_, reference)| reference).collect())
}

/// The columns of the primary key, and the other indexes.
fn indexes(port: &mut dyn Port, name: &str) -> Result<(Vec<String>, Vec<Index>), StoreError> {
    let rows = port.rows(
        "SELECT i.relname, x.indisprimary, x.indisunique, x.indpred IS NOT NULL, a.attname \
         FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid \
         CROSS JOIN LATERAL UNNEST(x.indkey::int2[]) WITH ORDINALITY AS k (own, place) \
         LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.own \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = $1::text \
         ORDER BY i.relname, k.place",
        &params![name],
    )?;
    let mut key = Vec::new();
    let mut found: Vec<(String, Index)> = Vec::new();
    for row in &rows {
        let column = column(row)?;
        if row.flag(1)? {
            key.push(column);
            continue;
        }
        let index = row.text(0)?;
        if found.last().is_none_or(|(last, _)| last != index) {
            let new = Index {
                columns: Vec::new(),
                unique: row.flag(2)?,
                partial: row.flag(3)?,
            };
            found.push((index.to_owned(), new));
        }
        if let Some((_, index)) = found.last_mut() {
            index.columns.push(column);
        }
    }
    Ok((key, found.into_iter().map(|(_, index)| index).collect()))
}

fn column(row: &Row) -> Result<String, StoreError> {
    Ok(row.maybe_text(4)?.unwrap_or("expression").to_owned())
}
