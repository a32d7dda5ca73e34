//! Tokens of a file in their order, without comments; groups are flattened into an opening and a closing token.

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Ident,
    /// One character of punctuation.
    Punct,
    /// A number, text or character.
    Literal,
    /// The start of a group.
    Open,
    /// The end of a group.
    Close,
}

/// One token with its place.
#[derive(Debug, Clone)]
pub struct Token {
    /// The text as written.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Where it starts; lines count from 1, columns from 0.
    pub at: LineColumn,
    /// Whether it stands in code that only tests compile.
    pub in_test: bool,
}

impl Token {
    /// Whether this is the name `text`.
    pub fn is_ident(&self, text: &str) -> bool {
        self.kind == Kind::Ident && self.text == text
    }

    /// Whether this is the punctuation or delimiter `text`.
    pub fn is(&self, text: &str) -> bool {
        !matches!(self.kind, Kind::Ident | Kind::Literal) && self.text == text
    }
}

/// Flattens a stream.
pub fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    push_all(stream, &mut tokens);
    tokens
}

fn push_all(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Ident(ident) => push(tokens, &ident.to_string(), Kind::Ident, ident.span()),
            TokenTree::Punct(punct) => push(
                tokens,
                &punct.as_char().to_string(),
                Kind::Punct,
                punct.span(),
            ),
            TokenTree::Literal(literal) => {
                push(tokens, &literal.to_string(), Kind::Literal, literal.span())
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(tokens, open, Kind::Open, group.span_open());
                push_all(group.stream(), tokens);
                push(tokens, close, Kind::Close, group.span_close());
            }
        }
    }
}

fn push(tokens: &mut Vec<Token>, text: &str, kind: Kind, span: Span) {
    tokens.push(Token {
        text: text.to_owned(),
        kind,
        at: span.start(),
        in_test: false,
    });
}
