//! The package as plain TOML, and the few lists that the reference derives from it.

use super::fault::{Fault, package};
use base::Date;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Causes of burden that every package has, in the order of the reference, section 6.
const CAUSES: [&str; 9] = [
    "excluded",
    "over_limit",
    "first_self_pay",
    "referral",
    "deductible",
    "copay",
    "over_ceiling",
    "denied",
    "uncovered",
];

/// A package with what its user chose.
#[derive(Debug, Clone)]
pub struct Package {
    root: Table,
    /// Options of switches; a switch that is not named has its default.
    pub switches: BTreeMap<String, String>,
    /// Values for tables that are `unset`.
    pub parameters: BTreeMap<String, String>,
    /// Only what was published by this date is known.
    pub known_on: Option<Date>,
}

impl Package {
    /// Reads the text of `policy.toml`.
    ///
    /// # Errors
    /// [`Fault::Package`] where the text is no TOML.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let root = text
            .parse::<Table>()
            .map_err(|error| package(error.to_string()))?;
        Ok(Self {
            root,
            switches: BTreeMap::new(),
            parameters: BTreeMap::new(),
            known_on: None,
        })
    }

    /// A key of the head.
    pub fn head(&self, key: &str) -> Option<&Value> {
        self.root.get(key)
    }

    /// `[section.NAME]`.
    pub fn named(&self, section: &str, name: &str) -> Option<&Table> {
        self.root.get(section)?.as_table()?.get(name)?.as_table()
    }

    /// Names of the tables of a section, in file order.
    pub fn names(&self, section: &str) -> Vec<String> {
        let tables = self.root.get(section).and_then(Value::as_table);
        tables
            .map(|tables| tables.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The tables of `[[section]]`, in file order.
    pub fn list(&self, section: &str) -> Vec<&Table> {
        let entries = self.root.get(section).and_then(Value::as_array);
        entries
            .into_iter()
            .flatten()
            .filter_map(Value::as_table)
            .collect()
    }

    /// The option that a switch stands at.
    pub fn switch(&self, name: &str) -> Result<String, Fault> {
        if let Some(chosen) = self.switches.get(name) {
            return Ok(chosen.clone());
        }
        let default = self
            .named("switch", name)
            .and_then(|switch| text(switch, "default"));
        default
            .map(str::to_owned)
            .ok_or_else(|| package(format!("switch {name}")))
    }

    /// Open parts, `main` first, with their prefix.
    pub fn open_pots(&self) -> Vec<String> {
        let own = self.names("part").into_iter().filter(|name| name != "main");
        std::iter::once("main".to_owned())
            .chain(own)
            .map(|name| format!("open.{name}"))
            .collect()
    }

    /// Causes of burden in order of declaration, with their prefix.
    pub fn burden_pots(&self) -> Vec<String> {
        let own = self
            .names("cause")
            .into_iter()
            .filter(|name| !CAUSES.contains(&name.as_str()));
        let causes = CAUSES.iter().map(|name| (*name).to_owned()).chain(own);
        causes.map(|name| format!("burden.{name}")).collect()
    }

    /// Payers in order of declaration, with their prefix.
    pub fn payer_pots(&self) -> Vec<String> {
        self.names("payer")
            .into_iter()
            .map(|name| format!("payer.{name}"))
            .collect()
    }

    /// The pots that a name of a step stands for.
    ///
    /// # Errors
    /// [`Fault::Package`] where there is no such pot.
    pub fn pots(&self, name: &str) -> Result<Vec<String>, Fault> {
        match name {
            "open" => return Ok(self.open_pots()),
            "burden" => return Ok(self.burden_pots()),
            "payers" => return Ok(self.payer_pots()),
            _ => {}
        }
        let all = [self.open_pots(), self.burden_pots(), self.payer_pots()].concat();
        let is_named =
            |pot: &String| pot == name || pot.split_once('.').is_some_and(|p| p.1 == name);
        let found = all.into_iter().find(is_named);
        found
            .map(|pot| vec![pot])
            .ok_or_else(|| package(format!("pot {name}")))
    }

    /// The mode and the unit (分) of `rounding`.
    pub fn rounding(&self) -> (&str, i64) {
        let rounding = self.root.get("rounding").and_then(Value::as_table);
        let field = |key| rounding.and_then(|table| text(table, key));
        let unit = match field("unit") {
            Some("0.1") => 10,
            Some("1") => 100,
            _ => 1,
        };
        (field("mode").unwrap_or("half_up"), unit)
    }
}

/// A text of a table.
pub fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}

/// The texts of a list, or a single text as a list of one.
pub fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A date of a table.
pub fn date(table: &Table, key: &str) -> Option<Date> {
    Date::parse(&table.get(key)?.as_datetime()?.to_string()).ok()
}

/// The day lies between `from` and `until` of the table, either of which may be absent.
pub fn covers(table: &Table, day: Date) -> bool {
    date(table, "from").is_none_or(|from| from <= day)
        && date(table, "until").is_none_or(|until| day <= until)
}
