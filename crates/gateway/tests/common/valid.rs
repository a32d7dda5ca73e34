//! Values made from the definitions.

use gateway::definition::{Definitions, Field, Kind};
use serde_json::{Value, json};

/// A value that a field takes, as long as it may be; nothing for a file.
pub fn valid(field: &Field) -> Option<Value> {
    Some(match &field.kind {
        Kind::Text { length } => json!("字".repeat(length.unwrap_or(100))),
        Kind::Digits { length } => json!("1".repeat(*length)),
        Kind::Code { dictionary, .. } => {
            let dictionary = Definitions::shipped().dictionary(dictionary);
            json!(dictionary.expect("checked when read").codes[0].0)
        }
        Kind::Money { .. } => json!("-10.99"),
        Kind::Price { digits } => json!(nines(*digits, 6)),
        Kind::Count { digits } => json!(format!("-{}", nines(*digits, 4))),
        Kind::Number { digits, decimals } => json!(nines(*digits, *decimals)),
        Kind::Date => json!("2026-02-28"),
        Kind::Time => json!("2026-02-28 23:59:59"),
        Kind::Bytes => return None,
    })
}

/// The largest number of so many digits.
pub fn nines(digits: usize, decimals: usize) -> String {
    let (whole, decimals) = ("9".repeat(digits - decimals), "9".repeat(decimals));
    if decimals.is_empty() {
        whole
    } else {
        format!("{whole}.{decimals}")
    }
}
