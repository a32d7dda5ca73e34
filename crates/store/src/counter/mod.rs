//! What the counter keeps: visits and their lines, records of settlement, accumulators, payables, messages.
//!
//! Every reader takes many keys at once, since a batch of messages is loaded with one statement a table.

pub mod accumulator;
pub mod bill;
pub mod filing;
pub mod insured;
pub mod line;
pub mod message;
pub mod pay_first;
pub mod payable;
pub mod proof;
pub mod query;
pub mod record;
pub mod usage;
mod verify;
pub mod visit;

pub(crate) use verify::CHECKS;

use crate::Value;
use settlement::{FilingNo, RecordNo, VisitNo};

impl From<VisitNo> for Value {
    fn from(value: VisitNo) -> Self {
        Value::Int(value.get())
    }
}

impl From<FilingNo> for Value {
    fn from(value: FilingNo) -> Self {
        Value::Int(value.get())
    }
}

impl From<RecordNo> for Value {
    fn from(value: RecordNo) -> Self {
        Value::Int(value.get())
    }
}

/// Numbers as a list for `IN {ints $n}`.
fn ints<T: Copy>(numbers: &[T], get: impl Fn(T) -> i64) -> Value {
    Value::Ints(numbers.iter().map(|one| get(*one)).collect())
}
