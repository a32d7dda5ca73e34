//! Values of this area as columns.

use base::{Date, Validity};
use directory::agreement::{AgreementNo, Clause, ClauseKind, DesignationNo, SanctionNo, Service};
use directory::provider::ProviderCode;

use crate::{Row, StoreError, Value, open_date};

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                Value::Int(value.get())
            }
        }
    )*};
}

numbers!(AgreementNo DesignationNo SanctionNo);

impl From<&ProviderCode> for Value {
    fn from(code: &ProviderCode) -> Self {
        Value::Text(code.as_str().to_owned())
    }
}

/// A first day that is not known.
const NO_START: i64 = 0;

/// The first and the last day as the store keeps them.
pub(super) fn days(holds: &Validity) -> (i64, i64) {
    let from = holds.from().map_or(NO_START, Date::number);
    (from, open_date(holds.until()))
}

/// A stretch of time of two columns.
pub(super) fn span(row: &Row, from: usize, until: usize) -> Result<Validity, StoreError> {
    let first = match row.int(from)? {
        NO_START => None,
        _ => Some(row.date(from)?),
    };
    Validity::new(first, row.maybe_date(until)?)
        .map_err(|_| StoreError::Corrupt("a span that ends before it begins".to_owned()))
}

/// The code of a provider.
pub(super) fn provider(row: &Row, column: usize) -> Result<ProviderCode, StoreError> {
    row.code(column, |text| ProviderCode::parse(text).ok())
}

/// A count that is not negative.
pub(super) fn count(row: &Row, column: usize) -> Result<u32, StoreError> {
    row.no(column, |number| u32::try_from(number).ok())
}

/// What the domain says of records that cannot follow from one another.
pub(super) fn odd(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

/// JSON of a value.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| odd("a value that is no JSON"))
}

/// A value of JSON.
pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| odd("JSON of a provider"))
}

/// Clauses as JSON: pairs of field and text.
pub(super) fn clauses(clauses: &[Clause]) -> Result<String, StoreError> {
    let pairs: Vec<(&str, &str)> = clauses
        .iter()
        .map(|clause| (clause.kind.code(), &*clause.text))
        .collect();
    json(&pairs)
}

/// Clauses of JSON.
pub(super) fn read_clauses(text: &str) -> Result<Vec<Clause>, StoreError> {
    let pairs: Vec<(String, String)> = read(text)?;
    let clause = |(kind, text): (String, String)| {
        let kind = ClauseKind::parse(&kind).ok_or_else(|| odd("a clause"))?;
        let text = text.into();
        Ok(Clause { kind, text })
    };
    pairs.into_iter().map(clause).collect()
}

/// Services as words, commas between them.
pub(super) fn services(services: &[Service]) -> String {
    let words: Vec<&str> = services.iter().map(|one| one.code()).collect();
    words.join(",")
}

/// Services of words.
pub(super) fn read_services(text: &str) -> Result<Vec<Service>, StoreError> {
    let words = text.split(',').filter(|word| !word.is_empty());
    words
        .map(|word| Service::parse(word).ok_or_else(|| odd("a service")))
        .collect()
}
