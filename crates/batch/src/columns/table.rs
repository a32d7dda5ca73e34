//! Named columns of whole numbers from and to Parquet.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::Ints;
use crate::error::{Errors, Problem, ReadErrors};
use crate::file::write_whole;

const ROWS_A_BATCH: usize = 1 << 15;
const ROW_GROUP: usize = 250_000;

/// Reads named columns of a Parquet file, batch by batch.
pub struct TableReader {
    file: String,
    reader: ParquetRecordBatchReader,
    /// For each wanted column its place in the batches.
    places: Vec<usize>,
    rows: usize,
}

impl TableReader {
    /// Opens a file for these columns.
    ///
    /// # Errors
    /// A file that is not complete Parquet, or lacks a column.
    pub fn open(path: &Path, names: &[&str]) -> Result<TableReader, ReadErrors> {
        let name = path.to_string_lossy();
        let opened = File::open(path).map_err(|error| Problem::Unreadable(error.to_string()));
        let builder = opened.and_then(|file| {
            ParquetRecordBatchReaderBuilder::try_new(file)
                .map_err(|error| Problem::BrokenParquet(error.to_string()))
        });
        let builder = builder.map_err(|problem| whole(&name, problem))?;
        let mut errors = Errors::of(&name);
        let mut wanted = Vec::with_capacity(names.len());
        for column in names {
            match builder.schema().index_of(column) {
                Ok(index) => wanted.push(index),
                Err(_) => errors.add(0, column, "", Problem::Missing),
            }
        }
        errors.unless_any(())?;
        let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        // A projection keeps the order of the file: a column stands behind those before it there.
        let places = wanted
            .iter()
            .map(|own| wanted.iter().filter(|other| *other < own).count())
            .collect();
        let reader = builder
            .with_projection(mask)
            .with_batch_size(ROWS_A_BATCH)
            .build()
            .map_err(|error| whole(&name, Problem::BrokenParquet(error.to_string())))?;
        Ok(TableReader {
            file: name.into_owned(),
            reader,
            places,
            rows,
        })
    }

    /// Number of rows that the file claims to have.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The next batch, its columns in the order in which they were asked for.
    ///
    /// # Errors
    /// A broken file, or a column that does not hold whole numbers.
    pub fn next_batch(&mut self) -> Result<Option<Vec<Ints>>, ReadErrors> {
        let Some(batch) = self.reader.next() else {
            return Ok(None);
        };
        let batch =
            batch.map_err(|error| whole(&self.file, Problem::BrokenParquet(error.to_string())))?;
        let mut columns = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let array = batch.column(*place);
            let ints = Ints::from_array(array).ok_or_else(|| {
                let mut errors = Errors::of(&self.file);
                let schema = batch.schema();
                let (name, found) = (schema.field(*place).name(), array.data_type().to_string());
                errors.add(0, name, &found, Problem::Type("整数"));
                errors.into_report()
            })?;
            columns.push(ints);
        }
        Ok(Some(columns))
    }

    /// All rows of every column, one behind the other.
    ///
    /// # Errors
    /// As [`TableReader::next_batch`].
    pub fn read_all(mut self) -> Result<Vec<Ints>, ReadErrors> {
        let mut parts: Vec<Vec<Ints>> = vec![Vec::new(); self.places.len()];
        while let Some(batch) = self.next_batch()? {
            parts
                .iter_mut()
                .zip(batch)
                .for_each(|(column, part)| column.push(part));
        }
        Ok(parts.iter().map(|column| Ints::joined(column)).collect())
    }
}

fn whole(file: &str, problem: Problem) -> ReadErrors {
    let mut errors = Errors::of(file);
    errors.whole(problem);
    errors.into_report()
}

/// Writes columns of equal length, whole or not at all.
///
/// # Errors
/// Whatever the file system reports, or columns of different lengths.
pub fn write_table(path: &Path, columns: &[(&str, Ints)]) -> io::Result<()> {
    let arrays: Vec<_> = columns.iter().map(|(_, ints)| ints.to_array()).collect();
    let fields = columns.iter().zip(&arrays);
    let fields: Vec<Field> = fields
        .map(|((name, _), array)| Field::new(*name, array.data_type().clone(), false))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let rows = columns.first().map_or(0, |(_, ints)| ints.len());
    write_whole(path, |out| {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        for from in (0..rows).step_by(ROW_GROUP) {
            let count = ROW_GROUP.min(rows - from);
            let arrays = columns
                .iter()
                .map(|(_, ints)| ints.slice(from, count).to_array());
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays.collect());
            writer.write(&batch.map_err(io::Error::other)?)?;
        }
        writer.close()?;
        Ok(())
    })
}
