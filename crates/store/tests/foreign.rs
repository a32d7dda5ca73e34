//! Every reader of the store is shown to give a foreign county nothing.
//!
//! A reader is a public function of `src/` that takes a session and a scope. It counts as shown when a test
//! function of this folder whose name contains `foreign` calls it by its area, as in `users::find(…)`.
//! So a new reader without such a test fails here.

mod common;

/// Readers that answer for the whole pooling area on purpose: its public rules and settings, and what must be
/// found wherever it lies so that nobody is enrolled, insured or paid twice. They give numbers and states to
/// use cases, which show a foreign county nothing but a refusal.
const POOLWIDE: &[&str] = &[
    "account::table::table",
    "account::table::tables",
    "audit::failures",
    "entitlement::employee::employments",
    "ledger::setting::switch",
    "membership::dossier::by_numbers",
    "membership::dossier::load",
    "membership::enrolment::running_on",
    "membership::regime::all",
    "membership::report::renewal_cursor",
    "people::affiliations::obligations",
    "people::candidates::find",
    "people::links::around",
    "people::links::cluster",
    "people::links::leaders",
    "people::organisations::by_code",
    "people::regions::all",
    "premium::plan::variant",
];

/// Readers that ask with a record which was itself read within the scope, or with a set of books; the tests of
/// their use cases with a foreign county (crates/service/tests) show them.
const BY_USE_CASE: &[&str] = &[
    "account::entry::entries",
    "control::budgets::lines",
    "control::budgets::promised_for",
    "control::cases::track",
    "entitlement::resident::residents",
    "ledger::sums::balances",
    "ledger::sums::cached",
    "ledger::sums::legs_of",
    "ledger::sums::money",
    "membership::transfer::by_message",
    "membership::transfer::document_of",
];

use std::collections::{BTreeMap, BTreeSet};

use common::source::{Token, files};

#[test]
fn every_reader_has_a_test_with_a_foreign_county() {
    let readers = readers();
    let shown = shown();
    assert!(readers.len() > 100, "{} readers", readers.len());
    let missing = readers.iter().filter(|(_, ways)| ways.is_disjoint(&shown));
    let missing: Vec<&str> = missing.map(|(name, _)| name.as_str()).collect();
    let listed: Vec<&str> = POOLWIDE.iter().chain(BY_USE_CASE).copied().collect();
    let unlisted: Vec<&&str> = missing
        .iter()
        .filter(|name| !listed.contains(name))
        .collect();
    assert!(
        unlisted.is_empty(),
        "no test called `…foreign…` calls these readers:\n{unlisted:#?}"
    );
    let idle: Vec<&&str> = listed
        .iter()
        .filter(|name| !missing.contains(name))
        .collect();
    assert!(
        idle.is_empty(),
        "shown or gone, drop them from the list:\n{idle:#?}"
    );
}

/// The readers by path, each with the ways in which a test may call it.
fn readers() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (path, tokens) in files("src") {
        let path = path.with_extension("").display().to_string();
        let modules: Vec<&str> = path.split('/').filter(|part| *part != "mod").collect();
        for name in public_readers(&tokens) {
            let ways = modules.iter().map(|module| format!("{module}::{name}"));
            found.insert(format!("{}::{name}", modules.join("::")), ways.collect());
        }
    }
    found
}

/// Public functions with a session and a scope among their parameters.
fn public_readers(tokens: &[Token]) -> Vec<String> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let public = token.is("pub") && tokens.get(index + 1).is_some_and(|next| next.is("fn"));
        let Some(Token::Word(name)) = tokens.get(index + 2).filter(|_| public) else {
            continue;
        };
        let parameters: Vec<&Token> = parameters(&tokens[index..]);
        let takes = |word: &str| parameters.iter().any(|token| token.is(word));
        if takes("Session") && takes("Scope") {
            found.push(name.clone());
        }
    }
    found
}

/// What stands in the first brackets.
fn parameters(tokens: &[Token]) -> Vec<&Token> {
    let mut depth = 0;
    let mut found = Vec::new();
    for token in tokens {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth == 1 => return found,
            Token::Sign(')') => depth -= 1,
            other if depth > 0 => found.push(other),
            _ => {}
        }
    }
    found
}

/// Calls `area::name` within functions whose name contains `foreign`.
fn shown() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for tokens in files("tests").values() {
        for (index, token) in tokens.iter().enumerate() {
            let Token::Word(name) = token else {
                continue;
            };
            let function = index > 0 && tokens[index - 1].is("fn");
            if function && name.contains("foreign") {
                found.extend(calls(body(&tokens[index..])));
            }
        }
    }
    found
}

/// What stands in the first braces.
fn body(tokens: &[Token]) -> &[Token] {
    let begin = tokens.iter().position(|token| token.sign('{')).unwrap_or(0);
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(begin) {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') if depth == 1 => return &tokens[begin..index],
            Token::Sign('}') => depth -= 1,
            _ => {}
        }
    }
    &tokens[begin..]
}

fn calls(tokens: &[Token]) -> Vec<String> {
    let windows = tokens.windows(4);
    let named = windows.filter_map(|window| match window {
        [
            Token::Word(area),
            Token::Sign(':'),
            Token::Sign(':'),
            Token::Word(name),
        ] => Some(format!("{area}::{name}")),
        _ => None,
    });
    named.collect()
}
