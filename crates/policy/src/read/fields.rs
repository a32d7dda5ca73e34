//! Reading a table key by key: unknown keys, missing keys and wrong types become findings.

use crate::ast::{Citation, Condition, Period};
use crate::condition;
use crate::diagnostic::{Draft, Sink, did_you_mean};
use crate::source::{At, Node, Span, Table, Tree};
use base::{Date, Ratio};

/// A table being read.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    /// Where the table stands (its first key, when it is long).
    pub span: Span,
    table: &'a Table,
    /// What is read, in Chinese, for messages.
    what: &'a str,
    pub sink: &'a Sink,
}

impl<'a> Fields<'a> {
    /// Opens a node as a table and reports keys that are not known.
    pub(crate) fn open(
        node: &'a Node,
        what: &'a str,
        known: &[&str],
        sink: &'a Sink,
    ) -> Option<Self> {
        let Tree::Table(table) = &node.value else {
            wrong_type(node, what, "表", sink);
            return None;
        };
        let first = table
            .entries
            .first()
            .map_or(node.span, |entry| entry.key.span);
        let fields = Self {
            span: first,
            table,
            what,
            sink,
        };
        fields.refuse_unknown(known);
        Some(fields)
    }

    fn refuse_unknown(&self, known: &[&str]) {
        for entry in &self.table.entries {
            let key = entry.key.value.as_str();
            if known.contains(&key) {
                continue;
            }
            let near = did_you_mean(key, known.iter().copied());
            let help = if near.is_empty() {
                format!("{}可用的键：{}", self.what, known.join("、"))
            } else {
                near
            };
            let message = format!("{}没有 `{key}` 这个键", self.what);
            self.sink.push(
                Draft::error("P0101", entry.key.span, message)
                    .help(help)
                    .label("未知的键"),
            );
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// The node of a mandatory key.
    pub(crate) fn need(&self, key: &str) -> Option<&'a Node> {
        let node = self.table.get(key);
        if node.is_none() {
            let message = format!("{}缺少 `{key}`", self.what);
            self.sink
                .push(Draft::error("P0102", self.span, message).help(format!("请补上 {key} = …")));
        }
        node
    }

    pub(crate) fn text(&self, key: &str) -> Option<At<String>> {
        text(self.get(key)?, key, self.sink)
    }

    pub(crate) fn need_text(&self, key: &str) -> At<String> {
        self.need(key)
            .and_then(|node| text(node, key, self.sink))
            .unwrap_or_default()
    }

    /// A text that may be missing, without its place.
    pub(crate) fn plain(&self, key: &str) -> String {
        self.text(key).map(|at| at.value).unwrap_or_default()
    }

    pub(crate) fn int(&self, key: &str) -> Option<At<i64>> {
        int(self.get(key)?, key, self.sink)
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        let Some(node) = self.get(key) else {
            return false;
        };
        match node.value {
            Tree::Bool(flag) => flag,
            _ => {
                wrong_type(node, key, "true 或 false", self.sink);
                false
            }
        }
    }

    pub(crate) fn date(&self, key: &str) -> Option<At<Date>> {
        date(self.get(key)?, key, self.sink)
    }

    /// `from` and `until`.
    pub(crate) fn period(&self) -> Period {
        let period = Period {
            from: self.date("from"),
            until: self.date("until"),
        };
        if let (Some(from), Some(until)) = (period.from, period.until)
            && from.value > until.value
        {
            let message = format!("起日 {} 晚于止日 {}", from.value, until.value);
            self.sink.push(Draft::error("P0504", until.span, message));
        }
        period
    }

    /// One word of a list of choices.
    pub(crate) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<At<T>> {
        let word = self.text(key)?;
        let found = choices.iter().find(|(name, _)| *name == word.value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("`{key}` 不能是 `{}`", word.value);
            let help = format!("可选：{}", names.join("、"));
            self.sink
                .push(Draft::error("P0104", word.span, message).help(help));
        }
        found.map(|(_, value)| At::new(*value, word.span))
    }

    /// A ratio literal.
    pub(crate) fn ratio(&self, key: &str) -> Option<Ratio> {
        let word = self.text(key)?;
        match Ratio::parse(&word.value) {
            Ok(ratio) => Some(ratio),
            Err(error) => {
                self.sink.push(Draft::error("P0107", word.span, error.zh()));
                None
            }
        }
    }

    /// A list of texts; one text counts as a list of one.
    pub(crate) fn texts(&self, key: &str) -> Vec<At<String>> {
        self.get(key)
            .map(|node| texts(node, key, self.sink))
            .unwrap_or_default()
    }

    /// The items of a list of tables; a single table counts as a list of one.
    pub(crate) fn list(&self, key: &str) -> &'a [Node] {
        match self.get(key) {
            None => &[],
            Some(node) => list(node, key, self.sink),
        }
    }

