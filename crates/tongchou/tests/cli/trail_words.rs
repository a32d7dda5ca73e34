//! Every use case that reaches the audit trail has words for those who read it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How a use case is named in the sources: by the first text after one of these.
const NAMED_AFTER: [&str; 5] = [
    "office.act(",
    "desk.write(",
    "audit::saw(",
    "audit::exported(",
    "audit::watched(",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// `area.act`, both in lower case.
fn is_use_case(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.split_once('.')
        .is_some_and(|(area, act)| word(area) && word(act))
}

/// The use cases that a source names.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let calls = NAMED_AFTER
        .iter()
        .flat_map(|call| source.split(call).skip(1));
    let texts = calls.filter_map(|after| after.split(';').next()?.split('"').nth(1));
    texts.filter(|text| is_use_case(text))
}

#[test]
fn every_use_case_of_the_trail_has_words() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for one in ["tongchou", "service", "gateway"] {
        sources(&crates.join(one).join("src"), &mut files);
    }
    let mut all = BTreeSet::new();
    for file in files {
        let source = std::fs::read_to_string(file).unwrap();
        all.extend(named(&source).map(str::to_owned));
    }
    assert!(all.len() > 200, "only {} use cases were found", all.len());
    let silent: Vec<_> = all
        .iter()
        .filter(|one| access::command_zh(one).is_none())
        .collect();
    assert!(
        silent.is_empty(),
        "give words in crates/access/src/command.rs to {silent:?}"
    );
}
