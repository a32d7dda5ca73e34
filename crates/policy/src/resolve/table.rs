//! Tables of one span of dates: which version holds, and its rows in look-up order.

use super::symbols::Symbols;
use super::{Context, TableUse, encode};
use crate::CompileOptions;
use crate::ast::{Rows, Table as Written, Version};
use crate::diagnostic::{Draft, Sink};
use crate::read::value::leaf;
use crate::source::{At, Node, Tree};
use base::Date;
use benefit::plan::{FactDecl, FactId, FactType, Lookup, LookupRow, Scalar, Table, ValueType};
use std::collections::BTreeMap;

/// Rows of one table, and tables, that a determination can point to.
const MAX_INDEX: usize = u16::MAX as usize;

/// The versions of a table that are known on a date, corrections applied, in order of time.
pub(crate) fn effective(table: &Written, known_at: Option<Date>) -> Vec<&Version> {
    let known = |version: &&Version| match (version.published, known_at) {
        (Some(published), Some(known_at)) => published <= known_at,
        _ => true,
    };
    let mut versions: Vec<&Version> = table.versions.iter().filter(known).collect();
    let start = |version: &Version| version.period.from.map(|from| from.value);
    versions.sort_by_key(|version| (start(version), version.published));
    let mut kept: Vec<&Version> = Vec::new();
    for version in versions {
        let corrects = kept.last().is_some_and(|last| {
            !version.row && start(last) == start(version) && last.published != version.published
        });
        if corrects {
            kept.pop();
        }
        kept.push(version);
    }
    kept
}

/// The versions that hold on a day: one, or the rows of a CSV file.
pub(crate) fn holding<'a>(versions: &[&'a Version], day: Date) -> Vec<&'a Version> {
    let covering: Vec<&Version> = versions
        .iter()
        .copied()
        .filter(|version| version.period.covers(day))
        .collect();
    if covering.iter().any(|version| version.row) {
        return covering;
    }
    covering.last().copied().into_iter().collect()
}

/// A parameter of the caller as a version without dates.
pub(crate) fn from_parameters(table: &Written, options: &CompileOptions) -> Vec<Version> {
    let path = format!("table.{}", table.name.value);
    let span = table.name.span;
    let version = |rows: Rows| Version {
        period: crate::ast::Period::default(),
        published: None,
        rows,
        cite: Vec::new(),
        span,
        row: false,
    };
    let leaf = |text: &str| Rows::Leaf(Node::new(Tree::Text(text.to_owned()), span));
    if let Some(text) = options.parameters.get(&path) {
        return vec![version(leaf(text))];
    }
    let prefix = format!("{path}.");
    let mut versions = Vec::new();
    for (key, text) in options
        .parameters
        .iter()
        .filter(|(key, _)| key.starts_with(&prefix))
    {
        let keys = key.strip_prefix(&prefix).unwrap_or("").split('.');
        let rows = keys.rev().fold(leaf(text), |rows, key| {
            Rows::Map(vec![(At::new(key.to_owned(), span), rows)], span)
        });
        versions.push(Version {
            row: true,
            ..version(rows)
        });
    }
    versions
}

/// The tables of a day, and how values reach them.
pub(crate) fn on_day(
    symbols: &Symbols<'_>,
    parameters: &BTreeMap<String, Vec<Version>>,
    options: &CompileOptions,
    day: Date,
    sink: &Sink,
) -> (Vec<Table>, BTreeMap<String, TableUse>) {
    let mut tables = Vec::new();
    let mut uses = BTreeMap::new();
    for written in &symbols.document.tables {
        let mut versions = effective(written, options.known_at);
        if let Some(given) = parameters.get(&written.name.value) {
            versions.extend(given);
        }
        let mut build = |versions: &[&Version]| {
            let id = u16::try_from(tables.len()).unwrap_or(u16::MAX);
            if tables.len() == MAX_INDEX {
                too_many("各表的版本", written, sink);
            }
            tables.push(build_table(symbols, written, versions, sink));
            id
        };
        let found = match &written.by {
            Some(by) => match symbols.fact(&by.value, by.span, sink) {
                Some((fact, _)) => TableUse::Dated(fact, dated(&versions, &mut build)),
                None => TableUse::Unset,
            },
            None => match holding(&versions, day).as_slice() {
                [] => TableUse::Unset,
                active => TableUse::One(build(active)),
            },
        };
        uses.insert(written.name.value.clone(), found);
    }
    (tables, uses)
}

