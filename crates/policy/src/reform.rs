//! Reforms: patches by path and date on the tree of a package, before it is resolved.
//!
//! What a patch brings keeps its place in the reform's file, so that a finding points at the patch.

use crate::Package;
use crate::diagnostic::{Diagnostic, Draft, Sink, did_you_mean};
use crate::read::fields::{Fields, date, text, wrong_type};
use crate::source::{self, At, Entry, Node, Span, Table, Tree};
use base::Date;
use sha2::{Digest, Sha256};

/// The format that this crate reads.
const FORMAT: &str = "tongchou-reform/1";

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

impl Package {
    /// The package under a reform.
    ///
    /// # Errors
    /// Findings where the reform is none, is for another package, or names what the package does not have.
    pub fn with_reform(&self, name: &str, bytes: &[u8]) -> Result<Package, Vec<Diagnostic>> {
        let sink = Sink::default();
        let mut map = (*self.map).clone();
        let patch = source::parse(name, bytes, &mut map, &sink);
        let Some(node) = patch.filter(|_| !sink.has_errors()) else {
            return Err(sink.finish(&map));
        };
        let mut root = (*self.root).clone();
        apply(self, &node, &mut root, &sink);
        if sink.has_errors() {
            return Err(sink.finish(&map));
        }
        let mut digest = Sha256::new();
        digest.update(self.fingerprint);
        digest.update(bytes);
        Package::read(
            (*self.files).clone(),
            map,
            root,
            (*self.cases).clone(),
            digest.finalize().into(),
            sink,
        )
    }
}

fn apply(package: &Package, node: &Node, root: &mut Node, sink: &Sink) {
    let known = ["format", "id", "base", "title", "from", "patch"];
    let Some(fields) = Fields::open(node, "改革", &known, sink) else {
        return;
    };
    let format = fields.need_text("format");
    if format.value != FORMAT && fields.has("format") {
        let message = format!("不认识的格式 `{}`", format.value);
        sink.push(
            Draft::error("P0104", format.span, message)
                .help(format!("应当写 format = \"{FORMAT}\"")),
        );
    }
    let base = fields.need_text("base");
    if fields.has("base") && base.value != package.id() {
        let message = format!("这个改革针对 `{}`，不是 `{}`", base.value, package.id());
        sink.push(Draft::error("P0902", base.span, message));
    }
    fields.need("id");
    let Some(from) = fields
        .need("from")
        .and_then(|node| date(node, "from", sink))
    else {
        return;
    };
    let Tree::Table(table) = &mut root.value else {
        return;
    };
    let in_force = package
        .document
        .head
        .in_force
        .from
        .map_or(Date::MIN, |at| at.value);
    for node in fields.list("patch") {
        let known = [
            "path",
            "is",
            "remove",
            "insert_after",
            "insert_before",
            "step",
            "deny",
        ];
        if let Some(fields) = Fields::open(node, "补丁", &known, sink) {
            let mut patcher = Patcher {
                root: table,
                from,
                in_force,
                sink,
            };
            patcher.patch(&fields);
        }
    }
}

struct Patcher<'a> {
    root: &'a mut Table,
    from: At<Date>,
    in_force: Date,
    sink: &'a Sink,
}

/// A path as written, split.
struct Path {
    parts: Vec<String>,
    span: Span,
}

impl Path {
    fn read(node: &Node, sink: &Sink) -> Option<Self> {
        let parts = match &node.value {
            Tree::Text(text) => text.split('.').map(str::to_owned).collect(),
            Tree::Array(items) => {
                let parts: Vec<Option<String>> = items
                    .iter()
                    .map(|item| text(item, "path", sink).map(|at| at.value))
                    .collect();
                parts.into_iter().collect::<Option<Vec<String>>>()?
            }
            _ => {
                wrong_type(node, "path", "文本，或文本的列表", sink);
                return None;
            }
        };
        Some(Self {
            parts,
            span: node.span,
        })
    }
}

