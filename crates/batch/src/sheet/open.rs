//! Opening a sheet and walking through it.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::column::Column;
use super::error::{BadRow, Flaw, HeaderFlaw, SheetError};
use super::excel::{self, ExcelRow};
use super::fields::{self, Fields};
use super::head::Head;
use super::lines::{LONGEST_LINE, Lines};
use super::row::SheetRow;
use super::scan::{self, BOM, Charset, FileDigest};
use crate::place::why;
use crate::text::Encoding;

/// What a sheet is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// Text with commas between the cells.
    Csv,
    /// Text with tabs, bars or commas between the cells, as banks send it.
    Text,
    /// Excel since 2007.
    Excel,
}

impl SheetFormat {
    /// By the ending of the file's name.
    ///
    /// # Errors
    /// [`SheetError::OldExcel`] for `.xls` and [`SheetError::UnknownFormat`].
    pub fn of(path: &Path) -> Result<SheetFormat, SheetError> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or("").to_ascii_lowercase().as_str() {
            "csv" => Ok(SheetFormat::Csv),
            "tsv" | "txt" => Ok(SheetFormat::Text),
            "xlsx" | "xlsm" => Ok(SheetFormat::Excel),
            "xls" | "et" => Err(SheetError::OldExcel),
            _ => Err(SheetError::UnknownFormat),
        }
    }

    const fn delimiters(self) -> &'static [char] {
        match self {
            SheetFormat::Text => &['\t', '|', ',', ';'],
            SheetFormat::Csv | SheetFormat::Excel => &[',', '\t', ';', '|'],
        }
    }
}

/// Bounds and the encoding of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetOptions {
    /// Encoding of a text file.
    pub encoding: Encoding,
    /// Rows at most, the header not counted; a file with more is refused whole.
    pub max_rows: u64,
    /// Bytes of an Excel file at most, unpacked. Excel files are held in memory.
    pub max_excel_bytes: u64,
}

impl Default for SheetOptions {
    /// 5,000,000 rows; 256 MB of Excel.
    fn default() -> Self {
        Self {
            encoding: Encoding::Detect,
            max_rows: 5_000_000,
            max_excel_bytes: 256 << 20,
        }
    }
}

/// What is read from: a file, or bytes that were uploaded.
trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

enum Rows {
    Text {
        lines: Lines<BufReader<Box<dyn Input>>>,
        charset: Charset,
        delimiter: char,
        fields: Fields,
    },
    Excel(std::vec::IntoIter<ExcelRow>),
}

/// A sheet with a header that fits, being read. Iterate over it: one item a row, good or bad; empty rows
/// are passed over.
pub struct Sheet {
    head: Arc<Head>,
    rows: Rows,
    digest: FileDigest,
    count: u64,
    ended: bool,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet")
            .field("digest", &self.digest)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl Sheet {
    /// Opens a file: reads it once for its digest and its number of rows, then its header.
    ///
    /// # Errors
    /// [`SheetError`]: nothing of the file was then taken.
    pub fn open(
        path: &Path,
        columns: &[Column],
        options: &SheetOptions,
    ) -> Result<Sheet, SheetError> {
        let format = SheetFormat::of(path)?;
        let unreadable = |error: std::io::Error| SheetError::Unreadable(why(&error));
        let is_file = std::fs::metadata(path).map_err(unreadable)?.is_file();
        if !is_file {
            return Err(SheetError::Unreadable("不是普通文件".to_owned()));
        }
        let file = std::fs::File::open(path).map_err(unreadable)?;
        Self::of(Box::new(file), format, columns, options)
    }

    /// The same over bytes, such as an uploaded file.
    ///
    /// # Errors
    /// As [`Sheet::open`].
    pub fn from_bytes(
        bytes: Vec<u8>,
        format: SheetFormat,
        columns: &[Column],
        options: &SheetOptions,
    ) -> Result<Sheet, SheetError> {
        let input = Box::new(std::io::Cursor::new(bytes));
        Self::of(input, format, columns, options)
    }

    fn of(
        input: Box<dyn Input>,
        format: SheetFormat,
        columns: &[Column],
        options: &SheetOptions,
    ) -> Result<Sheet, SheetError> {
        match format {
            SheetFormat::Excel => Self::excel(input, columns, options),
            SheetFormat::Csv | SheetFormat::Text => Self::text(input, format, columns, options),
        }
    }

    fn text(
        mut input: Box<dyn Input>,
        format: SheetFormat,
        columns: &[Column],
        options: &SheetOptions,
    ) -> Result<Sheet, SheetError> {
        let unreadable = |error: std::io::Error| SheetError::Unreadable(why(&error));
        let scan = scan::scan(BufReader::new(&mut input)).map_err(unreadable)?;
        if scan.utf16 {
            return Err(SheetError::Utf16);
        }
        let count = scan.filled.checked_sub(1).ok_or(SheetError::Empty)?;
        if count > options.max_rows {
            return Err(SheetError::TooManyRows(options.max_rows));
        }
        let charset = match options.encoding {
            Encoding::Detect => scan.charset,
            Encoding::Utf8 => Charset::Utf8,
            Encoding::Gb18030 => Charset::Gb18030,
        };
        input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input));
        let (delimiter, names) = header(&mut lines, charset, format)?;
        Ok(Sheet {
            head: Arc::new(Head::of(&names, columns)?),
            rows: Rows::Text {
                lines,
                charset,
                delimiter,
                fields: names,
            },
            digest: scan.digest,
            count,
            ended: false,
        })
    }

    fn excel(
        mut input: Box<dyn Input>,
        columns: &[Column],
        options: &SheetOptions,
    ) -> Result<Sheet, SheetError> {
        let bytes = excel::read_bounded(&mut input, options.max_excel_bytes)?;
        let digest = FileDigest::of(&bytes);
        let rows = excel::rows(bytes, options.max_rows, options.max_excel_bytes)?;
        let mut rows = rows.into_iter();
        let names = match rows.next().ok_or(SheetError::Empty)?.cells {
            Ok(names) => names,
            Err(bad) => return Err(SheetError::Header(vec![HeaderFlaw::Unreadable(bad.flaw)])),
        };
        Ok(Sheet {
            head: Arc::new(Head::of(&names, columns)?),
            count: rows.len() as u64,
            rows: Rows::Excel(rows),
            digest,
            ended: false,
        })
    }

    /// SHA-256 of the file's bytes.
    #[must_use]
    pub const fn digest(&self) -> FileDigest {
        self.digest
    }

    /// How many rows there are to come after the header, at most.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.count
    }

    /// Whether the header has the wanted column of a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        let mut columns = self.head.columns.iter();
        let index = columns.position(|column| column.key == key);
        index.is_some_and(|index| self.head.place(index).is_some())
    }
}

