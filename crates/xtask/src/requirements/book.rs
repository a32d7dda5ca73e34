//! Reading docs/requirements.toml, with the line of every entry.

use anyhow::{Context, Result, anyhow};
use toml_edit::{Document, Item, Table};

use super::rule::{BOOK, State};

/// One requirement as the file has it.
#[derive(Debug)]
pub struct Entry {
    /// As in REQ-118.
    pub id: String,
    /// The group it belongs to.
    pub category: String,
    /// core, expected, peripheral or not_software.
    pub importance: String,
    /// How far it is.
    pub state: State,
    /// The part it waits for.
    pub later: Option<String>,
    /// What is missing, or why no program can meet it.
    pub missing: Option<String>,
    /// The tests that prove it.
    pub tests: Vec<String>,
    /// The line of the entry.
    pub line: usize,
}

/// The whole file.
#[derive(Debug)]
pub struct Book {
    /// The entries in their order.
    pub entries: Vec<Entry>,
}

impl Book {
    /// Reads the text of the file.
    pub fn parse(text: &str) -> Result<Self> {
        let document = Document::parse(text)
            .map_err(|error| anyhow!("{BOOK}: {}", error.to_string().trim_end()))?;
        let tables = document
            .get("requirement")
            .and_then(Item::as_array_of_tables);
        let tables = tables.with_context(|| format!("{BOOK} has no [[requirement]]"))?;
        let read = |table: &Table| {
            let line = table
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            entry(table, line).with_context(|| format!("{BOOK}:{line}"))
        };
        Ok(Self {
            entries: tables.iter().map(read).collect::<Result<_>>()?,
        })
    }
}

const KEYS: &[&str] = &[
    "id",
    "title",
    "category",
    "importance",
    "state",
    "later",
    "missing",
    "tests",
];

fn entry(table: &Table, line: usize) -> Result<Entry> {
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
        return Err(anyhow!(
            "the key `{key}` is unknown; the keys are {}",
            KEYS.join(", ")
        ));
    }
    let tests = table
        .get("tests")
        .and_then(Item::as_array)
        .context("the key `tests` must be a list")?;
    let tests = tests.iter().map(|test| test.as_str().map(str::to_owned));
    required(table, "title")?;
    Ok(Entry {
        id: required(table, "id")?,
        category: required(table, "category")?,
        importance: required(table, "importance")?,
        state: State::parse(&required(table, "state")?)?,
        later: optional(table, "later")?,
        missing: optional(table, "missing")?,
        tests: tests
            .collect::<Option<_>>()
            .context("a test must be named by a text")?,
        line,
    })
}

fn required(table: &Table, key: &str) -> Result<String> {
    optional(table, key)?.with_context(|| format!("the key `{key}` is missing or empty"))
}

fn optional(table: &Table, key: &str) -> Result<Option<String>> {
    match table.get(key) {
        None => Ok(None),
        Some(item) => {
            let text = item
                .as_str()
                .with_context(|| format!("the key `{key}` must be a text"))?;
            Ok((!text.trim().is_empty()).then(|| text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# head\n[[requirement]]\nid = \"REQ-001\"\ntitle = \"A\"\ncategory = \"fund\"\n\
                        importance = \"core\"\nstate = \"waiting\"\nlater = \"fund\"\nmissing = \"b\"\ntests = []\n";

    #[test]
    fn an_entry_is_read_with_its_line() {
        let book = Book::parse(GOOD).unwrap();
        assert_eq!(
            (book.entries[0].id.as_str(), book.entries[0].line),
            ("REQ-001", 2)
        );
        assert_eq!(book.entries[0].state, State::Waiting);
    }

    #[test]
    fn bad_entries_are_refused_with_the_reason() {
        for (from, to, reason) in [
            ("waiting", "done", "the state `done` is none of"),
            ("title = \"A\"", "", "the key `title` is missing"),
            ("tests = []", "tests = \"a\"", "must be a list"),
            ("later", "latter", "the key `latter` is unknown"),
            ("tests = []", "tests = [", "docs/requirements.toml"),
        ] {
            let error = Book::parse(&GOOD.replace(from, to)).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{error:#}");
        }
    }
}
