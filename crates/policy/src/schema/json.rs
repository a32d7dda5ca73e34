//! Just enough JSON to write a schema.

/// A JSON value; objects keep their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Text(String),
    Int(i64),
    Bool(bool),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    pub fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
        Json::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    pub fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Json {
        Json::List(texts.into_iter().map(Json::text).collect())
    }

    /// Adds an entry to an object.
    pub fn with(mut self, key: &str, value: Json) -> Json {
        if let Json::Object(entries) = &mut self {
            entries.push((key.to_owned(), value));
        }
        self
    }

    /// Indented text with a line feed at the end.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Json::Text(text) => quote(text, out),
            Json::Int(int) => out.push_str(&int.to_string()),
            Json::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Json::List(items) => {
                let write =
                    |item: &Json, out: &mut String| item.write(depth.saturating_add(1), out);
                block(items, ('[', ']'), depth, out, write);
            }
            Json::Object(entries) => {
                let write = |(key, value): &(String, Json), out: &mut String| {
                    quote(key, out);
                    out.push_str(": ");
                    value.write(depth.saturating_add(1), out);
                };
                block(entries, ('{', '}'), depth, out, write);
            }
        }
    }
}

fn block<T>(
    items: &[T],
    marks: (char, char),
    depth: usize,
    out: &mut String,
    write: impl Fn(&T, &mut String),
) {
    out.push(marks.0);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth.saturating_add(1)));
        write(item, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(marks.1);
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

pub(super) fn object(properties: Vec<(String, Json)>, required: &[&str], more: bool) -> Json {
    Json::object([
        ("type", Json::text("object")),
        ("properties", Json::Object(properties)),
        ("required", Json::texts(required.iter().copied())),
        ("additionalProperties", Json::Bool(more)),
    ])
}

pub(super) fn list_of(title: &str, item: Json) -> Json {
    Json::object([
        ("title", Json::text(title)),
        ("type", Json::text("array")),
        ("items", item),
    ])
}

pub(super) fn plain(title: &str) -> Json {
    Json::object([("type", Json::text("string")), ("title", Json::text(title))])
}

pub(super) fn whole(title: &str) -> Json {
    Json::object([
        ("type", Json::text("integer")),
        ("title", Json::text(title)),
    ])
}

/// Money as text in 元; files of columns hold 分 in whole numbers.
pub(super) fn money(title: &str) -> Json {
    plain(title).with("pattern", Json::text("^-?[0-9]+(\\.[0-9]{1,2})?$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_indented_and_escaped() {
        let json = Json::object([
            ("a", Json::texts(["x\"y", "\u{1}"])),
            ("b", Json::Object(Vec::new())),
        ]);
        assert_eq!(
            json.print(),
            "{\n  \"a\": [\n    \"x\\\"y\",\n    \"\\u0001\"\n  ],\n  \"b\": {}\n}\n"
        );
    }
}
