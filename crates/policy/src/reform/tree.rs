//! Changing the spanned tree: setting by path, splitting in time.

use crate::diagnostic::did_you_mean;
use crate::source::{At, Entry, Node, Span, Table, Tree};
use base::Date;

/// Lists of rules that have dates, and the key that names a rule; items go by number from 1.
pub(crate) const RULES: [(&str, &str); 14] = [
    ("step", "id"),
    ("deny", "reason"),
    ("item", ""),
    ("class", "name"),
    ("untranslated", "id"),
    ("merge", "id"),
    ("contribution", "id"),
    ("account_credit", "id"),
    ("entitlement", "id"),
    ("deadline", "id"),
    ("penalty", "id"),
    ("allowance", "id"),
    ("indicator", "id"),
    ("bound", "id"),
];

pub(super) fn table_of(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Tree::Table(table) => Some(table),
        _ => None,
    }
}

pub(super) fn table_names(root: &Table, kind: &str) -> Vec<String> {
    let table = root.get(kind).and_then(Node::as_table);
    table
        .map(|table| {
            table
                .entries
                .iter()
                .map(|entry| entry.key.value.clone())
                .collect()
        })
        .unwrap_or_default()
}

pub(super) fn name_of(rule: &Node, key: &str) -> Option<String> {
    rule.as_table()?.get(key)?.as_text().map(str::to_owned)
}

pub(super) fn date_of(node: &Node, key: &str) -> Option<Date> {
    match node.as_table()?.get(key)?.value {
        Tree::Date(date) => Some(date),
        _ => None,
    }
}

/// Sets a date where it is not written yet.
pub(super) fn put_date(node: &mut Node, key: &str, date: At<Date>) -> Result<(), String> {
    let table = table_of(node).ok_or("这里应当是一张表")?;
    if table.get(key).is_none() {
        put(table, key, Node::new(Tree::Date(date.value), date.span));
    }
    Ok(())
}

pub(super) fn put(table: &mut Table, key: &str, value: Node) {
    match table.get_mut(key) {
        Some(node) => *node = value,
        None => table.entries.push(Entry {
            key: At::new(key.to_owned(), value.span),
            node: value,
        }),
    }
}

/// Sets a value under keys; lists go by number from 1. The error is a help text.
pub(crate) fn set(node: &mut Node, keys: &[&str], value: &Node) -> Result<(), String> {
    let Some((key, rest)) = keys.split_first() else {
        *node = value.clone();
        return Ok(());
    };
    match &mut node.value {
        Tree::Table(table) => {
            if rest.is_empty() {
                put(table, key, value.clone());
                return Ok(());
            }
            let names: Vec<String> = table
                .entries
                .iter()
                .map(|entry| entry.key.value.clone())
                .collect();
            match table.get_mut(key) {
                Some(below) => set(below, rest, value),
                None => Err(format!(
                    "没有 `{key}`。{}",
                    did_you_mean(key, names.iter().map(String::as_str))
                )),
            }
        }
        Tree::Array(items) => {
            let index = key
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            match index.and_then(|index| items.get_mut(index)) {
                Some(below) => set(below, rest, value),
                None => Err(format!("列表没有第 `{key}` 项（从 1 数起）")),
            }
        }
        _ => Err(format!("`{key}` 上面已经是一个值")),
    }
}

/// `rows` or `is` without dates become the first version.
pub(super) fn to_versions(table: &mut Table, in_force: Date) {
    if table.get("versions").is_some() {
        return;
    }
    let mut version = Table::default();
    table.entries.retain(|entry| {
        let moves = matches!(entry.key.value.as_str(), "rows" | "is" | "from" | "until");
        if moves {
            version.entries.push(entry.clone());
        }
        !moves
    });
    let span = version
        .entries
        .first()
        .map_or(Span::default(), |entry| entry.node.span);
    let mut versions = Vec::new();
    if !version.entries.is_empty() {
        let mut node = Node::new(Tree::Table(version), span);
        // Cannot fail: the node is a table.
        let _ = put_date(&mut node, "from", At::new(in_force, span));
        versions.push(node);
    }
    put(table, "versions", Node::new(Tree::Array(versions), span));
}

/// The version from the reform's date on: there already, or split off the one that holds then.
pub(super) fn version_from(versions: &mut Vec<Node>, from: At<Date>) -> Option<&mut Node> {
    let start = |node: &Node| date_of(node, "from");
    if let Some(index) = versions
        .iter()
        .rposition(|version| start(version) == Some(from.value))
    {
        return versions.get_mut(index);
    }
    let holding = (0_usize..)
        .zip(versions.iter())
        .filter(|(_, it)| start(it).is_some_and(|day| day < from.value));
    let holding = holding
        .max_by_key(|(_, it)| start(it))
        .map(|(index, _)| index);
    match holding {
        Some(index) => split(versions, index, from, true),
        None => {
            let mut node = Node::new(Tree::Table(Table::default()), from.span);
            let _ = put_date(&mut node, "from", from);
            versions.push(node);
            versions.last_mut()
        }
    }
}

/// The rule of a name that holds on a day, or begins later.
pub(super) fn find_rule(rules: &[Node], kind: &str, name: &str, day: Date) -> Option<usize> {
    if kind == "item" {
        let index = name.parse::<usize>().ok()?.checked_sub(1)?;
        return rules.get(index).map(|_| index);
    }
    let key = RULES
        .iter()
        .find(|(rule, _)| *rule == kind)
        .map(|(_, key)| *key)?;
    rules.iter().position(|rule| {
        let named = name_of(rule, key).as_deref() == Some(name);
        named && date_of(rule, "until").is_none_or(|until| day <= until)
    })
}

/// Ends a rule the day before and gives its twin that begins (`twin`), or nothing behind it.
pub(super) fn split(
    rules: &mut Vec<Node>,
    index: usize,
    from: At<Date>,
    twin: bool,
) -> Option<&mut Node> {
    let old = rules.get(index)?;
    let begins_later = date_of(old, "from").is_some_and(|start| from.value <= start);
    if begins_later && twin {
        return rules.get_mut(index);
    }
    if begins_later {
        rules.remove(index);
        return None;
    }
    let mut new = old.clone();
    let last = from.value.add_days(-1).unwrap_or(from.value);
    put(
        table_of(rules.get_mut(index)?)?,
        "until",
        Node::new(Tree::Date(last), from.span),
    );
    if !twin {
        return None;
    }
    put(
        table_of(&mut new)?,
        "from",
        Node::new(Tree::Date(from.value), from.span),
    );
    let place = index.saturating_add(1);
    rules.insert(place, new);
    rules.get_mut(place)
}
