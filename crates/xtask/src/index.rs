//! `cargo xtask index`: the list of packages in policies/README.md, written from the packages themselves.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use toml_edit::{Document, Item, TableLike, Value};

use crate::cases;
use crate::tree::Tree;

const PAGE: &str = "policies/README.md";
/// The list stands between these lines; what a person wrote around them stays.
const BEGIN: &str = "<!-- list of packages: written by `cargo xtask index` -->";
const END: &str = "<!-- end of the list -->";

/// Options of the task.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; fail when the list is not what would be written
    #[arg(long)]
    check: bool,
}

/// Compares the list: a step of `cargo xtask test`.
pub fn check(root: &Path) -> Result<bool> {
    run(root, &Args { check: true })
}

/// Writes or compares the list.
pub fn run(root: &Path, args: &Args) -> Result<bool> {
    let tree = Tree::load(root)?;
    let page = tree
        .texts
        .get(PAGE)
        .with_context(|| format!("{PAGE} is missing"))?;
    let written = with_list(page, &list(&tree))
        .with_context(|| format!("{PAGE} needs the lines {BEGIN} and {END}"))?;
    if written == *page {
        return Ok(true);
    }
    if args.check {
        println!("{PAGE} is not up to date; run `cargo xtask index`");
        return Ok(false);
    }
    std::fs::write(root.join(PAGE), written).with_context(|| format!("cannot write {PAGE}"))?;
    Ok(true)
}

fn with_list(page: &str, list: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{list}\n{END}{after}"))
}

fn list(tree: &Tree) -> String {
    let cases = cases::collect(tree);
    let mut rows = String::new();
    let (mut packages, mut counted) = (0, 0);
    for (path, text) in &tree.texts {
        let folder = path
            .strip_prefix("policies/")
            .and_then(|path| path.strip_suffix("/policy.toml"));
        let Some(folder) = folder.filter(|folder| !folder.contains('/')) else {
            continue;
        };
        let prefix = format!("policies/{folder}/");
        let number = cases
            .iter()
            .filter(|case| case.path.starts_with(&prefix))
            .count();
        let parts = tree
            .texts
            .iter()
            .filter(|(path, _)| is_rules(path, &prefix))
            .map(|(_, text)| text.as_str());
        if let Some(row) = row(folder, text, parts, number) {
            rows.push_str(&row);
            packages += 1;
            counted += number;
        }
    }
    format!(
        "{packages} 个包，{counted} 个算例。\n\n\
         | 包 | 名称 | 制度 | 有效期 | 来源级别 | 算例 | 缺什么 |\n|---|---|---|---|---|---|---|\n{rows}"
    )
}

fn is_rules(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|name| {
        name.ends_with(".toml") && !name.contains('/') && !name.starts_with("cases")
    })
}

fn row<'a>(
    folder: &str,
    head: &str,
    parts: impl Iterator<Item = &'a str>,
    cases: usize,
) -> Option<String> {
    let head = Document::parse(head).ok()?; // the policy check reports what is no TOML
    let parts: Vec<_> = parts
        .filter_map(|text| Document::parse(text).ok())
        .collect();
    let text = |key: &str| head.get(key).and_then(Item::as_str).unwrap_or_default();
    let tiers = parts
        .iter()
        .flat_map(|part| texts(part.as_table(), "source", "tier"));
    Some(format!(
        "| [{folder}]({folder}/) | {} | {} | {} | {} | {cases} | {} |\n",
        text("title"),
        text("scheme"),
        period(head.get("in_force")),
        tiers.max().unwrap_or_default(),
        missing(parts.iter().map(|part| part.as_table() as &dyn TableLike))
    ))
}

/// A key of every entry of a list of tables.
fn texts(table: &dyn TableLike, list: &str, key: &str) -> Vec<String> {
    let entries = table.get(list).and_then(Item::as_array_of_tables);
    let found = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get(key)?.as_str());
    found.map(str::to_owned).collect()
}

fn period(in_force: Option<&Item>) -> String {
    let date = |key: &str| {
        let item = in_force
            .and_then(Item::as_table_like)
            .and_then(|table| table.get(key));
        item.and_then(Item::as_value)
            .and_then(Value::as_datetime)
            .map(ToString::to_string)
    };
    match (date("from"), date("until")) {
        (Some(from), Some(until)) => format!("{from} 至 {until}"),
        (Some(from), None) => format!("{from} 起"),
        _ => String::new(),
    }
}

/// Parameters that no source gives, then the clauses that refuse a claim.
fn missing<'a>(parts: impl Iterator<Item = &'a dyn TableLike>) -> String {
    let (mut unset, mut refused) = (Vec::new(), Vec::new());
    for part in parts {
        let tables = part.get("table").and_then(Item::as_table_like);
        for (name, item) in tables.iter().flat_map(|tables| tables.iter()) {
            let Some(table) = item.as_table_like() else {
                continue;
            };
            if table.get("unset").and_then(Item::as_bool) == Some(true) {
                unset.push(
                    table
                        .get("title")
                        .and_then(Item::as_str)
                        .unwrap_or(name)
                        .to_owned(),
                );
            }
        }
        let clauses = part.get("untranslated").and_then(Item::as_array_of_tables);
        for clause in clauses.into_iter().flatten() {
            if clause.get("effect").and_then(Item::as_str) == Some("refuse") {
                refused.extend(clause.get("text").and_then(Item::as_str).map(str::to_owned));
            }
        }
    }
    let mut text = String::new();
    if !unset.is_empty() {
        let _ = write!(text, "待设参数：{}", unset.join("、"));
    }
    for clause in refused {
        let separator = if text.is_empty() { "" } else { "；" };
        let _ = write!(
            text,
            "{separator}{}",
            clause.trim_end_matches('。').replace(['\n', '|'], " ")
        );
    }
    if text.is_empty() {
        "—".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title = \"某县\"\nscheme = \"resident\"\nin_force = { from = 2020-01-01 }\n\
        [[source]]\nid = \"s\"\ntier = \"B\"\n[[source]]\nid = \"t\"\ntier = \"C\"\n\
        [table.ratio]\ntitle = \"支付比例\"\nunset = true\n";

    #[test]
    fn a_row_names_the_weakest_tier_and_what_is_missing() {
        let cases = "[[case]]\nid = \"x\"\n";
        let tree = Tree::of(&[
            ("policies/cn.x/policy.toml", HEAD),
            ("policies/cn.x/cases.toml", cases),
        ]);
        let expected =
            "| [cn.x](cn.x/) | 某县 | resident | 2020-01-01 起 | C | 1 | 待设参数：支付比例 |";
        assert!(list(&tree).contains(expected), "{}", list(&tree));
    }

    #[test]
    fn what_stands_around_the_list_stays() {
        let page = format!("# 政策包\n{BEGIN}\nold\n{END}\nafter\n");
        assert_eq!(
            with_list(&page, "new\n"),
            Some(format!("# 政策包\n{BEGIN}\n\nnew\n\n{END}\nafter\n"))
        );
        assert_eq!(with_list("no list", "new"), None);
    }
}
