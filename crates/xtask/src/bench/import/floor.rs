//! The floor: the very final rows of all tables of one store, loaded bare into another.
//!
//! The other store has the same schema with the same indexes, constraints and guards. On PostgreSQL rows
//! go in by COPY, on SQLite by prepared multi-row inserts, in one transaction on both. Only the insertion
//! and the commit are timed; reading the rows back from the first store is not.

use std::time::{Duration, Instant};

use access::{Role, UserName};
use anyhow::{Context, Result, anyhow};
use base::RegionCode;
use store::{Deed, Place, Store, StoreError, Value};

/// Rows handed over at once; what lies in memory is bounded by it.
const CHUNK: usize = 20_000;

/// What a bare load took.
#[derive(Debug, Clone, Copy)]
pub struct Loaded {
    /// Rows of all tables.
    pub rows: u64,
    /// Time of the insertions and of the commit.
    pub time: Duration,
}

/// A table of the schema with its columns.
struct Table {
    name: String,
    columns: Vec<String>,
}

/// Copies every row of `from` into `to`, which must be empty.
pub fn load(from: &Place, to: Place) -> Result<Loaded> {
    let from = Store::open(from.clone()).context("the imported store")?;
    let (to, _) = Store::create(to).context("the store of the bare load")?;
    // The transaction of the load stands in a pooling area of its own, so that the rows of all others
    // can be those of the first store.
    let pool = RegionCode::parse("9900").map_err(|error| anyhow!(error.zh()))?;
    store::pool::set_up(&to, pool, "bench")?;
    let deed = Deed {
        pool,
        region: pool,
        user: UserName::new("bench").map_err(|error| anyhow!(error.zh()))?,
        role: Role::Operator,
        command: "bench.load".to_owned(),
        reason: None,
        wall: 0,
    };
    let wanted = unfilled(&to)?;
    let mut loaded = Loaded {
        rows: 0,
        time: Duration::ZERO,
    };
    let written = to.write(&deed, |tx| -> Result<Instant, StoreError> {
        for table in &wanted {
            let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
            let mut insert = |rows: &mut Vec<Vec<Value>>| -> Result<(), StoreError> {
                let begun = Instant::now();
                tx.insert(&table.name, &columns, rows)?;
                loaded.time += begun.elapsed();
                loaded.rows += rows.len() as u64;
                rows.clear();
                Ok(())
            };
            let mut rows = Vec::with_capacity(CHUNK);
            from.read(|session| {
                session.each(&select(table), &[], &mut |row| {
                    rows.push(Vec::from(row));
                    if rows.len() == CHUNK {
                        insert(&mut rows)
                    } else {
                        Ok(())
                    }
                })
            })?;
            insert(&mut rows)?;
        }
        Ok(Instant::now())
    })?;
    loaded.time += written.elapsed();
    Ok(loaded)
}

/// The tables that the migrations leave empty; what they fill themselves is the same in every store.
fn unfilled(to: &Store) -> Result<Vec<Table>> {
    let own = ["pool", "sequence", "tx"];
    let mut wanted = Vec::new();
    for table in tables() {
        let first = format!("SELECT 1 FROM {} LIMIT 1", table.name);
        let filled = to.read(|session| session.row(&first, &[]))?.is_some();
        if own.contains(&table.name.as_str()) || !filled {
            wanted.push(table);
        }
    }
    Ok(wanted)
}

fn select(table: &Table) -> String {
    format!("SELECT {} FROM {}", table.columns.join(", "), table.name)
}

/// The tables of all migrations in the order in which they are made: a table refers to earlier ones.
fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for (_, _, text) in store::migrations() {
        let mut open = false;
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, "("] => {
                    open = true;
                    tables.push(Table {
                        name: (*name).to_owned(),
                        columns: Vec::new(),
                    });
                }
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, ..] => {
                    let table = tables.iter_mut().find(|table| table.name == *name);
                    table
                        .into_iter()
                        .for_each(|table| table.columns.push((*column).to_owned()));
                }
                [");", ..] => open = false,
                [
                    column,
                    "BIGINT" | "TEXT" | "BYTEA" | "BIGINT," | "TEXT," | "BYTEA,",
                    ..,
                ] if open => {
                    let table = tables.last_mut();
                    table
                        .into_iter()
                        .for_each(|table| table.columns.push((*column).to_owned()));
                }
                _ => {}
            }
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_migrations_is_known_with_its_columns() {
        let tables = tables();
        let columns = |name: &str| {
            tables
                .iter()
                .find(|t| t.name == name)
                .map(|t| t.columns.len())
        };
        assert_eq!(columns("pool"), Some(2));
        assert_eq!(columns("tx"), Some(8));
        assert!(tables.iter().all(|table| !table.columns.is_empty()));
        let folder = std::env::temp_dir().join(format!("floor-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (store, _) = Store::create(Place::in_folder(&folder)).unwrap();
        for table in &tables {
            store
                .read(|session| session.prepare(&select(table)))
                .unwrap_or_else(|error| panic!("{}: {error}", table.name));
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
