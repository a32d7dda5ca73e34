//! `cargo xtask rule-kinds`: which construct says each kind of rule, and which case proves it.
//!
//! The list stands in docs/policy/rule-kinds.toml, the proof in the `kinds` of the cases. The page
//! docs/policy/rule-kinds.md is written from both, so that it cannot drift from what is tested.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use toml_edit::{Document, Item, TableLike, Value};

use crate::finding::Finding;
use crate::tree::Tree;

const LIST: &str = "docs/policy/rule-kinds.toml";
const PAGE: &str = "docs/policy/rule-kinds.md";
/// Groups up to this one decide claims; the last one speaks of governance.
const LAST_ADJUDICATION_GROUP: i64 = 23;

/// Options of the task.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write the page instead of comparing it
    #[arg(long)]
    pub write: bool,
}

/// A kind of rule.
struct RuleKind {
    id: String,
    group: i64,
    group_title: String,
    title: String,
    construct: String,
    waits: bool,
}

/// Where a case stands that proves a kind.
struct Proof {
    kind: String,
    path: String,
    case: String,
}

/// Compares or writes the page; `false` when something is wrong.
pub fn run(root: &Path, args: &Args) -> Result<bool> {
    let tree = Tree::load(root)?;
    let kinds = kinds_of(&tree)?;
    let proofs = proofs_of(&tree);
    let page = page(&kinds, &proofs);
    let mut findings = unknown_kinds(&kinds, &proofs);
    if args.write {
        std::fs::write(root.join(PAGE), &page).with_context(|| format!("cannot write {PAGE}"))?;
    } else if tree.texts.get(PAGE) != Some(&page) {
        findings.push(
            Finding::new(PAGE, 1, "differs from the list and the cases")
                .mend("run `cargo xtask rule-kinds --write` and commit the page"),
        );
    }
    println!("{}", summary(&kinds, &proofs));
    for finding in &findings {
        println!("{finding}");
    }
    Ok(findings.is_empty())
}

fn kinds_of(tree: &Tree) -> Result<Vec<RuleKind>> {
    let text = tree.texts.get(LIST).with_context(|| format!("{LIST} is missing"))?;
    let document = Document::parse(text.as_str()).with_context(|| format!("{LIST} is not TOML"))?;
    let entries = document.get("kind").and_then(Item::as_array_of_tables);
    let entries = entries.with_context(|| format!("{LIST} has no [[kind]]"))?;
    Ok(entries
        .iter()
        .map(|entry| RuleKind {
            id: text_of(entry, "id"),
            group: entry.get("group").and_then(Item::as_integer).unwrap_or_default(),
            group_title: text_of(entry, "group_title"),
            title: text_of(entry, "title"),
            construct: text_of(entry, "construct"),
            waits: entry.get("waits").and_then(Item::as_bool).unwrap_or(false),
        })
        .collect())
}

fn text_of(entry: &dyn TableLike, key: &str) -> String {
    entry.get(key).and_then(Item::as_str).unwrap_or_default().to_owned()
}

/// Every case of the shipped packages that names a kind.
fn proofs_of(tree: &Tree) -> Vec<Proof> {
    let mut proofs = Vec::new();
    for (path, text) in &tree.texts {
        let file = path.rsplit('/').next().unwrap_or_default();
        if !path.starts_with("policies/") || !file.starts_with("cases") || !file.ends_with(".toml") {
            continue;
        }
        let Ok(document) = Document::parse(text.as_str()) else {
            continue; // the policy check reports it with line and column
        };
        for list in ["case", "section_case"] {
            for case in document.get(list).and_then(Item::as_array_of_tables).into_iter().flatten() {
                let named = case.get("kinds").and_then(Item::as_array);
                let named = named.into_iter().flatten().filter_map(Value::as_str);
                proofs.extend(named.map(|kind| Proof {
                    kind: kind.to_owned(),
                    path: path.clone(),
                    case: text_of(case, "id"),
                }));
            }
        }
    }
    proofs
}

fn unknown_kinds(kinds: &[RuleKind], proofs: &[Proof]) -> Vec<Finding> {
    let unknown = proofs.iter().filter(|proof| kinds.iter().all(|kind| kind.id != proof.kind));
    unknown
        .map(|proof| {
            let what = format!("case `{}` names the unknown rule kind `{}`", proof.case, proof.kind);
            Finding::new(&proof.path, 1, what).mend(format!("use an id of {LIST}"))
        })
        .collect()
}

