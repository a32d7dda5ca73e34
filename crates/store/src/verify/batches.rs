//! Batches: what they count is what their rows say.

use super::{Check, Outcome};
use crate::{Session, StoreError};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "batch.rows",
    zh: "批次的计数与逐行结果一致",
    run: rows,
}];

fn rows(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let all = session.rows(
        "SELECT b.pool, b.batch, b.done, b.taken, b.refused, b.state, b.total, COALESCE(r.refused, 0) FROM batch b \
         LEFT JOIN (SELECT pool, batch, COUNT(*) AS refused FROM batch_row WHERE outcome = 'refused' GROUP BY pool, batch) r \
         ON r.pool = b.pool AND r.batch = b.batch ORDER BY b.pool, b.batch",
        &[],
    )?;
    for (index, row) in all.iter().enumerate() {
        let (done, taken, refused) = (row.int(2)?, row.int(3)?, row.int(4)?);
        let finished = row.text(5)? == "finished";
        let total = row.maybe_int(6)?;
        let zh = if done != taken + refused {
            "已处理行数不等于成功加退回"
        } else if refused != row.int(7)? {
            "退回行数与逐行结果不符"
        } else if finished && total.is_some_and(|total| total != done) {
            "批次标为完成，但没有处理完全部行"
        } else {
            continue;
        };
        let record = format!("batch pool={} batch={}", row.int(0)?, row.int(1)?);
        return Ok(Outcome::differs(index as u64 + 1, record, zh));
    }
    Ok(Outcome::sound(all.len() as u64))
}
