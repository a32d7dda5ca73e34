//! What goes into a statement, and what comes out of a row.

use base::{Date, Fen, RegionCode};

use crate::StoreError;

/// A value of a column: the three types that both engines share, and lists for `{ints $n}` and `{texts $n}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// BIGINT: numbers, 分, dates as 20261122, regions of 12 digits, 0 or 1.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
    /// For `IN {ints $n}`.
    Ints(Vec<i64>),
    /// For `IN {texts $n}`.
    Texts(Vec<String>),
}

impl Value {
    /// Refuses what one engine would keep and the other would not.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let broken = match self {
            Value::Text(text) => text.contains('\0'),
            Value::Texts(texts) => texts.iter().any(|text| text.contains('\0')),
            _ => false,
        };
        if broken { Err(StoreError::Nul) } else { Ok(()) }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Value::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Bytes(value)
    }
}

impl From<Vec<i64>> for Value {
    fn from(value: Vec<i64>) -> Self {
        Value::Ints(value)
    }
}

impl From<Vec<String>> for Value {
    fn from(value: Vec<String>) -> Self {
        Value::Texts(value)
    }
}

impl From<Fen> for Value {
    fn from(value: Fen) -> Self {
        Value::Int(value.get())
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Self {
        Value::Int(value.number())
    }
}

impl From<RegionCode> for Value {
    fn from(value: RegionCode) -> Self {
        Value::Int(value.number())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl From<base::$name> for Value {
            fn from(value: base::$name) -> Self {
                Value::Int(value.get())
            }
        }
    )*};
}

numbers!(BatchNo BillNo EnrolmentNo EntryNo HouseholdNo OrganisationNo PaymentNo PersonNo ProposalNo TxNo);

impl From<access::GrantNo> for Value {
    fn from(value: access::GrantNo) -> Self {
        Value::Int(value.get())
    }
}

impl From<&access::UserName> for Value {
    fn from(value: &access::UserName) -> Self {
        Value::Text(value.as_str().to_owned())
    }
}

/// The parameters of a statement, in the order of `$1`, `$2`, …
///
/// ```
/// let values = store::params![base::Fen::new(15_000), "resident", None::<i64>];
/// assert_eq!(values.len(), 3);
/// ```
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

/// A row that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl From<Row> for Vec<Value> {
    fn from(row: Row) -> Vec<Value> {
        row.0
    }
}

impl Row {
    /// The value of a column, counted from 0.
    #[must_use]
    pub fn value(&self, column: usize) -> Option<&Value> {
        self.0.get(column)
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// A number that must be there.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it is not, as for all getters here.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.maybe_int(column)?.ok_or_else(|| self.odd(column))
    }

    /// A number that may be missing.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.odd(column)),
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.maybe_text(column)?.ok_or_else(|| self.odd(column))
    }

    /// A text that may be missing.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn maybe_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.odd(column)),
        }
    }

    /// Bytes that must be there.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(self.odd(column)),
        }
    }

    /// 0 or 1.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn flag(&self, column: usize) -> Result<bool, StoreError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.odd(column)),
        }
    }

    /// An amount.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn fen(&self, column: usize) -> Result<Fen, StoreError> {
        self.int(column).map(Fen::new)
    }

    /// A date that must be there.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn date(&self, column: usize) -> Result<Date, StoreError> {
        self.maybe_date(column)?.ok_or_else(|| self.odd(column))
    }

    /// A date; `None` for no value and for the open end [`crate::OPEN_DATE`].
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn maybe_date(&self, column: usize) -> Result<Option<Date>, StoreError> {
        match self.maybe_int(column)? {
            None | Some(crate::OPEN_DATE) => Ok(None),
            Some(number) => Date::from_number(number)
                .map(Some)
                .ok_or_else(|| self.odd(column)),
        }
    }

    /// A region.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn region(&self, column: usize) -> Result<RegionCode, StoreError> {
        RegionCode::from_number(self.int(column)?).ok_or_else(|| self.odd(column))
    }

    /// A value that `parse` makes from a number: `row.no(0, PersonNo::new)`.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn no<T>(
        &self,
        column: usize,
        parse: impl FnOnce(i64) -> Option<T>,
    ) -> Result<T, StoreError> {
        parse(self.int(column)?).ok_or_else(|| self.odd(column))
    }

    /// A value that `parse` makes from a code: `row.code(0, Scheme::parse)`.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn code<T>(
        &self,
        column: usize,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        parse(self.text(column)?).ok_or_else(|| self.odd(column))
    }

    fn odd(&self, column: usize) -> StoreError {
        // The value itself may be personal and stays out of the message.
        StoreError::Corrupt(format!("column {column} of {}", self.0.len()))
    }
}
