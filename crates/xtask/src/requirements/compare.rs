//! Where docs/requirements.toml and the tests disagree.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Book, Entry};
use super::evidence::Evidence;
use super::rule::{BOOK, COUNT, IMPORTANCES, State, ids, is_known, part_names};
use crate::finding::Finding;

/// Every difference.
pub fn compare(book: &Book, evidence: &[Evidence]) -> Vec<Finding> {
    let mut findings = completeness(book);
    let by_name: BTreeMap<&str, &Evidence> = evidence
        .iter()
        .map(|one| (one.name.as_str(), one))
        .collect();
    for entry in &book.entries {
        findings.extend(form(entry));
        findings.extend(
            entry
                .tests
                .iter()
                .filter_map(|test| test_finding(entry, test, &by_name)),
        );
    }
    findings.extend(unlisted(book, evidence));
    findings
}

/// Every id exactly once, and no other.
fn completeness(book: &Book) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for entry in &book.entries {
        if !is_known(&entry.id) {
            let what = format!(
                "{} is no requirement; they run from REQ-001 to REQ-{COUNT}",
                entry.id
            );
            findings.push(
                Finding::new(BOOK, entry.line, what).mend("drop the entry or correct its id"),
            );
        }
        if !seen.insert(entry.id.as_str()) {
            let what = format!("{} stands in the file twice", entry.id);
            findings.push(Finding::new(BOOK, entry.line, what).mend("keep one of the two"));
        }
    }
    let missing = ids().filter(|id| !seen.contains(id.as_str()));
    findings.extend(
        missing.map(|id| Finding::new(BOOK, 1, format!("{id} is missing")).mend("add its entry")),
    );
    findings
}

/// What the state of an entry asks of its other keys.
fn form(entry: &Entry) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |wrong: bool, what: &str, mend: &str| {
        if wrong {
            findings
                .push(Finding::new(BOOK, entry.line, format!("{} {what}", entry.id)).mend(mend));
        }
    };
    let prove = "name the tests with `cargo xtask requirements prove`";
    match entry.state {
        State::Proven => {
            tell(entry.tests.is_empty(), "is proven but names no test", prove);
            tell(
                entry.later.is_some() || entry.missing.is_some(),
                "is proven but waits",
                "drop `later` and `missing`",
            );
        }
        State::Waiting => {
            let known = entry
                .later
                .as_deref()
                .is_some_and(|part| part_names().contains(&part));
            let parts = format!("name one of {}", part_names().join(", "));
            tell(!known, "waits for no part that the project knows", &parts);
            tell(
                entry.missing.is_none(),
                "does not say what is missing",
                "say it in `missing`",
            );
        }
        State::NotSoftware => {
            tell(
                entry.missing.is_none(),
                "does not say why no program can meet it",
                "say it in `missing`",
            );
            tell(
                !entry.tests.is_empty(),
                "is not software but names tests",
                prove,
            );
            tell(
                entry.later.is_some(),
                "is not software but waits",
                "drop `later`",
            );
        }
    }
    let importance = IMPORTANCES.contains(&entry.importance.as_str());
    tell(
        !importance,
        "has an unknown importance",
        &format!("name one of {}", IMPORTANCES.join(", ")),
    );
    let distinct: BTreeSet<&String> = entry.tests.iter().collect();
    tell(
        distinct.len() != entry.tests.len(),
        "names a test twice",
        "keep one of the two",
    );
    findings
}

/// A test that the file names must exist, run, and mention the requirement itself.
fn test_finding(entry: &Entry, test: &str, by_name: &BTreeMap<&str, &Evidence>) -> Option<Finding> {
    let id = &entry.id;
    let Some(found) = by_name.get(test) else {
        return Some(
            Finding::new(BOOK, entry.line, format!("{id} names `{test}`, which does not exist"))
                .mend("write it as crate::module::function, crate::tests::file::function or policies/P/cases.toml#id"),
        );
    };
    if !found.mentions.contains(id) {
        let what = format!("`{test}` is named by {id} but does not mention it");
        return Some(Finding::new(&found.path, found.line, what).mend(format!(
            "name {id} in a comment above the test or in `requirements` of the case"
        )));
    }
    found.ignored.then(|| {
        Finding::new(
            &found.path,
            found.line,
            format!("`{test}` is named by {id} but ignored"),
        )
        .mend("name a test that `cargo xtask test` runs")
    })
}