/// Every version from its first day on; `None` from the day after a version that ends early.
fn dated(
    versions: &[&Version],
    build: &mut dyn FnMut(&[&Version]) -> u16,
) -> Vec<(Date, Option<u16>)> {
    let mut starts: Vec<Date> = versions
        .iter()
        .filter_map(|version| version.period.from.map(|at| at.value))
        .collect();
    if versions.iter().any(|version| version.period.from.is_none()) {
        starts.push(Date::MIN);
    }
    let ends = versions
        .iter()
        .filter_map(|version| version.period.until.and_then(|at| at.value.add_days(1)));
    starts.extend(ends);
    starts.sort_unstable();
    starts.dedup();
    let mut out = Vec::new();
    for start in starts {
        let active = holding(versions, start);
        let id = if active.is_empty() {
            None
        } else {
            Some(build(&active))
        };
        out.push((start, id));
    }
    out
}

fn build_table(
    symbols: &Symbols<'_>,
    written: &Written,
    versions: &[&Version],
    sink: &Sink,
) -> Table {
    let keys: Vec<(FactId, &FactDecl)> = written
        .keys
        .iter()
        .filter_map(|key| symbols.fact(&key.value, key.span, sink))
        .collect();
    let mut rows = Vec::new();
    for version in versions {
        flatten(
            &version.rows,
            &keys,
            &Path {
                tests: Vec::new(),
                label: String::new(),
            },
            written.ty,
            sink,
            &mut rows,
        );
    }
    // Rows of a file and of parameters come one by one: those for "every other value" go last.
    if versions.iter().any(|version| version.row) {
        rows.sort_by_key(|row: &LookupRow| {
            row.keys
                .iter()
                .map(|key| *key == Lookup::Any)
                .collect::<Vec<bool>>()
        });
    }
    if rows.len() > MAX_INDEX {
        too_many("同时有效的行", written, sink);
    }
    let own = versions.first().filter(|version| !version.cite.is_empty());
    let cite = own.map_or(&written.cite, |version| &version.cite);
    Table {
        name: written.name.value.clone(),
        title: written.title.clone(),
        ty: written.ty,
        keys: keys.iter().map(|(id, _)| *id).collect(),
        rows,
        cite: symbols.cites(cite, sink),
    }
}

fn too_many(what: &str, written: &Written, sink: &Sink) {
    let message = format!("表 `{}`：{what}超过 {MAX_INDEX}", written.name.value);
    sink.push(Draft::error("P0506", written.name.span, message).help("请把大表拆成几张"));
}

#[derive(Clone)]
struct Path {
    tests: Vec<Lookup>,
    label: String,
}

fn flatten(
    rows: &Rows,
    keys: &[(FactId, &FactDecl)],
    path: &Path,
    ty: ValueType,
    sink: &Sink,
    out: &mut Vec<LookupRow>,
) {
    match (rows, keys.split_first()) {
        (Rows::Leaf(node), _) => {
            let Some(is) = scalar(node, ty, sink) else {
                return;
            };
            let mut tests = path.tests.clone();
            tests.extend(keys.iter().map(|_| Lookup::Any));
            out.push(LookupRow {
                keys: tests,
                is,
                label: path.label.clone(),
            });
        }
        (Rows::Map(entries, _), Some(((_, decl), rest))) => {
            let others = entries.iter().filter(|(key, _)| key.value == "*");
            for (key, below) in entries
                .iter()
                .filter(|(key, _)| key.value != "*")
                .chain(others)
            {
                let Some(test) = lookup(decl, key, sink) else {
                    continue;
                };
                let mut path = path.clone();
                path.tests.push(test);
                if !path.label.is_empty() {
                    path.label.push('/');
                }
                path.label.push_str(&key.value);
                flatten(below, rest, &path, ty, sink, out);
            }
        }
        (Rows::Map(_, span), None) => {
            sink.push(
                Draft::error("P0103", *span, "这里的层数比 keys 多").help("每个键一层，最里层是值"),
            );
        }
    }
}

