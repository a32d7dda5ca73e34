//! References: every record that another one names is there.

use super::{Check, Outcome};
use crate::schema::{self, Reference, Table};
use crate::{Row, Session, StoreError, Value};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "references",
    zh: "被引用的记录都存在",
    run: references,
}];

fn references(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for table in schema::tables(session)? {
        for reference in &table.references {
            examined += 1;
            let rows = session.rows(&orphan(&table, reference), &[])?;
            if let Some(row) = rows.first() {
                let record = named(&table, row);
                let zh = format!("引用的 {} 记录不存在", reference.table);
                return Ok(Outcome::differs(examined, record, zh));
            }
        }
    }
    Ok(Outcome::sound(examined))
}

/// A statement over names of the schema that finds the first row whose reference leads nowhere.
fn orphan(table: &Table, reference: &Reference) -> String {
    let pairs = reference.columns.iter().zip(&reference.targets);
    let on: Vec<_> = pairs
        .map(|(own, other)| format!("p.{other} = c.{own}"))
        .collect();
    let set = reference.columns.iter();
    let set: Vec<_> = set.map(|own| format!("c.{own} IS NOT NULL")).collect();
    let key: Vec<_> = table
        .key
        .iter()
        .map(|column| format!("c.{column}"))
        .collect();
    let key = key.join(", ");
    format!(
        "SELECT {key} FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {}) ORDER BY {key} LIMIT 1",
        table.name,
        set.join(" AND "),
        reference.table,
        on.join(" AND ")
    )
}

/// Table and key of a row that begins with the columns of the key.
pub(super) fn named(table: &Table, row: &Row) -> String {
    let parts = table.key.iter().enumerate().map(|(index, column)| {
        let value = match row.value(index) {
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::Text(text)) => base::show_value(text),
            _ => "…".to_owned(),
        };
        format!("{column}={value}")
    });
    std::iter::once(table.name.clone())
        .chain(parts)
        .collect::<Vec<_>>()
        .join(" ")
}
