//! What can be wrong in the data of the books.

/// Why data of the books (chart, mapping, modes, events) cannot be read. Shipped data is read in tests;
/// a city's own data is read at the edge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// Not TOML, or a field is missing, unknown or of another kind.
    #[error("{file} cannot be read: {what}")]
    Form {
        /// Which data.
        file: &'static str,
        /// What the parser says.
        what: String,
    },
    /// A word, code or date that is not one of those allowed.
    #[error("{file}: {place} has the value {value}, which is not allowed")]
    Value {
        /// Which data.
        file: &'static str,
        /// Where.
        place: String,
        /// What stands there.
        value: String,
    },
    /// Two lines say the same thing, or a line names one that does not exist.
    #[error("{file}: {place} is doubled, missing or contradicts another line")]
    Conflict {
        /// Which data.
        file: &'static str,
        /// Where.
        place: String,
    },
}

impl DataError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            DataError::Form { file, what } => format!("账务数据 {file} 无法读取：{what}"),
            DataError::Value { file, place, value } => format!(
                "账务数据 {file} 中 {place} 的值“{}”不在允许范围内，请更正。",
                base::show_value(value)
            ),
            DataError::Conflict { file, place } => {
                format!("账务数据 {file} 中 {place} 重复、缺失或与其他行矛盾，请更正。")
            }
        }
    }

    pub(crate) fn value(file: &'static str, place: impl Into<String>, value: &str) -> DataError {
        DataError::Value {
            file,
            place: place.into(),
            value: value.to_owned(),
        }
    }

    pub(crate) fn conflict(file: &'static str, place: impl Into<String>) -> DataError {
        DataError::Conflict {
            file,
            place: place.into(),
        }
    }
}
