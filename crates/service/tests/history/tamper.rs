//! A row is changed or taken away by hand, past every guard; `verify` must find it and name it.

use crate::history::History;
use crate::office::deed;
use crate::random::Random;
use store::schema::{self, ColumnKind, Table};
use store::verify::checks;
use store::{Session, StoreError, Tx, Value};

/// What was done to which row.
#[derive(Debug)]
struct Wound {
    table: String,
    /// Table and key as `verify` names a row.
    record: String,
    what: String,
}

/// Ends a transaction that only tried something out.
enum Ended {
    /// The wound could not be made: a constraint that no guard can be lifted from.
    Impossible,
    /// It was made; the records that were named.
    Named(Wound, Vec<String>),
    Broken(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Ended {
        match error {
            StoreError::Guard(_) | StoreError::Conflict(_) | StoreError::Reference(_) => {
                Ended::Impossible
            }
            other => Ended::Broken(other),
        }
    }
}

/// Tables that are not wounded here, and why.
const LEFT_OUT: &[&str] = &[
    // What was migrated: the program holds its own digests against it whenever it opens a store.
    "schema_migration",
    // The title of a pooling area.
    "pool",
    // The next numbers: a lower one is refused by the keys, a higher one leaves a gap. That of transactions and that of
    // the trail are held against their records by `verify`, as a test of the store shows.
    "sequence",
    // The seals themselves: `verify` names the run, as a test of the store shows.
    "seal",
    "seal_run",
];

/// Columns that live on, beside those that other checks recompute: no other record says what they must be.
const LIVING: &[(&str, &[&str])] = &[
    (
        "batch",
        &["amount", "tx_last", "done", "taken", "refused", "state"],
    ),
    (
        "organisation",
        &["region", "kind", "name", "ended_on", "state"],
    ),
    (
        "people_work",
        &["state", "closed_on", "closed_by", "resolution", "tx_closed"],
    ),
    ("person", &["region"]),
];

/// Wounds one row of each of `count` tables that have rows, chosen by the dice; each is found and named.
pub fn is_found(history: &mut History, count: usize) -> Vec<String> {
    let tables = history.office.store.read(schema::tables).unwrap();
    let mut kept: Vec<Table> = Vec::new();
    for table in tables {
        if !LEFT_OUT.contains(&table.name.as_str()) && rows_of(history, &table) > 0 {
            kept.push(table);
        }
    }
    let mut missed = Vec::new();
    for _ in 0..count.min(kept.len()) {
        let at = history.dice.below(kept.len());
        let table = kept.swap_remove(at);
        let mut dice = history.dice.clone();
        history.dice.next();
        for _ in 0..6 {
            match wound(history, &table, &mut dice) {
                Ended::Impossible => {}
                Ended::Broken(error) => panic!("{}: {error}", table.name),
                Ended::Named(wound, named) => {
                    if !named.iter().any(|record| wound.is_named_by(record)) {
                        missed.push(format!("{}: {} -> {named:?}", wound.record, wound.what));
                    }
                    break;
                }
            }
        }
    }
    missed
}

/// Tables whose rows are found before they are sealed, too: they lie in chains of hashes.
const CHAINED: &[&str] = &["ledger_entry", "ledger_leg", "trail", "ledger_memo"];

/// Wounds a row of each chained table, sealed or not; something is found each time.
pub fn unsealed_is_found(history: &mut History) -> Vec<String> {
    let tables = history.office.store.read(schema::tables).unwrap();
    let mut missed = Vec::new();
    for table in tables
        .iter()
        .filter(|table| CHAINED.contains(&table.name.as_str()))
    {
        if rows_of(history, table) == 0 {
            continue;
        }
        let mut dice = history.dice.clone();
        history.dice.next();
        if let Ended::Named(wound, named) = wound(history, table, &mut dice)
            && named.is_empty()
        {
            missed.push(format!("{}: {}", wound.record, wound.what));
        }
    }
    missed
}

fn rows_of(history: &History, table: &Table) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {}", table.name);
    let read = |session: &mut Session<'_>| session.row(&sql, &[]);
    let row = history.office.store.read::<_, StoreError>(read).unwrap();
    row.unwrap().int(0).unwrap()
}

/// Makes a wound and verifies within one transaction, which is then given up: the store stays as it was.
fn wound(history: &History, table: &Table, dice: &mut Random) -> Ended {
    let answer = history
        .office
        .store
        .write::<(), Ended>(&deed("tamper"), |tx| {
            let wound = cut(tx, table, dice)?;
            let Some(wound) = wound else {
                return Err(Ended::Impossible);
            };
            let mut named = Vec::new();
            for check in checks() {
                match (check.run)(tx) {
                    Ok(outcome) => named.extend(outcome.first.map(|first| first.record)),
                    Err(StoreError::Corrupt(what)) => named.push(what),
                    Err(error) => return Err(Ended::Broken(error)),
                }
            }
            Err(Ended::Named(wound, named))
        });
    answer.unwrap_err()
}

