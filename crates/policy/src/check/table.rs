//! Tables: every key covered, no overlap, no gap between versions, values within their range.

use crate::CompileOptions;
use crate::ast::{Document, Rows, Table, Version};
use crate::diagnostic::{Draft, Sink};
use crate::resolve::table::{effective, holding, lookup, scalar};
use crate::source::{At, Node, Span};
use base::{Date, Ratio};
use benefit::plan::{FactDecl, FactType, Lookup, Policy, Scalar, StepKind, Value, ValueType};
use std::collections::{BTreeMap, BTreeSet};

/// Checks every table of a document.
pub(super) fn tables(document: &Document, policy: &Policy, options: &CompileOptions, sink: &Sink) {
    let shares = shares(policy);
    for table in &document.tables {
        let versions = effective(table, options.known_at);
        time(table, &versions, document, sink);
        let decls: Vec<Option<&FactDecl>> = table
            .keys
            .iter()
            .map(|key| policy.facts.iter().find(|fact| fact.name == key.value))
            .collect();
        let Some(keys) = decls.into_iter().collect::<Option<Vec<&FactDecl>>>() else {
            continue;
        };
        let subject = Subject {
            table,
            excused: excused(document, table)
                || (table.ty == ValueType::Ratio && !shares.contains(table.name.value.as_str())),
            sink,
        };
        for version in versions.iter().filter(|version| !version.row) {
            subject.cover(&version.rows, &keys);
            subject.within(&version.rows);
        }
        if versions.iter().any(|version| version.row) {
            for plan in &policy.versions {
                subject.file_rows(&holding(&versions, plan.from), &keys);
            }
        }
    }
}

/// Tables whose ratio a step or an item rule takes as a share: other ratios may be points or multiples.
fn shares(policy: &Policy) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for plan in &policy.versions {
        let mut see = |value: &Value| {
            share_tables(value, &mut |id| {
                names.extend(
                    plan.tables
                        .get(usize::from(id))
                        .map(|table| table.name.as_str()),
                );
            });
        };
        for step in &plan.steps {
            match &step.kind {
                StepKind::Pay(pay) => pay.segments.iter().for_each(|segment| see(&segment.ratio)),
                StepKind::Carve {
                    ratio: Some(ratio), ..
                } => see(ratio),
                _ => {}
            }
        }
        plan.items
            .iter()
            .filter_map(|item| item.first.as_ref())
            .for_each(&mut see);
    }
    names
}

fn share_tables(value: &Value, see: &mut dyn FnMut(u16)) {
    match value {
        Value::Table(id) => see(*id),
        Value::Dated(_, versions) => versions
            .iter()
            .for_each(|(_, value)| share_tables(value, see)),
        Value::First(rows, otherwise) => {
            rows.iter().for_each(|(_, value)| share_tables(value, see));
            otherwise.iter().for_each(|value| share_tables(value, see));
        }
        Value::Complement(of) => share_tables(of, see),
        Value::SelfFactor { factor, ratio } => {
            share_tables(factor, see);
            share_tables(ratio, see);
        }
        _ => {}
    }
}

/// A document permits values out of range.
fn excused(document: &Document, table: &Table) -> bool {
    document
        .bounds
        .iter()
        .any(|bound| bound.table.value == table.name.value && bound.document.is_some())
}

fn time(table: &Table, versions: &[&Version], document: &Document, sink: &Sink) {
    if versions.iter().any(|version| version.row) {
        return;
    }
    let lenient = table.optional || table.unset;
    let mut covered = document.head.in_force.from.map(|from| from.value);
    for (index, version) in versions.iter().enumerate() {
        let (from, until) = (version.period.from, version.period.until);
        let next = versions.get(index.saturating_add(1));
        if let (Some(from), Some(day), false, true) =
            (from, covered, lenient, index > 0 || table.by.is_none())
            && from.value > day
        {
            let message = format!(
                "表 `{}` 从 {day} 到 {} 没有版本",
                table.name.value,
                before(from.value)
            );
            let help = "补上缺的版本；确实没有规定的写 optional = true";
            sink.push(
                Draft::error("P0501", from.span, message)
                    .help(help)
                    .label("空档"),
            );
        }
        let next_from = next.and_then(|next| next.period.from);
        if let (Some(until), Some(next)) = (until, next_from)
            && next.value <= until.value
        {
            let message = format!("表 `{}` 的版本在 {} 重叠", table.name.value, next.value);
            sink.push(
                Draft::error("P0502", next.span, message)
                    .help("前一版本的 until 应早于后一版本的 from"),
            );
        }
        if let (Some(from), Some(next)) = (from, next_from)
            && from.value == next.value
        {
            let message = format!("表 `{}` 有两个同日起的版本", table.name.value);
            let help = "更正旧值时写较晚的 published";
            sink.push(Draft::error("P0503", next.span, message).help(help));
        }
        covered = match (until, next_from) {
            (Some(until), _) => until.value.add_days(1),
            (None, Some(next)) => Some(next.value),
            (None, None) => None,
        };
    }
    let ends = document.head.in_force.until.map(|until| until.value);
    let open = covered.filter(|day| ends.is_none_or(|end| *day <= end));
    if let (Some(day), false, true, false) =
        (open, lenient, table.by.is_none(), versions.is_empty())
    {
        let message = format!("表 `{}` 从 {day} 起没有版本", table.name.value);
        let help = "补上缺的版本；确实没有规定的写 optional = true";
        sink.push(
            Draft::error("P0501", table.name.span, message)
                .help(help)
                .label("空档"),
        );
    }
}

fn before(day: Date) -> Date {
    day.add_days(-1).unwrap_or(day)
}

