//! Records from Parquet, one row after the other.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Cell, Layout, Row, Visit};
use crate::error::{Errors, Problem};

const ROWS_A_BATCH: usize = 8_192;

pub(super) fn read<T: Copy>(
    bytes: Bytes,
    layout: &Layout<T>,
    errors: &mut Errors,
    visit: Visit<'_, T>,
) {
    // The decoder asserts where a hostile file contradicts itself; that is a broken file, not our end.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_all(bytes, layout, errors, visit)));
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(why)) => errors.whole(Problem::BrokenParquet(why)),
        Err(_) => errors.whole(Problem::BrokenParquet("内容自相矛盾".to_owned())),
    }
}

fn read_all<T: Copy>(
    bytes: Bytes,
    layout: &Layout<T>,
    errors: &mut Errors,
    visit: Visit<'_, T>,
) -> Result<(), String> {
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| error.to_string())?;
    let targets: Vec<Option<T>> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| {
            layout
                .find(field.name())
                .map_err(|problem| errors.add(0, field.name(), "", problem))
                .ok()
        })
        .collect();
    let reader = builder
        .with_batch_size(ROWS_A_BATCH)
        .build()
        .map_err(|error| error.to_string())?;
    let mut place = 0_u64;
    for batch in reader {
        let batch = batch.map_err(|error| error.to_string())?;
        for index in 0..batch.num_rows() {
            place += 1;
            visit(row(place, &batch, index, &targets), errors);
        }
    }
    if place == 0 {
        errors.whole(Problem::Empty);
    }
    Ok(())
}

fn row<'a, T: Copy>(
    place: u64,
    batch: &'a RecordBatch,
    index: usize,
    targets: &[Option<T>],
) -> Row<'a, T> {
    let cells = batch
        .columns()
        .iter()
        .zip(targets)
        .filter_map(|(column, target)| Some(((*target)?, cell(column.as_ref(), index)?)))
        .collect();
    Row {
        place,
        cells,
        lines: Vec::new(),
        visits: Vec::new(),
    }
}

/// `None` for null and empty text, which both mean *not given*.
fn cell(column: &dyn Array, index: usize) -> Option<Cell<'_>> {
    if column.is_null(index) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => return text(column.as_string::<i32>().value(index)),
        DataType::LargeUtf8 => return text(column.as_string::<i64>().value(index)),
        DataType::Utf8View => return text(column.as_string_view().value(index)),
        DataType::Boolean => Cell::Bool(column.as_boolean().value(index)),
        DataType::Date32 => Cell::Day(column.as_primitive::<Date32Type>().value(index)),
        DataType::Timestamp(unit, _) => Cell::Minute(minutes(column, *unit, index)),
        _ => int(column, index)
            .map_or_else(|| Cell::Other(column.data_type().to_string()), Cell::Int),
    })
}

fn text(value: &str) -> Option<Cell<'_>> {
    if value.is_empty() {
        None
    } else {
        Some(Cell::Text(Cow::Borrowed(value)))
    }
}

fn int(column: &dyn Array, index: usize) -> Option<i64> {
    Some(match column.data_type() {
        DataType::Int8 => column.as_primitive::<Int8Type>().value(index).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(index).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(index).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(index),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(index).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(index).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(index).into(),
        DataType::UInt64 => i64::try_from(column.as_primitive::<UInt64Type>().value(index)).ok()?,
        _ => return None,
    })
}

fn minutes(column: &dyn Array, unit: TimeUnit, index: usize) -> i64 {
    match unit {
        TimeUnit::Second => column
            .as_primitive::<TimestampSecondType>()
            .value(index)
            .div_euclid(60),
        TimeUnit::Millisecond => column
            .as_primitive::<TimestampMillisecondType>()
            .value(index)
            .div_euclid(60_000),
        TimeUnit::Microsecond => column
            .as_primitive::<TimestampMicrosecondType>()
            .value(index)
            .div_euclid(60_000_000),
        TimeUnit::Nanosecond => column
            .as_primitive::<TimestampNanosecondType>()
            .value(index)
            .div_euclid(60_000_000_000),
    }
}
