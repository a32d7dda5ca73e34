//! Every reader of the store is shown to give a foreign county nothing.
//!
//! A reader is a public function of `src/` that takes a session and a scope. It counts as shown when a test
//! function of this folder whose name contains `foreign` calls it by its area, as in `users::find(…)`.
//! So a new reader without such a test fails here.

mod common;

/// Readers that answer for the whole pooling area on purpose, each with its reason. They give numbers, states
/// and public rules to use cases, which show a foreign county nothing but a refusal.
const POOLWIDE: &[(&str, &str)] = &[
    (
        "account::table::table",
        "the credit tables of the pool are its public rules",
    ),
    (
        "account::table::tables",
        "the credit tables of the pool are its public rules",
    ),
    (
        "audit::failures",
        "who fails to sign in is locked before a region is known",
    ),
    (
        "catalogue::listed::items",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::listed::recodes",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::listed::terms",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::release::content",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::release::list",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::release::of_proposal",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::release::versions",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "catalogue::revision::of",
        "the catalogue of the city is public to all who work by it",
    ),
    (
        "contribution::package::count",
        "the packages of the pool are its public rules",
    ),
    (
        "counter::accumulator::of_holders",
        "a ceiling holds for a person or family in whatever county the care was",
    ),
    (
        "counter::accumulator::of_people",
        "a ceiling holds for a person or family in whatever county the care was",
    ),
    (
        "counter::bill::taken",
        "a bill is settled once in the pooling area, whoever brings it",
    ),
    (
        "counter::message::find",
        "a message is carried out once in the pooling area, whoever is insured where",
    ),
    (
        "credential::card::taken",
        "a card number is given once in the pooling area",
    ),
    (
        "credential::shown::look_up",
        "a card of one county is good in every other",
    ),
    (
        "claim::calendar::calendar",
        "holidays are the whole country's",
    ),
    (
        "claim::deposit::rules",
        "what an agreement withholds bears on payments of every county",
    ),
    (
        "claim::paper::grounds",
        "on which grounds applications are taken is a public rule",
    ),
    (
        "claim::paper::taken",
        "a bill is taken once in the pooling area, whoever brings it",
    ),
    (
        "clearing::hub::capital",
        "the working capital of the hub is the whole pooling area's",
    ),
    (
        "claim::payee::of",
        "a county's claims pay institutions of other counties too; it goes into payment files alone",
    ),
    (
        "entitlement::employee::employments",
        "a person's employers lie in several counties, and all of them ground one entitlement",
    ),
    (
        "entitlement::employee::employments_of",
        "a person's employers lie in several counties, and all of them ground one entitlement",
    ),
    (
        "entitlement::law::law_stamp",
        "by which rules people are entitled is public",
    ),
    (
        "insurer::contracts",
        "who pays in which district is asked for members of every county",
    ),
    (
        "ledger::setting::switch",
        "from when a fund keeps premiums in advance is a public rule",
    ),
    (
        "membership::dossier::by_numbers",
        "nobody is enrolled twice, wherever the first enrolment is",
    ),
    (
        "membership::dossier::load",
        "nobody is enrolled twice, wherever the first enrolment is",
    ),
    (
        "membership::enrolment::running_on",
        "one person has one running enrolment in the pooling area",
    ),
    (
        "membership::regime::all",
        "the profiles of the pool are its public rules",
    ),
    (
        "membership::report::renewal_cursor",
        "a number from which a killed batch of renewals goes on",
    ),
    (
        "people::links::around",
        "which numbers are one person concerns the whole pooling area",
    ),
    (
        "people::links::cluster",
        "which numbers are one person concerns the whole pooling area",
    ),
    (
        "people::links::leaders",
        "which numbers are one person concerns the whole pooling area",
    ),
    (
        "people::organisations::by_code",
        "one credit code, one registration in the pooling area",
    ),
    ("people::regions::all", "names of places are public"),
    (
        "premium::plan::variant",
        "the variants of the additional plan are public rules",
    ),
    (
        "provider::agreement::templates",
        "the text of agreements is one for the pooling area",
    ),
    (
        "provider::assessment::rules",
        "rules of designation and assessment are the city's and public",
    ),
    (
        "provider::assessment::rules_by_day",
        "rules of designation and assessment are the city's and public",
    ),
    (
        "provider::revision::revision",
        "a number by which a server knows that something moved",
    ),
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
    let listed: Vec<&str> = POOLWIDE.iter().map(|(name, _)| *name).collect();
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
