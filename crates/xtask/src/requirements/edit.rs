//! Editing docs/requirements.toml in place: order, comments and the other entries stay as they are.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::evidence::Evidence;
use super::rule::{BOOK, State};

/// Lists tests with a requirement, and marks it as proven unless they assert only a part of it.
pub fn prove(
    root: &Path,
    id: &str,
    tests: Vec<String>,
    partly: bool,
    evidence: &[Evidence],
) -> Result<bool> {
    let tests = if tests.is_empty() {
        mentioning(id, evidence)?
    } else {
        tests
    };
    for test in &tests {
        refuse_useless(id, test, evidence)?;
    }
    rewrite(root, |text| proven(text, id, &tests, partly))?;
    let how = if partly { "partly proven" } else { "proven" };
    println!("{id} is {how} by {}", tests.join(", "));
    Ok(true)
}

/// Marks a requirement as waiting; tests that assert a part of it stay.
pub fn wait(root: &Path, id: &str, later: &str, missing: &str) -> Result<bool> {
    rewrite(root, |text| waiting(text, id, later, missing))?;
    println!("{id} waits for {later}: {missing}");
    Ok(true)
}

fn mentioning(id: &str, evidence: &[Evidence]) -> Result<Vec<String>> {
    let tests: Vec<String> = evidence
        .iter()
        .filter(|one| one.mentions.contains(id))
        .map(|one| one.name.clone())
        .collect();
    ensure!(
        !tests.is_empty(),
        "no test or case mentions {id}; name it in a comment above the test"
    );
    Ok(tests)
}

fn refuse_useless(id: &str, test: &str, evidence: &[Evidence]) -> Result<()> {
    let Some(found) = evidence.iter().find(|one| one.name == test) else {
        let last = test.rsplit(['#', ':']).next().unwrap_or(test);
        let near: Vec<&str> = evidence
            .iter()
            .map(|one| one.name.as_str())
            .filter(|name| name.ends_with(last))
            .collect();
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("; meant is perhaps {}", near.join(", "))
        };
        bail!("there is no test `{test}`{hint}");
    };
    ensure!(
        found.mentions.contains(id),
        "`{test}` does not mention {id}; name it in a comment above the test"
    );
    ensure!(
        !found.ignored,
        "`{test}` is ignored, so it proves nothing in `cargo xtask test`"
    );
    Ok(())
}

fn rewrite(root: &Path, change: impl FnOnce(&str) -> Result<String>) -> Result<()> {
    let path = root.join(BOOK);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {BOOK}"))?;
    let new = change(&text)?;
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, new).with_context(|| format!("cannot write beside {BOOK}"))?;
    std::fs::rename(&beside, &path).with_context(|| format!("cannot replace {BOOK}"))
}

/// The text with `id` proven, or partly so, by its tests so far and these.
fn proven(text: &str, id: &str, tests: &[String], partly: bool) -> Result<String> {
    change(text, id, |entry| {
        let mut all = listed(entry);
        all.extend(
            tests
                .iter()
                .filter(|test| !listed(entry).contains(test))
                .cloned(),
        );
        if partly {
            entry.insert("tests", Value::from(list(&all)).into());
        } else {
            set(entry, State::Proven, &[], &all);
        }
    })
}

/// The text with `id` waiting.
fn waiting(text: &str, id: &str, later: &str, missing: &str) -> Result<String> {
    change(text, id, |entry| {
        let tests = listed(entry);
        set(
            entry,
            State::Waiting,
            &[("later", later), ("missing", missing)],
            &tests,
        );
    })
}

fn change(text: &str, id: &str, edit: impl FnOnce(&mut Table)) -> Result<String> {
    let mut document: DocumentMut = text
        .parse()
        .with_context(|| format!("{BOOK} is not TOML"))?;
    let entries = document
        .get_mut("requirement")
        .and_then(Item::as_array_of_tables_mut);
    let entries = entries.with_context(|| format!("{BOOK} has no [[requirement]]"))?;
    let is_wanted = |entry: &Table| entry.get("id").and_then(Item::as_str) == Some(id);
    let at = entries.iter().position(is_wanted);
    edit(
        at.and_then(|at| entries.get_mut(at))
            .with_context(|| format!("{BOOK} has no {id}"))?,
    );
    Ok(document.to_string())
}

