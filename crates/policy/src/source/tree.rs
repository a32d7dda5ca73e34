//! The spanned tree: TOML without floats, every key and value with its place.

use super::{At, Span};
use base::Date;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Tree,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Bytes of the opening quote where the text stands in the file as it is (no escapes), else 0.
    pub quote: u8,
}

/// A value of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// Text.
    Text(String),
    /// Whole number.
    Int(i64),
    /// `true` or `false`.
    Bool(bool),
    /// A date.
    Date(Date),
    /// A date with a time: minutes since 1970-01-01T00:00.
    Time(i64),
    /// List.
    Array(Vec<Node>),
    /// Table.
    Table(Table),
    /// Something refused already; readers pass over it in silence.
    Bad,
}

/// A table in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Keys and values.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Key.
    pub key: At<String>,
    /// Value.
    pub node: Node,
}

impl Table {
    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to change.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries
            .iter_mut()
            .find(|entry| entry.key.value == key)
            .map(|entry| &mut entry.node)
    }
}

impl Node {
    pub(crate) fn new(value: Tree, span: Span) -> Self {
        Self {
            value,
            span,
            quote: 0,
        }
    }

    /// The table, where it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Tree::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The list, where it is one.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Tree::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The place of a part of the text, by its bytes; the whole where the text has escapes.
    pub(crate) fn text_part(&self, from: usize, to: usize) -> Span {
        if self.quote == 0 {
            return self.span;
        }
        let shift = usize::from(self.quote);
        self.span
            .part(from.saturating_add(shift), to.saturating_add(shift))
    }

    /// Chinese name of the type.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Tree::Text(_) => "文本",
            Tree::Int(_) => "整数",
            Tree::Bool(_) => "true/false",
            Tree::Date(_) => "日期",
            Tree::Time(_) => "日期时间",
            Tree::Array(_) => "列表",
            Tree::Table(_) => "表",
            Tree::Bad => "无效值",
        }
    }
}
