//! Reforms: patches by path and date on the tree of a package, before it is resolved.
//!
//! What a patch brings keeps its place in the reform's file, so that a finding points at the patch.

mod tree;

pub(crate) use tree::{RULES, set};

use crate::Package;
use crate::diagnostic::{Diagnostic, Draft, Sink, did_you_mean};
use crate::read::fields::{Fields, date, text, wrong_type};
use crate::source::{self, At, Entry, Node, Span, Table, Tree};
use base::Date;
use sha2::{Digest, Sha256};
use tree::{find_rule, name_of, put_date, split, table_names, table_of, to_versions, version_from};

/// The format that this crate reads.
const FORMAT: &str = "tongchou-reform/1";

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
