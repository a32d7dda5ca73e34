//! Admitted rows become records: compared with the register and with each other, numbered, written.
//!
//! A chunk of rows costs two questions for candidates, one for households, and one bulk insert a table,
//! however many rows it has.

mod chunk;
mod write;

use access::Scope;
use base::Date;
use enrolment::people::{Admitted, MatchRule};
use store::Tx;
use store::people::candidates;

use crate::ServiceError;
use chunk::{Chunk, Who};

pub use chunk::Entered;

/// Enters rows. Each is compared with the whole pooling area: one person has one record wherever they live.
///
/// # Errors
/// [`ServiceError::Store`]; a row that cannot enter is an answer, not an error.
pub fn enter(
    tx: &mut Tx<'_>,
    scope: Scope,
    rule: &MatchRule,
    rows: &[Admitted],
    today: Date,
) -> Result<Vec<Entered>, ServiceError> {
    let whole = Scope::whole(scope.pool());
    let mut chunk = Chunk::new(rule, rows);
    let (numbers, blocks) = chunk.keys();
    for candidate in candidates::find(tx, whole, numbers, blocks)?.into_values() {
        chunk.know(Who::Register(candidate.key), candidate.profile);
    }
    chunk.judge_all();
    let keys = write::write(tx, scope, &chunk, today)?;
    Ok(chunk.entered(&keys))
}