    pub(crate) fn condition(&self, key: &str) -> Option<Condition> {
        condition(self.get(key)?, key, self.sink)
    }

    pub(crate) fn need_condition(&self, key: &str) -> Option<Condition> {
        condition(self.need(key)?, key, self.sink)
    }

    /// Citations; mandatory where the reference says so.
    pub(crate) fn cites(&self) -> Vec<Citation> {
        self.need("cite")
            .map(|node| texts(node, "cite", self.sink))
            .unwrap_or_default()
    }
}

pub(crate) fn wrong_type(node: &Node, what: &str, expected: &str, sink: &Sink) {
    if node.value != Tree::Bad {
        let message = format!("{what}应当是{expected}，这里是{}", node.kind());
        sink.push(Draft::error("P0103", node.span, message));
    }
}

pub(crate) fn text(node: &Node, what: &str, sink: &Sink) -> Option<At<String>> {
    match node.as_text() {
        Some(text) => Some(At::new(text.to_owned(), node.text_part(0, text.len()))),
        None => {
            wrong_type(node, what, "文本", sink);
            None
        }
    }
}

pub(crate) fn int(node: &Node, what: &str, sink: &Sink) -> Option<At<i64>> {
    match node.value {
        Tree::Int(int) => Some(At::new(int, node.span)),
        _ => {
            wrong_type(node, what, "整数", sink);
            None
        }
    }
}

pub(crate) fn date(node: &Node, what: &str, sink: &Sink) -> Option<At<Date>> {
    match node.value {
        Tree::Date(date) => Some(At::new(date, node.span)),
        _ => {
            wrong_type(node, what, "日期（如 2000-12-31，不带引号）", sink);
            None
        }
    }
}

pub(crate) fn texts(node: &Node, what: &str, sink: &Sink) -> Vec<At<String>> {
    match &node.value {
        Tree::Text(_) => text(node, what, sink).into_iter().collect(),
        Tree::Array(items) => items
            .iter()
            .filter_map(|item| text(item, what, sink))
            .collect(),
        _ => {
            wrong_type(node, what, "文本的列表", sink);
            Vec::new()
        }
    }
}

pub(crate) fn list<'a>(node: &'a Node, what: &str, sink: &Sink) -> &'a [Node] {
    match &node.value {
        Tree::Array(items) => items,
        Tree::Table(_) => std::slice::from_ref(node),
        _ => {
            wrong_type(node, what, "列表", sink);
            &[]
        }
    }
}

/// Parses the condition of a node.
pub(crate) fn condition(node: &Node, what: &str, sink: &Sink) -> Option<Condition> {
    let text = text(node, what, sink)?.value;
    match condition::parse(node, &text) {
        Ok(expr) => Some(Condition {
            expr,
            text,
            span: node.span,
        }),
        Err(error) => {
            let span = node.text_part(error.from, error.to);
            sink.push(
                Draft::error("P0301", span, format!("条件写法不对：{}", error.message))
                    .help(error.help),
            );
            None
        }
    }
}

/// Reports a name that is not lower-case ASCII.
pub(crate) fn check_name(name: &At<String>, what: &str, sink: &Sink) {
    let mut chars = name.value.chars();
    let head = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    if head && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return;
    }
    let message = format!("{what}的名字 `{}` 不合规", name.value);
    sink.push(
        Draft::error("P0105", name.span, message)
            .help("名字用小写英文字母、数字和下划线，以字母开头"),
    );
}

/// Reports names that occur twice.
pub(crate) fn refuse_twice<'a>(
    names: impl IntoIterator<Item = &'a At<String>>,
    what: &str,
    sink: &Sink,
) {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name.value.as_str()) {
            let message = format!("{what} `{}` 重复定义", name.value);
            sink.push(Draft::error("P0110", name.span, message).help("名字在包内要唯一"));
        }
    }
}
