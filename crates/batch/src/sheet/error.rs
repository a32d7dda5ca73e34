//! What is wrong with a sheet, or with one row of it, said so that whoever made the file can mend it.

use super::column::Column;
use crate::place::place;

/// Why a sheet cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The file cannot be opened or read.
    #[error("the file cannot be read")]
    Unreadable(String),
    /// The file's ending names no format of sheets.
    #[error("the ending of the file names no format of sheets")]
    UnknownFormat,
    /// An Excel file of before 2007, or any other binary container.
    #[error("an Excel file of the old format")]
    OldExcel,
    /// Text in UTF-16, as Excel saves `Unicode 文本`.
    #[error("text in UTF-16")]
    Utf16,
    /// An Excel file that asks for a password.
    #[error("an encrypted Excel file")]
    Encrypted,
    /// Larger than allowed, unpacked: bytes at most.
    #[error("more than {0} bytes")]
    TooLarge(u64),
    /// More rows than allowed: rows at most.
    #[error("more than {0} rows")]
    TooManyRows(u64),
    /// No complete Excel file.
    #[error("a broken Excel file")]
    BrokenExcel(String),
    /// Not even a header.
    #[error("an empty sheet")]
    Empty,
    /// The header does not fit; every flaw of it.
    #[error("{} flaws of the header", .0.len())]
    Header(Vec<HeaderFlaw>),
}

/// What is wrong with the header of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderFlaw {
    /// A column nobody asked for; the nearest known name.
    Unknown(String, Option<String>),
    /// A wanted column that is not there.
    Missing(String),
    /// A column that stands twice.
    Twice(String),
    /// A column without a name, from 1.
    Unnamed(usize),
    /// The header itself cannot be read.
    Unreadable(Flaw),
}

impl SheetError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            SheetError::Unreadable(why) => {
                format!("文件打不开或读不出（{why}），请核对路径和权限。")
            }
            SheetError::UnknownFormat => {
                "认不出文件格式，文件名请以 .csv、.tsv、.txt 或 .xlsx 结尾。".to_owned()
            }
            SheetError::OldExcel => {
                "这是旧版 Excel（.xls）或其他二进制文件，请用 Excel 另存为 .xlsx。".to_owned()
            }
            SheetError::Utf16 => {
                "这是 UTF-16 文本（Excel 的“Unicode 文本”），请另存为“CSV UTF-8”。".to_owned()
            }
            SheetError::Encrypted => {
                "这个 Excel 文件加了密码，请取消密码保护后另存再导入。".to_owned()
            }
            SheetError::TooLarge(bytes) => {
                let megabytes = bytes.div_ceil(1 << 20);
                format!("文件展开后超过 {megabytes} MB，请拆成几个文件，或改用 CSV。")
            }
            SheetError::TooManyRows(rows) => {
                format!("超过一次导入的上限 {rows} 行，请拆成几个文件。")
            }
            SheetError::BrokenExcel(why) => {
                format!("不是完整的 Excel 文件（{why}），请用 Excel 打开后另存为 .xlsx。")
            }
            SheetError::Empty => "文件里没有内容，请至少给出表头和一行。".to_owned(),
            SheetError::Header(flaws) => {
                let flaws: Vec<String> = flaws.iter().map(HeaderFlaw::zh).collect();
                format!("表头不对：{}。", flaws.join("；"))
            }
        }
    }
}

impl HeaderFlaw {
    /// The part of the sentence for users, in Chinese, without a full stop.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            HeaderFlaw::Unknown(name, Some(nearest)) => {
                format!("不认识“{}”列，是否想写“{nearest}”？", shown(name))
            }
            HeaderFlaw::Unknown(name, None) => {
                format!("不认识“{}”列，请删去或改名", shown(name))
            }
            HeaderFlaw::Missing(name) => format!("缺少“{name}”列，请补上"),
            HeaderFlaw::Twice(name) => format!("“{name}”列写了两次，请删去一个"),
            HeaderFlaw::Unnamed(place) => format!("第 {place} 列没有列名，请填写或删去这一列"),
            HeaderFlaw::Unreadable(flaw) => flaw.zh().trim_end_matches('。').to_owned(),
        }
    }
}

/// A row that was not taken, and why. The rows after it are read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, from 1; the header is a line too.
    pub line: u64,
    /// Title of the column; empty where the whole row is meant.
    pub column: String,
    /// The value, shortened, and masked where it may be the number of a document.
    pub value: String,
    /// What is wrong.
    pub flaw: Flaw,
}