/// The first line that is not empty, split into names.
fn header(
    lines: &mut Lines<BufReader<Box<dyn Input>>>,
    charset: Charset,
    format: SheetFormat,
) -> Result<(char, Fields), SheetError> {
    let unreadable = |error: std::io::Error| SheetError::Unreadable(why(&error));
    let bad = |flaw| SheetError::Header(vec![HeaderFlaw::Unreadable(flaw)]);
    loop {
        if !lines.advance(|_| ()).map_err(unreadable)? {
            return Err(SheetError::Empty);
        }
        if lines.number == 1 && lines.bytes.starts_with(BOM) {
            lines.bytes.drain(..BOM.len());
        }
        if scan::is_blank(&lines.bytes) {
            continue;
        }
        let mut names = Fields::default();
        let text = decoded(lines, charset).map_err(bad)?;
        let delimiter = fields::delimiter(&text, format.delimiters());
        fields::split(&text, delimiter, &mut names).map_err(bad)?;
        return Ok((delimiter, names));
    }
}

/// The line as text. A NUL is told before anything else: it shows that the file is not text.
fn decoded<R>(lines: &Lines<R>, charset: Charset) -> Result<std::borrow::Cow<'_, str>, Flaw> {
    if lines.too_long {
        return Err(Flaw::LongLine(LONGEST_LINE as u64));
    }
    if lines.bytes.contains(&0) {
        return Err(Flaw::Nul);
    }
    match charset {
        Charset::Utf8 => match std::str::from_utf8(&lines.bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(Flaw::BrokenText("UTF-8")),
        },
        Charset::Gb18030 => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(&lines.bytes)
            .ok_or(Flaw::BrokenText("GB18030")),
    }
}

impl Iterator for Sheet {
    type Item = Result<SheetRow, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match &mut self.rows {
                Rows::Excel(rows) => {
                    let row = rows.next()?;
                    let taken = |mut cells: Fields| {
                        cells.pad(self.head.width());
                        SheetRow::of(row.line, &cells, &self.head)
                    };
                    let cells = row.cells.map_err(|bad| bad.of_row(row.line, &self.head));
                    return Some(cells.and_then(taken));
                }
                Rows::Text {
                    lines,
                    charset,
                    delimiter,
                    fields,
                } => {
                    match lines.advance(|_| ()) {
                        Ok(true) => (),
                        Ok(false) => self.ended = true,
                        Err(error) => {
                            self.ended = true;
                            let line = lines.number.saturating_add(1);
                            return Some(Err(BadRow::whole(line, Flaw::CutShort(why(&error)))));
                        }
                    }
                    if self.ended || scan::is_blank(&lines.bytes) {
                        continue;
                    }
                    let line = lines.number;
                    let split = decoded(lines, *charset)
                        .and_then(|text| fields::split(&text, *delimiter, fields));
                    return match split {
                        Ok(()) if fields.is_blank() => continue,
                        Ok(()) => Some(SheetRow::of(line, fields, &self.head)),
                        Err(flaw) => Some(Err(BadRow::whole(line, flaw))),
                    };
                }
            }
        }
        None
    }
}
