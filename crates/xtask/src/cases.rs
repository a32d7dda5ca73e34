//! The worked cases of the packages: what each says about itself.

use std::collections::BTreeSet;
use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

use crate::tree::Tree;

/// A case of a package.
#[derive(Debug)]
pub struct Case {
    /// The file.
    pub path: String,
    /// The line.
    pub line: usize,
    /// Its id, distinct in its file.
    pub id: String,
    /// The requirements whose acceptance example it asserts.
    pub requirements: BTreeSet<String>,
    /// The rule kinds that it proves.
    pub kinds: BTreeSet<String>,
}

impl Case {
    /// The name by which documents refer to it.
    pub fn name(&self) -> String {
        format!("{}#{}", self.path, self.id)
    }
}

/// The cases of every package: each entry with an id in a list of tables. `policy check` speaks about bad TOML.
pub fn collect(tree: &Tree) -> Vec<Case> {
    let files = tree.texts.iter().filter(|(path, _)| is_cases(path));
    files
        .flat_map(|(path, text)| cases_of(path, text))
        .collect()
}

/// The files of a package that hold cases: `cases.toml`, `cases_inpatient.toml` and so on.
fn is_cases(path: &str) -> bool {
    let name = path
        .strip_prefix("policies/")
        .and_then(|path| path.rsplit_once('/'));
    name.is_some_and(|(_, name)| name.starts_with("cases") && name.ends_with(".toml"))
}

fn cases_of(path: &str, text: &str) -> Vec<Case> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (_, item) in document.as_table() {
        match item {
            Item::ArrayOfTables(tables) => {
                found.extend(
                    tables
                        .iter()
                        .filter_map(|table| case(path, text, table, table.span())),
                );
            }
            Item::Value(Value::Array(values)) => {
                let tables = values.iter().filter_map(Value::as_inline_table);
                found.extend(tables.filter_map(|table| case(path, text, table, table.span())));
            }
            _ => {}
        }
    }
    found
}

fn case(path: &str, text: &str, table: &dyn TableLike, span: Option<Range<usize>>) -> Option<Case> {
    let texts = |key: &str| -> BTreeSet<String> {
        let list = table
            .get(key)
            .and_then(Item::as_array)
            .into_iter()
            .flat_map(|list| list.iter());
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    Some(Case {
        path: path.to_owned(),
        line: span.map_or(1, |span| text[..span.start].matches('\n').count() + 1),
        id: table.get("id").and_then(Item::as_str)?.to_owned(),
        requirements: texts("requirements"),
        kinds: texts("kinds"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_may_be_split_over_files() {
        assert!(is_cases("policies/a/cases.toml") && is_cases("policies/a/cases-old.toml"));
        assert!(!is_cases("policies/a/policy.toml") && !is_cases("docs/a/cases.toml"));
    }

    #[test]
    fn cases_say_what_they_prove() {
        let text =
            "unit = 1\n\n[[case]]\nid = \"a\"\nkinds = [\"x.y\"]\n\n[[section_case]]\nid = \"b\"\n";
        let found = collect(&Tree::of(&[("policies/p/cases.toml", text)]));
        assert_eq!(
            (found[0].name().as_str(), found[0].line),
            ("policies/p/cases.toml#a", 3)
        );
        assert!(found[0].kinds.contains("x.y"));
        assert_eq!(found[1].id, "b");
    }
}