struct Subject<'a> {
    table: &'a Table,
    excused: bool,
    sink: &'a Sink,
}

impl Subject<'_> {
    fn cover(&self, rows: &Rows, keys: &[&FactDecl]) {
        if let (Rows::Map(entries, span), Some((decl, rest))) = (rows, keys.split_first()) {
            self.level(entries, decl, *span);
            entries
                .iter()
                .for_each(|(_, below)| self.cover(below, rest));
        }
    }

    /// One level of nesting: overlaps, and values without a row.
    fn level(&self, entries: &[(At<String>, Rows)], decl: &FactDecl, span: Span) {
        let mut ranges: Vec<(i64, i64, Span)> = Vec::new();
        let mut others = false;
        for (key, _) in entries {
            match lookup(decl, key, self.sink) {
                Some(Lookup::Any) => others = true,
                Some(Lookup::Is(value)) => ranges.push((value, value, key.span)),
                Some(Lookup::Range(low, high)) => ranges.push((low, high, key.span)),
                None => return,
            }
        }
        ranges.sort_unstable();
        for (one, two) in ranges.iter().zip(ranges.iter().skip(1)) {
            if two.0 <= one.1 {
                let message = format!(
                    "表 `{}` 的键 `{}` 有重叠的行",
                    self.table.name.value, decl.name
                );
                self.sink.push(Draft::error("P0602", two.2, message));
            }
        }
        if others {
            return;
        }
        if let Some(missing) = missing(&decl.ty, &ranges) {
            let message = format!(
                "表 `{}` 的键 `{}` 缺少 {missing} 的行",
                self.table.name.value, decl.name
            );
            let help = "补上缺的行，或用 \"*\" 表示其余";
            self.sink
                .push(Draft::error("P0601", span, message).help(help));
        }
    }

    fn within(&self, rows: &Rows) {
        match rows {
            Rows::Map(entries, _) => entries.iter().for_each(|(_, below)| self.within(below)),
            Rows::Leaf(node) => {
                let Some(value) = scalar(node, self.table.ty, self.sink) else {
                    return;
                };
                let wrong = match (self.table.ty, value) {
                    (ValueType::Ratio, Scalar::Ratio(ratio)) => {
                        ratio < Ratio::ZERO || ratio > Ratio::ONE
                    }
                    (ValueType::Money, Scalar::Int(fen)) => fen < 0,
                    _ => false,
                };
                if wrong && !self.excused {
                    let range = if self.table.ty == ValueType::Ratio {
                        "应在 0 到 100%"
                    } else {
                        "不能为负"
                    };
                    let message = format!("表 `{}` 的值{range}", self.table.name.value);
                    let help = "文件确有规定的，用 [[bound]] 的 document 引用它";
                    self.sink
                        .push(Draft::error("P0607", node.span, message).help(help));
                }
            }
        }
    }

    /// Rows of a file on one day, put together.
    fn file_rows(&self, versions: &[&Version], keys: &[&FactDecl]) {
        let mut root = Together::default();
        for version in versions {
            self.within(&version.rows);
            self.add(&mut root, &version.rows);
        }
        if let Some(root) = root.into_rows() {
            self.cover(&root, keys);
        }
    }

    fn add(&self, into: &mut Together, row: &Rows) {
        match row {
            Rows::Map(more, span) => {
                into.span = *span;
                for (key, below) in more {
                    let new = || (key.clone(), Together::default());
                    let (_, have) = into.below.entry(key.value.clone()).or_insert_with(new);
                    self.add(have, below);
                }
            }
            Rows::Leaf(node) if into.leaf.is_none() => into.leaf = Some(node.clone()),
            Rows::Leaf(node) => {
                let message = format!("表 `{}` 有两行同键且日期重叠", self.table.name.value);
                self.sink.push(Draft::error("P0602", node.span, message));
            }
        }
    }
}

/// Rows of a file by key: every row has all keys, so that a place holds a value or a next key.
#[derive(Default)]
struct Together {
    leaf: Option<Node>,
    below: BTreeMap<String, (At<String>, Together)>,
    span: Span,
}

impl Together {
    fn into_rows(self) -> Option<Rows> {
        if let Some(leaf) = self.leaf {
            return Some(Rows::Leaf(leaf));
        }
        let row = |(key, below): (At<String>, Together)| Some((key, below.into_rows()?));
        let entries: Vec<(At<String>, Rows)> = self.below.into_values().filter_map(row).collect();
        (!entries.is_empty()).then_some(Rows::Map(entries, self.span))
    }
}

/// The first value of a closed domain without a row, in words.
fn missing(ty: &FactType, ranges: &[(i64, i64, Span)]) -> Option<String> {
    let covered = |value: i64| {
        ranges
            .iter()
            .any(|(low, high, _)| *low <= value && value <= *high)
    };
    match ty {
        FactType::Enum(values) => {
            let lacking = (0_i64..).zip(values).filter(|(index, _)| !covered(*index));
            let names: Vec<&str> = lacking.map(|(_, (name, _))| name.as_str()).collect();
            (!names.is_empty()).then(|| names.join("、"))
        }
        FactType::Bool => [(0, "no"), (1, "yes")]
            .into_iter()
            .find(|(v, _)| !covered(*v))
            .map(|(_, n)| n.to_owned()),
        FactType::Int { min, max } => {
            let mut next = *min;
            for (low, high, _) in ranges {
                if *low > next {
                    break;
                }
                next = next.max(high.saturating_add(1));
            }
            (next <= *max).then(|| next.to_string())
        }
        // Codes are open: an unknown one has no value. Members of a set without a row are skipped.
        _ => None,
    }
}
