//! Base and domain never panic on data: a fault of the data is a value, not a crash.

use super::floors::is_pure;
use super::subject::Subject;
use crate::finding::Finding;
use crate::source::{Kind, Place, RustFile, Token};

/// Methods that panic.
const METHODS: &[&str] = &["unwrap", "expect", "unwrap_err", "expect_err"];

/// Macros that panic.
const MACROS: &[&str] = &["panic", "unreachable", "unimplemented", concat!("to", "do")];

/// Checks the source of every base and domain crate, tests excepted.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let files = subject.sources.files.iter();
    files
        .filter(|file| is_pure(&file.krate) && file.place == Place::Source)
        .flat_map(file_findings)
        .collect()
}

fn file_findings(file: &RustFile) -> Vec<Finding> {
    let at = |index: usize| file.tokens.get(index);
    let mut findings = Vec::new();
    for (index, token) in file.tokens.iter().enumerate() {
        if token.in_test || token.kind != Kind::Ident {
            continue;
        }
        let before = index.checked_sub(1).and_then(at);
        if let Some(shown) = panics(token, before, at(index + 1)) {
            findings.push(
                Finding::new(
                    &file.path,
                    token.at.line,
                    format!("`{shown}` may panic in the pure crate {}", file.krate),
                )
                .mend("return a Result or an Option, or write the match so that no case is left"),
            );
        }
    }
    findings
}

fn panics(token: &Token, before: Option<&Token>, after: Option<&Token>) -> Option<String> {
    let name = token.text.as_str();
    let reached = before.is_some_and(|before| before.is(".") || before.is(":"));
    if reached && METHODS.contains(&name) {
        return Some(format!("{name}()"));
    }
    let called = after.is_some_and(|after| after.is("!"));
    (called && MACROS.contains(&name)).then(|| format!("{name}!"))
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn count(krate: &str, text: &str) -> usize {
        check(&subject(&[(&format!("crates/{krate}/src/lib.rs"), text)])).len()
    }

    #[test]
    fn what_panics_is_a_finding() {
        for text in [
            "fn f() { a.unwrap(); }",
            "fn f() { a.expect(\"b\"); }",
            "fn f() { a.map(Option::unwrap); }",
            "fn f() { panic!(\"b\"); }",
            "fn f() { unreachable!(); }",
            "fn f() { debug_assert!(a.unwrap()); }",
        ] {
            assert_eq!(count("policy", text), 1, "{text}");
        }
    }

    #[test]
    fn softer_forms_tests_and_other_crates_are_free() {
        assert_eq!(
            count(
                "policy",
                "fn f() { a.unwrap_or(0); a.unwrap_or_default(); assert!(b); }"
            ),
            0
        );
        assert_eq!(
            count(
                "policy",
                "#[expect(dead_code)] fn f() {}\n#[cfg(test)] mod t { fn g() { a.unwrap(); } }"
            ),
            0
        );
        assert_eq!(count("tongchou", "fn f() { a.unwrap(); }"), 0);
    }
}
