//! Paths such as `std::fs::File` as they stand in the tokens of a file: in `use`, in code and inside macros.

use super::token::{Kind, Token};

/// A path and where it stands.
#[derive(Debug, Clone)]
pub struct NamedPath {
    /// The parts; a glob ends with `*`.
    pub parts: Vec<String>,
    /// The index of the first token of the last part.
    pub token: usize,
    /// Whether `(` follows, as in a call.
    pub called: bool,
}

impl NamedPath {
    /// The path as written.
    pub fn shown(&self) -> String {
        self.parts.join("::")
    }

    /// Whether the path starts with these parts.
    pub fn starts_with(&self, prefix: &str) -> bool {
        let mut parts = self.parts.iter();
        prefix
            .split("::")
            .all(|part| parts.next().is_some_and(|found| found == part))
    }
}

/// Every path in the tokens; `a::{b, c::*}` gives `a::b` and `a::c::*`. Names after a dot are no paths.
pub fn named_paths(tokens: &[Token]) -> Vec<NamedPath> {
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let after_dot = at > 0 && tokens[at - 1].is(".");
        if tokens[at].kind == Kind::Ident && !after_dot {
            at = read(tokens, at, &mut Vec::new(), &mut paths);
        } else {
            at += 1;
        }
    }
    paths
}

/// Reads a path that starts at `at`; gives the index after it.
fn read(
    tokens: &[Token],
    mut at: usize,
    parts: &mut Vec<String>,
    paths: &mut Vec<NamedPath>,
) -> usize {
    let depth = parts.len();
    loop {
        parts.push(tokens[at].text.clone());
        let last = at;
        at += 1;
        let joined = is(tokens, at, ":") && is(tokens, at + 1, ":");
        match tokens.get(at + 2) {
            Some(next) if joined && (next.kind == Kind::Ident || next.is("*")) => at += 2,
            Some(next) if joined && next.is("{") => {
                at = read_group(tokens, at + 3, parts, paths);
                break;
            }
            _ => {
                let called = is(tokens, at, "(");
                paths.push(NamedPath {
                    parts: parts.clone(),
                    token: last,
                    called,
                });
                break;
            }
        }
    }
    parts.truncate(depth);
    at
}

/// Reads the entries of `{…}` after `prefix::`; gives the index after the brace.
fn read_group(
    tokens: &[Token],
    mut at: usize,
    parts: &mut Vec<String>,
    paths: &mut Vec<NamedPath>,
) -> usize {
    while at < tokens.len() && !tokens[at].is("}") {
        if tokens[at].kind == Kind::Ident || tokens[at].is("*") {
            at = read(tokens, at, parts, paths);
            if tokens.get(at).is_some_and(|token| token.is_ident("as")) {
                at += 2; // the new name is no path
            }
        } else {
            at += 1;
        }
    }
    at + 1
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.is(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::RustFile;

    fn paths(text: &str) -> Vec<String> {
        let file = RustFile::parse("crates/base/src/lib.rs", text).unwrap();
        named_paths(&file.tokens)
            .iter()
            .map(NamedPath::shown)
            .filter(|path| path.contains("::"))
            .collect()
    }

    #[test]
    fn groups_are_spread_and_globs_kept() {
        assert_eq!(
            paths("use std::{fs, io::{self, Read as R}, a::*};"),
            ["std::fs", "std::io::self", "std::io::Read", "std::a::*"]
        );
    }

    #[test]
    fn paths_inside_macros_are_seen_and_fields_are_not() {
        assert_eq!(
            paths("fn f() { println!(\"{}\", crate::a::b(x.c)); }"),
            ["crate::a::b"]
        );
    }
}
