//! Conditions as text: tokens and a parser with the precedence not > and > or.
//!
//! What the words mean (facts, literals by type) is resolved later against the declared facts.

mod lexer;
mod parser;

pub(crate) use parser::parse;
