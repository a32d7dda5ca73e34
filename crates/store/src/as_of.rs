//! Two axes of time: when a fact holds, and when it was known.

use base::{Date, TxNo};

/// `tx_to` of a fact that still stands.
pub const OPEN_TX: i64 = i64::MAX;
/// `valid_to` of a fact without an end.
pub const OPEN_DATE: i64 = 99_991_231;

/// What is asked: the state that holds on a day, as it was known after a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day on which the fact holds.
    pub valid: Date,
    /// The last transaction that counts; `None` is all that is known now.
    pub tx: Option<TxNo>,
}

impl AsOf {
    /// The state of a day as it is known now.
    #[must_use]
    pub const fn on(valid: Date) -> AsOf {
        AsOf { valid, tx: None }
    }

    /// The day as the store keeps it, for `valid_from <= $v AND valid_to >= $v`.
    #[must_use]
    pub fn valid(&self) -> i64 {
        self.valid.number()
    }

    /// The number for `tx_from <= $k AND tx_to > $k`.
    #[must_use]
    pub fn known(&self) -> i64 {
        // One less than the open end, so that `tx_to > $k` holds for what still stands.
        self.tx.map_or(OPEN_TX - 1, TxNo::get)
    }
}

/// The last day of a span as the store keeps it: the open end stands for none.
#[must_use]
pub fn open_date(until: Option<Date>) -> i64 {
    until.map_or(OPEN_DATE, Date::number)
}
