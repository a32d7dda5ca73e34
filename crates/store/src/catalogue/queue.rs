//! Own codes that lines named and nobody has mapped (REQ-136).
//!
//! The queue is a list of work, not a record of facts: one row an own code, with how often it was named. What was
//! decided about a code stands in its mapping, or here where it was dismissed.

use access::Scope;
use base::{Date, RegionCode};
use directory::catalogue::own::{Queue, QueueEntry, QueueState};

use crate::{Row, Session, StoreError, Tx, Value, params};

/// A line that named a code which nobody has mapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The own code.
    pub own: String,
    /// The national code that the line named beside it; empty where none.
    pub national: String,
    /// Day of service of the line.
    pub on: Date,
}

/// A code in the queue as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Where the institution is.
    pub region: RegionCode,
    /// The code.
    pub entry: QueueEntry,
    /// Who dismissed it; empty where nobody did.
    pub decided_by: String,
    /// When.
    pub decided_on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// A statement over the queue.
macro_rules! codes {
    ($tail:literal) => {
        concat!(
            "SELECT institution, own_code, region, national_code, first_seen, last_seen, times, state, decided_by, \
             decided_on, reason FROM unmapped_code WHERE pool = $1 ",
            $tail
        )
    };
}

/// Notes lines of an institution: two statements, however many lines there are.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope.
pub fn note(
    tx: &mut Tx<'_>,
    scope: Scope,
    (institution, region): (&str, RegionCode),
    lines: &[Noted],
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let mut owns: Vec<String> = lines.iter().map(|line| line.own.clone()).collect();
    owns.sort();
    owns.dedup();
    if owns.is_empty() {
        return Ok(());
    }
    let known = of_codes(tx, scope, institution, &owns)?;
    let mut queue = Queue::kept(known.iter().map(|known| known.entry.clone()).collect());
    for line in lines {
        queue.note(institution, &line.own, &line.national, line.on);
    }
    let kept = |entry: &QueueEntry| {
        let before = known.iter().find(|known| known.entry.own == entry.own);
        match before {
            Some(before) => Waiting {
                entry: entry.clone(),
                ..before.clone()
            },
            None => Waiting {
                region,
                entry: entry.clone(),
                decided_by: String::new(),
                decided_on: None,
                reason: String::new(),
            },
        }
    };
    let all: Vec<Waiting> = queue.entries().iter().map(kept).collect();
    put(tx, institution, &owns, &all)
}

/// Puts rows in the place of those of the same codes.
fn put(
    tx: &mut Tx<'_>,
    institution: &str,
    owns: &[String],
    all: &[Waiting],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "DELETE FROM unmapped_code WHERE pool = $1 AND institution = $2 AND own_code IN {texts $3}",
        &params![pool, institution, owns.to_vec()],
    )?;
    let row = |waiting: &Waiting| -> Vec<Value> {
        let entry = &waiting.entry;
        params![
            pool,
            institution,
            &*entry.own,
            waiting.region,
            &*entry.national,
            entry.first_seen,
            entry.last_seen,
            i64::from(entry.times),
            entry.state.code(),
            waiting.decided_by.as_str(),
            waiting.decided_on,
            waiting.reason.as_str(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    let columns = [
        "pool",
        "institution",
        "own_code",
        "region",
        "national_code",
        "first_seen",
        "last_seen",
        "times",
        "state",
        "decided_by",
        "decided_on",
        "reason",
        "tx_last",
    ];
    tx.insert("unmapped_code", &columns, &rows)
}

/// What stands in the queue of the own codes of an institution.
///
/// # Errors
/// [`StoreError`].
pub fn of_codes(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    owns: &[String],
) -> Result<Vec<Waiting>, StoreError> {
    let (first, last) = scope.span();
    let sql = codes!(
        "AND institution = $2 AND own_code IN {texts $3} \
         AND region BETWEEN $4 AND $5"
    );
    let params = params![scope.pool(), institution, owns.to_vec(), first, last];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// The codes that wait, the most often named first; of one institution where it is named.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(
    session: &mut Session<'_>,
    scope: Scope,
    institution: &str,
    most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let (first, last) = scope.span();
    let sql = codes!(
        "AND region BETWEEN $2 AND $3 AND state = 'waiting' \
         AND ($4 = '' OR institution = $4) ORDER BY times DESC, institution, own_code LIMIT $5"
    );
    let params = params![scope.pool(), first, last, institution, most];
    session.rows(sql, &params)?.iter().map(read).collect()
}

/// Says what became of codes that wait: mapped, or dismissed by somebody for a reason. Codes that do not wait stay
/// as they are; how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn settle(
    tx: &mut Tx<'_>,
    scope: Scope,
    (institution, owns): (&str, &[String]),
    state: QueueState,
    (by, on, reason): (&str, Date, &str),
) -> Result<u64, StoreError> {
    let (first, last) = scope.span();
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE unmapped_code SET state = $4, decided_by = $5, decided_on = $6, reason = $7, tx_last = $8 \
         WHERE pool = $1 AND institution = $2 AND own_code IN {texts $3} AND state = 'waiting' \
         AND region BETWEEN $9 AND $10",
        &params![
            pool,
            institution,
            owns.to_vec(),
            state.code(),
            by,
            on,
            reason,
            now,
            first,
            last
        ],
    )
}

fn read(row: &Row) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        region: row.region(2)?,
        entry: QueueEntry {
            institution: row.text(0)?.into(),
            own: row.text(1)?.into(),
            national: row.text(3)?.into(),
            first_seen: row.date(4)?,
            last_seen: row.date(5)?,
            times: row.no(6, |times| u32::try_from(times).ok())?,
            state: row.code(7, QueueState::parse)?,
        },
        decided_by: row.text(8)?.to_owned(),
        decided_on: row.maybe_date(9)?,
        reason: row.text(10)?.to_owned(),
    })
}
