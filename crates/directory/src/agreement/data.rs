//! What can be wrong in the data of this module.

/// Why data of the designation or the assessment cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// Not TOML, or a field is missing, unknown or of another kind.
    #[error("{file}, line {line}, cannot be read")]
    Form {
        /// Which data.
        file: &'static str,
        /// The line, counted from 1; 1 where it is not known.
        line: usize,
        /// What the parser says.
        what: Box<str>,
    },
    /// A value that is not one of those allowed, or contradicts another.
    #[error("{file}: {place} has a value that is not allowed")]
    Value {
        /// Which data.
        file: &'static str,
        /// Where.
        place: Box<str>,
        /// What is wrong and how to mend it, in Chinese.
        zh: Box<str>,
    },
}

impl DataError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            DataError::Form { file, line, what } => {
                format!("{file} 第 {line} 行无法读取，请核对字段名和取值（{what}）。")
            }
            DataError::Value { file, place, zh } => format!("{file} 的 {place}：{zh}"),
        }
    }

    pub(super) fn value(
        file: &'static str,
        place: impl Into<Box<str>>,
        zh: impl Into<Box<str>>,
    ) -> DataError {
        DataError::Value {
            file,
            place: place.into(),
            zh: zh.into(),
        }
    }
}

/// Reads TOML of a shape.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    file: &'static str,
    bytes: &[u8],
) -> Result<T, DataError> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(DataError::value(
            file,
            "编码",
            "不是 UTF-8，请另存为 UTF-8。",
        ));
    };
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.bytes().take(start).filter(|byte| *byte == b'\n');
        DataError::Form {
            file,
            line: before.count().saturating_add(1),
            what: error.message().into(),
        }
    })
}
