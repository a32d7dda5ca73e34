//! What can go wrong with storage.

use crate::advice::meaning;
use crate::misfit::Misfit;

/// Why storage did not do what it was asked. None of these is an answer of the law.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The place cannot be opened or reached.
    #[error("the store cannot be opened: {0}")]
    Open(String),
    /// The engine failed: full disk, lost connection, time-out.
    #[error("the store failed: {0}")]
    Engine(String),
    /// Another writer holds the store too long.
    #[error("the store is busy")]
    Busy,
    /// A guard of the database refused a row; the text names the guard.
    #[error("the database refused: {0}")]
    Guard(String),
    /// A record with the same key is there already.
    #[error("the record is there already: {0}")]
    Conflict(String),
    /// A file was taken in for another region before.
    #[error("the file was taken in for the region {region}, as batch {batch}")]
    Elsewhere {
        /// That region.
        region: String,
        /// The number of its batch.
        batch: String,
    },
    /// A record that this one names is not there.
    #[error("a record that this one names is missing: {0}")]
    Reference(String),
    /// What was read is not what can have been written.
    #[error("the store holds an impossible value: {0}")]
    Corrupt(String),
    /// A text with a NUL character, which not every engine keeps.
    #[error("a text contains a NUL character")]
    Nul,
    /// The schema is newer than this program can serve, or older than it needs.
    #[error("the schema does not fit this program: {0}")]
    Misfit(Misfit),
    /// A migration or a backup speaks of a schema that cannot be.
    #[error("the schema cannot be read: {0}")]
    Schema(String),
    /// The pooling area was never set up.
    #[error("the pooling area {0} is not set up")]
    NoPool(String),
}

impl StoreError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            StoreError::Open(why) => {
                let what = meaning(why).unwrap_or("请核对 --data-dir 或 --database-url");
                format!("打不开数据库：{what}（{why}）。")
            }
            StoreError::Engine(why) => match meaning(why) {
                Some(what) => format!("{what}（{why}）。"),
                None => {
                    format!("数据库出错，本次操作没有写入任何数据，请联系运维人员（{why}）。")
                }
            },
            StoreError::Busy => "数据库正忙，本次操作没有写入任何数据，请稍后重试。".to_owned(),
            StoreError::Guard(what) => {
                format!("数据库约束不允许这样做（{what}），没有写入任何数据。")
            }
            StoreError::Conflict(what) => format!("同样的记录已经存在（{what}），没有重复写入。"),
            StoreError::Elsewhere { region, batch } => {
                format!(
                    "该文件已由区划 {region} 导入（第 {batch} 批），没有重复写入。请核对 --region；\
                     确有本区划的行，请另存为只含这些行的文件后再导入。"
                )
            }
            StoreError::Reference(what) => {
                format!("引用的记录不存在（{what}），没有写入任何数据。")
            }
            StoreError::Corrupt(what) => {
                if let Some(meaning) = meaning(what) {
                    return format!("{meaning}（{what}）。");
                }
                format!("数据库中有无法识别的数据（{what}），请运行 tongchou db verify 核查。")
            }
            StoreError::Nul => "文本中含有空字符（NUL），请删除后重试。".to_owned(),
            StoreError::Misfit(misfit) => misfit.zh(),
            StoreError::Schema(why) => {
                format!("数据库结构与本程序不符，请更换程序版本（{why}）。")
            }
            StoreError::NoPool(pool) => {
                format!("统筹区 {pool} 尚未建立，请先运行 tongchou db migrate --pool {pool}。")
            }
        }
    }
}
