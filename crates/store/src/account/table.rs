//! Tables of credits and the steps of their approval. They belong to the pool, not to a county.

use access::Scope;
use base::Fen;
use enrolment::account::{CreditTable, CreditTableNo, TableState, TableStep};
use std::collections::BTreeMap;

use crate::{Session, StoreError, Tx, Value, params};

/// Records a table under study.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn add_table(tx: &mut Tx<'_>, table: &CreditTable) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO credit_table (pool, credit_table, valid_from, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, table.no, table.from, now],
    )?;
    let row = |(name, amount): (&String, &Fen)| -> Vec<Value> {
        params![pool, table.no, name.as_str(), *amount, now].to_vec()
    };
    let rows: Vec<Vec<Value>> = table.amounts.iter().map(row).collect();
    let columns = ["pool", "credit_table", "parameter", "amount", "tx_from"];
    tx.insert("credit_amount", &columns, &rows)?;
    for step in table.steps() {
        add_step(tx, table.no, step)?;
    }
    Ok(())
}

/// Records a step of the approval.
///
/// # Errors
/// [`StoreError::Guard`] where a step before it is missing.
pub fn add_step(tx: &mut Tx<'_>, no: CreditTableNo, step: &TableStep) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO credit_step (pool, credit_table, state, step_on, document, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![
            pool,
            no,
            step.state.code(),
            step.on,
            step.document.as_str(),
            now
        ],
    )?;
    Ok(())
}

/// The tables of the pool, by number.
///
/// # Errors
/// [`StoreError`].
pub fn tables(session: &mut Session<'_>, scope: Scope) -> Result<Vec<CreditTable>, StoreError> {
    let rows = session.rows(
        "SELECT credit_table, valid_from FROM credit_table WHERE pool = $1 ORDER BY credit_table",
        &params![scope.pool()],
    )?;
    let mut tables = Vec::with_capacity(rows.len());
    for row in rows {
        let no = row.no(0, CreditTableNo::new)?;
        tables.push(read(session, scope, no, row.date(1)?)?);
    }
    Ok(tables)
}

/// A table by its number.
///
/// # Errors
/// [`StoreError`].
pub fn table(
    session: &mut Session<'_>,
    scope: Scope,
    no: CreditTableNo,
) -> Result<Option<CreditTable>, StoreError> {
    let row = session.row(
        "SELECT valid_from FROM credit_table WHERE pool = $1 AND credit_table = $2",
        &params![scope.pool(), no],
    )?;
    match row {
        None => Ok(None),
        Some(row) => read(session, scope, no, row.date(0)?).map(Some),
    }
}

fn read(
    session: &mut Session<'_>,
    scope: Scope,
    no: CreditTableNo,
    from: base::Date,
) -> Result<CreditTable, StoreError> {
    let amounts = session.rows(
        "SELECT parameter, amount FROM credit_amount WHERE pool = $1 AND credit_table = $2 ORDER BY parameter",
        &params![scope.pool(), no],
    )?;
    let amounts: Result<BTreeMap<String, Fen>, StoreError> = amounts
        .iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.fen(1)?)))
        .collect();
    let steps = session.rows(
        "SELECT state, step_on, document FROM credit_step WHERE pool = $1 AND credit_table = $2 ORDER BY tx_from, step_on",
        &params![scope.pool(), no],
    )?;
    let steps: Result<Vec<TableStep>, StoreError> = steps
        .iter()
        .map(|row| {
            Ok(TableStep {
                state: row.code(0, TableState::parse)?,
                on: row.date(1)?,
                document: row.text(2)?.to_owned(),
            })
        })
        .collect();
    let mut steps = steps?;
    steps.sort_by_key(|step| step.state);
    let mut steps = steps.into_iter();
    let odd = |_| StoreError::Corrupt("a table of credits".to_owned());
    let first = steps
        .next()
        .ok_or_else(|| StoreError::Corrupt("a table of credits without study".to_owned()))?;
    let table = CreditTable::study(no, from, amounts?, (first.on, &first.document)).map_err(odd)?;
    steps.try_fold(table, |table, step| table.step(step).map_err(odd))
}
