//! Every statement of the store is understood by both engines.

mod common;

use std::collections::BTreeMap;

use common::Fixture;
use common::source::{Token, files};
use store::Store;

/// Files whose statements are made from names of the schema; tests of backup and verify run them.
const BY_CATALOGUE: [&str; 6] = [
    "backup/restoring.rs",
    "backup/writing.rs",
    "backup/loading.rs",
    "verify/future.rs",
    "verify/references.rs",
    "seal/rows.rs",
];

#[test]
fn both_engines_prepare_every_statement() {
    let statements = statements();
    assert!(statements.len() > 100, "{} statements", statements.len());
    let (sqlite, postgres) = (Fixture::sqlite(), Fixture::postgres());
    let mut wrong = Vec::new();
    for (place, sql) in &statements {
        let only_sqlite = sql.contains("pragma_") || sql.contains("sqlite_master");
        let only_postgres = sql.contains("pg_") || sql.contains("::");
        if !only_postgres {
            wrong.extend(
                objection(&sqlite.store, sql).map(|why| format!("SQLite, {place}: {why}\n  {sql}")),
            );
        }
        if !only_sqlite {
            wrong.extend(
                objection(&postgres.store, sql)
                    .map(|why| format!("PostgreSQL, {place}: {why}\n  {sql}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn objection(store: &Store, sql: &str) -> Option<String> {
    let prepared = store.read::<_, store::StoreError>(|session| session.prepare(sql));
    prepared.err().map(|error| error.to_string())
}

/// Statements with the file that holds them.
fn statements() -> Vec<(String, String)> {
    let files = files("src");
    let heads: BTreeMap<String, String> = files.values().flat_map(|tokens| heads(tokens)).collect();
    let mut found = Vec::new();
    for (path, tokens) in &files {
        let path = path.display().to_string();
        if path.starts_with("port/") || BY_CATALOGUE.contains(&path.as_str()) {
            continue;
        }
        let constants = constants(tokens);
        for (index, token) in tokens.iter().enumerate() {
            let Token::Text(text) = token else {
                continue;
            };
            let before = |back: usize| index.checked_sub(back).map(|at| &tokens[at]);
            let called =
                before(1).is_some_and(|t| t.sign('(')) && before(2).is_some_and(|t| t.sign('!'));
            let by = called.then(|| before(3)).flatten();
            let sql = match by {
                Some(Token::Word(name)) if heads.contains_key(name) => {
                    format!("{}{text}", heads[name])
                }
                // the head of such a macro, which is no statement yet
                Some(Token::Word(name)) if name == "concat" => continue,
                Some(Token::Word(name)) if name == "format" => filled(text, &constants),
                _ => text.clone(),
            };
            if is_statement(&sql) {
                found.push((path.clone(), sql));
            }
        }
    }
    found
}

fn is_statement(sql: &str) -> bool {
    let verbs = [
        "SELECT ",
        "INSERT INTO ",
        "UPDATE ",
        "DELETE FROM ",
        "WITH ",
    ];
    verbs.iter().any(|verb| sql.starts_with(verb))
}

/// Macros that put a head before a tail: `($tail:literal) => { concat!("SELECT …", $tail) }`.
fn heads(tokens: &[Token]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, window) in tokens.windows(3).enumerate() {
        let [rules, _, Token::Word(name)] = window else {
            continue;
        };
        if !rules.is("macro_rules") {
            continue;
        }
        let body = &tokens[index..];
        let concat = body.iter().take(60).position(|token| token.is("concat"));
        if let Some(Token::Text(head)) = concat.and_then(|at| body.get(at + 3)) {
            found.push((name.clone(), head.clone()));
        }
    }
    found
}

/// `const NAME: &str = "…"` of a file.
fn constants(tokens: &[Token]) -> BTreeMap<String, String> {
    let windows = tokens.windows(8);
    let named = windows.filter_map(|window| match window {
        [word, Token::Word(name), .., Token::Text(text)] if word.is("const") => Some((name, text)),
        [word, Token::Word(name), _, _, _, _, Token::Text(text), _] if word.is("const") => {
            Some((name, text))
        }
        _ => None,
    });
    named
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

fn filled(text: &str, constants: &BTreeMap<String, String>) -> String {
    constants
        .iter()
        .fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}
