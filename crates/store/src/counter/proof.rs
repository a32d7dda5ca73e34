//! What the proof of determinations reads: every record that stands, and what records added, without holding them.

use benefit::keys::AccKey;

use super::record::{self, RecordRow};
use crate::{Session, StoreError};

/// Every record of every pooling area as it stands now, those of a visit together and in the order in which they
/// were made.
///
/// # Errors
/// [`StoreError`], here and below; whatever `seen` gives ends the reading.
pub fn records(
    session: &mut Session<'_>,
    seen: &mut dyn FnMut((i64, RecordRow)) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    session.each(
        "SELECT settlement, bucket, visit, person, region, institution, nature, about, scheme, insurance, care, \
         benefit_year, settled_on, mid_stay, replaces, part, lines, account_use, account_paid, hidden, bill, \
         fund_pay, account_pay, cash, provider_pay, kept, figures, msgid, pool FROM settlement \
         WHERE tx_to = 9223372036854775807 ORDER BY visit, pool, bucket, settlement",
        &[],
        &mut |row| seen((row.int(28)?, record::read(&row)?)),
    )
}

/// What a record, or a difference to it, added under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The pooling area.
    pub pool: i64,
    /// The settlement; `None` where the entry names a record that does not stand.
    pub settlement: Option<i64>,
    /// The record that the entry names.
    pub record: i64,
    /// The key.
    pub key: AccKey,
    /// Money in 分, a count or days.
    pub amount: i64,
}

/// Every entry of every accumulator but openings and what reversals took back.
///
/// # Errors
/// [`StoreError`]; whatever `seen` gives ends the reading.
pub fn added(
    session: &mut Session<'_>,
    seen: &mut dyn FnMut(Added) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    session.each(
        "SELECT e.pool, COALESCE(s.about, s.settlement), e.record, e.acc, e.owner, e.period, e.amount \
         FROM accumulator_entry e LEFT JOIN settlement s ON s.settlement = e.record AND s.pool = e.pool \
         AND s.tx_to = 9223372036854775807 \
         WHERE e.record <> 0 AND (s.nature IS NULL OR s.nature <> 'reversal')",
        &[],
        &mut |row| {
            seen(Added {
                pool: row.int(0)?,
                settlement: row.maybe_int(1)?,
                record: row.int(2)?,
                key: AccKey {
                    id: row.text(3)?.to_owned(),
                    owner: row.text(4)?.to_owned(),
                    window: row.text(5)?.to_owned(),
                },
                amount: row.int(6)?,
            })
        },
    )
}
