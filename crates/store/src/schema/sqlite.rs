//! The schema of an SQLite file.

use super::table::{Column, Index, Reference, Table, kind};
use crate::port::Port;
use crate::{StoreError, params};

pub(super) fn read(port: &mut dyn Port) -> Result<Vec<Table>, StoreError> {
    let names = port.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> 'schema_migration' ORDER BY name",
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
        "SELECT name, type, \"notnull\", pk FROM pragma_table_info($1) ORDER BY cid",
        &params![name],
    )?;
    let mut columns = Vec::new();
    let mut key = Vec::new();
    for row in &rows {
        let column = row.text(0)?.to_owned();
        if row.int(3)? > 0 {
            key.push((row.int(3)?, column.clone()));
        }
        columns.push(Column {
            name: column,
            kind: kind(name, row.text(1)?)?,
            nullable: !row.flag(2)? && row.int(3)? == 0,
        });
    }
    key.sort();
    let triggers = port.rows(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1",
        &params![name],
    )?;
    Ok(Table {
        name: name.to_owned(),
        columns,
        key: key.into_iter().map(|(_, column)| column).collect(),
        references: references(port, name)?,
        indexes: indexes(port, name)?,
        triggers: triggers
            .iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect::<Result<_, _>>()?,
    })
}

fn references(port: &mut dyn Port, name: &str) -> Result<Vec<Reference>, StoreError> {
    let rows = port.rows(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list($1) ORDER BY id, seq",
        &params![name],
    )?;
    let mut found: Vec<(i64, Reference)> = Vec::new();
    for row in &rows {
        let (id, table) = (row.int(0)?, row.text(1)?);
        if found.last().is_none_or(|(last, _)| *last != id) {
            let reference = Reference {
                columns: Vec::new(),
                table: table.to_owned(),
                targets: Vec::new(),
            };
            found.push((id, reference));
        }
        if let Some((_, reference)) = found.last_mut() {
            reference.columns.push(row.text(2)?.to_owned());
            reference.targets.push(row.text(3)?.to_owned());
        }
    }
    Ok(found.into_iter().map(|(_, reference)| reference).collect())
}

fn indexes(port: &mut dyn Port, name: &str) -> Result<Vec<Index>, StoreError> {
    let rows = port.rows(
        "SELECT name, \"unique\", partial FROM pragma_index_list($1) WHERE origin <> 'pk'",
        &params![name],
    )?;
    let mut found = Vec::new();
    for row in &rows {
        let columns = port.rows(
            "SELECT name FROM pragma_index_info($1) ORDER BY seqno",
            &params![row.text(0)?],
        )?;
        found.push(Index {
            columns: columns
                .iter()
                .map(|row| Ok(row.maybe_text(0)?.unwrap_or("expression").to_owned()))
                .collect::<Result<_, StoreError>>()?,
            unique: row.flag(1)?,
            partial: row.flag(2)?,
        });
    }
    Ok(found)
}
