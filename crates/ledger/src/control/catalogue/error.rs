//! What can be wrong with the data of fund control.

/// Why the data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The text is no TOML of this shape.
    #[error("the data of fund control is malformed: {0}")]
    Malformed(String),
    /// A word, number or date of an entry cannot be read.
    #[error("entry {entry} has an unreadable {field}")]
    Field {
        /// Which entry.
        entry: String,
        /// Which field.
        field: &'static str,
    },
    /// An entry without document and article.
    #[error("entry {0} names no article")]
    Article(String),
}

impl CatalogueError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            CatalogueError::Malformed(what) => {
                format!("基金管理参数表格式不正确：{what}，请对照 docs/data/fund-control.md 修改。")
            }
            CatalogueError::Field { entry, field } => {
                format!("基金管理参数表条目“{entry}”的字段 {field} 无法识别，请核对。")
            }
            CatalogueError::Article(entry) => {
                format!("基金管理参数表条目“{entry}”没有写明依据（article），请补充文件和条款。")
            }
        }
    }
}
