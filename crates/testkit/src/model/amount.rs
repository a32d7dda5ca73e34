//! What a value comes to, and how literals are read.

use super::exact::{Exact, ratio, whole, yuan};
use super::fault::{Fault, package};
use base::Date;
use toml::Value;

/// What kind of number a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// 分.
    Money,
    /// Ratio.
    Ratio,
    /// Whole number.
    Int,
    /// Date.
    Date,
}

impl Sort {
    /// By the name of the type.
    pub fn named(name: &str) -> Result<Self, Fault> {
        match name {
            "money" => Ok(Sort::Money),
            "ratio" => Ok(Sort::Ratio),
            "int" => Ok(Sort::Int),
            "date" => Ok(Sort::Date),
            _ => Err(package(format!("type `{name}`"))),
        }
    }
}

/// An evaluated value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// 分, a ratio or a whole number.
    Number(Exact),
    /// A date.
    Day(Date),
}

/// A number as it stands in the package.
pub fn literal(value: &Value, sort: Sort) -> Result<Amount, Fault> {
    let read = match (value, sort) {
        (Value::String(text), Sort::Money) => yuan(text).map(Amount::Number),
        (Value::String(text), Sort::Ratio) => ratio(text).map(Amount::Number),
        (Value::String(text), Sort::Int) => text.parse().ok().map(whole).map(Amount::Number),
        (Value::Integer(number), Sort::Int) => Some(Amount::Number(whole(*number))),
        (Value::Datetime(day), Sort::Date) => Date::parse(&day.to_string()).ok().map(Amount::Day),
        _ => None,
    };
    read.ok_or_else(|| package(format!("{sort:?} {value}")))
}
