//! The schema: every table and guard that the migrations give is there, and no other.

use std::collections::BTreeMap;

use super::{Check, Outcome};
use crate::port::{Dialect, statements};
use crate::{Session, StoreError, migrations, schema};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "schema.guards",
        zh: "表与约束触发器齐全",
        run: guards,
    },
    Check {
        name: "schema.file",
        zh: "数据库文件自身完整",
        run: file,
    },
];

/// Names of the tables, each with the names of its triggers.
type Guards = BTreeMap<String, Vec<String>>;

fn guards(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let dialect = session.port().dialect();
    let wanted = wanted(dialect)?;
    let found: Guards = schema::tables(session)?
        .into_iter()
        .map(|table| (table.name, table.triggers))
        .collect();
    let examined = wanted.len() as u64;
    for (table, triggers) in &wanted {
        let Some(there) = found.get(table) else {
            return Ok(Outcome::differs(examined, table, "缺少这张表"));
        };
        if let Some(missing) = triggers.iter().find(|trigger| !there.contains(trigger)) {
            let record = format!("{table} {missing}");
            return Ok(Outcome::differs(examined, record, "约束触发器被删除或停用"));
        }
        if let Some(extra) = there.iter().find(|trigger| !triggers.contains(trigger)) {
            let record = format!("{table} {extra}");
            return Ok(Outcome::differs(examined, record, "有程序以外的触发器"));
        }
    }
    match found.keys().find(|table| !wanted.contains_key(*table)) {
        Some(extra) => Ok(Outcome::differs(examined, extra, "有程序以外的表")),
        None => Ok(Outcome::sound(examined)),
    }
}

/// What the migrations make on this engine.
fn wanted(dialect: Dialect) -> Result<Guards, StoreError> {
    let mut wanted = Guards::new();
    for (_, _, text) in migrations() {
        for statement in statements(dialect, text)? {
            let words: Vec<&str> = statement.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => {
                    wanted.entry((*name).to_owned()).or_default();
                }
                ["DROP", "TABLE", name, ..] => {
                    wanted.remove(*name);
                }
                ["CREATE", "TRIGGER", name, rest @ ..] => {
                    let table = rest.iter().skip_while(|word| **word != "ON").nth(1);
                    if let Some(table) = table {
                        let triggers = wanted.entry((*table).to_owned()).or_default();
                        triggers.push((*name).to_owned());
                    }
                }
                _ => {}
            }
        }
    }
    Ok(wanted)
}

/// SQLite looks through its file: pages, indexes, types, CHECK and NOT NULL. A server looks after its own.
fn file(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    if !session.is_sqlite() {
        return Ok(Outcome::sound(0));
    }
    let rows = session.rows(
        "SELECT integrity_check FROM pragma_integrity_check LIMIT 1",
        &[],
    )?;
    for row in &rows {
        let said = row.text(0)?;
        if said != "ok" {
            return Ok(Outcome::differs(1, said, "数据库文件损坏或被改动"));
        }
    }
    Ok(Outcome::sound(1))
}
