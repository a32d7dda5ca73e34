//! The words of a condition.

use super::fault::{Fault, package};
use std::collections::VecDeque;

/// Words still to be read.
#[derive(Debug)]
pub struct Words(VecDeque<String>);

impl Words {
    /// Takes the next word.
    pub fn next(&mut self) -> Result<String, Fault> {
        self.0
            .pop_front()
            .ok_or_else(|| package("the condition breaks off"))
    }

    /// Takes the next word if it is this one.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.0.front().is_some_and(|next| next == word);
        if found {
            self.0.pop_front();
        }
        found
    }

    /// The next word must be this one.
    pub fn expect(&mut self, word: &str) -> Result<(), Fault> {
        if self.eat(word) {
            Ok(())
        } else {
            Err(package(format!("`{word}` expected")))
        }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), Fault> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(package(format!("words left: {:?}", self.0)))
        }
    }
}

/// Cuts a condition into words: brackets, commas, operators, quoted texts (with their quotes), and
/// everything else up to the next of these or a space.
pub fn split(condition: &str) -> Result<Words, Fault> {
    let mut words = VecDeque::new();
    let mut rest = condition.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' | '[' | ']' | ',' | '*' => 1,
            '<' | '>' | '=' | '!' => operator_length(rest),
            '"' => {
                rest[1..]
                    .find('"')
                    .ok_or_else(|| package("a quote is open"))?
                    + 2
            }
            _ => rest.find(ends_word).unwrap_or(rest.len()),
        };
        let (word, tail) = rest.split_at(length);
        words.push_back(word.to_owned());
        rest = tail.trim_start();
    }
    Ok(Words(words))
}

fn operator_length(rest: &str) -> usize {
    if rest[1..].starts_with('=') { 2 } else { 1 }
}

fn ends_word(letter: char) -> bool {
    letter.is_whitespace() || "()[],*<>=!\"".contains(letter)
}
