//! Inputs with every node and field of a transaction.

use gateway::definition::{Node, Rows, Transaction};
use serde_json::{Map, Value, json};

use super::valid::valid;

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
