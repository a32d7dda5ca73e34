//! Settlement lists (4101, 4102) in versions.

mod read;
mod row;
mod verify;
mod write;

pub use read::{Page, find, heads_of, last_number, of_institution};
pub use row::{
    DiagnosisRow, Head, LineRow, ListRow, NewVersion, OperationRow, Payer, PayerRow, StepRow,
    Version,
};
pub(crate) use verify::CHECKS;
pub use write::{step, upload};

use settlement::list::ListNo;

use crate::Value;

impl From<ListNo> for Value {
    fn from(value: ListNo) -> Self {
        Value::Int(value.get())
    }
}