/// The value of a leaf.
pub(crate) fn scalar(node: &Node, ty: ValueType, sink: &Sink) -> Option<Scalar> {
    if let (Tree::Int(int), ValueType::Money) = (&node.value, ty) {
        let message = format!("金额要写成文本：\"{int}\"");
        sink.push(
            Draft::error("P0106", node.span, message)
                .help("金额和比例写成文本，如 \"1500\"、\"85%\""),
        );
        return None;
    }
    let text = leaf(node, sink)?;
    match encode::scalar(ty, &text) {
        Ok(scalar) => Some(scalar),
        Err((code, message)) => {
            let message = format!("`{text}` 不是{}：{message}", encode::type_zh(ty));
            sink.push(Draft::error(code, node.span, message));
            None
        }
    }
}

/// The test that a key of a row stands for.
pub(crate) fn lookup(decl: &FactDecl, key: &At<String>, sink: &Sink) -> Option<Lookup> {
    if key.value == "*" {
        return Some(Lookup::Any);
    }
    let read = match &decl.ty {
        FactType::Int { min, max } => match key.value.split_once("..") {
            Some((from, to)) => range(from, to, *min, *max),
            None => encode::fact(&decl.ty, &key.value).map(Lookup::Is),
        },
        FactType::Set(values) => {
            encode::member(values, &key.value).map(|index| Lookup::Is(encode::bit(index)))
        }
        FactType::Enum(_) | FactType::Bool | FactType::Code => {
            encode::fact(&decl.ty, &key.value).map(Lookup::Is)
        }
        other => Err(format!("{}不能作表的键", encode::fact_type_zh(other))),
    };
    read.map_err(|message| {
        let message = format!("键 `{}` 不是 `{}` 的取值：{message}", key.value, decl.name);
        sink.push(Draft::error("P0603", key.span, message));
    })
    .ok()
}

fn range(from: &str, to: &str, min: i64, max: i64) -> Result<Lookup, String> {
    let end = |text: &str, open: i64| {
        if text.is_empty() {
            Ok(open)
        } else {
            text.parse::<i64>()
                .map_err(|_| format!("`{text}` 不是整数"))
        }
    };
    let (low, high) = (end(from, min)?, end(to, max)?);
    if low > high {
        return Err(format!("范围 {low}..{high} 颠倒"));
    }
    Ok(Lookup::Range(low, high))
}

impl Context<'_> {
    /// The value of a one-key table for each member of a set.
    pub(crate) fn member_values(
        &self,
        written: &Written,
        members: &[(String, String)],
    ) -> Vec<Option<Scalar>> {
        let Some(TableUse::One(id)) = self.tables.get(&written.name.value) else {
            return vec![None; members.len()];
        };
        let rows = self
            .built
            .get(usize::from(*id))
            .map(|table| table.rows.as_slice())
            .unwrap_or_default();
        let value = |index: i64| {
            let hit = |row: &&LookupRow| match row.keys.first() {
                Some(Lookup::Is(mask)) => *mask == encode::bit(index),
                Some(Lookup::Any) => true,
                _ => false,
            };
            rows.iter().find(hit).map(|row| row.is)
        };
        (0_i64..)
            .zip(members)
            .map(|(index, _)| value(index))
            .collect()
    }
}
