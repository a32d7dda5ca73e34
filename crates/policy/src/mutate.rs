//! Mutation: every number of the law is changed once, and some worked case must notice.

use crate::Package;
use crate::cases::{Bench, Case, read_all};
use crate::diagnostic::Sink;
use crate::read::{self, Csv};
use crate::reform::RULES;
use crate::source::{Node, SourceMap, Tree};
use base::{Fen, Ratio};
use std::collections::BTreeMap;

/// What a mutation run found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MutationReport {
    /// Number of leaves that were changed.
    pub leaves: usize,
    /// Leaves whose change some case noticed.
    pub noticed: usize,
    /// Leaves that can be changed without any case noticing.
    pub survivors: Vec<Survivor>,
}

/// A number of the law that no case holds in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// Where it stands, e.g. `table.ip_ratio.rows.A1`.
    pub path: String,
    /// Its value as written.
    pub value: String,
    /// File and line.
    pub place: String,
}

/// Changes each number of tables, values, classes, items, denials, steps and sections, one at a time.
///
/// A leaf is noticed when one of its variants (a little up, a little down, much) changes a case.
/// Cases that fail to begin with notice nothing and are left out.
#[must_use]
pub fn mutate(package: &Package, others: &BTreeMap<String, Package>) -> MutationReport {
    let mut cases = read_all(package);
    let mut bench = Bench::new(package, others);
    cases.retain(|case| bench.run(case).is_empty());
    let mut leaves = Vec::new();
    collect(package, &mut leaves);
    let mut report = MutationReport {
        leaves: leaves.len(),
        ..MutationReport::default()
    };
    for leaf in leaves {
        if leaf
            .variants
            .iter()
            .any(|variant| noticed(package, others, &leaf, variant, &mut cases))
        {
            report.noticed = report.noticed.saturating_add(1);
        } else {
            let at = package.map.position(leaf.node.span);
            let place = format!("{}:{}", package.map.name(leaf.node.span), at.line);
            report.survivors.push(Survivor {
                path: leaf.path.join("."),
                value: leaf.value,
                place,
            });
        }
    }
    report
}

/// Runs the cases on a variant until one notices; that one goes first the next time.
fn noticed(
    package: &Package,
    others: &BTreeMap<String, Package>,
    leaf: &Leaf<'_>,
    variant: &Tree,
    cases: &mut [Case],
) -> bool {
    let mut root = (*package.root).clone();
    let node = Node {
        value: variant.clone(),
        ..leaf.node.clone()
    };
    let keys: Vec<&str> = leaf.keys.iter().map(String::as_str).collect();
    if crate::reform::set(&mut root, &keys, &node).is_err() {
        return false;
    }
    let sink = Sink::default();
    let mut scratch = SourceMap::default();
    let document = read::document(
        &root,
        &sink,
        &mut Csv {
            files: &package.files,
            map: &mut scratch,
        },
    );
    if sink.has_errors() {
        return false;
    }
    let mutant = Package {
        document,
        ..package.clone()
    };
    let mut bench = Bench::new(&mutant, others);
    // A mutant that does not compile is refused by the checker; no case has noticed it.
    let found = cases
        .iter()
        .position(|case| matches!(bench.run(case).first(), Some(it) if !it.is_error()));
    if let Some(front) = found.and_then(|index| cases.get_mut(..=index)) {
        front.rotate_right(1);
    }
    found.is_some()
}

struct Leaf<'a> {
    /// For people: rules by name.
    path: Vec<String>,
    /// For the tree: lists by number.
    keys: Vec<String>,
    node: &'a Node,
    value: String,
    variants: Vec<Tree>,
}

/// Keys under which no number of the law stands.
const SKIP: [&str; 8] = [
    "cite",
    "title",
    "id",
    "published",
    "text",
    "from",
    "until",
    "document",
];

fn collect<'a>(package: &'a Package, out: &mut Vec<Leaf<'a>>) {
    let Some(root) = package.root.as_table() else {
        return;
    };
    for entry in &root.entries {
        let kind = entry.key.value.as_str();
        let listed = RULES
            .iter()
            .find(|(rule, _)| *rule == kind && *rule != "bound");
        let defined = matches!(kind, "table" | "value" | "derive");
        if !defined && listed.is_none() {
            continue;
        }
        let name = listed.map_or("", |(_, key)| key);
        let top = Walk {
            path: vec![kind.to_owned()],
            keys: vec![kind.to_owned()],
        };
        top.walk(&entry.node, name, out);
    }
}

#[derive(Clone)]
struct Walk {
    path: Vec<String>,
    keys: Vec<String>,
}

impl Walk {
    fn below(&self, name: &str, key: &str) -> Walk {
        let mut below = self.clone();
        below.path.push(name.to_owned());
        below.keys.push(key.to_owned());
        below
    }

