//! What is wrong with a file.

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: not a valid regime file")]
pub struct Finding {
    /// The name of the file.
    pub file: Box<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and how to mend it, in Chinese.
    pub zh: Box<str>,
}

impl Finding {
    /// The finding as users read it.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("{} 第 {} 行：{}", self.file, self.line, self.zh)
    }
}
