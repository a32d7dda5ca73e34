//! `cargo xtask rule-kinds`: which construct expresses each kind of rule, and which cases prove it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use toml_edit::{Document, Item, Table};

use crate::cases::{self, Case};
use crate::finding::Finding;
use crate::tree::Tree;

/// The list that a person keeps.
const LIST: &str = "docs/policy/rule-kinds.toml";

/// The table that this task writes.
const TABLE: &str = "docs/policy/rule-kinds.md";

/// Options of `cargo xtask rule-kinds`.
#[derive(clap::Args)]
pub struct Args {
    /// Write nothing; fail when docs/policy/rule-kinds.md is not what would be written.
    #[arg(long)]
    check: bool,
}

/// One kind of rule.
struct Kind {
    id: String,
    group: String,
    title: String,
    construct: String,
    waits: bool,
}

/// Compares the table: a step of `cargo xtask test`.
pub fn check(root: &Path) -> Result<bool> {
    run(root, &Args { check: true })
}

/// Joins the list with the cases and writes the table; false when a case names an unknown kind.
pub fn run(root: &Path, args: &Args) -> Result<bool> {
    let tree = Tree::load(root)?;
    let list = tree
        .texts
        .get(LIST)
        .with_context(|| format!("{LIST} is missing"))?;
    let kinds = parse(list)?;
    let cases = cases::collect(&tree);
    let unknown = unknown_kinds(&kinds, &cases);
    unknown.iter().for_each(|finding| println!("{finding}"));
    let proofs = proofs(&cases);
    let table = render(&kinds, &proofs);
    print_counts(&kinds, &proofs);
    if args.check {
        if tree.texts.get(TABLE) != Some(&table) {
            println!("{TABLE} is not up to date; run `cargo xtask rule-kinds`");
            return Ok(false);
        }
    } else {
        std::fs::write(root.join(TABLE), &table)
            .with_context(|| format!("cannot write {TABLE}"))?;
    }
    Ok(unknown.is_empty())
}

fn parse(text: &str) -> Result<Vec<Kind>> {
    let document = Document::parse(text).map_err(|error| anyhow!("{LIST}: {error}"))?;
    let tables = document.get("kind").and_then(Item::as_array_of_tables);
    let tables = tables.with_context(|| format!("{LIST} has no [[kind]]"))?;
    tables
        .iter()
        .map(|table| kind(table).with_context(|| LIST.to_owned()))
        .collect()
}

fn kind(table: &Table) -> Result<Kind> {
    let text = |key: &str| {
        let found = table.get(key).and_then(Item::as_str).map(str::to_owned);
        found.with_context(|| format!("an entry lacks the text `{key}`"))
    };
    Ok(Kind {
        id: text("id")?,
        group: text("group_title")?,
        title: text("title")?,
        construct: text("construct")?,
        waits: table.get("waits").and_then(Item::as_bool).unwrap_or(false),
    })
}

/// Kinds that a case names and the list does not have.
fn unknown_kinds(kinds: &[Kind], cases: &[Case]) -> Vec<Finding> {
    let known: BTreeSet<&str> = kinds.iter().map(|kind| kind.id.as_str()).collect();
    let named = cases
        .iter()
        .flat_map(|case| case.kinds.iter().map(move |kind| (case, kind)));
    named
        .filter(|(_, kind)| !known.contains(kind.as_str()))
        .map(|(case, kind)| {
            let what = format!(
                "the case {} names the kind {kind}, which is not listed",
                case.id
            );
            Finding::new(&case.path, case.line, what)
                .mend(format!("correct it, or list it in {LIST}"))
        })
        .collect()
}

/// For each kind the names of the cases that prove it.
fn proofs(cases: &[Case]) -> BTreeMap<&str, Vec<String>> {
    let mut proofs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in cases {
        for kind in &case.kinds {
            proofs.entry(kind.as_str()).or_default().push(case.name());
        }
    }
    proofs
}

fn print_counts(kinds: &[Kind], proofs: &BTreeMap<&str, Vec<String>>) {
    let proven = kinds
        .iter()
        .filter(|kind| proofs.contains_key(kind.id.as_str()))
        .count();
    let waiting = kinds
        .iter()
        .filter(|kind| kind.waits && !proofs.contains_key(kind.id.as_str()))
        .count();
    println!(
        "rule kinds: {} listed, {proven} proven by a case, {waiting} wait for a later part, {} open",
        kinds.len(),
        kinds.len() - proven - waiting
    );
}

/// The table as Markdown, one section a group.
fn render(kinds: &[Kind], proofs: &BTreeMap<&str, Vec<String>>) -> String {
    let mut text = String::from(
        "# Rule kinds\n\nWritten by `cargo xtask rule-kinds` from rule-kinds.toml and the cases in policies/; \
         do not edit.\n",
    );
    let mut group = "";
    for kind in kinds {
        if kind.group != group {
            group = &kind.group;
            // writing to a String cannot fail
            let _ = write!(
                text,
                "\n## {group}\n\n| kind | rule | construct | proven by |\n|---|---|---|---|\n"
            );
        }
        let proven = match proofs.get(kind.id.as_str()) {
            Some(names) => names
                .iter()
                .map(|name| link(name))
                .collect::<Vec<_>>()
                .join(", "),
            None if kind.waits => "waits".to_owned(),
            None => "open".to_owned(),
        };
        let (id, title, construct) = (&kind.id, cell(&kind.title), cell(&kind.construct));
        let _ = writeln!(text, "| `{id}` | {title} | {construct} | {proven} |");
    }
    text
}

/// A case as a link to its file, shown as package and id.
fn link(name: &str) -> String {
    let (path, id) = name.split_once('#').unwrap_or((name, ""));
    let package = path.split('/').nth(1).unwrap_or(path);
    format!("[{package}#{id}](../../{path})")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "[[kind]]\nid = \"a.b\"\ngroup = 1\ngroup_title = \"G\"\ntitle = \"T\"\nconstruct = \"x | y\"\n\
                          [[kind]]\nid = \"a.c\"\ngroup = 1\ngroup_title = \"G\"\ntitle = \"U\"\nconstruct = \"z\"\nwaits = true\n";

    fn cases(kinds: &str) -> Vec<Case> {
        let text = format!("[[case]]\nid = \"one\"\nkinds = [{kinds}]\n");
        cases::collect(&Tree::of(&[("policies/p/cases.toml", &text)]))
    }

    #[test]
    fn the_table_names_construct_and_case() {
        let cases = cases("\"a.b\"");
        let table = render(&parse(LISTED).unwrap(), &proofs(&cases));
        assert!(
            table.contains("| `a.b` | T | x \\| y | [p#one](../../policies/p/cases.toml) |"),
            "{table}"
        );
        assert!(table.contains("| `a.c` | U | z | waits |"), "{table}");
    }

    #[test]
    fn a_case_that_names_an_unknown_kind_is_a_finding() {
        let kinds = parse(LISTED).unwrap();
        assert!(unknown_kinds(&kinds, &cases("\"a.b\"")).is_empty());
        assert_eq!(unknown_kinds(&kinds, &cases("\"a.x\"")).len(), 1);
    }

    #[test]
    fn an_entry_without_a_construct_is_refused() {
        let error = parse(&LISTED.replace("construct = \"z\"", ""))
            .err()
            .unwrap();
        assert!(format!("{error:#}").contains("lacks the text `construct`"));
    }
}
