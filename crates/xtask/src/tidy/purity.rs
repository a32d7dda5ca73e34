//! Purity of base and domain crates: the same input gives the same output, everywhere and always.

use super::floors::is_pure;
use super::subject::Subject;
use crate::finding::Finding;
use crate::source::{Kind, NamedPath, Place, RustFile, named_paths};

/// Paths that reach outside, and what to do instead.
const PATHS: &[(&str, &str)] = &[
    ("std::fs", "take the bytes or the text as an argument"),
    ("std::io", "take the bytes or the text as an argument"),
    ("std::net", "leave the network to an adapter"),
    ("std::env", "take the setting as an argument"),
    ("std::time::SystemTime", "take the time as an argument"),
    ("std::time::Instant", "measure in a tool or a benchmark"),
    ("std::thread", "leave threads to the caller"),
    ("std::process", "leave processes to the binary"),
    (
        "std::hash::RandomState",
        "use a BTreeMap, or a hash with a fixed key",
    ),
    ("rand", "take the random values as an argument"),
    ("tokio", "leave async to the adapters"),
];

/// Names that bring chance, clocks or async, wherever they come from.
const NAMES: &[(&str, &str)] = &[
    ("HashMap", "use a BTreeMap or a Vec, whose order is fixed"),
    (
        "HashSet",
        "use a BTreeSet or a sorted Vec, whose order is fixed",
    ),
    ("RandomState", "use a BTreeMap, or a hash with a fixed key"),
    ("SystemTime", "take the time as an argument"),
    ("async", "leave async to the adapters"),
    ("await", "leave async to the adapters"),
];

/// Macros that write to the terminal.
const MACROS: &[&str] = &["println", "print", "eprintln", "eprint"];

/// Checks the source of every base and domain crate, tests excepted.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let files = subject.sources.files.iter();
    files
        .filter(|file| is_pure(&file.krate) && file.place == Place::Source)
        .flat_map(file_findings)
        .collect()
}

fn file_findings(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |line: usize, what: String, mend: &str| {
        let what = format!("{what} in the pure crate {}", file.krate);
        findings.push(Finding::new(&file.path, line, what).mend(mend));
    };
    for path in named_paths(&file.tokens) {
        let token = &file.tokens[path.token];
        if !token.in_test
            && let Some(mend) = forbidden_path(&path)
        {
            tell(token.at.line, format!("`{}`", path.shown()), mend);
        }
    }
    for (at, token) in file.tokens.iter().enumerate() {
        if token.in_test || token.kind != Kind::Ident {
            continue;
        }
        if let Some((name, mend)) = NAMES.iter().find(|(name, _)| token.text == *name) {
            tell(token.at.line, format!("`{name}`"), mend);
        }
        let called = file.tokens.get(at + 1).is_some_and(|next| next.is("!"));
        if called && MACROS.contains(&token.text.as_str()) {
            tell(
                token.at.line,
                format!("`{}!`", token.text),
                "return the text; the binary prints it",
            );
        }
    }
    findings
}

fn forbidden_path(path: &NamedPath) -> Option<&'static str> {
    if let [.., kind, last] = path.parts.as_slice()
        && last == "now"
        && kind.starts_with(char::is_uppercase)
    {
        return Some("take the time as an argument");
    }
    let several = path.parts.len() > 1;
    PATHS
        .iter()
        .find(|(prefix, _)| several && path.starts_with(prefix))
        .map(|(_, mend)| *mend)
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn findings(krate: &str, text: &str) -> Vec<String> {
        let path = format!("crates/{krate}/src/lib.rs");
        check(&subject(&[(&path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn reaching_outside_is_a_finding() {
        for text in [
            "use std::fs;",
            "use std::{fmt, net::TcpStream};",
            "fn f() { std::env::var(\"A\"); }",
            "use std::time::{Duration, Instant};",
            "fn f() { std::thread::yield_now(); }",
            "fn f() { std::process::abort(); }",
            "use std::collections::HashMap;",
            "fn f() { println!(\"a\"); }",
            "async fn f() {}",
            "fn f() { rand::random(); }",
            "fn f() { jiff::Zoned::now(); }",
        ] {
            assert_eq!(findings("benefit", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_place_is_told() {
        let found = findings("base", "//! Doc.\n\nuse std::fs::File;");
        assert!(
            found[0].contains("crates/base/src/lib.rs:3: `std::fs::File` in the pure crate base"),
            "{found:?}"
        );
    }

    #[test]
    fn comments_texts_tests_and_other_crates_are_free() {
        assert!(
            findings(
                "base",
                "// std::fs\n/// HashMap\nconst A: &str = \"std::fs println!\";"
            )
            .is_empty()
        );
        assert!(findings("base", "#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
        assert!(
            findings(
                "base",
                "use std::collections::BTreeMap;\nuse std::time::Duration;"
            )
            .is_empty()
        );
        assert!(findings("batch", "use std::fs;").is_empty());
    }
}
