//! Changes of what is registered, and how far each is.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, number_id};
use directory::provider::{Change, ChangeRequest, ChangeState};

use super::value::{odd, provider};
use crate::{Row, Session, StoreError, Tx, Value, params};

number_id! {
    /// A change that a provider asked for, within a pooling area.
    ChangeNo
}

impl From<ChangeNo> for Value {
    fn from(value: ChangeNo) -> Self {
        Value::Int(value.get())
    }
}

/// A change with its number and the county whose agency keeps the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChange {
    /// Its number.
    pub no: ChangeNo,
    /// The county.
    pub region: RegionCode,
    /// The change and how far it is.
    pub request: ChangeRequest,
}

/// Records a change that is asked for.
///
/// # Errors
/// [`StoreError::Guard`] for a county outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, change: &StoredChange) -> Result<(), StoreError> {
    crate::within(scope, change.region)?;
    let (pool, now, request) = (tx.pool(), tx.no(), &change.request);
    tx.run(
        "INSERT INTO provider_change (pool, change_no, provider, region, field, new_value, from_day, evidence, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            change.no,
            &request.provider,
            change.region,
            request.change.code(),
            request.change.value(),
            request.from,
            &*request.evidence,
            now
        ],
    )?;
    Ok(())
}

/// Records a step of a change, with the proposal that it follows from.
///
/// # Errors
/// [`StoreError::Guard`] where no second person decided so, where the city's turn was a county's, or for a county
/// outside the scope.
pub fn step(
    tx: &mut Tx<'_>,
    scope: Scope,
    change: &StoredChange,
    (to, on): (ChangeState, Date),
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, change.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let done = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM provider_change_step WHERE pool = $1 AND change_no = $2",
        &params![pool, change.no],
    )?;
    let place = done.map_or(Ok(0), |row| row.int(0))?;
    tx.run(
        "INSERT INTO provider_change_step (pool, change_no, step, region, state, step_on, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![pool, change.no, place, change.region, to.code(), on, proposal, now],
    )?;
    Ok(())
}

/// The changes of the scope, by number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn all(session: &mut Session<'_>, scope: Scope) -> Result<Vec<StoredChange>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT c.change_no, c.region, c.provider, c.field, c.new_value, c.from_day, c.evidence, s.state \
         FROM provider_change c LEFT JOIN provider_change_step s ON s.pool = c.pool AND s.change_no = c.change_no \
         AND s.step = (SELECT MAX(x.step) FROM provider_change_step x WHERE x.pool = c.pool AND x.change_no = c.change_no) \
         WHERE c.pool = $1 AND c.region BETWEEN $2 AND $3 ORDER BY c.change_no",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// A change by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ChangeNo,
) -> Result<Option<StoredChange>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT c.change_no, c.region, c.provider, c.field, c.new_value, c.from_day, c.evidence, s.state \
         FROM provider_change c LEFT JOIN provider_change_step s ON s.pool = c.pool AND s.change_no = c.change_no \
         AND s.step = (SELECT MAX(x.step) FROM provider_change_step x WHERE x.pool = c.pool AND x.change_no = c.change_no) \
         WHERE c.pool = $1 AND c.change_no = $4 AND c.region BETWEEN $2 AND $3",
        &params![scope.pool(), first, last, no],
    )?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StoredChange, StoreError> {
    let state = row.maybe_text(7)?.map(ChangeState::parse);
    let state = state.unwrap_or(Some(ChangeState::Requested));
    let change = Change::parse(row.text(3)?, row.text(4)?);
    Ok(StoredChange {
        no: row.no(0, ChangeNo::new)?,
        region: row.region(1)?,
        request: ChangeRequest {
            provider: provider(row, 2)?,
            change: change.ok_or_else(|| odd("a change"))?,
            from: row.date(5)?,
            evidence: row.text(6)?.into(),
            state: state.ok_or_else(|| odd("a state of a change"))?,
        },
    })
}
