//! The reconciliation matrix: which records must agree.

use serde::Deserialize;

use super::exception::ExceptionKind;

/// Two records that must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its stable name.
    pub id: String,
    /// What users read.
    pub zh: String,
    /// Our side.
    pub left: String,
    /// The other side.
    pub right: String,
    /// By what lines are matched.
    pub key: String,
    /// At least every so many days.
    pub every_days: u32,
    /// By which names its differences may go.
    pub exceptions: Vec<ExceptionKind>,
}

/// What is wrong with the matrix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    /// The text is no matrix.
    #[error("the reconciliation matrix is malformed: {0}")]
    Malformed(String),
    /// A pair names an exception that does not exist.
    #[error("pair {pair} has the unknown exception {word}")]
    Exception {
        /// Which pair.
        pair: String,
        /// Which word.
        word: String,
    },
}

impl MatrixError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            MatrixError::Malformed(what) => format!("对账关系表格式不正确：{what}。"),
            MatrixError::Exception { pair, word } => {
                format!("对账关系“{pair}”的差异类别“{word}”无法识别，请核对。")
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMatrix {
    pair: Vec<RawPair>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPair {
    id: String,
    zh: String,
    left: String,
    right: String,
    key: String,
    every_days: u32,
    exceptions: Vec<String>,
}

/// The matrix that ships with the platform.
///
/// # Errors
/// [`MatrixError`] says what is wrong with the shipped data; a test holds it sound.
pub fn matrix() -> Result<Vec<Pair>, MatrixError> {
    read(include_str!("../../data/control-matrix.toml"))
}

fn read(text: &str) -> Result<Vec<Pair>, MatrixError> {
    let raw: RawMatrix =
        toml::from_str(text).map_err(|error| MatrixError::Malformed(error.message().to_owned()))?;
    raw.pair.into_iter().map(pair).collect()
}

fn pair(raw: RawPair) -> Result<Pair, MatrixError> {
    let known = |word: &String| {
        ExceptionKind::parse(word).ok_or_else(|| MatrixError::Exception {
            pair: raw.id.clone(),
            word: word.clone(),
        })
    };
    let exceptions = raw.exceptions.iter().map(known).collect::<Result<_, _>>()?;
    Ok(Pair {
        exceptions,
        id: raw.id,
        zh: raw.zh,
        left: raw.left,
        right: raw.right,
        key: raw.key,
        every_days: raw.every_days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_matrix_is_sound() {
        let pairs = matrix().unwrap();
        assert_eq!(pairs.len(), 9);
        assert!(pairs.iter().any(|pair| pair.id == "bank"));
        assert!(read("[[pair]]").unwrap_err().zh().contains("格式"));
        let strange = include_str!("../../data/control-matrix.toml").replace("in_transit", "lost");
        assert!(read(&strange).unwrap_err().zh().contains("lost"));
    }
}
