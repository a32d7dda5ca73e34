//! Where the rows and fields of a definition stand in what was sent.

use serde_json::Value as Json;

use super::super::table::{Field, Need, Node, Transaction};
use super::super::value::Value;

/// What was sent for a node that stands in the input itself.
pub(super) fn locate<'t>(
    transaction: &Transaction,
    node: &Node,
    input: &'t Json,
) -> Option<&'t Json> {
    if node.name.is_empty() {
        return Some(input);
    }
    let found = member(input, &node.name, &node.also);
    if found.is_some_and(|found| !is_empty(found)) {
        return found;
    }
    // a client that leaves out the only node sends its fields in the input itself
    let outer = transaction
        .input
        .iter()
        .filter(|known| known.within.is_none());
    let holds = |field: &Field| {
        let sent = member(input, &field.name, &field.also);
        sent.is_some_and(|sent| !sent.is_object() && !sent.is_array())
    };
    let flat = outer.count() == 1 && node.fields.iter().any(holds);
    if flat { Some(input) } else { found }
}

/// The member of an object under any of its names: the first that holds anything, else the first.
pub(super) fn member<'t>(object: &'t Json, name: &str, also: &[String]) -> Option<&'t Json> {
    let names = std::iter::once(name).chain(also.iter().map(String::as_str));
    let mut first = None;
    for sent in names.filter_map(|name| object.get(name)) {
        if !is_empty(sent) {
            return Some(sent);
        }
        first = first.or(Some(sent));
    }
    first
}

/// Whether a field must be filled in a row of these values.
pub(super) fn is_needed(node: &Node, field: &Field, values: &[Option<Value>]) -> bool {
    match &field.need {
        Need::Always => true,
        Need::Never => false,
        Need::When { field, value } => {
            let at = node.position(field);
            let other = at.and_then(|at| values.get(at)).and_then(Option::as_ref);
            match (other, value) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(other), Some(value)) => matches!(other, Value::Text(text) if text == value),
            }
        }
    }
}

/// Whether nothing was sent: null, an empty text, the text `null`, a list or object of nothing.
pub(super) fn is_empty(sent: &Json) -> bool {
    match sent {
        Json::Null => true,
        Json::String(text) => matches!(text.trim(), "" | "null"),
        Json::Array(items) => items.iter().all(is_empty),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// The rows that were sent for a node: an object is one, a list is as many. An object without anything is
/// a row of a node that must be there, whose fields are then asked for, and nothing of another. Each comes with its
/// number from 1 in what was sent, empty ones counted, so that a sentence names the row that the sender sees.
pub(super) fn of<'t>(node: &Node, sent: &'t Json) -> Result<Vec<(usize, &'t Json)>, &'static str> {
    const WRONG: &str = "应是一个对象或由对象组成的数组，请检查报文结构";
    let items = match sent {
        Json::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let counts = |item: &&Json| !is_empty(item) || (item.is_object() && !node.optional);
    let numbered = (1..).zip(items);
    numbered
        .filter(|(_, item)| counts(item))
        .map(|(number, item)| {
            if item.is_object() {
                Ok((number, item))
            } else {
                Err(WRONG)
            }
        })
        .collect()
}
