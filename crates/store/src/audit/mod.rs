//! The audit trail: entries that are added and never changed, bound to a chain of hashes.
//!
//! An entry has a transaction of its own: what was refused is kept although the work was undone, and a
//! view is on record before its answer is shown. Only what stands and falls with a write is recorded in it.

use access::{Actor, Moment, Scope, TrailEntry, TrailKind, UserName};
use base::{RegionCode, TxNo};

use crate::port::{Begin, Port};
use crate::{Row, Session, Store, StoreError, Tx, params};

/// An entry to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// The pooling area.
    pub pool: RegionCode,
    /// Who; the name that was tried where nobody was authenticated.
    pub user: &'a UserName,
    /// As what and where; `None` where nobody was authenticated.
    pub actor: Option<&'a Actor>,
    /// When, by the clock on the wall.
    pub at: Moment,
    /// What.
    pub kind: TrailKind,
    /// The use case.
    pub command: &'a str,
    /// On which record.
    pub subject: &'a str,
    /// Why, or the code of the refusal.
    pub reason: &'a str,
    /// The transaction of a write.
    pub tx: Option<TxNo>,
}

/// Adds an entry to the chain of its pooling area; its number.
///
/// # Errors
/// [`StoreError`], here and below. What is to be shown must not be shown where this fails.
pub fn record(store: &Store, new: &NewEntry<'_>) -> Result<i64, StoreError> {
    store.plain(|port| {
        port.begin(Begin::Write)?;
        let number = append(port, new)?;
        port.commit()?;
        Ok(number)
    })
}

/// Adds an entry within a transaction: it is there when the transaction commits, and only then. For acts that
/// belong to what is written, such as the sealing of a month that is closed.
///
/// # Errors
/// [`StoreError`].
pub fn record_within(tx: &mut Tx<'_>, new: &NewEntry<'_>) -> Result<i64, StoreError> {
    append(tx.port(), new)
}

fn append(port: &mut dyn Port, new: &NewEntry<'_>) -> Result<i64, StoreError> {
    let taken = port.rows(
        "INSERT INTO sequence (pool, name, next) VALUES ($1, 'trail', 2) \
         ON CONFLICT (pool, name) DO UPDATE SET next = sequence.next + 1 RETURNING next - 1",
        &params![new.pool],
    )?;
    let taken = taken.first();
    let number = taken
        .ok_or_else(|| StoreError::NoPool(new.pool.short()))?
        .int(0)?;
    let before = port.rows(
        "SELECT link FROM trail WHERE pool = $1 AND number = $2",
        &params![new.pool, number - 1],
    )?;
    let before = match before.first() {
        Some(row) => link(row, 0)?,
        None => [0; 32],
    };
    let entry = entry(new, number);
    port.run(
        "INSERT INTO trail (pool, number, wall, user_name, role, region, kind, command, subject, reason, tx, link) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            entry.pool,
            entry.number,
            entry.at.millis(),
            entry.user.as_str(),
            entry.role.as_str(),
            entry.region,
            entry.kind.code(),
            entry.command.as_str(),
            entry.subject.as_str(),
            entry.reason.as_str(),
            entry.tx,
            entry.link(&before).to_vec()
        ],
    )?;
    Ok(number)
}

fn entry(new: &NewEntry<'_>, number: i64) -> TrailEntry {
    let role = new.actor.map(|actor| actor.role().code());
    let region = new.actor.map(|actor| actor.scope().region().number());
    TrailEntry {
        pool: new.pool.number(),
        number,
        at: new.at,
        user: new.user.as_str().to_owned(),
        role: role.unwrap_or_default().to_owned(),
        region: region.unwrap_or_default(),
        kind: new.kind,
        command: clean(new.command),
        subject: clean(new.subject),
        reason: clean(new.reason),
        tx: new.tx.map_or(0, TxNo::get),
    }
}

/// A NUL would be refused, and an attempt with it would leave no trace.
fn clean(text: &str) -> String {
    text.replace('\0', "␀")
}

/// Which entries of the trail are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter<'a> {
    /// Only those of a user.
    pub user: Option<&'a str>,
    /// Only those of a kind.
    pub kind: Option<TrailKind>,
    /// Only those behind this number.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

/// Entries of the users of a region, by number. Entries that belong to no user are seen citywide only.
///
/// # Errors
/// [`StoreError`].
pub fn list(
    session: &mut Session<'_>,
    scope: Scope,
    filter: &Filter<'_>,
) -> Result<Vec<TrailEntry>, StoreError> {
    let (first, last) = scope.span();
    let first = if scope.region() == scope.pool() {
        0
    } else {
        first
    };
    let rows = session.rows(
        "SELECT pool, number, wall, user_name, role, region, kind, command, subject, reason, tx FROM trail \
         WHERE pool = $1 AND number > $2 AND region BETWEEN $3 AND $4 \
         AND (user_name = $5 OR $5 = '') AND (kind = $6 OR $6 = '') ORDER BY number LIMIT $7",
        &params![
            scope.pool(),
            filter.after,
            first,
            last,
            filter.user.unwrap_or_default(),
            filter.kind.map_or("", TrailKind::code),
            filter.limit
        ],
    )?;
    rows.iter().map(read).collect()
}

/// When a user's attempts to sign in failed, since the last one that did not and not before `since`.
///
/// # Errors
/// [`StoreError`].
pub fn failures(
    session: &mut Session<'_>,
    scope: Scope,
    user: &UserName,
    since: Moment,
) -> Result<Vec<Moment>, StoreError> {
    let rows = session.rows(
        "SELECT t.wall FROM trail t WHERE t.pool = $1 AND t.user_name = $2 AND t.wall >= $3 \
         AND t.kind = 'sign-in-failed' AND t.number > (SELECT COALESCE(MAX(s.number), 0) FROM trail s \
         WHERE s.pool = $1 AND s.user_name = $2 AND s.wall >= $3 AND s.kind = 'signed-in') ORDER BY t.number",
        &params![scope.pool(), user, since.millis()],
    )?;
    rows.iter()
        .map(|row| row.int(0).map(Moment::from_millis))
        .collect()
}

pub(crate) fn read(row: &Row) -> Result<TrailEntry, StoreError> {
    Ok(TrailEntry {
        pool: row.int(0)?,
        number: row.int(1)?,
        at: Moment::from_millis(row.int(2)?),
        user: row.text(3)?.to_owned(),
        role: row.text(4)?.to_owned(),
        region: row.int(5)?,
        kind: row.code(6, TrailKind::parse)?,
        command: row.text(7)?.to_owned(),
        subject: row.text(8)?.to_owned(),
        reason: row.text(9)?.to_owned(),
        tx: row.int(10)?,
    })
}

pub(crate) fn link(row: &Row, column: usize) -> Result<[u8; 32], StoreError> {
    let odd = |_| StoreError::Corrupt("a link that is no SHA-256".to_owned());
    row.bytes(column)?.try_into().map_err(odd)
}
