//! Runs over many rows: two of the same batch at the same time.

use base::Refused;
use store::Tx;
use store::batch::{self, Batch};

use crate::ServiceError;

/// Refuses to go on with a batch that another run has moved since this one last looked. Every chunk asks this
/// first, in its own transaction, so that no row is dealt with twice.
///
/// # Errors
/// [`ServiceError::Refused`] `batch.busy`; storage.
pub fn hold(tx: &mut Tx<'_>, batch: &Batch) -> Result<(), ServiceError> {
    if batch::stands(tx, batch)? {
        return Ok(());
    }
    let zh = format!(
        "第 {} 批正由另一次运行办理，本次已停下，没有重复办理；请等它结束后再运行同一条命令。",
        batch.no
    );
    Err(Refused::new("batch.busy", zh).into())
}
