//! What a case gives, encoded for a compiled policy.

use crate::resolve::encode;
use crate::source::{Node, Table, Tree};
use base::{Date, Fen};
use benefit::claim::Facts;
use benefit::plan::{AccUnit, FactId, FactType, Policy};
use std::collections::BTreeSet;

/// A value as the text that a file would hold.
pub(crate) fn text(node: &Node) -> Option<String> {
    Some(match &node.value {
        Tree::Text(text) => text.clone(),
        Tree::Int(int) => int.to_string(),
        Tree::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Tree::Date(date) => date.to_string(),
        Tree::Array(items) => items
            .iter()
            .map(text)
            .collect::<Option<Vec<_>>>()?
            .join(","),
        Tree::Time(_) | Tree::Table(_) | Tree::Bad => return None,
    })
}

/// As [`text`]; for what has no such text its type.
pub(crate) fn text_of(node: &Node) -> String {
    text(node).unwrap_or_else(|| node.kind().to_owned())
}

/// Slot and encoded value of a fact; `None` where the policy does not use the fact.
///
/// # Errors
/// A Chinese sentence where nobody knows the fact or the value is none of its type.
pub(super) fn fact(
    policy: &Policy,
    known: &BTreeSet<String>,
    name: &str,
    node: &Node,
) -> Result<Option<(FactId, i64)>, String> {
    let Some(id) = policy.fact(name) else {
        return if known.contains(name) {
            Ok(None)
        } else {
            Err(format!("没有事实 `{name}`"))
        };
    };
    let Some(decl) = policy.facts.get(usize::from(id)) else {
        return Ok(None);
    };
    if let (Tree::Time(minutes), FactType::Time) = (&node.value, &decl.ty) {
        return Ok(Some((id, *minutes)));
    }
    let written = text(node).ok_or_else(|| format!("事实 `{name}` 的值写法不对"))?;
    let value =
        encode::fact(&decl.ty, &written).map_err(|message| format!("事实 `{name}`：{message}"))?;
    Ok(Some((id, value)))
}

/// Lays the facts of a table over others; keys in `skip` are no facts.
pub(super) fn facts(
    policy: &Policy,
    known: &BTreeSet<String>,
    table: &Table,
    skip: &[&str],
    into: &mut Facts,
) -> Result<(), String> {
    for entry in table
        .entries
        .iter()
        .filter(|entry| !skip.contains(&entry.key.value.as_str()))
    {
        if let Some((id, value)) = fact(policy, known, &entry.key.value, &entry.node)? {
            into.set(id, value);
        }
    }
    Ok(())
}

/// Money as text in 元, in 分.
pub(super) fn money(node: &Node) -> Result<i64, String> {
    match &node.value {
        Tree::Text(text) => Fen::parse_yuan(text)
            .map(Fen::get)
            .map_err(|error| format!("{text}：{}", error.zh())),
        _ => Err(format!("金额要写成文本，这里是{}", node.kind())),
    }
}

/// A value of an accumulator by its unit.
pub(super) fn amount(unit: AccUnit, node: &Node) -> Result<i64, String> {
    match (unit, &node.value) {
        (AccUnit::Money, _) => money(node),
        (_, Tree::Int(int)) => Ok(*int),
        _ => Err(format!("次数和天数写成整数，这里是{}", node.kind())),
    }
}

/// A date of the input of a section.
pub(super) fn date(node: Option<&Node>) -> Option<Date> {
    match node.map(|node| &node.value) {
        Some(Tree::Date(date)) => Some(*date),
        _ => None,
    }
}

/// A list of dates.
pub(super) fn dates(node: Option<&Node>) -> Vec<Date> {
    let items = node.and_then(Node::as_array).unwrap_or_default();
    items.iter().filter_map(|item| date(Some(item))).collect()
}
