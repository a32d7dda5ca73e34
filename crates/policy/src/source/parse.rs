//! TOML text to the spanned tree; everything that the language refuses in TOML is refused here.

use super::{At, Entry, Node, SourceMap, Span, Table, Tree};
use crate::diagnostic::{Draft, Sink};
use base::Date;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// A larger file is refused: spans count bytes in 32 bits, and no law is that long.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Parses one file; `None` where it is no TOML at all.
pub(crate) fn parse(name: &str, bytes: &[u8], map: &mut SourceMap, sink: &Sink) -> Option<Node> {
    let file = map.add(name, valid_text(bytes).to_owned());
    let whole = Span {
        file,
        start: 0,
        end: clamp(bytes.len()),
    };
    if bytes.len() > MAX_BYTES {
        sink.push(
            Draft::error("P0008", whole.part(0, 0), "文件超过 16 MB").help("请把大表拆成 CSV 文件"),
        );
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("第 {} 个字节起不是有效的 UTF-8 文本", at.saturating_add(1));
            let span = Span {
                file,
                start: clamp(at),
                end: clamp(at),
            };
            sink.push(Draft::error("P0002", span, message).help("请把文件另存为 UTF-8 编码"));
            return None;
        }
    };
    let shift = bytes.len().saturating_sub(text.len());
    let convert = Convert {
        file,
        shift,
        text,
        sink,
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        convert.syntax(error);
    }
    let tree = convert.table(table.get_ref());
    Some(Node::new(Tree::Table(tree), whole))
}

fn valid_text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|head| std::str::from_utf8(head).ok())
            .unwrap_or(""),
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

struct Convert<'a> {
    file: u16,
    shift: usize,
    text: &'a str,
    sink: &'a Sink,
}

impl Convert<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let at = |offset: usize| clamp(offset.saturating_add(self.shift));
        Span {
            file: self.file,
            start: at(range.start),
            end: at(range.end),
        }
    }

    fn syntax(&self, error: &toml::de::Error) {
        let span = self.span(error.span().unwrap_or(0..0));
        let draft = if error.message().contains("duplicate key") {
            Draft::error("P0005", span, "这个键写了两次").help("同一张表里一个键只能出现一次")
        } else {
            let message = format!("TOML 语法错误：{}", error.message());
            Draft::error("P0003", span, message).help("请检查引号、括号、等号和逗号")
        };
        self.sink.push(draft);
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries = Vec::new();
        for (key, value) in table.iter() {
            let key = At::new(key.get_ref().to_string(), self.span(key.span()));
            entries.push(Entry {
                key,
                node: self.node(value.get_ref(), value.span()),
            });
        }
        // Tables and dotted keys may come out of order; the file's order is the order of meaning.
        entries.sort_by_key(|entry: &Entry| entry.key.span.start);
        Table { entries }
    }

    fn node(&self, value: &DeValue<'_>, range: std::ops::Range<usize>) -> Node {
        let span = self.span(range.clone());
        let tree = match value {
            DeValue::String(text) => return self.text(text, range),
            DeValue::Integer(int) => self.int(int.as_str(), int.radix(), span),
            DeValue::Float(float) => self.float(float.as_str(), span),
            DeValue::Boolean(flag) => Tree::Bool(*flag),
            DeValue::Datetime(at) => self.datetime(at, span),
            DeValue::Array(items) => Tree::Array(
                items
                    .iter()
                    .map(|item| self.node(item.get_ref(), item.span()))
                    .collect(),
            ),
            DeValue::Table(table) => Tree::Table(self.table(table)),
        };
        Node::new(tree, span)
    }

    fn text(&self, text: &str, range: std::ops::Range<usize>) -> Node {
        let raw = self.text.get(range.clone()).unwrap_or("");
        let plain = |quote: usize| {
            let end = raw.len().saturating_sub(quote);
            raw.get(quote..end) == Some(text)
        };
        let quote = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
            3
        } else {
            1
        };
        let quote = if plain(usize::from(quote)) { quote } else { 0 };
        Node {
            value: Tree::Text(text.to_owned()),
            span: self.span(range),
            quote,
        }
    }

    fn int(&self, digits: &str, radix: u32, span: Span) -> Tree {
        i64::from_str_radix(digits, radix).map_or_else(
            |_| {
                self.sink.push(Draft::error("P0006", span, "整数超出范围"));
                Tree::Bad
            },
            Tree::Int,
        )
    }

    fn float(&self, digits: &str, span: Span) -> Tree {
        let message = format!("不接受小数 {digits}");
        let help = "金额和比例写成文本，如 \"1500\"、\"85%\"";
        self.sink
            .push(Draft::error("P0004", span, message).help(help));
        Tree::Bad
    }

    fn datetime(&self, at: &Datetime, span: Span) -> Tree {
        let date = at.date.and_then(|d| {
            Date::from_ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day)).ok()
        });
        match (date, at.time, at.offset) {
            (Some(date), None, None) => Tree::Date(date),
            (Some(date), Some(time), None) => {
                let minutes = i64::from(time.hour)
                    .saturating_mul(60)
                    .saturating_add(i64::from(time.minute));
                Tree::Time(
                    i64::from(date.day_number())
                        .saturating_mul(1440)
                        .saturating_add(minutes),
                )
            }
            _ => {
                let message = format!("日期无法使用：{at}");
                let help = "日期写成 2000-12-31，时间写成 2000-12-31T08:30:00，不带时区，年份在 1800 至 2999 之间";
                self.sink
                    .push(Draft::error("P0007", span, message).help(help));
                Tree::Bad
            }
        }
    }
}

/// Appends the top level of `more` to `root`: tables of definitions and lists grow, all else must be new.
pub(crate) fn merge(root: &mut Table, more: Table, sink: &Sink) {
    for entry in more.entries {
        let Some(have) = root.get_mut(&entry.key.value) else {
            root.entries.push(entry);
            continue;
        };
        match (&mut have.value, entry.node.value) {
            (Tree::Array(items), Tree::Array(more)) => items.extend(more),
            (Tree::Table(table), Tree::Table(more)) => merge_definitions(table, more, sink),
            _ => duplicate(&entry.key, sink),
        }
    }
}

fn merge_definitions(table: &mut Table, more: Table, sink: &Sink) {
    for entry in more.entries {
        if table.get(&entry.key.value).is_some() {
            duplicate(&entry.key, sink);
        } else {
            table.entries.push(entry);
        }
    }
}

fn duplicate(key: &At<String>, sink: &Sink) {
    let message = format!("`{}` 在包内另一个文件里已经写过", key.value);
    sink.push(Draft::error("P0005", key.span, message).help("同一个定义只写一次"));
}