impl BadRow {
    /// A row that is bad as a whole.
    pub(super) fn whole(line: u64, flaw: Flaw) -> BadRow {
        BadRow {
            line,
            column: String::new(),
            value: String::new(),
            flaw,
        }
    }

    /// A row with one bad cell of a column: its value is masked by what the column holds.
    pub(super) fn of(line: u64, column: &Column, value: &str, flaw: Flaw) -> BadRow {
        BadRow::cell(line, column.title(), &column.show(value), flaw)
    }

    /// A row with one bad cell.
    #[must_use]
    pub fn cell(line: u64, column: &str, value: &str, flaw: Flaw) -> BadRow {
        BadRow {
            line,
            column: column.to_owned(),
            value: shown(value),
            flaw,
        }
    }

    /// Line, column, value and reason, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("{}{}", place(self.line, false), self.reason())
    }

    /// The sentence without the line, for results that have a column of lines.
    #[must_use]
    pub fn reason(&self) -> String {
        let column = match self.column.as_str() {
            "" => String::new(),
            column => format!("“{column}”列"),
        };
        let value = match self.value.as_str() {
            "" => String::new(),
            value => format!("，值“{value}”"),
        };
        format!("{column}{value}：{}", self.flaw.zh())
            .trim_start_matches(['：', '，'])
            .to_owned()
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Bytes that are not valid in the encoding named.
    BrokenText(&'static str),
    /// More bytes than a line may have.
    LongLine(u64),
    /// A NUL.
    Nul,
    /// Another control character, such as a line break within a cell.
    Control,
    /// A quotation mark that is not closed, or is followed by text.
    Quotes,
    /// Another number of cells than the header has.
    Cells {
        /// Columns of the header.
        header: usize,
        /// Cells of the row.
        row: usize,
    },
    /// A cell that a spreadsheet would run.
    Formula,
    /// An Excel cell that holds an error such as `#N/A`.
    ExcelError(String),
    /// A number of more digits than Excel keeps.
    Digits,
    /// The rest of the file cannot be read.
    CutShort(String),
    /// A cell that must be filled.
    Missing,
    /// A cell that is not what the column holds; the sentence says what it should be.
    Value(String),
}

impl Flaw {
    /// A stable code for results.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Flaw::BrokenText(_) => "row.encoding",
            Flaw::LongLine(_) => "row.too_long",
            Flaw::Nul => "row.nul",
            Flaw::Control => "row.control_character",
            Flaw::Quotes => "row.quotes",
            Flaw::Cells { .. } => "row.cells",
            Flaw::Formula => "row.formula",
            Flaw::ExcelError(_) => "row.excel_error",
            Flaw::Digits => "row.digits",
            Flaw::CutShort(_) => "row.cut_short",
            Flaw::Missing => "row.missing",
            Flaw::Value(_) => "row.value",
        }
    }

    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Flaw::BrokenText(encoding) => {
                format!("有不合 {encoding} 编码的字节，请从原系统重新导出这一行。")
            }
            Flaw::LongLine(bytes) => {
                format!("这一行超过 {} KB，请核对换行和引号。", bytes / 1024)
            }
            Flaw::Nul => "含有空字符（NUL），请从原系统重新导出这一行。".to_owned(),
            Flaw::Control => "含有换行或其他控制字符，请删去后重填。".to_owned(),
            Flaw::Quotes => {
                "引号不成对，或单元格内有换行，请核对引号并把一条记录写在一行。".to_owned()
            }
            Flaw::Cells { header, row } => {
                format!("表头 {header} 列，这一行 {row} 列，请核对逗号和引号。")
            }
            Flaw::Formula => {
                "是公式或以 = + - @ 开头，可能在表格软件中被执行，请改为普通文字。".to_owned()
            }
            Flaw::ExcelError(error) => format!("单元格是 Excel 错误值 {error}，请改正后重填。"),
            Flaw::Digits => {
                "数字超过 15 位，Excel 已丢失末位，请把这一列设为“文本”格式后重填。".to_owned()
            }
            Flaw::CutShort(why) => format!("从这里起文件读不出（{why}），后面的行都没有读到。"),
            Flaw::Missing => "必须填写。".to_owned(),
            Flaw::Value(sentence) => sentence.clone(),
        }
    }
}

/// A value long enough to recognise, short enough for one line, without what a log must not hold.
pub(super) fn shown(value: &str) -> String {
    const LONGEST: usize = 40;
    let value = base::show_value(value);
    let mut text: String = value
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if value.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}