fn cut(tx: &mut Tx<'_>, table: &Table, dice: &mut Random) -> Result<Option<Wound>, StoreError> {
    let columns: Vec<&str> = table.names().collect();
    let key = table.key.join(", ");
    let count = tx.row(&format!("SELECT COUNT(*) FROM {}", table.name), &[])?;
    let at = dice.below(usize::try_from(count.unwrap().int(0)?).unwrap());
    let sql = format!(
        "SELECT {} FROM {} ORDER BY {key} LIMIT 1 OFFSET {at}",
        columns.join(", "),
        table.name
    );
    let row = tx.row(&sql, &[])?.unwrap();
    let value = |name: &str| {
        let at = columns.iter().position(|column| *column == name).unwrap();
        row.value(at).unwrap().clone()
    };
    let key: Vec<Value> = table.key.iter().map(|name| value(name)).collect();
    let place: Vec<String> = (1..)
        .zip(&table.key)
        .map(|(no, name)| format!("{name} = ${no}"))
        .collect();
    let place = place.join(" AND ");
    let living = LIVING.iter().find(|(name, _)| *name == table.name);
    let living = living.map_or(&[][..], |(_, columns)| *columns);
    let free = table.columns.iter().filter(|column| {
        !table.key.contains(&column.name) && !living.contains(&column.name.as_str())
    });
    let free: Vec<_> = free.collect();
    let saved = lift(tx, table)?;
    let (what, touched) = match dice.pick(&free) {
        Some(column) if !dice.one_in(5) => {
            let changed = changed(value(&column.name), column.kind);
            let sql = format!(
                "UPDATE {} SET {} = ${} WHERE {place}",
                table.name,
                column.name,
                key.len() + 1
            );
            let values = [&key[..], std::slice::from_ref(&changed)].concat();
            (
                format!("{} = {changed:?}", column.name),
                tx.run(&sql, &values)?,
            )
        }
        _ => {
            let sql = format!("DELETE FROM {} WHERE {place}", table.name);
            ("deleted".to_owned(), tx.run(&sql, &key)?)
        }
    };
    assert_eq!(touched, 1, "{}", table.name);
    lay_down(tx, table, &saved)?;
    Ok(Some(Wound {
        table: table.name.clone(),
        record: named(table, &key),
        what,
    }))
}

/// Another value of the same type.
fn changed(value: Value, kind: ColumnKind) -> Value {
    match (value, kind) {
        (Value::Int(0), _) => Value::Int(1),
        (Value::Int(1), _) => Value::Int(0),
        (Value::Int(number), _) => Value::Int(number - 1),
        (Value::Text(text), _) => Value::Text(format!("{text}7")),
        (Value::Bytes(mut bytes), _) => {
            bytes.push(7);
            Value::Bytes(bytes)
        }
        (_, ColumnKind::Int) => Value::Int(1),
        (_, ColumnKind::Text) => Value::Text("7".to_owned()),
        (_, ColumnKind::Bytes) => Value::Bytes(vec![7]),
    }
}

/// Takes the guards of a table away; what lays them down again.
fn lift(tx: &mut Tx<'_>, table: &Table) -> Result<Vec<String>, StoreError> {
    if !tx.is_sqlite() {
        tx.run(
            &format!("ALTER TABLE {} DISABLE TRIGGER USER", table.name),
            &[],
        )?;
        return Ok(Vec::new());
    }
    tx.run("PRAGMA defer_foreign_keys = ON", &[])?;
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1";
    let triggers = tx.rows(sql, &[Value::Text(table.name.clone())])?;
    let mut saved = Vec::new();
    for trigger in &triggers {
        tx.run(&format!("DROP TRIGGER {}", trigger.text(0)?), &[])?;
        saved.push(trigger.text(1)?.to_owned());
    }
    Ok(saved)
}

fn lay_down(tx: &mut Tx<'_>, table: &Table, saved: &[String]) -> Result<(), StoreError> {
    if !tx.is_sqlite() {
        tx.run(
            &format!("ALTER TABLE {} ENABLE TRIGGER USER", table.name),
            &[],
        )?;
    }
    for sql in saved {
        tx.run(sql, &[])?;
    }
    Ok(())
}

/// Table and key, as `verify` says them.
fn named(table: &Table, key: &[Value]) -> String {
    let parts = table
        .key
        .iter()
        .enumerate()
        .map(|(at, name)| match key.get(at) {
            Some(Value::Int(number)) => format!("{name}={number}"),
            Some(Value::Text(text)) => format!("{name}={}", base::show_value(text)),
            _ => format!("{name}=…"),
        });
    let parts: Vec<String> = parts.collect();
    format!("{} {}", table.name, parts.join(" "))
}

impl Wound {
    /// Whether a record that `verify` names is this row; of a row that is gone, its table.
    fn is_named_by(&self, record: &str) -> bool {
        let mut words = record.split(' ');
        let table = words.next() == Some(self.table.as_str());
        let mine: Vec<&str> = self.record.split(' ').collect();
        table && (self.what == "deleted" || words.all(|word| mine.contains(&word)))
    }
}
