//! Files as handed in, places in them, and the spanned tree that they parse to.

mod parse;
mod tree;

pub(crate) use parse::{merge, parse};
pub use tree::{Entry, Node, Table, Tree};

use std::collections::BTreeMap;

/// The files of one package by name (`policy.toml`, `sources/sh2000.md`, …), as bytes.
///
/// Names use `/`. The crate never reads a file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// No file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces the one of the same name.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), bytes.into());
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// All files, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }
}

impl<N: Into<String>, B: Into<Vec<u8>>> FromIterator<(N, B)> for Files {
    fn from_iter<I: IntoIterator<Item = (N, B)>>(files: I) -> Self {
        let files = files
            .into_iter()
            .map(|(name, bytes)| (name.into(), bytes.into()));
        Self {
            files: files.collect(),
        }
    }
}

/// A range of bytes of one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// Index of the file.
    pub file: u16,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// Of no file: what comes from the caller's options.
    pub(crate) const OUTSIDE: Span = Span {
        file: u16::MAX,
        start: 0,
        end: 0,
    };

    /// A part of this span, by bytes from its start; kept inside the span.
    #[must_use]
    pub fn part(self, from: usize, to: usize) -> Span {
        let at = |offset: usize| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            self.start.saturating_add(offset).min(self.end)
        };
        Span {
            file: self.file,
            start: at(from),
            end: at(to),
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> At<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Names and texts of the files that spans point into.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

#[derive(Debug, Clone)]
struct SourceFile {
    name: String,
    text: String,
    lines: Vec<usize>,
}

/// Line and column of a place, both from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

impl SourceMap {
    /// Adds a file; the index for spans.
    pub(crate) fn add(&mut self, name: &str, text: String) -> u16 {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(starts.map(|(at, _)| at.saturating_add(1)))
            .collect();
        self.files.push(SourceFile {
            name: name.to_owned(),
            text,
            lines,
        });
        u16::try_from(self.files.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// Name of the file of a span (empty where the span belongs to no file).
    #[must_use]
    pub fn name(&self, span: Span) -> &str {
        self.file(span).map_or("", |file| file.name.as_str())
    }

    /// Text of the file of a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span).map_or("", |file| file.text.as_str())
    }

    /// The text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let range = span.start as usize..span.end as usize;
        self.text(span).get(range).unwrap_or("")
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let Some(file) = self.file(span) else {
            return Position { line: 1, column: 1 };
        };
        let at = span.start as usize;
        let line = file.lines.partition_point(|start| *start <= at).max(1);
        let start = file.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = file.text.get(start..at.min(file.text.len())).unwrap_or("");
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position {
            line: count(line),
            column: count(before.chars().count().saturating_add(1)),
        }
    }

    fn file(&self, span: Span) -> Option<&SourceFile> {
        self.files.get(usize::from(span.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_of_chinese_text() {
        let mut map = SourceMap::default();
        let text = "甲 = 1\ntitle = \"上海市\" # 注\n";
        let file = map.add("policy.toml", text.to_owned());
        let start = text.find('市').unwrap() as u32;
        let span = Span {
            file,
            start,
            end: start + 3,
        };
        assert_eq!(
            map.position(span),
            Position {
                line: 2,
                column: 12
            }
        );
        assert_eq!(map.slice(span), "市");
        assert_eq!(
            map.position(Span {
                file,
                start: 0,
                end: 3
            }),
            Position { line: 1, column: 1 }
        );
        let end = Span {
            file,
            start: text.len() as u32,
            end: text.len() as u32,
        };
        assert_eq!(map.position(end), Position { line: 3, column: 1 });
    }
}
