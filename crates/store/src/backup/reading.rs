//! Reading a backup: every count and digest is recomputed on the way.

use std::io::{BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::format::{ColumnLine, Head, Mark, take_row};
use super::summary::hex;
use super::{BackupError, FORMAT, Summary, TableSum};
use crate::Value;

/// The longest line: one row with all its texts.
const LONGEST: u64 = 64 << 20;

/// What becomes of the contents of a backup.
pub(super) trait Sink {
    fn table(&mut self, name: &str, columns: &[ColumnLine]) -> Result<(), BackupError>;
    fn row(&mut self, row: Vec<Value>) -> Result<(), BackupError>;
    fn end(&mut self, sum: &TableSum) -> Result<(), BackupError>;
}

/// Reads a backup through without restoring it.
///
/// # Errors
/// [`BackupError::Format`] where it is no backup, cut off or changed; [`BackupError::Io`].
pub fn check(input: &mut dyn Read) -> Result<Summary, BackupError> {
    struct Nothing;
    impl Sink for Nothing {
        fn table(&mut self, _: &str, _: &[ColumnLine]) -> Result<(), BackupError> {
            Ok(())
        }
        fn row(&mut self, _: Vec<Value>) -> Result<(), BackupError> {
            Ok(())
        }
        fn end(&mut self, _: &TableSum) -> Result<(), BackupError> {
            Ok(())
        }
    }
    let mut lines = Lines::open(input)?;
    lines.head()?;
    lines.tables(&mut Nothing)
}

/// The lines of a backup.
pub(super) struct Lines<'a> {
    input: BufReader<zstd::stream::Decoder<'static, BufReader<&'a mut dyn Read>>>,
    line: u64,
    buffer: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) fn open(input: &'a mut dyn Read) -> Result<Lines<'a>, BackupError> {
        Ok(Lines {
            input: BufReader::with_capacity(1 << 17, zstd::stream::Decoder::new(input)?),
            line: 0,
            buffer: Vec::new(),
        })
    }

    /// The first line.
    pub(super) fn head(&mut self) -> Result<Head, BackupError> {
        self.next()?;
        let head: Head = match serde_json::from_slice(&self.buffer) {
            Ok(head) => head,
            Err(_) => return Err(self.wrong("不是统筹的备份文件")),
        };
        if head.tongchou_backup != FORMAT {
            let what = format!(
                "备份格式为第 {} 版，本程序只能读第 {FORMAT} 版",
                head.tongchou_backup
            );
            return Err(self.wrong(&what));
        }
        Ok(head)
    }

    /// Everything behind the head.
    pub(super) fn tables(&mut self, sink: &mut dyn Sink) -> Result<Summary, BackupError> {
        let mut summary = Summary::default();
        loop {
            self.next()?;
            match self.mark()? {
                Mark::Begin { table, columns } => {
                    let sum = self.table(table, &columns, sink)?;
                    summary.tables.push(sum);
                }
                Mark::Finished {
                    finished,
                    tables,
                    rows,
                    sha256,
                } => {
                    let counted = tables == summary.tables.len() as u64 && rows == summary.rows();
                    if !finished || !counted || sha256 != summary.sha256() {
                        return Err(self.wrong("全部表的合计与尾行不符"));
                    }
                    return self.nothing_more().map(|()| summary);
                }
                Mark::End { .. } => return Err(self.wrong("表尾没有对应的表头")),
            }
        }
    }

    fn table(
        &mut self,
        name: String,
        columns: &[ColumnLine],
        sink: &mut dyn Sink,
    ) -> Result<TableSum, BackupError> {
        sink.table(&name, columns)?;
        let mut hasher = Sha256::new();
        let mut count = 0;
        loop {
            self.next()?;
            if self.buffer.first() == Some(&b'[') {
                hasher.update(&self.buffer);
                count += 1;
                let Some(row) = take_row(&self.buffer, columns) else {
                    return Err(self.wrong(&format!("{name} 表的一行与列不符")));
                };
                sink.row(row)?;
                continue;
            }
            let Mark::End { end, rows, sha256 } = self.mark()? else {
                return Err(self.wrong(&format!("{name} 表没有表尾")));
            };
            let sum = TableSum {
                name,
                rows: count,
                sha256: hex(&hasher.finalize()),
            };
            if end != sum.name || rows != sum.rows || sha256 != sum.sha256 {
                return Err(self.wrong(&format!("{} 表的行数或校验值与表尾不符", sum.name)));
            }
            sink.end(&sum)?;
            return Ok(sum);
        }
    }

    fn mark(&self) -> Result<Mark, BackupError> {
        serde_json::from_slice(&self.buffer).map_err(|_| self.wrong("无法识别"))
    }

    /// The next line with its end; a line without one was cut off.
    fn next(&mut self) -> Result<(), BackupError> {
        self.buffer.clear();
        self.line += 1;
        let read = (&mut self.input)
            .take(LONGEST)
            .read_until(b'\n', &mut self.buffer);
        match read {
            Ok(_) if self.buffer.last() == Some(&b'\n') => Ok(()),
            Ok(_) => Err(self.wrong("文件在这里中断")),
            Err(error) => Err(self.wrong(&format!("无法解压（{error}）"))),
        }
    }

    fn nothing_more(&mut self) -> Result<(), BackupError> {
        self.line += 1;
        match self.input.fill_buf() {
            Ok([]) => Ok(()),
            _ => Err(self.wrong("尾行之后还有内容")),
        }
    }

    fn wrong(&self, what: &str) -> BackupError {
        BackupError::Format {
            line: self.line,
            what: what.to_owned(),
        }
    }
}
