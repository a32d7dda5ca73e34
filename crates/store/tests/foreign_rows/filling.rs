//! Rows of one county in every table, past guards, references and checks, on either engine.

use rusqlite::types::Value as FileValue;
use store::backup::BackupError;
use store::schema::{self, Column, ColumnKind, Table};
use store::{Place, Session, StoreError, Tx, Value};

use super::OWN;
use crate::common::{Fixture, deed, region};

/// What the rows hold where 1 for a number and `x` for a text would say nothing to a reader.
pub struct Filling {
    /// What may be empty is empty: records that nobody has decided or closed yet.
    pub sparse: bool,
    /// Table, column and what stands there.
    pub words: &'static [(&'static str, &'static str, Word)],
    /// Tables that hold no row: readers that ask for what has nothing there yet.
    pub without: &'static [&'static str],
}

/// A value of a column.
#[derive(Clone, Copy)]
pub enum Word {
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// Nothing.
    Empty,
}

impl Filling {
    /// One row of the own county in every table.
    pub fn fill(&self, fixture: &Fixture) {
        let tables = fixture.store.read(schema::tables).unwrap();
        let filled = tables
            .iter()
            .filter(|table| !self.without.contains(&table.name.as_str()));
        let rows: Vec<(String, Vec<Value>)> = filled.map(|table| self.row(table)).collect();
        match fixture.store.place() {
            Place::File(path) => into_file(&rusqlite::Connection::open(path).unwrap(), &rows),
            Place::Server(_) => {
                let put = |tx: &mut Tx<'_>| into_server(tx, &tables, &rows);
                fixture
                    .store
                    .write::<_, StoreError>(&deed("test.fill"), put)
                    .unwrap();
            }
        }
    }

    /// The statement that inserts a row into a table, and its values.
    fn row(&self, table: &Table) -> (String, Vec<Value>) {
        let columns: Vec<&str> = table.names().collect();
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
            table.name,
            columns.join(", "),
            marks.join(", ")
        );
        let values = table.columns.iter();
        (
            sql,
            values.map(|column| self.value(table, column)).collect(),
        )
    }

    fn value(&self, table: &Table, column: &Column) -> Value {
        let (table, name) = (table.name.as_str(), column.name.as_str());
        let word = self
            .words
            .iter()
            .find(|word| (word.0, word.1) == (table, name));
        match word {
            Some((.., Word::Int(number))) => Value::Int(*number),
            Some((.., Word::Text(text))) => Value::Text((*text).to_owned()),
            Some((.., Word::Empty)) => Value::Null,
            None if self.sparse && column.nullable => Value::Null,
            None => usual(table, name, column.kind, self.sparse),
        }
    }
}

fn usual(table: &str, name: &str, kind: ColumnKind, sparse: bool) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let place = ["region", "huji", "residence", "county", "place"];
    let dated = name.ends_with("_on") || name.ends_with("_date") || name == "birth";
    match (name, kind) {
        ("pool", _) => Value::Int(region("3404").number()),
        ("region_last", _) => Value::Int(region(OWN).span().1),
        ("tx_to", _) => Value::Int(store::OPEN_TX),
        ("valid_from", _) => Value::Int(20_200_101),
        ("valid_to", _) => Value::Int(99_991_231),
        ("state" | "verdict", ColumnKind::Text) if sparse => text("open"),
        ("document_type", ColumnKind::Text) => text("01"),
        (name, ColumnKind::Int) if place.iter().any(|word| name.contains(word)) => {
            Value::Int(region(OWN).number())
        }
        (_, ColumnKind::Int) if dated => Value::Int(20_260_302),
        ("month", ColumnKind::Int) => Value::Int(202_603),
        ("fund_year", ColumnKind::Int) => Value::Int(2026),
        (_, ColumnKind::Int) => Value::Int(1),
        (name, ColumnKind::Text) if table == "role_permission" => text(name),
        ("fund", ColumnKind::Text) => text(ledger::entry::Fund::ResidentPooled.code()),
        (_, ColumnKind::Text) => text("x"),
        (_, ColumnKind::Bytes) => Value::Bytes(vec![0; 32]),
    }
}

fn into_file(file: &rusqlite::Connection, rows: &[(String, Vec<Value>)]) {
    file.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    let mut found = file
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap();
    let guards = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for guard in guards.collect::<Result<Vec<_>, _>>().unwrap() {
        file.execute_batch(&format!("DROP TRIGGER {guard}"))
            .unwrap();
    }
    for (sql, values) in rows {
        let values = values.iter().map(|value| match value {
            Value::Int(number) => FileValue::Integer(*number),
            Value::Text(text) => FileValue::Text(text.clone()),
            Value::Bytes(bytes) => FileValue::Blob(bytes.clone()),
            _ => FileValue::Null,
        });
        let values = rusqlite::params_from_iter(values);
        file.execute(&sql.replace('$', "?"), values).unwrap();
    }
}

fn into_server(
    tx: &mut Tx<'_>,
    tables: &[Table],
    rows: &[(String, Vec<Value>)],
) -> Result<(), StoreError> {
    for table in tables {
        tx.run(
            &format!("ALTER TABLE {} DISABLE TRIGGER USER", table.name),
            &[],
        )?;
    }
    let constraints = tx.rows(
        "SELECT CAST(conrelid::regclass AS TEXT), CAST(conname AS TEXT) FROM pg_constraint \
         WHERE contype IN ('f', 'c') AND connamespace = CAST(current_schema() AS regnamespace)",
        &[],
    )?;
    for constraint in &constraints {
        let (table, name) = (constraint.text(0)?, constraint.text(1)?);
        tx.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"), &[])?;
    }
    for (sql, values) in rows {
        tx.run(sql, values)?;
    }
    Ok(())
}

/// How many tables hold no row.
pub fn empty(session: &mut Session<'_>) -> Result<usize, BackupError> {
    let sum = store::backup::totals(session)?;
    Ok(sum.tables.iter().filter(|table| table.rows == 0).count())
}