    fn walk<'a>(&self, node: &'a Node, name: &str, out: &mut Vec<Leaf<'a>>) {
        match &node.value {
            Tree::Table(table) => {
                for entry in &table.entries {
                    let key = entry.key.value.as_str();
                    let dated = matches!(key, "from" | "until")
                        && self.path.first().is_some_and(|kind| kind == "table");
                    if !SKIP.contains(&key) || dated {
                        self.below(key, key).walk(&entry.node, "", out);
                    }
                }
            }
            Tree::Array(items) => {
                for (item, number) in items.iter().zip(1_usize..) {
                    let number = number.to_string();
                    let named = item
                        .as_table()
                        .and_then(|table| table.get(name))
                        .and_then(Node::as_text);
                    self.below(named.unwrap_or(&number), &number)
                        .walk(item, "", out);
                }
            }
            leaf => {
                let condition = self
                    .keys
                    .last()
                    .is_some_and(|key| matches!(key.as_str(), "when" | "unless" | "requires"));
                for (value, variants) in if condition {
                    in_condition(leaf)
                } else {
                    plain(leaf)
                } {
                    let (path, keys) = (self.path.clone(), self.keys.clone());
                    out.push(Leaf {
                        path,
                        keys,
                        node,
                        value,
                        variants,
                    });
                }
            }
        }
    }
}

/// A number with its variants.
type Number = (String, Vec<Tree>);

fn plain(tree: &Tree) -> Vec<Number> {
    match tree {
        Tree::Int(int) => {
            let variants = [1, -1, 10].map(|step| Tree::Int(int.saturating_add(step)));
            vec![(int.to_string(), variants.into())]
        }
        Tree::Date(date) => {
            let shifted = [1, -1, 400, -400]
                .into_iter()
                .filter_map(|days| date.add_days(days));
            vec![(date.to_string(), shifted.map(Tree::Date).collect())]
        }
        Tree::Text(text) => {
            let variants: Vec<Tree> = variants(text).into_iter().map(Tree::Text).collect();
            if variants.is_empty() {
                Vec::new()
            } else {
                vec![(text.clone(), variants)]
            }
        }
        _ => Vec::new(),
    }
}

/// A little up, a little down, much; none where the text is no number.
fn variants(text: &str) -> Vec<String> {
    if let Ok(money) = Fen::parse_yuan(text) {
        let fen = money.get();
        let half = fen.checked_div(2).unwrap_or(0);
        let changed = [
            fen.saturating_add(100),
            fen.saturating_sub(100),
            half,
            fen.saturating_mul(3),
        ];
        return changed
            .into_iter()
            .filter(|new| *new >= 0 && *new != fen)
            .map(|new| Fen::new(new).to_string())
            .collect();
    }
    if let Ok(ratio) = Ratio::parse(text) {
        let steps = [(1, 100), (-1, 100), (-1, 10)];
        let changed = steps
            .into_iter()
            .filter_map(|(num, den)| ratio.checked_add(Ratio::new(num, den).ok()?));
        return changed.map(|ratio| ratio.to_string()).collect();
    }
    if let Ok(date) = base::Date::parse(text) {
        return [1, -1]
            .into_iter()
            .filter_map(|days| date.add_days(days))
            .map(|date| date.to_string())
            .collect();
    }
    Vec::new()
}

/// The numbers inside the text of a condition, each changed in its place.
fn in_condition(tree: &Tree) -> Vec<Number> {
    let Tree::Text(text) = tree else {
        return Vec::new();
    };
    let mut numbers = Vec::new();
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '%' | '_' | '/');
    let mut rest = text.as_str();
    let mut start = 0_usize;
    while let Some(at) = rest.find(part) {
        let word_start = start.saturating_add(at);
        let tail = text.get(word_start..).unwrap_or("");
        let word = tail
            .get(..tail.find(|c| !part(c)).unwrap_or(tail.len()))
            .unwrap_or("");
        let changed: Vec<Tree> = literal_variants(word)
            .into_iter()
            .filter_map(|new| {
                let behind = text.get(word_start.saturating_add(word.len())..)?;
                Some(Tree::Text(format!(
                    "{}{new}{behind}",
                    text.get(..word_start)?
                )))
            })
            .collect();
        if !changed.is_empty() {
            numbers.push((word.to_owned(), changed));
        }
        start = word_start.saturating_add(word.len().max(1));
        rest = text.get(start..).unwrap_or("");
    }
    numbers
}

fn literal_variants(word: &str) -> Vec<String> {
    if let Ok(int) = word.parse::<i64>() {
        return [1, -1]
            .map(|step| int.saturating_add(step).to_string())
            .into();
    }
    if let Some(money) = word.strip_suffix('元') {
        return variants(money)
            .into_iter()
            .map(|new| format!("{new}元"))
            .collect();
    }
    variants(word)
}