impl Patcher<'_> {
    fn patch(&mut self, fields: &Fields<'_>) {
        for (key, after) in [("insert_after", true), ("insert_before", false)] {
            if let Some(path) = fields.get(key).and_then(|node| Path::read(node, self.sink)) {
                self.insert(&path, fields.need("step"), after);
                return;
            }
        }
        if let Some(deny) = fields.get("deny") {
            self.append("deny", deny);
            return;
        }
        let Some(path) = fields
            .need("path")
            .and_then(|node| Path::read(node, self.sink))
        else {
            return;
        };
        let value = if fields.flag("remove") {
            None
        } else {
            fields.need("is")
        };
        if value.is_none() && !fields.flag("remove") {
            return;
        }
        let (kind, name, rest) = match path.parts.as_slice() {
            [kind, name, rest @ ..] => (kind.as_str(), name.as_str(), rest),
            _ => {
                self.lost(
                    &path,
                    "路径写成 table.NAME.rows.键、step.ID.字段、switch.NAME 等",
                );
                return;
            }
        };
        match (kind, value) {
            ("table", Some(value)) => self.table(&path, name, rest, value),
            ("switch", Some(value)) => self.set_plainly(&path, &["switch", name, "default"], value),
            ("acc", Some(value)) => {
                let mut keys = vec!["acc", name];
                keys.extend(rest.iter().map(String::as_str));
                self.set_plainly(&path, &keys, value);
            }
            _ if RULES.iter().any(|(rule, _)| *rule == kind) => {
                self.rule(&path, (kind, name), rest, value)
            }
            _ => self.lost(
                &path,
                "能改的是 table、step、deny、item、class、switch、acc 和各篇章的条目",
            ),
        }
    }

    fn lost(&self, path: &Path, help: &str) {
        let message = format!("补丁的路径 `{}` 在包里找不到", path.parts.join("."));
        self.sink
            .push(Draft::error("P0901", path.span, message).help(help));
    }

    /// Sets what has no dates.
    fn set_plainly(&mut self, path: &Path, keys: &[&str], value: &Node) {
        let mut root = Node::new(Tree::Table(std::mem::take(self.root)), Span::default());
        let set = set(&mut root, keys, value);
        if let Tree::Table(table) = root.value {
            *self.root = table;
        }
        if let Err(help) = set {
            self.lost(path, &help);
        }
    }

    /// A table gets a new version from the reform's date on.
    fn table(&mut self, path: &Path, name: &str, rest: &[String], value: &Node) {
        let names = table_names(self.root, "table");
        let Some(table) = self
            .root
            .get_mut("table")
            .and_then(|tables| table_of(tables)?.get_mut(name))
        else {
            self.lost(path, &did_you_mean(name, names.iter().map(String::as_str)));
            return;
        };
        let Some(table) = table_of(table) else { return };
        if table.get("file").is_some() {
            self.lost(path, "CSV 文件里的表不能用补丁改");
            return;
        }
        to_versions(table, self.in_force);
        let Some(Tree::Array(versions)) = table.get_mut("versions").map(|node| &mut node.value)
        else {
            return;
        };
        let Some(version) = version_from(versions, self.from) else {
            return;
        };
        let keys: Vec<&str> = rest.iter().map(String::as_str).collect();
        let keys = if keys.is_empty() { vec!["is"] } else { keys };
        if let Err(help) = set(version, &keys, value) {
            self.lost(path, &help);
        }
    }

    /// A rule ends the day before, and its patched twin begins.
    fn rule(
        &mut self,
        path: &Path,
        (kind, name): (&str, &str),
        rest: &[String],
        value: Option<&Node>,
    ) {
        let from = self.from;
        let Some(Tree::Array(rules)) = self.root.get_mut(kind).map(|node| &mut node.value) else {
            self.lost(path, "");
            return;
        };
        let Some(index) = find_rule(rules, kind, name, from.value) else {
            let id_key = RULES
                .iter()
                .find(|(rule, _)| *rule == kind)
                .map_or("", |(_, key)| key);
            let names: Vec<String> = rules
                .iter()
                .filter_map(|rule| name_of(rule, id_key))
                .collect();
            self.lost(path, &did_you_mean(name, names.iter().map(String::as_str)));
            return;
        };
        let keys: Vec<&str> = rest.iter().map(String::as_str).collect();
        let Some(twin) = split(rules, index, from, value.is_some()) else {
            return;
        };
        if let Some(value) = value {
            let done = if keys.is_empty() {
                *twin = value.clone();
                put_date(twin, "from", from)
            } else {
                set(twin, &keys, value)
            };
            if let Err(help) = done {
                self.lost(path, &help);
            }
        }
    }

    fn insert(&mut self, path: &Path, step: Option<&Node>, after: bool) {
        let from = self.from;
        let (Some(step), [kind, name]) = (step, path.parts.as_slice()) else {
            if step.is_some() {
                self.lost(path, "写成 step.ID");
            }
            return;
        };
        let steps = match self.root.get_mut("step").map(|node| &mut node.value) {
            Some(Tree::Array(steps)) if kind == "step" => steps,
            _ => {
                self.lost(path, "写成 step.ID");
                return;
            }
        };
        let named = |step: &Node| name_of(step, "id").as_deref() == Some(name);
        let place = if after {
            steps.iter().rposition(named)
        } else {
            steps.iter().position(named)
        };
        let Some(place) = place else {
            let names: Vec<String> = steps
                .iter()
                .filter_map(|step| name_of(step, "id"))
                .collect();
            self.lost(path, &did_you_mean(name, names.iter().map(String::as_str)));
            return;
        };
        let mut step = step.clone();
        if put_date(&mut step, "from", from).is_ok() {
            steps.insert(
                if after {
                    place.saturating_add(1)
                } else {
                    place
                },
                step,
            );
        }
    }

    fn append(&mut self, kind: &str, rule: &Node) {
        let mut rule = rule.clone();
        if put_date(&mut rule, "from", self.from).is_err() {
            wrong_type(&rule, kind, "表", self.sink);
            return;
        }
        match self.root.get_mut(kind).map(|node| &mut node.value) {
            Some(Tree::Array(rules)) => rules.push(rule),
            _ => {
                let span = rule.span;
                let node = Node::new(Tree::Array(vec![rule]), span);
                self.root.entries.push(Entry {
                    key: At::new(kind.to_owned(), span),
                    node,
                });
            }
        }
    }
}