fn summary(kinds: &[RuleKind], proofs: &[Proof]) -> String {
    let deciding = || kinds.iter().filter(|kind| kind.group <= LAST_ADJUDICATION_GROUP);
    let proven = |kind: &&RuleKind| proofs.iter().any(|proof| proof.kind == kind.id);
    let open: Vec<&str> = deciding().filter(|kind| !proven(kind)).map(|kind| kind.id.as_str()).collect();
    let mut text = format!(
        "rule kinds: {} of {} adjudication kinds proven by a case",
        deciding().filter(proven).count(),
        deciding().count()
    );
    if !open.is_empty() {
        let _ = write!(text, "\nopen: {}", open.join(", "));
    }
    text
}

fn page(kinds: &[RuleKind], proofs: &[Proof]) -> String {
    let mut by_kind: BTreeMap<&str, Vec<&Proof>> = BTreeMap::new();
    for proof in proofs {
        by_kind.entry(proof.kind.as_str()).or_default().push(proof);
    }
    let mut text = String::from(
        "# The rule kinds and the constructs that express them\n\n\
         Written by `cargo xtask rule-kinds --write` from [rule-kinds.toml](rule-kinds.toml) and the cases of the \
         shipped packages; each proving case states the expected 分 with its working.\n",
    );
    let mut group = 0;
    for kind in kinds {
        if kind.group != group {
            group = kind.group;
            let _ = write!(
                text,
                "\n## {} {}\n\n| kind | 中文 | construct | proven by |\n|---|---|---|---|\n",
                kind.group, kind.group_title
            );
        }
        let proof = by_kind.get(kind.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            kind.id,
            kind.title,
            kind.construct.replace('|', "\\|"),
            proven_by(kind, proof)
        );
    }
    text
}

/// At most three cases, so that the table stays readable.
fn proven_by(kind: &RuleKind, proofs: &[&Proof]) -> String {
    if proofs.is_empty() {
        return if kind.waits { "waits".to_owned() } else { "open".to_owned() };
    }
    let link = |proof: &&Proof| {
        let package = proof.path.split('/').nth(1).unwrap_or_default();
        format!("[{package}](../../{}) `{}`", proof.path, proof.case)
    };
    let mut text = proofs.iter().take(3).map(link).collect::<Vec<_>>().join("<br>");
    if proofs.len() > 3 {
        let _ = write!(text, "<br>and {} more", proofs.len() - 3);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &str = "[[kind]]\nid = \"ratio.flat\"\ngroup = 6\ngroup_title = \"支付比例\"\ntitle = \"单一比例\"\nconstruct = \"share\"\n";

    #[test]
    fn a_case_that_names_an_unknown_kind_is_found() {
        let cases = "[[case]]\nid = \"x\"\nkinds = [\"ratio.flta\"]\n";
        let tree = Tree::of(&[(LIST, KINDS), ("policies/p/cases.toml", cases)]);
        let kinds = kinds_of(&tree).expect("the list parses");
        let findings = unknown_kinds(&kinds, &proofs_of(&tree));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().contains("ratio.flta"));
    }

    #[test]
    fn a_section_case_proves_a_kind_too() {
        let cases = "[[section_case]]\nid = \"x\"\nkinds = [\"ratio.flat\"]\n";
        let tree = Tree::of(&[(LIST, KINDS), ("policies/p/cases.toml", cases)]);
        let kinds = kinds_of(&tree).expect("the list parses");
        let proofs = proofs_of(&tree);
        assert!(summary(&kinds, &proofs).starts_with("rule kinds: 1 of 1"));
        assert!(page(&kinds, &proofs).contains("[p](../../policies/p/cases.toml) `x`"));
    }

    #[test]
    fn a_kind_without_case_is_named_open() {
        let tree = Tree::of(&[(LIST, KINDS)]);
        let kinds = kinds_of(&tree).expect("the list parses");
        assert!(summary(&kinds, &[]).ends_with("open: ratio.flat"));
        assert!(page(&kinds, &[]).contains("| open |"));
    }
}
