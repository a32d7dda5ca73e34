//! Cells as values: the edge at which text ends.

use base::{Date, Fen, RegionCode};

use super::dates;
use super::error::{BadRow, Flaw};
use super::row::SheetRow;

/// A cell that is not what its column holds.
pub type CellError = BadRow;

impl SheetRow {
    /// The text of a cell that must be filled.
    ///
    /// # Errors
    /// [`Flaw::Missing`].
    pub fn need(&self, key: &str) -> Result<&str, CellError> {
        match self.get(key) {
            "" => Err(self.bad(key, Flaw::Missing)),
            text => Ok(text),
        }
    }

    /// A date; `None` where the cell is empty. `2026-01-03`, `2026/1/3`, `20260103` and `2026年1月3日`
    /// are read.
    ///
    /// # Errors
    /// [`Flaw::Value`] for any other text and for a day that the calendar lacks.
    pub fn date(&self, key: &str) -> Result<Option<Date>, CellError> {
        self.read(key, |text| {
            dates::read(text).ok_or_else(|| "日期不存在或写法不对，应如 2026-01-31。".to_owned())
        })
    }

    /// An amount in 元, as [`Fen`]; `None` where the cell is empty.
    ///
    /// # Errors
    /// [`Flaw::Value`] with what `Fen::parse_yuan` objects to.
    pub fn fen(&self, key: &str) -> Result<Option<Fen>, CellError> {
        self.read(key, |text| {
            Fen::parse_yuan(text).map_err(|error| error.zh())
        })
    }

    /// A region of 2, 4, 6, 9 or 12 digits; `None` where the cell is empty.
    ///
    /// # Errors
    /// [`Flaw::Value`].
    pub fn region(&self, key: &str) -> Result<Option<RegionCode>, CellError> {
        self.read(key, |text| {
            RegionCode::parse(text).map_err(|error| error.zh())
        })
    }

    /// A whole number; `None` where the cell is empty.
    ///
    /// # Errors
    /// [`Flaw::Value`].
    pub fn whole(&self, key: &str) -> Result<Option<i64>, CellError> {
        self.read(key, |text| {
            text.parse().map_err(|_| "应是整数。".to_owned())
        })
    }

    /// Any value that a function reads from the text of a cell; `None` where the cell is empty.
    ///
    /// # Errors
    /// [`Flaw::Value`] with the sentence of the function.
    pub fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, CellError> {
        match self.get(key) {
            "" => Ok(None),
            text => match read(text) {
                Ok(value) => Ok(Some(value)),
                Err(sentence) => Err(self.bad(key, Flaw::Value(sentence))),
            },
        }
    }
}
