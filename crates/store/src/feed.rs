//! The event feed that later parts read.

use access::Scope;
use base::{RegionCode, TxNo};

use crate::{Session, StoreError, Tx, Value, params};

/// Something that happened, for others to read. The body is JSON of the kind's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened: `enrolled`, `paid`, …
    pub kind: String,
    /// The version of the body.
    pub version: i64,
    /// The region it happened in.
    pub region: RegionCode,
    /// The number of the record it is about.
    pub subject: i64,
    /// JSON; never an identity number or a name.
    pub body: String,
}

impl Tx<'_> {
    /// Appends events, in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn emit(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let Ok(count) = u32::try_from(events.len()) else {
            return Err(StoreError::Engine("too many events at once".to_owned()));
        };
        if count == 0 {
            return Ok(());
        }
        let first = self.take("event", count)?;
        let (pool, tx) = (self.pool(), self.no());
        let rows: Vec<Vec<Value>> = (first..)
            .zip(events)
            .map(|(seq, event)| {
                params![
                    pool,
                    seq,
                    tx,
                    event.region,
                    event.kind.as_str(),
                    event.version,
                    event.subject,
                    event.body.as_str()
                ]
                .to_vec()
            })
            .collect();
        let columns = [
            "pool", "seq", "tx", "region", "kind", "version", "subject", "body",
        ];
        self.insert("event", &columns, &rows)
    }
}

impl Session<'_> {
    /// Up to `limit` events after a sequence number, within a scope: (sequence number, transaction, event).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn events_after(
        &mut self,
        scope: Scope,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, TxNo, Event)>, StoreError> {
        let (first, last) = scope.span();
        let rows = self.rows(
            "SELECT seq, tx, region, kind, version, subject, body FROM event \
             WHERE pool = $1 AND seq > $2 AND region BETWEEN $3 AND $4 ORDER BY seq LIMIT $5",
            &params![scope.pool(), after, first, last, limit],
        )?;
        rows.iter()
            .map(|row| {
                let event = Event {
                    region: row.region(2)?,
                    kind: row.text(3)?.to_owned(),
                    version: row.int(4)?,
                    subject: row.int(5)?,
                    body: row.text(6)?.to_owned(),
                };
                Ok((row.int(0)?, row.no(1, TxNo::new)?, event))
            })
            .collect()
    }
}
