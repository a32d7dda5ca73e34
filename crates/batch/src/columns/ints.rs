//! Columns of whole numbers, as narrow as their files have them.

use arrow::array::{Array, ArrayRef, AsArray, Int8Array, Int16Array, Int32Array, Int64Array};
use arrow::buffer::ScalarBuffer;
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type,
};
use benefit::claim::NONE;

/// A column of whole numbers.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the width is the documentation")]
pub enum Ints {
    I8(ScalarBuffer<i8>),
    I16(ScalarBuffer<i16>),
    I32(ScalarBuffer<i32>),
    I64(ScalarBuffer<i64>),
}

/// Runs the same code over whichever width a column has; inside, `$values` is a slice.
macro_rules! each_width {
    ($ints:expr, $values:ident => $body:expr) => {
        match $ints {
            $crate::columns::ints::Ints::I8($values) => $body,
            $crate::columns::ints::Ints::I16($values) => $body,
            $crate::columns::ints::Ints::I32($values) => $body,
            #[allow(clippy::useless_conversion, reason = "the other widths need it")]
            $crate::columns::ints::Ints::I64($values) => $body,
        }
    };
}

pub(crate) use each_width;

impl Ints {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        each_width!(self, values => values.len())
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; [`NONE`] out of range.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        each_width!(self, values => values.get(row).map_or(NONE, |value| i64::from(*value)))
    }

    /// Sum of all values, which the caller knows to stay within 64 bits.
    #[must_use]
    pub fn sum(&self) -> i64 {
        each_width!(self, values => values.iter().map(|value| i64::from(*value)).sum())
    }

    /// Smallest and largest value; `None` without rows.
    #[must_use]
    pub fn bounds(&self) -> Option<(i64, i64)> {
        each_width!(self, values => {
            let least = values.iter().min()?;
            let most = values.iter().max()?;
            Some((i64::from(*least), i64::from(*most)))
        })
    }

    /// A column from an Arrow array without copying where it has no nulls; nulls become [`NONE`].
    pub(crate) fn from_array(array: &ArrayRef) -> Option<Ints> {
        if array.null_count() > 0 {
            let wide = (0..array.len()).map(|row| number(array.as_ref(), row));
            return wide
                .collect::<Option<Vec<i64>>>()
                .map(|values| Ints::I64(values.into()));
        }
        Some(match array.data_type() {
            DataType::Int8 => Ints::I8(array.as_primitive::<Int8Type>().values().clone()),
            DataType::Int16 => Ints::I16(array.as_primitive::<Int16Type>().values().clone()),
            DataType::Int32 => Ints::I32(array.as_primitive::<Int32Type>().values().clone()),
            DataType::Date32 => Ints::I32(array.as_primitive::<Date32Type>().values().clone()),
            DataType::Int64 => Ints::I64(array.as_primitive::<Int64Type>().values().clone()),
            _ => {
                let wide = (0..array.len()).map(|row| number(array.as_ref(), row));
                Ints::I64(wide.collect::<Option<Vec<i64>>>()?.into())
            }
        })
    }

    pub(crate) fn to_array(&self) -> ArrayRef {
        use std::sync::Arc;
        match self {
            Ints::I8(values) => Arc::new(Int8Array::new(values.clone(), None)),
            Ints::I16(values) => Arc::new(Int16Array::new(values.clone(), None)),
            Ints::I32(values) => Arc::new(Int32Array::new(values.clone(), None)),
            Ints::I64(values) => Arc::new(Int64Array::new(values.clone(), None)),
        }
    }

    /// Some of the rows, without copying.
    pub(crate) fn slice(&self, from: usize, count: usize) -> Ints {
        match self {
            Ints::I8(values) => Ints::I8(values.slice(from, count)),
            Ints::I16(values) => Ints::I16(values.slice(from, count)),
            Ints::I32(values) => Ints::I32(values.slice(from, count)),
            Ints::I64(values) => Ints::I64(values.slice(from, count)),
        }
    }

    /// All batches of one column one behind the other, as wide as the widest.
    pub(crate) fn joined(parts: &[Ints]) -> Ints {
        fn all<T: Copy>(parts: &[Ints], slice: impl Fn(&Ints) -> Option<&[T]>) -> Option<Vec<T>> {
            let mut values = Vec::with_capacity(parts.iter().map(Ints::len).sum());
            for part in parts {
                values.extend_from_slice(slice(part)?);
            }
            Some(values)
        }
        let narrow = match parts.first() {
            Some(Ints::I8(_)) => all(parts, Ints::as_i8).map(|v| Ints::I8(v.into())),
            Some(Ints::I16(_)) => all(parts, Ints::as_i16).map(|v| Ints::I16(v.into())),
            Some(Ints::I32(_)) => all(parts, Ints::as_i32).map(|v| Ints::I32(v.into())),
            _ => None,
        };
        narrow.unwrap_or_else(|| {
            let wide = parts
                .iter()
                .flat_map(|part| (0..part.len()).map(|row| part.get(row)));
            Ints::I64(wide.collect::<Vec<i64>>().into())
        })
    }

    /// The values where they are 8 bits wide.
    #[must_use]
    pub fn as_i8(&self) -> Option<&[i8]> {
        if let Ints::I8(values) = self {
            Some(values)
        } else {
            None
        }
    }

    /// The values where they are 16 bits wide.
    #[must_use]
    pub fn as_i16(&self) -> Option<&[i16]> {
        if let Ints::I16(values) = self {
            Some(values)
        } else {
            None
        }
    }

    /// The values where they are 32 bits wide.
    #[must_use]
    pub fn as_i32(&self) -> Option<&[i32]> {
        if let Ints::I32(values) = self {
            Some(values)
        } else {
            None
        }
    }

    /// The values where they are 64 bits wide.
    #[must_use]
    pub fn as_i64(&self) -> Option<&[i64]> {
        if let Ints::I64(values) = self {
            Some(values)
        } else {
            None
        }
    }
}

fn number(array: &dyn Array, row: usize) -> Option<i64> {
    if array.is_null(row) {
        return Some(NONE);
    }
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::Boolean => array.as_boolean().value(row).into(),
        _ => return None,
    })
}
