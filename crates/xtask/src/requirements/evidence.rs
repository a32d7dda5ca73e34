//! The tests and cases of the repository, and the requirements that each mentions.
//!
//! A test mentions a requirement by `req_118` in its name, or by `REQ-118` between the comments directly above it
//! and its closing brace; a case by its key `requirements = ["REQ-118"]`. Tests of xtask itself prove nothing.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::cases;
use crate::source::{Kind, RustFile, Sources, Token};
use crate::tree::Tree;

/// A test or a case.
#[derive(Debug)]
pub struct Evidence {
    /// The name by which docs/requirements.toml refers to it.
    pub name: String,
    /// The file.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The requirements that it mentions.
    pub mentions: BTreeSet<String>,
    /// Whether `cargo xtask test` leaves it out.
    pub ignored: bool,
}

/// Collects from the files below `root`.
pub fn collect_from(root: &Path) -> Result<Vec<Evidence>> {
    let tree = Tree::load(root)?;
    Ok(collect(&tree, &Sources::parse(&tree)))
}

/// Collects from Rust files and from the cases of packages.
pub fn collect(tree: &Tree, sources: &Sources) -> Vec<Evidence> {
    let files = sources.files.iter().filter(|file| file.krate != "xtask");
    let mut found: Vec<Evidence> = files.flat_map(tests_of).collect();
    found.extend(cases::collect(tree).into_iter().map(|case| Evidence {
        name: case.name(),
        path: case.path,
        line: case.line,
        mentions: case.requirements,
        ignored: false,
    }));
    found
}

/// What stands before a `fn` while the tokens are read.
#[derive(Default)]
struct Attributes {
    first_line: Option<usize>,
    test: bool,
    ignored: bool,
}

/// A macro that makes of each function in it a test on each engine; its functions carry no `#[test]` of their own.
const ON_EACH_ENGINE: &str = "on_both";

/// The tests of one file; those that stand inside a macro such as `proptest!` or `on_both!` too.
fn tests_of(file: &RustFile) -> Vec<Evidence> {
    let tokens = &file.tokens;
    let mut found = Vec::new();
    let mut modules: Vec<(String, usize)> = Vec::new(); // name, index of the closing brace
    let mut attributes = Attributes::default();
    let mut at = 0;
    let mut engines_until = 0; // index of the brace that closes an `on_both!`
    while at < tokens.len() {
        modules.retain(|(_, end)| *end > at);
        let token = &tokens[at];
        if token.is_ident(ON_EACH_ENGINE) && tokens.get(at + 1).is_some_and(|next| next.is("!")) {
            engines_until = closing(tokens, at + 2);
        }
        let name = tokens.get(at + 1).filter(|next| next.kind == Kind::Ident);
        if token.is("#") && tokens.get(at + 1).is_some_and(|next| next.is("[")) {
            let end = closing(tokens, at + 1);
            attributes.note(token.at.line, &tokens[at + 2..end]);
            at = end + 1;
            continue;
        }
        if let Some(name) = name.filter(|_| token.is_ident("fn")) {
            if attributes.test || at < engines_until {
                let path = modules.iter().map(|(name, _)| name.as_str());
                found.push(test(file, path, name, at, &attributes));
            }
            attributes = Attributes::default();
            if at < engines_until {
                at = body_end(tokens, at);
            }
        } else if let Some(name) = name.filter(|_| token.is_ident("mod")) {
            modules.push((name.text.clone(), body_end(tokens, at)));
            attributes = Attributes::default();
        } else if !["pub", "async", "unsafe", "const", "extern"]
            .iter()
            .any(|word| token.is_ident(word))
        {
            attributes = Attributes::default();
        }
        at += 1;
    }
    found
}

impl Attributes {
    fn note(&mut self, line: usize, tokens: &[Token]) {
        self.first_line.get_or_insert(line);
        let mut path = tokens
            .iter()
            .take_while(|token| token.kind == Kind::Ident || token.is(":"));
        let last = path.by_ref().last().map(|token| token.text.as_str());
        self.test |= last == Some("test");
        self.ignored |= last == Some("ignore");
    }
}

