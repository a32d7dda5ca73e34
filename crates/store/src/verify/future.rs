//! Transactions to come: no record was written or closed by one that is not there yet.

use super::references::named;
use super::{Check, Outcome};
use crate::{OPEN_TX, Session, StoreError, params, pool, schema};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "tx.future",
    zh: "没有记录由尚不存在的事务写入或结束",
    run: future,
}];

/// Seals cover what transactions have written and closed up to the last; a row that names a later one would
/// escape them.
fn future(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for table in schema::tables(session)? {
        let has = |column: &str| table.names().any(|name| name == column);
        let named_by = ["tx_from", "tx_to"]
            .into_iter()
            .filter(|column| has(column));
        for column in named_by.filter(|_| has("pool")) {
            // names of the schema, which the migrations gave.
            let key = table.key.join(", ");
            let sql = format!(
                "SELECT {key} FROM {name} WHERE pool = $1 AND {column} <> $2 AND {column} > \
                 (SELECT COALESCE(MAX(t.tx), 0) FROM tx t WHERE t.pool = $1) ORDER BY {key} LIMIT 1",
                name = table.name,
            );
            for (pool, _) in pool::all(session)? {
                examined += 1;
                if let Some(row) = session.rows(&sql, &params![pool, OPEN_TX])?.first() {
                    let record = named(&table, row);
                    let zh = "由尚不存在的事务写入或结束";
                    return Ok(Outcome::differs(examined, record, zh));
                }
            }
        }
    }
    Ok(Outcome::sound(examined))
}
