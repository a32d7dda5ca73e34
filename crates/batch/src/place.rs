//! Files as users name them: the format by the ending, the place of a row, why one cannot be had.

use std::io;
use std::path::Path;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma separated values with a header row.
    Csv,
    /// An array of records, an object with one such array, or one record a line.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// By the ending of the file's name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Format::Csv),
            "json" | "jsonl" | "ndjson" => Some(Format::Json),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }
}

/// A place of a file as users read it: `第 3 行`, in JSON and Parquet `第 3 条记录`.
#[must_use]
pub fn place_in(file: &str, row: u64) -> String {
    place(row, is_of_records(file))
}

pub(crate) fn place(row: u64, is_record: bool) -> String {
    let unit = if is_record { "条记录" } else { "行" };
    format!("第 {row} {unit}")
}

pub(crate) fn is_of_records(file: &str) -> bool {
    let format = Format::of(Path::new(file));
    matches!(format, Some(Format::Json | Format::Parquet))
}

/// Why the system could not open, read or write a file, in Chinese where the reason is a common one.
#[must_use]
pub fn why(error: &io::Error) -> String {
    use io::ErrorKind;
    let known = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中间有一段不是文件夹",
        ErrorKind::ReadOnlyFilesystem => "所在磁盘是只读的",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘已满",
        ErrorKind::AlreadyExists => "已有同名的文件或文件夹",
        ErrorKind::UnexpectedEof => "文件不完整，后一段缺失",
        ErrorKind::InvalidData => "文件内容不是所需的格式或编码",
        ErrorKind::FileTooLarge => "文件太大",
        ErrorKind::InvalidFilename => "文件名不合规定或太长",
        ErrorKind::ResourceBusy => "文件正被占用",
        ErrorKind::BrokenPipe => "接收输出的程序已关闭",
        ErrorKind::TimedOut => "等待超时",
        _ if error.raw_os_error().is_none() => return error.to_string(),
        _ => "系统不能读写这个文件",
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_tables_and_records_of_the_others() {
        assert_eq!(place_in("a.parquet", 7), "第 7 条记录");
        assert_eq!(place_in("a.csv", 7), "第 7 行");
    }

    #[test]
    fn common_reasons_are_told_in_chinese() {
        let missing = std::fs::read("no such file").unwrap_err();
        assert_eq!(why(&missing), "没有这个文件或文件夹");
        assert_eq!(why(&io::Error::other("odd")), "odd");
        // the number of an unusual fault of the system: its English is not for users
        assert_eq!(
            why(&io::Error::from_raw_os_error(71)),
            "系统不能读写这个文件"
        );
    }
}