fn table_of(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Tree::Table(table) => Some(table),
        _ => None,
    }
}

fn table_names(root: &Table, kind: &str) -> Vec<String> {
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

fn name_of(rule: &Node, key: &str) -> Option<String> {
    rule.as_table()?.get(key)?.as_text().map(str::to_owned)
}

fn date_of(node: &Node, key: &str) -> Option<Date> {
    match node.as_table()?.get(key)?.value {
        Tree::Date(date) => Some(date),
        _ => None,
    }
}

/// Sets a date where it is not written yet.
fn put_date(node: &mut Node, key: &str, date: At<Date>) -> Result<(), String> {
    let table = table_of(node).ok_or("这里应当是一张表")?;
    if table.get(key).is_none() {
        put(table, key, Node::new(Tree::Date(date.value), date.span));
    }
    Ok(())
}

fn put(table: &mut Table, key: &str, value: Node) {
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
fn to_versions(table: &mut Table, in_force: Date) {
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
fn version_from(versions: &mut Vec<Node>, from: At<Date>) -> Option<&mut Node> {
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
fn find_rule(rules: &[Node], kind: &str, name: &str, day: Date) -> Option<usize> {
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
fn split(rules: &mut Vec<Node>, index: usize, from: At<Date>, twin: bool) -> Option<&mut Node> {
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
