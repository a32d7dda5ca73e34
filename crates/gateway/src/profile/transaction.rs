//! What is different in one transaction: names that come in, shapes that go out ([`crate::definition::Shape`]).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What is different in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Transaction {
    /// Names of input nodes to those of the national edition.
    pub nodes: BTreeMap<String, String>,
    /// The node that the fields belong to, where the client sends them without one.
    pub flat: Option<String>,
    /// Names of fields to those of the national edition, by (national) node.
    pub fields: BTreeMap<String, BTreeMap<String, String>>,
    /// Input nodes that the national edition does not have and that say nothing new.
    pub passed_over: Vec<String>,
    /// Fields that the national edition asks for and this dialect does not.
    pub optional: Vec<String>,
    /// Fields that clients were seen to send and nobody reads, by (national) node: so that nothing is dropped
    /// without being named.
    pub unread: BTreeMap<String, Vec<String>>,
    /// Whether the output is a list.
    pub list: bool,
    /// Output nodes that stand there under a second name as well: second name to first.
    pub also: BTreeMap<String, String>,
    /// The output node whose fields stand at the top as well.
    pub lift: Option<String>,
    /// The name of the node whose rows stand in the output without one nationally.
    pub named: Option<String>,
    /// Output nodes that are one object here and a list nationally.
    pub one: Vec<String>,
    /// Output nodes that are a list here and one object nationally.
    pub many: Vec<String>,
}

impl Transaction {
    /// An input in the names of the national edition.
    pub(super) fn national(&self, mut members: Map<String, Value>) -> Map<String, Value> {
        let fields_only = members
            .values()
            .all(|value| !value.is_object() && !value.is_array());
        if let Some(node) = self.flat.as_ref().filter(|_| fields_only) {
            members = Map::from_iter([(node.clone(), Value::Object(members))]);
        }
        for name in &self.passed_over {
            members.remove(name);
        }
        rename(&mut members, &self.nodes);
        for (node, names) in &self.fields {
            match members.get_mut(node) {
                Some(Value::Object(fields)) => rename(fields, names),
                Some(Value::Array(rows)) => {
                    rows.iter_mut()
                        .filter_map(Value::as_object_mut)
                        .for_each(|row| rename(row, names));
                }
                _ => {}
            }
        }
        members
    }
}

fn rename(members: &mut Map<String, Value>, names: &BTreeMap<String, String>) {
    for (from, to) in names {
        if members.contains_key(to) {
            continue;
        }
        if let Some(value) = members.remove(from) {
            members.insert(to.clone(), value);
        }
    }
}
