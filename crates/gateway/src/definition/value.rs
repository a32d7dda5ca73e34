//! A checked value of one field.

use base::money::{Count, UnitPrice};
use base::{Date, Fen};

use super::number::Number;
use super::stamp::Stamp;

/// What a field that was filled holds, typed by its definition.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, digits or a code; a code as its dictionary writes it.
    Text(String),
    /// An amount.
    Money(Fen),
    /// The price of a unit.
    Price(UnitPrice),
    /// How many units.
    Count(Count),
    /// Another number.
    Number(Number),
    /// A day.
    Date(Date),
    /// A moment.
    Time(Stamp),
}

impl Value {
    /// The value as the interface writes it.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Money(amount) => amount.to_string(),
            Value::Price(price) => price.to_string(),
            Value::Count(count) => count.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Time(stamp) => stamp.to_string(),
        }
    }
}

/// Shows the kind alone: values of an input are personal data.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Value::Text(_) => "Text(…)",
            Value::Money(_) => "Money(…)",
            Value::Price(_) => "Price(…)",
            Value::Count(_) => "Count(…)",
            Value::Number(_) => "Number(…)",
            Value::Date(_) => "Date(…)",
            Value::Time(_) => "Time(…)",
        })
    }
}