/// A test that mentions a requirement must be named by the file.
fn unlisted(book: &Book, evidence: &[Evidence]) -> Vec<Finding> {
    let listed: BTreeSet<(&str, &str)> = book
        .entries
        .iter()
        .flat_map(|entry| {
            entry
                .tests
                .iter()
                .map(|test| (entry.id.as_str(), test.as_str()))
        })
        .collect();
    let mentions = evidence
        .iter()
        .flat_map(|one| one.mentions.iter().map(move |id| (one, id)));
    mentions
        .filter(|(one, id)| !listed.contains(&(id.as_str(), one.name.as_str())))
        .map(|(one, id)| {
            let what = format!("`{}` mentions {id}, whose entry does not name it", one.name);
            let mend = if is_known(id) {
                format!(
                    "cargo xtask requirements prove {id} \"{}\", or drop the mention",
                    one.name
                )
            } else {
                format!("correct the id; they run from REQ-001 to REQ-{COUNT}")
            };
            Finding::new(&one.path, one.line, what).mend(mend)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(changes: &[(&str, State, &[&str])]) -> Book {
        let entry = |id: String| {
            let change = changes.iter().find(|(changed, _, _)| *changed == id);
            let (state, tests) = change
                .map_or((State::Waiting, [].as_slice()), |(_, state, tests)| {
                    (*state, *tests)
                });
            Entry {
                id,
                category: "benefits".to_owned(),
                importance: "core".to_owned(),
                state,
                later: (state == State::Waiting).then(|| "policy".to_owned()),
                missing: (state != State::Proven).then(|| "all".to_owned()),
                tests: tests.iter().map(|test| (*test).to_owned()).collect(),
                line: 7,
            }
        };
        Book {
            entries: ids().map(entry).collect(),
        }
    }

    fn evidence(name: &str, ids: &[&str]) -> Evidence {
        let mentions = ids.iter().map(|id| (*id).to_owned()).collect();
        Evidence {
            name: name.to_owned(),
            path: "crates/a/src/lib.rs".to_owned(),
            line: 3,
            mentions,
            ignored: false,
        }
    }

    fn told(book: &Book, evidence: &[Evidence]) -> Vec<String> {
        compare(book, evidence)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_file_that_agrees_has_no_difference() {
        let book = book(&[("REQ-118", State::Proven, &["a::b"])]);
        assert!(
            told(
                &book,
                &[evidence("a::b", &["REQ-118"]), evidence("a::c", &[])]
            )
            .is_empty()
        );
    }

    #[test]
    fn missing_double_and_unknown_ids_are_told() {
        let mut book = book(&[]);
        book.entries[0].id = "REQ-002".to_owned();
        book.entries[9].id = "REQ-900".to_owned();
        let told = told(&book, &[]).join("\n");
        for part in [
            "REQ-001 is missing",
            "REQ-002 stands in the file twice",
            "REQ-900 is no requirement",
        ] {
            assert!(told.contains(part), "{told}");
        }
    }

    #[test]
    fn a_proven_entry_needs_a_test_that_exists_mentions_it_and_runs() {
        let proven = book(&[("REQ-118", State::Proven, &["a::b"])]);
        assert!(told(&proven, &[])[0].contains("does not exist"));
        assert!(told(&proven, &[evidence("a::b", &[])])[0].contains("does not mention it"));
        let ignored = Evidence {
            ignored: true,
            ..evidence("a::b", &["REQ-118"])
        };
        assert!(told(&proven, &[ignored])[0].contains("but ignored"));
        assert!(told(&book(&[("REQ-118", State::Proven, &[])]), &[])[0].contains("names no test"));
    }

    #[test]
    fn a_mention_that_the_file_does_not_name_is_told_at_the_test() {
        let told = told(&book(&[]), &[evidence("a::b", &["REQ-118"])]);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].contains("crates/a/src/lib.rs:3: `a::b` mentions REQ-118"),
            "{told:?}"
        );
    }

    #[test]
    fn a_waiting_entry_names_a_known_part_and_what_is_missing() {
        let mut book = book(&[]);
        book.entries[0].later = Some("someday".to_owned());
        book.entries[1].missing = None;
        assert_eq!(told(&book, &[]).len(), 2);
    }

    #[test]
    fn not_software_gives_a_reason_and_names_no_test() {
        let told = told(
            &book(&[("REQ-293", State::NotSoftware, &["a::b"])]),
            &[evidence("a::b", &["REQ-293"])],
        );
        assert!(
            told[0].contains("is not software but names tests"),
            "{told:?}"
        );
    }
}
