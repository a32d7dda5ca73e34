//! What a backup holds, and why one is not written or restored.

use std::io;

use sha2::{Digest, Sha256};

use crate::StoreError;

/// The format that this program writes and reads.
pub const FORMAT: i64 = 1;

/// What a backup, or a store, holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The tables, by name.
    pub tables: Vec<TableSum>,
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSum {
    /// The table.
    pub name: String,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over the rows as the format writes them, in hexadecimal.
    pub sha256: String,
}

impl Summary {
    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// SHA-256 over names, counts and digests of all tables.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        for table in &self.tables {
            hasher.update(format!("{} {} {}\n", table.name, table.rows, table.sha256));
        }
        hex(&hasher.finalize())
    }
}

/// Why a backup was not written or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file failed.
    #[error("the file failed: {0}")]
    Io(#[from] io::Error),
    /// The file is no backup, is cut off, or was changed.
    #[error("line {line} of the backup: {what}")]
    Format {
        /// The line within the decompressed text, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The place to restore into holds records.
    #[error("the table {0} holds records already")]
    NotEmpty(String),
    /// What was restored is not what the file says.
    #[error("the table {0} differs from the backup after restoring")]
    Differs(String),
}

impl BackupError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            BackupError::Store(error) => error.zh(),
            BackupError::Io(error) => format!("备份文件读写失败：{error}。"),
            BackupError::Format { line, what } => {
                format!(
                    "备份文件第 {line} 行（解压后）不正确：{what}。没有恢复任何数据，请换一份完整的备份。"
                )
            }
            BackupError::NotEmpty(table) => {
                format!(
                    "目标库的 {table} 表已有数据，备份只能恢复到空库，请换一个空的目录或数据库。"
                )
            }
            BackupError::Differs(table) => {
                format!("恢复后 {table} 表与备份不一致，已全部撤销，没有恢复任何数据。")
            }
        }
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    let pairs = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)]);
    pairs.collect()
}
