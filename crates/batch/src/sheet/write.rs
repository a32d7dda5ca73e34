//! Sheets written for people and for import elsewhere.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::fields::would_run;
use super::scan::BOM;

/// Writes a sheet row by row as CSV, beside its place until it is complete.
///
/// The text begins with the mark of UTF-8, by which Excel knows the encoding; a cell that a spreadsheet
/// would run gets an apostrophe in front, and a row is always one line.
pub struct SheetWriter {
    file: BufWriter<tempfile::NamedTempFile>,
    path: PathBuf,
}

impl SheetWriter {
    /// Begins a file with its header; nothing stands at `path` until [`SheetWriter::finish`].
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn create(path: &Path, header: &[&str]) -> io::Result<SheetWriter> {
        let mut file = BufWriter::with_capacity(1 << 16, crate::file::beside(path)?);
        file.write_all(BOM)?;
        let mut writer = SheetWriter {
            file,
            path: path.to_owned(),
        };
        writer.row(header)?;
        Ok(writer)
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> io::Result<()> {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.file.write_all(b",")?;
            }
            self.file.write_all(safe(cell.as_ref()).as_bytes())?;
        }
        self.file.write_all(b"\n")
    }

    /// Writes a line as it stands: the bad lines of a sample.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn raw(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.write_all(line)?;
        self.file.write_all(b"\n")
    }

    /// Puts the complete file in its place.
    ///
    /// # Errors
    /// Whatever the file system reports; an older file is then still there.
    pub fn finish(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A cell on one line, that no spreadsheet runs, in quotation marks where it needs them.
fn safe(cell: &str) -> Cow<'_, str> {
    let runs = would_run(cell);
    let special = |c: char| c.is_control() || matches!(c, ',' | '"' | '\'' | ';');
    if !runs && !cell.contains(special) {
        return Cow::Borrowed(cell);
    }
    let mark = if runs { "'" } else { "" };
    let plain: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = format!("{mark}{plain}");
    if text.contains([',', '"', '\'', ';']) {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_cell_is_never_a_formula_nor_a_second_line() {
        assert_eq!(safe("=1+1"), "\"'=1+1\"");
        assert_eq!(safe(" @x"), "\"' @x\"");
        assert_eq!(safe("a\nb"), "a b");
        assert_eq!(safe("说\"好\",完"), "\"说\"\"好\"\",完\"");
        assert_eq!(safe("张甲"), "张甲");
    }
}
