//! What a person must look at.

use access::{Scope, UserName};
use base::{BatchNo, Date, RegionCode};

use crate::{Row, Session, StoreError, Tx, Value, params, within};

base::number_id! {
    /// Something that a person must look at.
    WorkNo
}

/// Something about to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWork {
    /// Whose people look at it.
    pub region: RegionCode,
    /// What it is about: the stable code of the reason.
    pub kind: String,
    /// The number of the record, where there is one.
    pub subject: Option<i64>,
    /// What it is about, masked.
    pub shown: String,
    /// What the row said, JSON; personal data, shown only to who may see it.
    pub body: String,
    /// The sentence for users, in Chinese.
    pub reason: String,
    /// The row of a list that it came from.
    pub source: Option<(BatchNo, i64)>,
}

/// Something that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its number.
    pub no: WorkNo,
    /// What it says.
    pub new: NewWork,
    /// When it was opened.
    pub opened: Date,
    /// When, by whom and how it was closed.
    pub closed: Option<(Date, UserName, String)>,
}

/// Opens work.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn open(tx: &mut Tx<'_>, scope: Scope, items: &[NewWork], on: Date) -> Result<(), StoreError> {
    if items.is_empty() {
        return Ok(());
    }
    let first = tx.take(
        "people_work",
        u32::try_from(items.len()).unwrap_or(u32::MAX),
    )?;
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(items.len());
    for (no, item) in (first..).zip(items) {
        within(scope, item.region)?;
        let row: [Value; 13] = params![
            pool,
            no,
            item.region,
            item.kind.as_str(),
            item.subject,
            item.shown.as_str(),
            item.body.as_str(),
            item.reason.as_str(),
            on,
            item.source.map(|(batch, _)| batch),
            item.source.map(|(_, line)| line),
            "open",
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "item",
        "region",
        "kind",
        "subject",
        "shown",
        "body",
        "reason",
        "opened_on",
        "batch",
        "line",
        "state",
        "tx_from",
    ];
    tx.insert("people_work", &columns, &rows)
}

/// Closes work.
///
/// # Errors
/// As [`open`]; [`StoreError::Conflict`] where it is not open in the scope.
pub fn close(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: WorkNo,
    (on, by): (Date, &UserName),
    resolution: &str,
) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE people_work SET state = 'closed', closed_on = $3, closed_by = $4, resolution = $5, tx_closed = $6 \
         WHERE pool = $1 AND item = $2 AND state = 'open' AND region BETWEEN $7 AND $8",
        &params![pool, no.get(), on, by, resolution, now, first, last],
    )
}

/// The open work of the scope, by number.
///
/// # Errors
/// As [`open`].
pub fn waiting(
    session: &mut Session<'_>,
    scope: Scope,
    limit: i64,
) -> Result<Vec<Work>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT item, region, kind, subject, shown, body, reason, opened_on, batch, line, closed_on, closed_by, resolution \
         FROM people_work WHERE pool = $1 AND state = 'open' AND region BETWEEN $2 AND $3 ORDER BY item LIMIT $4",
        &params![scope.pool(), first, last, limit],
    )?;
    rows.iter().map(work).collect()
}

/// One piece of work of the scope.
///
/// # Errors
/// As [`open`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: WorkNo,
) -> Result<Option<Work>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT item, region, kind, subject, shown, body, reason, opened_on, batch, line, closed_on, closed_by, resolution \
         FROM people_work WHERE pool = $1 AND item = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(work).transpose()
}

fn work(row: &Row) -> Result<Work, StoreError> {
    let batch = row.maybe_int(8)?.and_then(BatchNo::new);
    let closed = match row.maybe_date(10)? {
        Some(on) => Some((
            on,
            row.code(11, |user| UserName::new(user).ok())?,
            row.text(12)?.to_owned(),
        )),
        None => None,
    };
    Ok(Work {
        no: row.no(0, WorkNo::new)?,
        new: NewWork {
            region: row.region(1)?,
            kind: row.text(2)?.to_owned(),
            subject: row.maybe_int(3)?,
            shown: row.text(4)?.to_owned(),
            body: row.text(5)?.to_owned(),
            reason: row.text(6)?.to_owned(),
            source: batch.zip(row.maybe_int(9)?),
        },
        opened: row.date(7)?,
        closed,
    })
}
