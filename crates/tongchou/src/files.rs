//! Files of results: one row for each row of a batch.

use std::path::{Path, PathBuf};

use anyhow::Result;
use batch::sheet::{OutcomeWriter, RowOutcome};

use crate::exit::unwritable;

/// A file of results, where one is asked for.
pub struct Results {
    writer: Option<OutcomeWriter>,
    path: PathBuf,
}

impl Results {
    /// Begins the file.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn create(path: Option<&Path>) -> Result<Results> {
        let writer = path.map(OutcomeWriter::create).transpose();
        let path = path.map(Path::to_owned).unwrap_or_default();
        let writer = writer.map_err(|error| unwritable(&path, &error))?;
        Ok(Results { writer, path })
    }

    /// Whether a file was asked for.
    pub const fn is_wanted(&self) -> bool {
        self.writer.is_some()
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn row(&mut self, row: &RowOutcome) -> Result<()> {
        let written = self
            .writer
            .as_mut()
            .map_or(Ok(()), |writer| writer.row(row));
        Ok(written.map_err(|error| unwritable(&self.path, &error))?)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> Result<()> {
        let ended = self.writer.map_or(Ok(()), OutcomeWriter::finish);
        Ok(ended.map_err(|error| unwritable(&self.path, &error))?)
    }
}
