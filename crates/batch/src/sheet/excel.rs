//! Rows of the first sheet of an Excel file.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use base::Date;
use calamine::{DataRef, Reader, Xlsx, XlsxCellFormulaMetadataRecord, XlsxError};

use super::column::Column;
use super::error::{BadRow, Flaw, SheetError};
use super::fields::Fields;
use super::head::Head;
use super::lines::LONGEST_LINE;

/// A row with anything in it.
pub(super) struct ExcelRow {
    pub(super) line: u64,
    pub(super) cells: Result<Fields, BadCell>,
}

/// What makes a row unreadable, and where it stands.
pub(super) struct BadCell {
    column: u32,
    pub(super) flaw: Flaw,
}

impl BadCell {
    /// The row, told under the title that the column has in the header; under its letters where it has none.
    pub(super) fn of_row(self, line: u64, head: &Head) -> BadRow {
        let place = usize::try_from(self.column).unwrap_or(usize::MAX);
        let title = head.column_at(place).map(Column::title);
        let title = title.map_or_else(|| letters(self.column), str::to_owned);
        BadRow::cell(line, &title, "", self.flaw)
    }
}

/// Columns beyond this belong to no sheet of rows.
const MOST_COLUMNS: u32 = 256;
/// What an old Excel file, and an encrypted new one, begins with (compound file binary format).
const CONTAINER: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The bytes of a file, unless they are too many.
pub(super) fn read_bounded(input: &mut impl Read, most: u64) -> Result<Vec<u8>, SheetError> {
    let mut bytes = Vec::new();
    let bounded = input.take(most.saturating_add(1)).read_to_end(&mut bytes);
    bounded.map_err(|error| SheetError::Unreadable(crate::place::why(&error)))?;
    if bytes.len() as u64 > most {
        return Err(SheetError::TooLarge(most));
    }
    Ok(bytes)
}

/// Every row of the first sheet; `max_bytes` bounds what the file unpacks to.
pub(super) fn rows(
    bytes: Vec<u8>,
    max_rows: u64,
    max_bytes: u64,
) -> Result<Vec<ExcelRow>, SheetError> {
    let is_container = bytes.starts_with(CONTAINER);
    if !is_container {
        refuse_a_bomb(&bytes, max_bytes)?;
    }
    // The library reads what strangers send; a fault of its own must not end the server.
    let read = catch_unwind(AssertUnwindSafe(|| sheet(bytes, max_rows)));
    match read {
        Ok(Err(SheetError::BrokenExcel(_))) if is_container => Err(SheetError::OldExcel),
        Ok(read) => read,
        Err(_) => Err(SheetError::BrokenExcel("内部结构损坏".to_owned())),
    }
}

/// A small file may unpack to a huge one, whatever sizes it states: it is unpacked once into nothing.
fn refuse_a_bomb(bytes: &[u8], most: u64) -> Result<(), SheetError> {
    let broken = |_| SheetError::BrokenExcel("压缩包不完整".to_owned());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = most;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(broken)?;
        let mut bounded = entry.take(left.saturating_add(1));
        let unpacked = std::io::copy(&mut bounded, &mut std::io::sink());
        let size = unpacked.map_err(|_| SheetError::BrokenExcel("压缩数据损坏".to_owned()))?;
        left = left.checked_sub(size).ok_or(SheetError::TooLarge(most))?;
    }
    Ok(())
}

fn told(error: &XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Encrypted,
        other => SheetError::BrokenExcel(other.to_string()),
    }
}

