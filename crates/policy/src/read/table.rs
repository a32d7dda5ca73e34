//! Tables: nested rows, versions, CSV files.

use super::csv;
use super::fields::{Fields, text, wrong_type};
use crate::ast::{Period, Rows, Table, Version};
use crate::diagnostic::{Draft, Sink};
use crate::source::{At, Files, Node, Span, Tree};
use benefit::plan::ValueType;

const KNOWN: [&str; 13] = [
    "type", "keys", "title", "cite", "rows", "is", "versions", "by", "optional", "unset", "file",
    "from", "until",
];

const TYPES: [(&str, ValueType); 3] = [
    ("money", ValueType::Money),
    ("ratio", ValueType::Ratio),
    ("int", ValueType::Int),
];

/// Files and the register of texts, for tables that stand in CSV files.
pub(crate) struct Csv<'a> {
    pub files: &'a Files,
    pub map: &'a mut crate::source::SourceMap,
}

pub(crate) fn read(root: &Fields<'_>, csv: &mut Csv<'_>) -> Vec<Table> {
    let Some(node) = root.get("table") else {
        return Vec::new();
    };
    let Some(tables) = node.as_table() else {
        wrong_type(node, "table", "表", root.sink);
        return Vec::new();
    };
    let mut read = Vec::new();
    for entry in &tables.entries {
        super::fields::check_name(&entry.key, "表", root.sink);
        read.extend(table(&entry.key, &entry.node, root.sink, csv));
    }
    read
}

fn table(name: &At<String>, node: &Node, sink: &Sink, csv: &mut Csv<'_>) -> Option<Table> {
    let fields = Fields::open(node, "表", &KNOWN, sink)?;
    fields.need("type");
    let mut table = Table {
        name: name.clone(),
        title: fields.plain("title"),
        ty: fields.choice("type", &TYPES)?.value,
        keys: fields.texts("keys"),
        versions: Vec::new(),
        by: fields.text("by"),
        optional: fields.flag("optional"),
        unset: fields.flag("unset"),
        cite: fields.cites(),
    };
    table.versions = versions(&table, &fields, csv);
    Some(table)
}

fn versions(table: &Table, fields: &Fields<'_>, csv: &mut Csv<'_>) -> Vec<Version> {
    let forms = ["rows", "is", "versions", "file"]
        .into_iter()
        .filter(|key| fields.has(key));
    let forms: Vec<&str> = forms.collect();
    match forms.as_slice() {
        [] if table.unset => Vec::new(),
        ["rows" | "is"] => one_version(table, fields, fields.period(), false)
            .into_iter()
            .collect(),
        ["versions"] => {
            let read = |node| version(table, node, fields.sink);
            fields.list("versions").iter().filter_map(read).collect()
        }
        ["file"] => from_file(table, fields, csv),
        _ => {
            let message = format!(
                "表 `{}` 要恰好有 rows、is、versions、file 之一",
                table.name.value
            );
            let help = "没有来源给出的参数写 unset = true";
            fields
                .sink
                .push(Draft::error("P0109", table.name.span, message).help(help));
            Vec::new()
        }
    }
}

fn version(table: &Table, node: &Node, sink: &Sink) -> Option<Version> {
    let known = ["from", "until", "rows", "is", "cite", "published"];
    let fields = Fields::open(node, "表的一个版本", &known, sink)?;
    fields.need("from");
    if fields.has("rows") == fields.has("is") {
        sink.push(Draft::error(
            "P0109",
            fields.span,
            "表的一个版本要恰好有 rows、is 之一",
        ));
    }
    one_version(table, &fields, fields.period(), true)
}

fn one_version(
    table: &Table,
    fields: &Fields<'_>,
    period: Period,
    own_cite: bool,
) -> Option<Version> {
    let node = fields.get("rows").or_else(|| fields.get("is"))?;
    if fields.has("rows") && table.keys.is_empty() {
        let message = format!("表 `{}` 有 rows，却没有 keys", table.name.value);
        fields.sink.push(
            Draft::error("P0102", node.span, message).help("请补上 keys = [ … ]，或改写成 is = …"),
        );
    }
    Some(Version {
        period,
        published: fields.date("published").map(|at| at.value),
        rows: rows(node, table.keys.len(), fields.sink)?,
        cite: if own_cite {
            fields.texts("cite")
        } else {
            Vec::new()
        },
        span: node.span,
        row: false,
    })
}

fn rows(node: &Node, depth: usize, sink: &Sink) -> Option<Rows> {
    match &node.value {
        Tree::Text(_) | Tree::Int(_) => Some(Rows::Leaf(node.clone())),
        Tree::Table(table) if depth > 0 => {
            let below = depth.saturating_sub(1);
            let row = |entry: &crate::source::Entry| {
                Some((entry.key.clone(), rows(&entry.node, below, sink)?))
            };
            Some(Rows::Map(
                table.entries.iter().filter_map(row).collect(),
                node.span,
            ))
        }
        Tree::Table(_) => {
            sink.push(
                Draft::error("P0103", node.span, "这里的层数比 keys 多")
                    .help("每个键一层，最里层是值"),
            );
            None
        }
        _ => {
            wrong_type(node, "表的值", "文本或整数", sink);
            None
        }
    }
}

fn from_file(table: &Table, fields: &Fields<'_>, csv: &mut Csv<'_>) -> Vec<Version> {
    let Some(name) = fields
        .get("file")
        .and_then(|node| text(node, "file", fields.sink))
    else {
        return Vec::new();
    };
    let Some(bytes) = csv.files.get(&name.value) else {
        let message = format!("包里没有文件 `{}`", name.value);
        let names = csv.files.iter().map(|(name, _)| name);
        let help = crate::diagnostic::did_you_mean(&name.value, names);
        fields
            .sink
            .push(Draft::error("P0001", name.span, message).help(help));
        return Vec::new();
    };
    csv::read(&name.value, bytes, table, csv.map, fields.sink)
        .into_iter()
        .map(row_version)
        .collect()
}

/// A row of a CSV file is a version of its own, so that rows may be dated one by one.
fn row_version(row: csv::Row) -> Version {
    let span: Span = row.is.span;
    let mut rows = Rows::Leaf(row.is);
    for key in row.keys.into_iter().rev() {
        rows = Rows::Map(vec![(key, rows)], span);
    }
    Version {
        period: row.period,
        published: None,
        rows,
        cite: Vec::new(),
        span,
        row: true,
    }
}