fn test<'a>(
    file: &RustFile,
    modules: impl Iterator<Item = &'a str>,
    name: &'a Token,
    at: usize,
    attributes: &Attributes,
) -> Evidence {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut first = attributes.first_line.unwrap_or(name.at.line);
    while first > 1 && lines[first - 2].trim_start().starts_with("//") {
        first -= 1;
    }
    let end = file
        .tokens
        .get(body_end(&file.tokens, at))
        .map_or(name.at.line, |token| token.at.line);
    let text = lines[first - 1..end.min(lines.len())].join("\n");
    let mut mentions = numbers_after(&text, "REQ-");
    mentions.extend(numbers_after(&name.text, "req_"));
    let mut path = file.module.join("::");
    for part in modules.chain([name.text.as_str()]) {
        path.push_str("::");
        path.push_str(part);
    }
    Evidence {
        name: path,
        path: file.path.clone(),
        line: name.at.line,
        mentions,
        ignored: attributes.ignored,
    }
}

/// The index of the token that closes the group opened at `open`.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// The index of the brace that closes the body of the item at `at`, or of the semicolon that ends it.
fn body_end(tokens: &[Token], at: usize) -> usize {
    let mut at = at;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Open if token.text == "{" => return closing(tokens, at),
            Kind::Open => at = closing(tokens, at),
            Kind::Punct if token.text == ";" => return at,
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}

/// The ids whose three digits follow `prefix` in the text.
fn numbers_after(text: &str, prefix: &str) -> BTreeSet<String> {
    let starts = text
        .match_indices(prefix)
        .map(|(at, _)| &text[at + prefix.len()..]);
    let digits = starts.map(|rest| {
        rest.chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    });
    digits
        .filter(|digits| digits.len() == 3)
        .map(|digits| format!("REQ-{digits}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(path: &str, text: &str) -> Vec<(String, Vec<String>, bool)> {
        let tree = Tree::of(&[(path, text)]);
        let found = collect(&tree, &Sources::parse(&tree)).into_iter();
        found
            .map(|one| (one.name, one.mentions.into_iter().collect(), one.ignored))
            .collect()
    }

    #[test]
    fn a_requirement_in_the_name_in_a_comment_or_in_the_body_is_mentioned() {
        let text = "mod tests {\n// REQ-118 the ceiling\n#[test]\nfn a() {}\n\n#[test]\nfn req_119_b() {\n// REQ-120\n}\n}";
        let found = evidence("crates/benefit/src/settle/cap.rs", text);
        assert_eq!(
            found[0],
            (
                "benefit::settle::cap::tests::a".to_owned(),
                vec!["REQ-118".to_owned()],
                false
            )
        );
        assert_eq!(found[1].1, ["REQ-119", "REQ-120"]);
    }

    #[test]
    fn a_comment_of_the_test_above_does_not_count() {
        let text = "#[test]\nfn a() {\n// REQ-118\n}\n\n/// Doc.\n#[test]\nfn b() {}\nfn helper_req_119() {}";
        let found = evidence("crates/benefit/tests/caps.rs", text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[1],
            ("benefit::tests::caps::b".to_owned(), vec![], false)
        );
    }

    #[test]
    fn functions_of_both_engines_are_tests_and_their_helpers_are_not() {
        let text = "on_both! {\n /// REQ-041: settled\n fn settles(s: &S) { fn inner() {} }\n fn req_047_p(s: &S) {}\n}\nfn helper() {}";
        let found = evidence("crates/service/tests/money.rs", text);
        let named: Vec<_> = found
            .iter()
            .map(|(name, ids, _)| (name.as_str(), ids.join(" ")))
            .collect();
        assert_eq!(
            named,
            [
                ("service::tests::money::settles", "REQ-041".to_owned()),
                ("service::tests::money::req_047_p", "REQ-047".to_owned()),
            ]
        );
    }

    #[test]
    fn tests_in_macros_and_ignored_tests_are_seen() {
        let text = "proptest! {\n#[test]\nfn req_118_a(x in 0..3) { f(x); }\n}\n#[test]\n#[ignore = \"long\"]\npub fn b() {}";
        let found = evidence("crates/benefit/tests/model/main.rs", text);
        assert_eq!(found[0].0, "benefit::tests::model::req_118_a");
        assert_eq!(
            found[1],
            ("benefit::tests::model::b".to_owned(), vec![], true)
        );
    }

    #[test]
    fn tests_of_xtask_prove_nothing() {
        assert!(evidence("crates/xtask/src/main.rs", "#[test] fn req_118() {}").is_empty());
    }

    #[test]
    fn cases_name_their_requirements() {
        let text = "unit = \"fen\"\n\n[[case]]\nid = \"cap\"\nrequirements = [\"REQ-118\"]\n[[section_case]]\nid = \"b\"\n";
        let found = evidence("policies/nanjing/cases.toml", text);
        assert_eq!(found[0].0, "policies/nanjing/cases.toml#cap");
        assert_eq!(found[0].1, ["REQ-118"]);
        assert!(found[1].1.is_empty());
    }
}
