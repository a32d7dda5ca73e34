//! Tables as an Excel workbook, one sheet each.

use base::{Date, Fen};
use rust_xlsxwriter::{
    ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{Cell, Kind, Table, WriteError};

/// Excel takes at most this many characters as the name of a sheet.
const LONGEST_NAME: usize = 31;

/// The tables as a workbook: headings frozen, amounts as numbers with two decimals, texts never formulas.
///
/// # Errors
/// [`WriteError`] where a sheet has more rows than Excel holds, or the writer fails.
pub fn excel(tables: &[Table]) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    for (number, table) in tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        let named = sheet.set_name(name(&table.title, number)).map(|_| ());
        named
            .and_then(|()| fill(sheet, table))
            .map_err(|error| WriteError(error.to_string()))?;
    }
    workbook
        .save_to_buffer()
        .map_err(|error| WriteError(error.to_string()))
}

/// A name that Excel takes and that no other sheet has.
fn name(title: &str, number: usize) -> String {
    let clean = |c: &char| !"[]:*?/\\'".contains(*c);
    let number = (number + 1).to_string();
    let room = LONGEST_NAME - number.len() - 1;
    let title: String = title.chars().filter(clean).take(room).collect();
    format!("{number} {title}")
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, &table.title, &bold)?;
    let head = bold
        .clone()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center);
    for (column, heading) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(1, column, &heading.title, &head)?;
        sheet.set_column_width(column, width(heading.kind))?;
    }
    let mut line = 2;
    for row in &table.rows {
        for (column, cell) in (0_u16..).zip(row) {
            write(sheet, line, column, cell)?;
        }
        line += 1;
    }
    for note in &table.notes {
        sheet.write_string(line, 0, note)?;
        line += 1;
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

fn width(kind: Kind) -> u32 {
    match kind {
        Kind::Text => 24,
        Kind::Money => 18,
        Kind::Number | Kind::Date | Kind::Percent => 12,
    }
}

fn write(sheet: &mut Worksheet, line: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let format = |code: &str| Format::new().set_num_format(code);
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(line, column, text)?,
        Cell::Money(amount) => {
            sheet.write_number_with_format(line, column, yuan(*amount), &format("#,##0.00"))?
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(line, column, whole(*number), &format("0"))?
        }
        Cell::Percent(points) => {
            let share = whole(*points) / 10_000.0;
            sheet.write_number_with_format(line, column, share, &format("0.00%"))?
        }
        Cell::Date(date) => match excel_date(*date) {
            Some(day) => {
                sheet.write_datetime_with_format(line, column, &day, &format("yyyy-mm-dd"))?
            }
            None => sheet.write_string(line, column, date.to_string())?,
        },
    };
    Ok(())
}

/// A cell of Excel is a double: it holds every amount of the platform (up to 10^15 分) so exactly that
/// two decimals are right. The figure of record is the one in the books.
fn yuan(amount: Fen) -> f64 {
    whole(amount.get()) / 100.0
}

#[allow(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn whole(number: i64) -> f64 {
    number as f64
}

/// Excel knows no day before 1900.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Column;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn a_workbook_holds_numbers_and_no_formula() {
        let columns = vec![
            Column::text("项目"),
            Column::money("金额"),
            Column::percent("占比"),
        ];
        let mut table = Table::new("收支表[2026]：寿县", columns);
        table.push(vec![
            "=cmd()".into(),
            Fen::new(123_456_789_012_345).into(),
            Cell::Percent(753),
        ]);
        table.note("单位：元。");
        let bytes = excel(&[table.clone(), table]).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(
            book.sheet_names(),
            ["1 收支表2026：寿县", "2 收支表2026：寿县"]
        );
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(
            range.get_value((2, 0)),
            Some(&Data::String("=cmd()".to_owned()))
        );
        assert_eq!(
            range.get_value((2, 1)),
            Some(&Data::Float(1_234_567_890_123.45))
        );
        assert_eq!(range.get_value((2, 2)), Some(&Data::Float(0.0753)));
        assert_eq!(
            range.get_value((3, 0)),
            Some(&Data::String("单位：元。".to_owned()))
        );
    }
}
