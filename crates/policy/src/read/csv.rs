//! Rows of a table in a CSV file: the key columns, `is`, optionally `from` and `until`.

use crate::ast::{Period, Table};
use crate::diagnostic::{Draft, Sink};
use crate::source::{At, Node, SourceMap, Span, Tree};
use base::Date;

/// A row as read.
pub(super) struct Row {
    pub keys: Vec<At<String>>,
    pub is: Node,
    pub period: Period,
}

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    table: &Table,
    map: &mut SourceMap,
    sink: &Sink,
) -> Vec<Row> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let file = map.add(name, String::new());
        let message = format!("`{name}` 不是有效的 UTF-8 文本");
        let span = Span {
            file,
            start: 0,
            end: 0,
        };
        sink.push(Draft::error("P0002", span, message).help("请把文件另存为 UTF-8 编码"));
        return Vec::new();
    };
    let file = map.add(name, text.to_owned());
    let mut records = records(text, file).into_iter();
    let header = records.next().unwrap_or_default();
    let Some(columns) = Columns::find(&header, table, file, sink) else {
        return Vec::new();
    };
    records
        .filter_map(|record| columns.row(&record, sink))
        .collect()
}

type Record = Vec<At<String>>;

/// Splits text into records by RFC 4180: quotes may hold commas, line breaks and doubled quotes.
fn records(text: &str, file: u16) -> Vec<Record> {
    let mut reader = Records {
        file,
        start: 0,
        quoted: false,
        field: String::new(),
        record: Vec::new(),
        all: Vec::new(),
    };
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len().saturating_sub(body.len());
    reader.start = shift;
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let doubled =
            c == '"' && reader.quoted && chars.next_if(|(_, next)| *next == '"').is_some();
        if doubled {
            reader.field.push('"');
        } else {
            reader.take(at.saturating_add(shift), c);
        }
    }
    reader.end_field(text.len());
    reader.end_record();
    reader.all
}

struct Records {
    file: u16,
    start: usize,
    quoted: bool,
    field: String,
    record: Record,
    all: Vec<Record>,
}

impl Records {
    fn take(&mut self, at: usize, c: char) {
        match c {
            '"' => self.quoted = !self.quoted,
            ',' if !self.quoted => self.end_field(at),
            '\n' if !self.quoted => {
                self.end_field(at);
                self.end_record();
            }
            '\r' if !self.quoted => {}
            _ => self.field.push(c),
        }
    }

    fn end_field(&mut self, at: usize) {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span {
            file: self.file,
            start: clamp(self.start),
            end: clamp(at),
        };
        let value = self.field.trim().to_owned();
        self.field.clear();
        self.start = at.saturating_add(1);
        self.record.push(At::new(value, span));
    }

    fn end_record(&mut self) {
        let record = std::mem::take(&mut self.record);
        if record.iter().any(|field| !field.value.is_empty()) {
            self.all.push(record);
        }
    }
}

struct Columns {
    keys: Vec<usize>,
    is: usize,
    from: Option<usize>,
    until: Option<usize>,
    width: usize,
}

impl Columns {
    fn find(header: &Record, table: &Table, file: u16, sink: &Sink) -> Option<Self> {
        let place = |name: &str| header.iter().position(|field| field.value == name);
        let span = header.first().map_or(
            Span {
                file,
                start: 0,
                end: 0,
            },
            |field| field.span,
        );
        let need = |name: &str| {
            let found = place(name);
            if found.is_none() {
                sink.push(
                    Draft::error("P0102", span, format!("CSV 缺少列 `{name}`"))
                        .help("列：各个键、is，可选 from、until"),
                );
            }
            found
        };
        for field in header {
            let known = table.keys.iter().any(|key| key.value == field.value);
            if !known && !matches!(field.value.as_str(), "is" | "from" | "until") {
                sink.push(Draft::error(
                    "P0101",
                    field.span,
                    format!("CSV 没有 `{}` 这一列", field.value),
                ));
            }
        }
        let keys: Vec<Option<usize>> = table.keys.iter().map(|key| need(&key.value)).collect();
        let is = need("is");
        let keys = keys.into_iter().collect::<Option<Vec<usize>>>()?;
        Some(Self {
            keys,
            is: is?,
            from: place("from"),
            until: place("until"),
            width: header.len(),
        })
    }

    fn row(&self, record: &Record, sink: &Sink) -> Option<Row> {
        if record.len() != self.width {
            let span = record
                .first()
                .map_or_else(Span::default, |field| field.span);
            let message = format!("这一行有 {} 列，表头有 {} 列", record.len(), self.width);
            sink.push(Draft::error("P0103", span, message));
            return None;
        }
        let cell = |column: usize| record.get(column).cloned().unwrap_or_default();
        let is = cell(self.is);
        let day = |column: Option<usize>| column.map(cell).and_then(|text| date(&text, sink));
        Some(Row {
            keys: self.keys.iter().map(|column| cell(*column)).collect(),
            is: Node::new(Tree::Text(is.value), is.span),
            period: Period {
                from: day(self.from),
                until: day(self.until),
            },
        })
    }
}

fn date(text: &At<String>, sink: &Sink) -> Option<At<Date>> {
    if text.value.is_empty() {
        return None;
    }
    match Date::parse(&text.value) {
        Ok(date) => Some(At::new(date, text.span)),
        Err(error) => {
            sink.push(Draft::error("P0108", text.span, error.zh()));
            None
        }
    }
}