fn listed(entry: &Table) -> Vec<String> {
    let tests = entry.get("tests").and_then(Item::as_array);
    tests
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Sets the state, and writes the keys after it anew in their order.
fn set(entry: &mut Table, state: State, texts: &[(&str, &str)], tests: &[String]) {
    entry["state"] = Value::from(state.to_string()).into();
    for key in ["later", "missing", "tests"] {
        entry.remove(key);
    }
    for (key, text) in texts {
        entry.insert(key, Value::from(*text).into());
    }
    entry.insert("tests", Value::from(list(tests)).into());
}

/// A list on one line when it has one entry, else one entry a line.
fn list(tests: &[String]) -> Array {
    let mut array = Array::new();
    for test in tests {
        let value = Value::from(test.as_str());
        if tests.len() > 1 {
            array.push_formatted(value.decorated("\n    ", ""));
        } else {
            array.push(value);
        }
    }
    if tests.len() > 1 {
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    }
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# head\n\n[[requirement]]\nid = \"REQ-001\"\nstate = \"waiting\"\nlater = \"fund\"\n\
                          missing = \"b\"\ntests = []\n\n[[requirement]]\nid = \"REQ-002\"\nstate = \"waiting\"\n\
                          later = \"fund\"\nmissing = \"b\"\ntests = []\n";

    #[test]
    fn proving_edits_one_entry_and_keeps_the_rest() {
        let after = proven(BEFORE, "REQ-002", &["a::b".to_owned()], false).unwrap();
        let (kept, _) = BEFORE.rsplit_once("state").unwrap();
        assert_eq!(
            after,
            format!("{kept}state = \"proven\"\ntests = [\"a::b\"]\n")
        );
    }

    #[test]
    fn a_second_test_is_added_and_waiting_keeps_it() {
        let once = proven(BEFORE, "REQ-001", &["a::b".to_owned()], false).unwrap();
        let twice = proven(
            &once,
            "REQ-001",
            &["a::b".to_owned(), "a::c".to_owned()],
            false,
        )
        .unwrap();
        assert!(
            twice.contains("tests = [\n    \"a::b\",\n    \"a::c\",\n]\n"),
            "{twice}"
        );
        let partly = proven(BEFORE, "REQ-001", &["a::b".to_owned()], true).unwrap();
        assert_eq!(
            partly,
            BEFORE.replacen("tests = []", "tests = [\"a::b\"]", 1)
        );
        let back = waiting(&once, "REQ-001", "fund", "b").unwrap();
        assert_eq!(back, BEFORE.replacen("tests = []", "tests = [\"a::b\"]", 1));
    }

    #[test]
    fn an_unknown_requirement_is_refused() {
        assert!(
            proven(BEFORE, "REQ-003", &[], false)
                .unwrap_err()
                .to_string()
                .contains("has no REQ-003")
        );
    }

    #[test]
    fn a_test_that_is_unknown_silent_or_ignored_is_refused() {
        let evidence = |name: &str, id: &str, ignored: bool| Evidence {
            name: name.to_owned(),
            path: String::new(),
            line: 1,
            mentions: [id.to_owned()].into(),
            ignored,
        };
        let known = [
            evidence("a::b::c", "REQ-001", false),
            evidence("a::d", "REQ-002", true),
        ];
        let error =
            |id: &str, test: &str| refuse_useless(id, test, &known).unwrap_err().to_string();
        assert!(error("REQ-001", "a::c").contains("meant is perhaps a::b::c"));
        assert!(error("REQ-009", "a::b::c").contains("does not mention REQ-009"));
        assert!(error("REQ-002", "a::d").contains("is ignored"));
        assert!(refuse_useless("REQ-001", "a::b::c", &known).is_ok());
        assert_eq!(mentioning("REQ-001", &known).unwrap(), ["a::b::c"]);
    }
}
