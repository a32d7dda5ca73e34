//! Work items that a person of the agency decides, and choices of track.

use access::Scope;
use base::{Date, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::regime::{Residence, TrackCase};

use super::Key;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

base::number_id! {
    /// A work item.
    ItemNo
}

/// A work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItem {
    /// Its number.
    pub no: ItemNo,
    /// Where.
    pub region: RegionCode,
    /// What: `half_complete`, `contested`.
    pub kind: String,
    /// Whom it is about.
    pub person: PersonNo,
    /// The enrolment it is about, where there is one.
    pub subject: Option<i64>,
    /// JSON with what is known; never a name or an identity number.
    pub body: String,
    /// How it was decided, once it was.
    pub outcome: Option<String>,
}

/// Opens a work item.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn open(
    tx: &mut Tx<'_>,
    region: RegionCode,
    kind: &str,
    person: PersonNo,
    subject: Option<i64>,
    body: &str,
) -> Result<ItemNo, StoreError> {
    let no = tx.next("work_item", ItemNo::new)?;
    let values = params![
        tx.pool(),
        no.get(),
        region,
        kind,
        person,
        subject,
        body,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO work_item (pool, item, region, kind, person, subject, body, state, outcome, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', NULL, $8, $9)",
        &values,
    )?;
    Ok(no)
}

/// Closes an open work item with its outcome.
///
/// # Errors
/// [`StoreError::Conflict`] where it is not open or outside the scope.
pub fn decide(
    tx: &mut Tx<'_>,
    scope: Scope,
    item: &WorkItem,
    outcome: &str,
) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let close = params![tx.pool(), item.no.get(), tx.no(), first, last];
    tx.run_one(
        "UPDATE work_item SET tx_to = $3 WHERE pool = $1 AND item = $2 AND tx_to = 9223372036854775807 \
         AND state = 'open' AND region BETWEEN $4 AND $5",
        &close,
    )?;
    let values = params![
        tx.pool(),
        item.no.get(),
        item.region,
        item.kind.as_str(),
        item.person,
        item.subject,
        item.body.as_str(),
        outcome,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO work_item (pool, item, region, kind, person, subject, body, state, outcome, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'decided', $8, $9, $10)",
        &values,
    )?;
    Ok(())
}

/// A work item by its number, open or decided.
///
/// # Errors
/// As [`open`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ItemNo,
) -> Result<Option<WorkItem>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT item, region, kind, person, subject, body, outcome FROM work_item WHERE pool = $1 AND item = $2 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The open work items of a kind, by number.
///
/// # Errors
/// As [`open`].
pub fn open_items(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
) -> Result<Vec<WorkItem>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT item, region, kind, person, subject, body, outcome FROM work_item WHERE pool = $1 AND kind = $2 \
         AND tx_to = 9223372036854775807 AND state = 'open' AND region BETWEEN $3 AND $4 ORDER BY item",
        &params![scope.pool(), kind, first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<WorkItem, StoreError> {
    Ok(WorkItem {
        no: row.no(0, ItemNo::new)?,
        region: row.region(1)?,
        kind: row.text(2)?.to_owned(),
        person: row.no(3, PersonNo::new)?,
        subject: row.maybe_int(4)?,
        body: row.text(5)?.to_owned(),
        outcome: row.maybe_text(6)?.map(str::to_owned),
    })
}

/// The track a person is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The person.
    pub key: Key,
    /// Where.
    pub region: RegionCode,
    /// What it follows from.
    pub case: TrackCase,
    /// The track.
    pub track: Scheme,
    /// Whether a person of the agency decided.
    pub by_hand: bool,
}

/// Records the track of a person.
///
/// # Errors
/// [`StoreError::Conflict`] where the person has one already: a track binds.
pub fn choose(tx: &mut Tx<'_>, choice: &Choice) -> Result<(), StoreError> {
    let pool = tx.pool();
    let known = tx.row(
        "SELECT track FROM track_choice WHERE pool = $1 AND person = $2 AND tx_to = 9223372036854775807",
        &params![pool, choice.key.1],
    )?;
    if known.is_some() {
        return Err(StoreError::Conflict("track_choice".to_owned()));
    }
    let (bucket, person) = choice.key;
    let values = params![
        tx.pool(),
        bucket,
        person,
        choice.region,
        choice.case.residence.code(),
        choice.case.paid_on,
        choice.case.recorded_on,
        choice.track.code(),
        choice.by_hand,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO track_choice (pool, bucket, person, region, residence, paid_on, recorded_on, track, by_hand, \
         tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(())
}

/// The track of a person, where there is one.
///
/// # Errors
/// As [`open`].
pub fn track_of(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Option<Choice>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT bucket, person, region, residence, paid_on, recorded_on, track, by_hand FROM track_choice \
         WHERE pool = $1 AND person = $2 AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), person, first, last],
    )?;
    row.map(|row| {
        let track = row.code(6, Scheme::parse)?;
        let day = |column| -> Result<Option<Date>, StoreError> { row.maybe_date(column) };
        Ok(Choice {
            key: (row.int(0)?, row.no(1, PersonNo::new)?),
            region: row.region(2)?,
            case: TrackCase {
                residence: row.code(3, Residence::parse)?,
                paid_on: day(4)?,
                recorded_on: day(5)?,
                choice: Some(track),
            },
            track,
            by_hand: row.flag(7)?,
        })
    })
    .transpose()
}
