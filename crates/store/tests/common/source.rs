//! The sources of the store as tokens, for tests that hold every statement and every reader to a rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A token of Rust: what these tests need to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word.
    Word(String),
    /// A text, as the program sees it.
    Text(String),
    /// Any other sign.
    Sign(char),
}

impl Token {
    /// Whether it is this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(own) if own == word)
    }

    /// Whether it is this sign.
    pub fn sign(&self, sign: char) -> bool {
        *self == Token::Sign(sign)
    }
}

/// The files below a folder of this crate, by path, without the tests within them.
pub fn files(folder: &str) -> BTreeMap<PathBuf, Vec<Token>> {
    let mut found = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap_or_default();
                let path = path.strip_prefix(&root).unwrap().to_owned();
                found.insert(path, tokens(code));
            }
        }
    }
    found
}

/// Parts a source into tokens; comments are dropped.
pub fn tokens(text: &str) -> Vec<Token> {
    let signs: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let c = signs[at];
        if c == '/' && signs.get(at + 1) == Some(&'/') {
            while at < signs.len() && signs[at] != '\n' {
                at += 1;
            }
        } else if c == '"' {
            let (text, next) = quoted(&signs, at + 1);
            found.push(Token::Text(text));
            at = next;
        } else if c == '\'' && signs.get(at + 1) == Some(&'\\') {
            at += 2 + signs[at + 2..].iter().position(|c| *c == '\'').unwrap_or(0) + 1;
        } else if c == '\'' && signs.get(at + 2) == Some(&'\'') {
            at += 3;
        } else if c.is_alphanumeric() || c == '_' {
            let begin = at;
            while at < signs.len() && (signs[at].is_alphanumeric() || signs[at] == '_') {
                at += 1;
            }
            found.push(Token::Word(signs[begin..at].iter().collect()));
        } else {
            if !c.is_whitespace() {
                found.push(Token::Sign(c));
            }
            at += 1;
        }
    }
    found
}

/// The text up to the closing quote, and the place behind it.
fn quoted(signs: &[char], mut at: usize) -> (String, usize) {
    let mut text = String::new();
    while at < signs.len() && signs[at] != '"' {
        if signs[at] != '\\' {
            text.push(signs[at]);
            at += 1;
            continue;
        }
        match signs.get(at + 1) {
            Some('\n') => {
                at += 2;
                while signs.get(at).is_some_and(|c| c.is_whitespace()) {
                    at += 1;
                }
            }
            Some('n') => {
                text.push('\n');
                at += 2;
            }
            Some(other) => {
                text.push(*other);
                at += 2;
            }
            None => at += 1,
        }
    }
    (text, at + 1)
}
