//! From the data to the typed tables. A flaw of the data is an error here, which a test finds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::{Table, Value};

use super::dictionary::Dictionary;
use super::table::{Effect, Field, Kind, Need, Node, Rows, Sender, Transaction};

/// What is wrong with the data, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct LoadError {
    place: String,
    what: String,
}

impl LoadError {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> LoadError {
        LoadError {
            place: place.into(),
            what: what.into(),
        }
    }
}

/// Reads the dictionaries.
pub(super) fn dictionaries(text: &str) -> Result<Vec<Dictionary>, LoadError> {
    let table: Table =
        toml::from_str(text).map_err(|error| LoadError::new("dictionaries", error.message()))?;
    table
        .into_iter()
        .map(|(key, value)| {
            let raw: RawDictionary = value
                .try_into()
                .map_err(|error: toml::de::Error| LoadError::new(&key, error.message()))?;
            dictionary(key, raw)
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDictionary {
    title: String,
    base: Option<usize>,
    #[serde(default)]
    zeros: bool,
    codes: Table,
    #[serde(default)]
    dialect: BTreeMap<String, Table>,
}

fn dictionary(key: String, raw: RawDictionary) -> Result<Dictionary, LoadError> {
    let codes = names(&key, raw.codes)?;
    if codes.is_empty() {
        return Err(LoadError::new(key, "has no codes"));
    }
    let mut added = Vec::new();
    for (dialect, table) in raw.dialect {
        let own = names(&key, table)?.into_iter();
        added.extend(own.map(|(code, name)| (dialect.clone(), code, name)));
    }
    Ok(Dictionary {
        key,
        title: raw.title,
        base: raw.base,
        zeros: raw.zeros,
        codes,
        added,
    })
}

/// Code and name of each entry.
fn names(key: &str, table: Table) -> Result<Vec<(String, String)>, LoadError> {
    let entries = table.into_iter();
    entries
        .map(|(code, name)| match name {
            Value::String(name) if !name.is_empty() => Ok((code, name)),
            _ => Err(LoadError::new(key, format!("the code {code} has no name"))),
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTransaction {
    infno: String,
    name: String,
    sender: String,
    effect: String,
    #[serde(default)]
    input: Vec<RawNode>,
    #[serde(default)]
    output: Vec<RawNode>,
    #[serde(default)]
    upload: RawFile,
    #[serde(default)]
    download: RawFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNode {
    node: String,
    #[serde(default)]
    title: String,
    rows: String,
    #[serde(default)]
    optional: bool,
    within: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    fields: Table,
}

/// A file has columns with names of their own, or known by their Chinese names alone.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    fields: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    zh: String,
    kind: String,
    length: Option<usize>,
    decimals: Option<usize>,
    dictionary: Option<String>,
    #[serde(default)]
    required: bool,
    required_when: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    note: String,
}

/// Reads one transaction; `infno` is what its file is called.
pub(super) fn transaction(
    infno: &str,
    text: &str,
    dictionaries: &[Dictionary],
) -> Result<Transaction, LoadError> {
    let raw: RawTransaction =
        toml::from_str(text).map_err(|error| LoadError::new(infno, error.message()))?;
    let wrong = |what: &str| LoadError::new(infno, what);
    if raw.infno != infno {
        return Err(wrong("the file has the name of another transaction"));
    }
    let reader = Reader {
        infno,
        dictionaries,
    };
    let transaction = Transaction {
        infno: raw.infno,
        name: raw.name,
        sender: Sender::parse(&raw.sender).ok_or_else(|| wrong("unknown sender"))?,
        effect: Effect::parse(&raw.effect).ok_or_else(|| wrong("unknown effect"))?,
        input: reader.nodes(raw.input)?,
        output: reader.nodes(raw.output)?,
        upload: reader.columns(raw.upload)?,
        download: reader.columns(raw.download)?,
    };
    Ok(transaction)
}

/// Reads the parts of one transaction.
struct Reader<'a> {
    infno: &'a str,
    dictionaries: &'a [Dictionary],
}

impl Reader<'_> {
    fn wrong(&self, place: &str, what: impl Into<String>) -> LoadError {
        LoadError::new(format!("{} {place}", self.infno), what)
    }

    fn nodes(&self, raw: Vec<RawNode>) -> Result<Vec<Node>, LoadError> {
        let nodes: Vec<Node> = raw
            .into_iter()
            .map(|node| self.node(node))
            .collect::<Result<_, _>>()?;
        let mut names = BTreeSet::new();
        for node in &nodes {
            let own = std::iter::once(&node.name).chain(&node.also);
            for name in own {
                if !names.insert(name) {
                    return Err(self.wrong(name, "two nodes have this name"));
                }
            }
            let outer = node.within.as_ref();
            if outer.is_some_and(|outer| !nodes.iter().any(|other| &other.name == outer)) {
                return Err(self.wrong(&node.name, "stands within a node that is not there"));
            }
        }
        Ok(nodes)
    }

    fn node(&self, raw: RawNode) -> Result<Node, LoadError> {
        let rows = Rows::parse(&raw.rows)
            .ok_or_else(|| self.wrong(&raw.node, "rows are neither one nor many"))?;
        Ok(Node {
            fields: self.fields(&raw.node, raw.fields)?,
            name: raw.node,
            title: raw.title,
            rows,
            optional: raw.optional,
            within: raw.within,
            also: raw.also,
        })
    }

    fn columns(&self, raw: RawFile) -> Result<Vec<Field>, LoadError> {
        let mut columns = self.fields("file", raw.fields)?;
        for zh in raw.columns {
            if columns.iter().any(|column| column.name == zh) {
                return Err(self.wrong(&zh, "two columns have this name"));
            }
            columns.push(Field {
                name: zh.clone(),
                zh,
                kind: Kind::Text { length: None },
                need: Need::Never,
                also: Vec::new(),
                note: String::new(),
            });
        }
        Ok(columns)
    }

    fn fields(&self, place: &str, raw: Table) -> Result<Vec<Field>, LoadError> {
        let mut fields = Vec::with_capacity(raw.len());
        for (name, value) in raw {
            let at = format!("{place}.{name}");
            let raw: RawField = value
                .try_into()
                .map_err(|error: toml::de::Error| self.wrong(&at, error.message()))?;
            fields.push(self.field(&at, name, raw)?);
        }
        for field in &fields {
            let Need::When { field: other, .. } = &field.need else {
                continue;
            };
            if !fields.iter().any(|field| &field.name == other) {
                return Err(self.wrong(place, format!("{} hangs on {other}", field.name)));
            }
        }
        Ok(fields)
    }

    fn field(&self, at: &str, name: String, raw: RawField) -> Result<Field, LoadError> {
        let kind = self.kind(at, &name, &raw)?;
        let need = match (raw.required, raw.required_when) {
            (true, None) => Need::Always,
            (false, None) => Need::Never,
            (false, Some(when)) => match when.split_once('=') {
                Some((field, value)) => Need::When {
                    field: field.to_owned(),
                    value: Some(value.to_owned()),
                },
                None => Need::When {
                    field: when,
                    value: None,
                },
            },
            (true, Some(_)) => return Err(self.wrong(at, "is required in two ways")),
        };
        Ok(Field {
            name,
            zh: raw.zh,
            kind,
            need,
            also: raw.also,
            note: raw.note,
        })
    }

    fn kind(&self, at: &str, name: &str, raw: &RawField) -> Result<Kind, LoadError> {
        let length = || raw.length.filter(|length| *length > 0);
        let needed = || length().ok_or_else(|| self.wrong(at, "has no length"));
        if raw.kind != "number" && raw.decimals.is_some() {
            return Err(self.wrong(at, "only a number has decimals"));
        }
        if raw.kind != "code" && raw.dictionary.is_some() {
            return Err(self.wrong(at, "only a code has a dictionary"));
        }
        match raw.kind.as_str() {
            "text" => Ok(Kind::Text { length: length() }),
            "digits" => Ok(Kind::Digits { length: needed()? }),
            "code" => self.code(at, raw.dictionary.as_deref().unwrap_or(name), needed()?),
            "money" => Ok(Kind::Money { digits: needed()? }),
            "price" => Ok(Kind::Price { digits: needed()? }),
            "count" => Ok(Kind::Count { digits: needed()? }),
            "number" => {
                let (digits, decimals) = (needed()?, raw.decimals.unwrap_or(0));
                if digits > 18 || decimals >= digits {
                    return Err(self.wrong(at, "has more digits than a number may have"));
                }
                Ok(Kind::Number { digits, decimals })
            }
            "date" | "time" | "bytes" if raw.length.is_some() => {
                Err(self.wrong(at, "has a length that says nothing"))
            }
            "date" => Ok(Kind::Date),
            "time" => Ok(Kind::Time),
            "bytes" => Ok(Kind::Bytes),
            _ => Err(self.wrong(at, "is of an unknown kind")),
        }
    }

    fn code(&self, at: &str, key: &str, length: usize) -> Result<Kind, LoadError> {
        let dictionary = self.dictionaries.iter().find(|known| known.key == key);
        let dictionary =
            dictionary.ok_or_else(|| self.wrong(at, format!("there is no dictionary {key}")))?;
        let longest = dictionary.codes.iter().map(|(code, _)| code.len()).max();
        if longest > Some(length) {
            return Err(self.wrong(at, "is shorter than the codes of its dictionary"));
        }
        Ok(Kind::Code {
            dictionary: key.to_owned(),
            length,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(field: &str) -> String {
        let text = format!(
            "infno = \"1\"\nname = \"测试\"\nsender = \"any\"\neffect = \"query\"\n\
             [[input]]\nnode = \"data\"\nrows = \"one\"\n[input.fields]\n{field}\n"
        );
        let flag = dictionaries("[flag]\ntitle = \"标志\"\n[flag.codes]\n10 = \"是\"\n").unwrap();
        transaction("1", &text, &flag).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn a_flaw_is_named_with_its_place() {
        for (field, what) in [
            ("a = { zh = \"甲\", kind = \"text\" }", ""),
            (
                "a = { zh = \"甲\", kind = \"txt\" }",
                "1 data.a: is of an unknown kind",
            ),
            ("a = { zh = \"甲\", kind = \"money\" }", "has no length"),
            (
                "a = { zh = \"甲\", kind = \"code\", length = 3 }",
                "no dictionary a",
            ),
            (
                "a = { zh = \"甲\", kind = \"code\", length = 1, dictionary = \"flag\" }",
                "is shorter than the codes",
            ),
            (
                "a = { zh = \"甲\", kind = \"text\", required = true, required_when = \"a\" }",
                "is required in two ways",
            ),
            (
                "a = { zh = \"甲\", kind = \"text\", required_when = \"b=1\" }",
                "a hangs on b",
            ),
            (
                "a = { zh = \"甲\", kind = \"date\", length = 3 }",
                "says nothing",
            ),
            ("a = { zh = \"甲\", kind = \"text\", extra = 1 }", "extra"),
            (
                "a = { zh = \"甲\", kind = \"number\", length = 19 }",
                "more digits",
            ),
        ] {
            let found = refused(field);
            assert!(
                found.contains(what) && what.is_empty() == found.is_empty(),
                "{found}"
            );
        }
    }
}
