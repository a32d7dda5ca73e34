//! What changed between two packages, by path and value.

use crate::Package;
use crate::reform::RULES;
use crate::source::{Node, Table, Tree};
use std::collections::BTreeMap;

/// Differences from `old` to `new` in Chinese, one a line of text, in the order of paths.
#[must_use]
pub fn diff(old: &Package, new: &Package) -> Vec<String> {
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    leaves(&old.root, "", &mut before);
    leaves(&new.root, "", &mut after);
    let mut lines = Vec::new();
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        match (before.get(key), after.get(key)) {
            (Some(old), Some(new)) if old != new => lines.push(format!("{key}：{old} 改为 {new}")),
            (Some(old), None) => lines.push(format!("{key}：删去 {old}")),
            (None, Some(new)) => lines.push(format!("{key}：新增 {new}")),
            _ => {}
        }
    }
    lines
}

/// Every leaf by a path that does not depend on the order of rules.
fn leaves(node: &Node, path: &str, out: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match &node.value {
        Tree::Table(table) => {
            table
                .entries
                .iter()
                .for_each(|entry| leaves(&entry.node, &below(&entry.key.value), out));
        }
        Tree::Array(items) if items.iter().any(|item| item.as_table().is_some()) => {
            let kind = path.rsplit('.').next().unwrap_or(path);
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for (item, number) in items.iter().zip(1_usize..) {
                let name = item
                    .as_table()
                    .map_or_else(|| number.to_string(), |table| name(kind, table, number));
                let count = seen.entry(name.clone()).or_insert(0);
                *count = count.saturating_add(1);
                let name = if *count > 1 {
                    format!("{name}({count})")
                } else {
                    name
                };
                leaves(item, &below(&name), out);
            }
        }
        Tree::Array(items) => {
            let words: Vec<String> = items.iter().map(crate::cases::text_of).collect();
            out.insert(path.to_owned(), words.join("、"));
        }
        _ => {
            out.insert(path.to_owned(), crate::cases::text_of(node));
        }
    }
}

/// A rule by its name and first day, a version by its first day, a row of a class by its value.
fn name(kind: &str, table: &Table, number: usize) -> String {
    let text = |key: &str| table.get(key).map(crate::cases::text_of);
    let key = RULES
        .iter()
        .find(|(rule, key)| *rule == kind && !key.is_empty())
        .map_or("id", |(_, key)| key);
    let from = text("from").map(|from| format!("{from} 起"));
    match (
        text(key).or_else(|| text("is").filter(|_| kind == "rows")),
        from,
    ) {
        (Some(name), Some(from)) => format!("{name}（{from}）"),
        (Some(name), None) => name,
        (None, Some(from)) => from,
        (None, None) => number.to_string(),
    }
}
