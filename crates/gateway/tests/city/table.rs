//! Tables of messages: what is changed of a capture, or what is sent without one.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::papers;
use crate::town::{DRUG, OWN, RESIDENTS};

/// A table of steps.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Values of fields by name, wherever such a field stands.
    #[serde(default)]
    pub everywhere: BTreeMap<String, Value>,
    /// The steps.
    pub step: Vec<Step>,
}

/// A message.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The transaction.
    pub infno: String,
    /// The captures whose twin it is.
    #[serde(default)]
    pub captures: Vec<String>,
    /// Transactions that must have been carried out for the same person before, in order.
    #[serde(default)]
    pub after: Vec<String>,
    /// Values by their place in the input: they count before those of [`Table::everywhere`].
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// The whole input as JSON, of a step without a capture.
    #[serde(default)]
    pub input: Option<String>,
    /// The institution that sends, of a step without a capture.
    #[serde(default)]
    pub institution: Option<String>,
    /// A file that travels beside the JSON.
    #[serde(default)]
    pub file: Option<String>,
    /// Whether the answer is a file.
    #[serde(default)]
    pub answers_file: bool,
    /// What later steps need of the output, by its place there.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// Places of the output that hold something.
    #[serde(default)]
    pub told: Vec<String>,
}

/// Reads a table of this folder.
pub fn read(name: &str) -> Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/city")
        .join(name);
    let text = std::fs::read_to_string(&file).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

impl Table {
    /// The step of a transaction.
    pub fn of(&self, infno: &str) -> &Step {
        let found = self.step.iter().find(|step| step.infno == infno);
        found.unwrap_or_else(|| panic!("no step of {infno}"))
    }
}

/// What steps of one person know: written as `{name}` in a table.
pub struct Chain(BTreeMap<String, Value>);

impl Chain {
    /// Of the resident of a number.
    pub fn of(number: i64) -> Chain {
        assert!(number <= RESIDENTS, "more chains than residents");
        let text = |text: &str| Value::from(text);
        Chain(BTreeMap::from([
            ("psn_no".to_owned(), text(&number.to_string())),
            ("document".to_owned(), text(&papers::number(number))),
            ("number".to_owned(), text(&number.to_string())),
            ("drug".to_owned(), text(DRUG)),
            ("own".to_owned(), text(OWN)),
        ]))
    }

    /// Keeps what later steps need.
    pub fn keep(&mut self, step: &Step, output: &Value) {
        for (name, place) in &step.keep {
            let found = output.pointer(place);
            let found = found.filter(|value| !value.is_null() && **value != "");
            let found = found.unwrap_or_else(|| panic!("{} {place}: {output}", step.infno));
            self.0.insert(name.clone(), found.clone());
        }
    }

    /// A value with what is known put in.
    pub fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(all) => all.iter().map(|one| self.filled(one)).collect(),
            Value::Object(all) => {
                let all = all.iter();
                Value::Object(
                    all.map(|(name, one)| (name.clone(), self.filled(one)))
                        .collect(),
                )
            }
            other => other.clone(),
        }
    }

    fn text(&self, text: &str) -> Value {
        let name = text
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = name {
            // what is not known yet stays as it is written, and is refused by its field
            return self
                .0
                .get(name)
                .cloned()
                .unwrap_or_else(|| Value::from(text));
        }
        let mut text = text.to_owned();
        for (name, value) in &self.0 {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            text = text.replace(&format!("{{{name}}}"), &value);
        }
        Value::from(text)
    }
}