fn sheet(bytes: Vec<u8>, max_rows: u64) -> Result<Vec<ExcelRow>, SheetError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| told(&error))?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or(SheetError::Empty)?;
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|error| told(&error))?;
    let (mut rows, mut row) = (Vec::new(), None::<Building>);
    while let Some(cell) = cells
        .next_cell_with_formula_metadata()
        .map_err(|error| told(&error))?
    {
        let same = row.as_ref().is_some_and(|row| row.row == cell.pos.0);
        if !same {
            rows.extend(row.take().and_then(Building::finish));
            if rows.len() as u64 > max_rows {
                return Err(SheetError::TooManyRows(max_rows));
            }
        }
        row.get_or_insert_with(|| Building::at(cell.pos.0))
            .add(&cell);
    }
    rows.extend(row.and_then(Building::finish));
    // the header is not counted
    if (rows.len() as u64).saturating_sub(1) > max_rows {
        return Err(SheetError::TooManyRows(max_rows));
    }
    Ok(rows)
}

/// A row whose cells arrive from the left; empty ones do not arrive at all.
struct Building {
    row: u32,
    next: u32,
    fields: Fields,
    length: usize,
    bad: Option<BadCell>,
}

impl Building {
    fn at(row: u32) -> Building {
        Building {
            row,
            next: 0,
            fields: Fields::default(),
            length: 0,
            bad: None,
        }
    }

    fn line(&self) -> u64 {
        u64::from(self.row).saturating_add(1)
    }

    fn add(&mut self, cell: &XlsxCellFormulaMetadataRecord<'_>) {
        let text = match (&cell.formula, text_of(&cell.value)) {
            (Some(_), _) => Err(Flaw::Formula),
            (None, text) => text,
        };
        let column = cell.pos.1;
        let text = match text {
            Ok(text) if text.is_empty() => return,
            Ok(_) if column < self.next || column >= MOST_COLUMNS => Err(Flaw::Cells {
                header: MOST_COLUMNS as usize,
                row: column.saturating_add(1) as usize,
            }),
            text => text,
        };
        match text {
            Ok(text) => {
                (self.next..column).for_each(|_| self.fields.push(""));
                self.fields.push(&text);
                self.next = column.saturating_add(1);
                self.length = self.length.saturating_add(text.len());
                if self.length > LONGEST_LINE {
                    self.refuse(column, Flaw::LongLine(LONGEST_LINE as u64));
                }
            }
            Err(flaw) => self.refuse(column, flaw),
        }
    }

    fn refuse(&mut self, column: u32, flaw: Flaw) {
        self.bad.get_or_insert(BadCell { column, flaw });
    }

    /// The row; `None` where nothing is in it.
    fn finish(self) -> Option<ExcelRow> {
        let line = self.line();
        match self.bad {
            Some(bad) => Some(ExcelRow {
                line,
                cells: Err(bad),
            }),
            None if self.fields.is_blank() => None,
            None => Some(ExcelRow {
                line,
                cells: Ok(self.fields),
            }),
        }
    }
}

/// `A`, `B` … `Z`, `AA` …: what Excel shows above a column.
fn letters(column: u32) -> String {
    let letter = |index: u32| char::from_u32(index.saturating_add(65)).unwrap_or('?');
    match column.checked_sub(26) {
        None => letter(column).to_string(),
        Some(rest) => format!("{}{}", letter(rest / 26), letter(rest % 26)),
    }
}

/// Digits that Excel keeps of a number.
const EXACT_DIGITS: usize = 15;

fn text_of(value: &DataRef<'_>) -> Result<String, Flaw> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        DataRef::Int(value) => exact(value.to_string()),
        DataRef::Float(value) => exact(value.to_string()),
        DataRef::Bool(value) => Ok(if *value { "是" } else { "否" }.to_owned()),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            let date = Date::from_ymd(i32::from(year), u32::from(month), u32::from(day));
            date.map(|date| date.to_string())
                .map_err(|error| Flaw::Value(error.zh()))
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Ok(text.clone()),
        DataRef::Error(error) => Err(Flaw::ExcelError(error.to_string())),
    }
}

/// An 18-digit document number typed as a number has lost its last digits.
fn exact(text: String) -> Result<String, Flaw> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > EXACT_DIGITS {
        return Err(Flaw::Digits);
    }
    Ok(text)
}
