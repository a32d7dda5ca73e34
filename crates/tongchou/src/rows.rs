//! Rows of files that name people by number or by document, and of the batches that took them in.

use base::DocumentType;
use batch::sheet::{BadRow, Flaw, SheetRow};
use enrolment::people::DocumentNumber;
use store::batch::BatchRow;

use crate::tally::table;

/// A document number in the form in which the register compares it.
///
/// # Errors
/// Where the cell is empty or no number.
pub fn document(row: &SheetRow, key: &'static str) -> Result<String, BadRow> {
    let number = row.need(key)?;
    match DocumentNumber::read(DocumentType::ResidentCard, number) {
        Ok(read) if read.is_sound() => Ok(read.canonical().to_owned()),
        // Other papers are found by the number as it is written.
        Ok(_) | Err(_) => DocumentNumber::read(DocumentType::Other, number)
            .map(|read| read.canonical().to_owned())
            .map_err(|error| row.bad(key, Flaw::Value(error.zh()))),
    }
}

/// The line of a file as the store keeps it.
pub fn line(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// A row that could not be read, as a batch keeps it.
pub fn refused(bad: &BadRow) -> BatchRow {
    BatchRow {
        line: line(bad.line),
        refused: true,
        code: bad.flaw.code().to_owned(),
        shown: bad.value.clone(),
        reason: bad.reason(),
    }
}

/// A row as one line: where it stands, what it is about, and the reason.
pub fn told(row: &BatchRow) -> String {
    match row.shown.as_str() {
        "" => format!("第 {} 行：{}", row.line, row.reason),
        shown => format!("第 {} 行（{shown}）：{}", row.line, row.reason),
    }
}

/// Prints rows that were refused or wait, a screenful of them.
pub fn print(rows: &[&BatchRow]) {
    const SHOWN: usize = 50;
    if rows.is_empty() {
        return;
    }
    let mut table = table(&["行号", "对象", "结果", "代码", "原因"]);
    for row in rows.iter().take(SHOWN) {
        let state = if row.refused {
            "未办理"
        } else {
            "待处理"
        };
        table.add_row([
            row.line.to_string(),
            row.shown.clone(),
            state.to_owned(),
            row.code.clone(),
            row.reason.clone(),
        ]);
    }
    println!("{table}");
    println!("共 {} 行，列出 {} 行。", rows.len(), rows.len().min(SHOWN));
}

/// A digest as text: what makes the same file found again.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
