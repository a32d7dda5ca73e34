//! What is known about a fact by its declaration, and how its text is read (reference, section 2).

use super::exact::{Exact, digits, ratio, whole, yuan};
use super::fault::{Fault, package};
use super::package::{Package, text, texts};
use base::Date;
use benefit::registry::{FACTS, RegistryFact, RegistryType};
use std::collections::BTreeSet;

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A date.
    Date(Date),
    /// An int, money in 分, a ratio, or minutes since 1970.
    Number(Exact),
    /// yes and no, a value of an enumeration or class, a code.
    Word(String),
    /// Members of a set.
    Set(BTreeSet<String>),
}

/// Declaration of a fact.
#[derive(Debug, Clone)]
pub struct Declared {
    /// `date`, `time`, `int`, `money`, `ratio`, `bool`, `enum`, `set`, `code`.
    pub kind: String,
    /// Values of an enumeration.
    pub values: Vec<String>,
    /// May be absent.
    pub nullable: bool,
    /// Text where none is given.
    pub default: Option<String>,
}

/// The declaration of an input fact: the registry's, extended by the package, or the package's own.
pub fn declared(package_: &Package, name: &str) -> Result<Declared, Fault> {
    let own = package_.named("fact", name);
    let registered = FACTS.iter().find(|fact| fact.name == name).map(of_registry);
    match (registered, own) {
        (Some(mut fact), Some(own)) => {
            fact.values
                .extend(texts(own.get("extend")).into_iter().map(str::to_owned));
            if let Some(nullable) = own.get("nullable").and_then(toml::Value::as_bool) {
                fact.nullable = nullable;
                fact.default = None;
            }
            fact.default = own.get("default").map(plain_text).or(fact.default);
            Ok(fact)
        }
        (Some(fact), None) => Ok(fact),
        (None, Some(own)) => Ok(Declared {
            kind: text(own, "type").unwrap_or_default().to_owned(),
            values: texts(own.get("values"))
                .into_iter()
                .map(str::to_owned)
                .collect(),
            nullable: own
                .get("nullable")
                .and_then(toml::Value::as_bool)
                .unwrap_or(false),
            default: own.get("default").map(plain_text),
        }),
        (None, None) => Err(package(format!("fact {name}"))),
    }
}

fn plain_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        toml::Value::Array(members) => members.iter().map(plain_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn of_registry(fact: &RegistryFact) -> Declared {
    let (kind, values) = match fact.ty {
        RegistryType::Date => ("date", &[][..]),
        RegistryType::Time => ("time", &[][..]),
        RegistryType::Int(..) => ("int", &[][..]),
        RegistryType::Money => ("money", &[][..]),
        RegistryType::Ratio => ("ratio", &[][..]),
        RegistryType::Bool => ("bool", &[][..]),
        RegistryType::Enum(values) => ("enum", values),
        RegistryType::Set(values) => ("set", values),
        RegistryType::Code => ("code", &[][..]),
    };
    Declared {
        kind: kind.to_owned(),
        values: values.iter().map(|(name, _)| (*name).to_owned()).collect(),
        nullable: fact.nullable,
        default: fact.default.map(str::to_owned),
    }
}

/// Reads the text of a fact by its type.
pub fn read(kind: &str, text: &str) -> Result<Fact, Fault> {
    let number = |number: Option<Exact>| number.map(Fact::Number);
    let read = match kind {
        "date" => Date::parse(text).ok().map(Fact::Date),
        "time" => number(minutes(text)),
        "int" => number(digits(text).map(Exact::from_integer)),
        "money" => number(yuan(text.trim_end_matches('元'))),
        "ratio" => number(ratio(text)),
        "set" => Some(Fact::Set(members(text))),
        _ => Some(Fact::Word(text.to_owned())),
    };
    read.ok_or_else(|| package(format!("{kind} `{text}`")))
}

fn members(text: &str) -> BTreeSet<String> {
    text.split(',')
        .filter(|member| !member.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `2020-01-31T08:30` as minutes since 1970.
fn minutes(text: &str) -> Option<Exact> {
    let (day, clock) = text.split_once('T')?;
    let (hour, minute) = clock.split_once(':')?;
    let days = i64::from(Date::parse(day).ok()?.day_number());
    Some(whole(
        days * 1440 + hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?,
    ))
}
