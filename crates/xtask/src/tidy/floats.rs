//! No float near money: neither the types nor a literal, in any crate, tests and benchmarks included.

use super::subject::Subject;
use crate::finding::Finding;
use crate::source::{Kind, RustFile, Token};

/// Where floats are allowed, and why. A path covers everything below it.
const ALLOWED: &[(&str, &str)] = &[
    (
        "crates/batch/src/record/json_value.rs",
        "takes a JSON fraction only to show it when refusing it",
    ),
    (
        "crates/report/src/excel.rs",
        "a cell of Excel is a double; the amount is turned into one when it leaves, and never read back",
    ),
    (
        "crates/xtask/src/bench",
        "prints ratios of measured times; no money",
    ),
];

/// Checks every Rust file.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let allowed = |file: &&RustFile| ALLOWED.iter().any(|(path, _)| file.path.starts_with(path));
    subject
        .sources
        .files
        .iter()
        .filter(|file| !allowed(file))
        .flat_map(file_findings)
        .collect()
}

fn file_findings(file: &RustFile) -> Vec<Finding> {
    let tokens = &file.tokens;
    let floats = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| is_float(token, tokens.get(at.wrapping_sub(1))));
    floats
        .map(|(_, token)| {
            Finding::new(
                &file.path,
                token.at.line,
                format!("`{}` is a float", token.text),
            )
            .mend(
                "use Fen, Ratio or integers; if no money is near, add the file to ALLOWED in \
                 crates/xtask/src/tidy/floats.rs with the reason",
            )
        })
        .collect()
}

fn is_float(token: &Token, before: Option<&Token>) -> bool {
    match token.kind {
        Kind::Ident => token.text == "f32" || token.text == "f64",
        // after a dot it is the index of a tuple in a tuple, as in `pair.0.1`
        Kind::Literal => {
            is_float_literal(&token.text) && !before.is_some_and(|before| before.is("."))
        }
        _ => false,
    }
}

fn is_float_literal(text: &str) -> bool {
    let number = text.starts_with(|first: char| first.is_ascii_digit());
    let prefixed = ["0x", "0b", "0o"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    let suffixed = text.ends_with("f32") || text.ends_with("f64");
    let exponent = text.split_once(['e', 'E']).is_some_and(|(_, power)| {
        let digits = power.trim_start_matches(['+', '-']);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '_')
    });
    number && !prefixed && (text.contains('.') || suffixed || exponent)
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&subject(&[(path, text)])).len()
    }

    #[test]
    fn float_types_and_literals_are_findings() {
        let path = "crates/batch/src/lib.rs";
        for text in [
            "type A = f64;",
            "const A: u8 = 1.5 as u8;",
            "fn f() { g(1e5); h(2f32); }",
            "fn f() { m!(0.1); }",
        ] {
            assert!(count(path, text) >= 1, "{text}");
        }
    }

    #[test]
    fn tests_are_not_excepted() {
        assert_eq!(count("crates/base/tests/money.rs", "fn f(_: f64) {}"), 1);
    }

    #[test]
    fn integers_texts_comments_and_nested_fields_are_no_floats() {
        let text =
            "// 1.5 f64\nfn f() { a.0.1; 0x1e5; 1_000u64; \"0.85 f64\"; (0..15).len(); 7usize }";
        assert_eq!(count("crates/base/src/lib.rs", text), 0);
    }

    #[test]
    fn the_list_of_exceptions_is_by_path() {
        assert_eq!(count("crates/xtask/src/bench/year.rs", "type A = f64;"), 0);
        assert_eq!(count("crates/xtask/src/soak.rs", "type A = f64;"), 1);
    }
}
