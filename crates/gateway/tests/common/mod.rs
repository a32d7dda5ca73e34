//! Inputs made from the definitions.

use gateway::definition::{Definitions, Field, Kind, Node, Rows, Transaction};
use serde_json::{Map, Value, json};

/// A value that a field takes, as long as it may be; nothing for a file.
pub fn valid(field: &Field) -> Option<Value> {
    Some(match &field.kind {
        Kind::Text { length } => json!("字".repeat(length.unwrap_or(100))),
        Kind::Digits { length } => json!("1".repeat(*length)),
        Kind::Code { dictionary, .. } => {
            let dictionary = Definitions::shipped().dictionary(dictionary);
            json!(dictionary.expect("checked when read").codes[0].0)
        }
        Kind::Money { .. } => json!("-10.99"),
        Kind::Number { digits, decimals } => json!(nines(*digits, *decimals)),
        Kind::Date => json!("2026-02-28"),
        Kind::Time => json!("2026-02-28 23:59:59"),
        Kind::Bytes => return None,
    })
}

/// The largest number of so many digits.
pub fn nines(digits: usize, decimals: usize) -> String {
    let (whole, decimals) = ("9".repeat(digits - decimals), "9".repeat(decimals));
    if decimals.is_empty() {
        whole
    } else {
        format!("{whole}.{decimals}")
    }
}

/// An input with every node and field of a transaction.
pub fn full(transaction: &Transaction) -> Value {
    let outer = transaction
        .input
        .iter()
        .filter(|node| node.within.is_none());
    let nodes = outer.map(|node| (node.name.clone(), rows(transaction, node)));
    Value::Object(nodes.collect())
}

fn rows(transaction: &Transaction, node: &Node) -> Value {
    let fields = node.fields.iter();
    let mut row: Map<String, Value> = fields
        .filter_map(|field| Some((field.name.clone(), valid(field)?)))
        .collect();
    for inner in &transaction.input {
        if inner.within.as_ref() == Some(&node.name) {
            row.insert(inner.name.clone(), rows(transaction, inner));
        }
    }
    match node.rows {
        Rows::One => Value::Object(row),
        Rows::Many => json!([row.clone(), row]),
    }
}

/// The last row of a node in such an input.
pub fn last_row<'v>(input: &'v mut Value, node: &Node) -> &'v mut Map<String, Value> {
    let rows = match &node.within {
        Some(outer) => &mut input[outer][1][&node.name],
        None => &mut input[&node.name],
    };
    match rows {
        Value::Array(rows) => rows.last_mut().and_then(Value::as_object_mut),
        row => row.as_object_mut(),
    }
    .expect("made by full")
}
