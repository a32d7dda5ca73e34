//! Case files to cases: what is given and what is expected stay spanned nodes.

use crate::Package;
use crate::diagnostic::{Draft, Sink};
use crate::read::fields::{Fields, refuse_twice, wrong_type};
use crate::source::{At, Entry, Node, Table, Tree};
use std::collections::BTreeMap;

/// A case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub id: String,
    pub kinds: Vec<String>,
    pub requirements: Vec<String>,
    pub switches: BTreeMap<String, String>,
    pub parameters: BTreeMap<String, String>,
    pub body: Body,
}

/// What a case is about.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Claims(ClaimCase),
    Section(Box<SectionCase>),
}

/// A person's claims in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClaimCase {
    pub person: Table,
    pub opening: Table,
    pub events: Vec<CaseEvent>,
    pub catalogue: Option<String>,
    /// Accumulators at the end.
    pub end: Table,
}

/// A claim or a reversal.
#[derive(Debug, Clone)]
pub(crate) struct CaseEvent {
    pub id: String,
    pub reverse: Option<String>,
    pub claim: Table,
    pub wanted: Option<Table>,
}

/// A case of a section beside the bill.
#[derive(Debug, Clone)]
pub(crate) struct SectionCase {
    pub section: String,
    pub entry: Option<String>,
    pub facts: Table,
    pub opening: Table,
    pub input: Table,
    pub wanted: Table,
}

const CASE: [&str; 11] = [
    "id",
    "title",
    "requirements",
    "kinds",
    "working",
    "person",
    "opening",
    "switch",
    "parameters",
    "claims",
    "expect",
];

const SECTION: [&str; 18] = [
    "id",
    "title",
    "requirements",
    "kinds",
    "working",
    "section",
    "entry",
    "facts",
    "opening",
    "switch",
    "parameters",
    "expect",
    "event",
    "holidays",
    "workdays",
    "proposed",
    "on",
    "done",
];

/// All cases of the package's case files; what cannot be read is reported and left out.
pub(crate) fn all(package: &Package, sink: &Sink) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut ids = Vec::new();
    for root in package.cases.iter() {
        let Some(fields) = Fields::open(root, "算例文件", &["case", "section_case"], sink)
        else {
            continue;
        };
        for (key, read) in [
            ("case", claims as ReadBody),
            ("section_case", section as ReadBody),
        ] {
            for node in fields.list(key) {
                if let Some((case, id)) = case(
                    node,
                    read,
                    if key == "case" { &CASE } else { &SECTION },
                    sink,
                ) {
                    cases.push(case);
                    ids.push(id);
                }
            }
        }
    }
    refuse_twice(&ids, "算例", sink);
    cases
}

type ReadBody = fn(&Fields<'_>) -> Option<Body>;

fn case(node: &Node, body: ReadBody, known: &[&str], sink: &Sink) -> Option<(Case, At<String>)> {
    let fields = Fields::open(node, "算例", known, sink)?;
    let id = fields.need_text("id");
    if fields.need_text("working").value.trim().is_empty() && fields.has("working") {
        let message = "算例要写明手工推算过程 `working`";
        sink.push(Draft::error("P1001", fields.span, message));
    }
    let names = |key: &str| fields.texts(key).into_iter().map(|at| at.value).collect();
    let case = Case {
        id: id.value.clone(),
        kinds: names("kinds"),
        requirements: names("requirements"),
        switches: pairs(&table(&fields, "switch")),
        parameters: parameters(&table(&fields, "parameters"), sink),
        body: body(&fields)?,
    };
    Some((case, id))
}

fn table(fields: &Fields<'_>, key: &str) -> Table {
    let Some(node) = fields.get(key) else {
        return Table::default();
    };
    node.as_table().cloned().unwrap_or_else(|| {
        wrong_type(node, key, "表", fields.sink);
        Table::default()
    })
}

fn pairs(table: &Table) -> BTreeMap<String, String> {
    let pair = |entry: &Entry| {
        (
            entry.key.value.clone(),
            super::given::text(&entry.node).unwrap_or_default(),
        )
    };
    table.entries.iter().map(pair).collect()
}

/// Parameters by path; nested tables are rows of a keyed table.
fn parameters(table: &Table, sink: &Sink) -> BTreeMap<String, String> {
    fn walk(prefix: &str, table: &Table, out: &mut BTreeMap<String, String>, sink: &Sink) {
        for entry in &table.entries {
            let dot = if prefix.is_empty() { "" } else { "." };
            let path = format!("{prefix}{dot}{}", entry.key.value);
            match &entry.node.value {
                Tree::Table(below) => walk(&path, below, out, sink),
                _ => match super::given::text(&entry.node) {
                    Some(text) => {
                        out.insert(path, text);
                    }
                    None => wrong_type(&entry.node, "参数", "文本或整数", sink),
                },
            }
        }
    }
    let mut out = BTreeMap::new();
    walk("", table, &mut out, sink);
    out
}

fn claims(fields: &Fields<'_>) -> Option<Body> {
    fields.need("claims");
    let mut events = Vec::new();
    let mut catalogue = None;
    for (node, number) in fields.list("claims").iter().zip(1_usize..) {
        let Some(claim) = node.as_table() else {
            wrong_type(node, "claims 的一项", "表", fields.sink);
            continue;
        };
        let named = |key: &str| claim.get(key).and_then(Node::as_text).map(str::to_owned);
        catalogue = catalogue.or_else(|| named("catalogue"));
        events.push(CaseEvent {
            id: named("id").unwrap_or_else(|| format!("claim-{number:03}")),
            reverse: named("reverse"),
            claim: claim.clone(),
            wanted: claim.get("expect").and_then(Node::as_table).cloned(),
        });
    }
    let end = table(fields, "expect");
    let asserted = events.iter().any(|event| event.wanted.is_some()) || !end.entries.is_empty();
    if !asserted {
        fields
            .sink
            .push(Draft::error("P1001", fields.span, "算例没有任何 expect"));
    }
    Some(Body::Claims(ClaimCase {
        person: table(fields, "person"),
        opening: table(fields, "opening"),
        events,
        catalogue,
        end,
    }))
}

fn section(fields: &Fields<'_>) -> Option<Body> {
    let section = fields.need_text("section");
    let known = [
        "contribution",
        "account_credit",
        "entitlement",
        "deadline",
        "penalty",
        "allowance",
        "indicator",
        "class",
    ];
    if !known.contains(&section.value.as_str()) {
        let message = format!("没有篇章 `{}`", section.value);
        let help = format!("可选：{}", known.join("、"));
        fields
            .sink
            .push(Draft::error("P0104", section.span, message).help(help));
        return None;
    }
    fields.need("expect");
    let mut input = Table::default();
    for key in ["event", "holidays", "workdays", "proposed", "on", "done"] {
        if let Some(node) = fields.get(key) {
            let key = At::new(key.to_owned(), node.span);
            input.entries.push(Entry {
                key,
                node: node.clone(),
            });
        }
    }
    Some(Body::Section(Box::new(SectionCase {
        section: section.value,
        entry: fields.text("entry").map(|at| at.value),
        facts: table(fields, "facts"),
        opening: table(fields, "opening"),
        input,
        wanted: table(fields, "expect"),
    })))
}
