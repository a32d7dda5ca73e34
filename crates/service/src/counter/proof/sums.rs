//! Two sets of postings held against each other without holding either.
//!
//! Each posting is counted as a number drawn from its record and key, times its amount; differences to a record net
//! themselves. Sets that are equal have equal sums. Sums are kept by the last digits of the record, so that where
//! they differ only the records of one place are read again.

use std::collections::BTreeMap;

use benefit::keys::AccKey;
use sha2::{Digest, Sha256};

/// Places; half a megabyte of sums.
const PLACES: u64 = 32_768;

/// Sums of records by place.
pub(super) struct Sums(Vec<u128>);

impl Sums {
    pub(super) fn none() -> Sums {
        let places = usize::try_from(PLACES).unwrap_or_default();
        Sums(vec![0; places])
    }

    /// Counts a posting that must be there.
    pub(super) fn expect(&mut self, (pool, record): (i64, i64), key: &AccKey, amount: i64) {
        self.count((pool, record), key, i128::from(amount));
    }

    /// Counts a posting that is there.
    pub(super) fn found(&mut self, (pool, record): (i64, i64), key: &AccKey, amount: i64) {
        let taken = i128::from(amount).wrapping_neg();
        self.count((pool, record), key, taken);
    }

    fn count(&mut self, of: (i64, i64), key: &AccKey, amount: i128) {
        let drawn = drawn(of, key).wrapping_mul(amount.cast_unsigned());
        if let Some(sum) = self.0.get_mut(place(of.1)) {
            *sum = sum.wrapping_add(drawn);
        }
    }

    /// The first place whose two sets differ.
    pub(super) fn differing(&self) -> Option<usize> {
        self.0.iter().position(|sum| *sum != 0)
    }
}

/// Where a record is counted.
pub(super) fn place(record: i64) -> usize {
    let place = record.cast_unsigned().checked_rem(PLACES);
    place
        .and_then(|place| usize::try_from(place).ok())
        .unwrap_or_default()
}

/// What is expected of the records of one place, less what was found.
#[derive(Default)]
pub(super) struct Left(BTreeMap<(i64, i64, AccKey), i64>);

impl Left {
    pub(super) fn add(&mut self, (pool, record): (i64, i64), key: &AccKey, amount: i64) {
        let sum = self.0.entry((pool, record, key.clone())).or_default();
        *sum = sum.saturating_add(amount);
    }

    /// The first record of which something is left: pooling area, number, accumulator.
    pub(super) fn first(&self) -> Option<(i64, i64, &str)> {
        let mut left = self.0.iter().filter(|(_, amount)| **amount != 0);
        let ((pool, record, key), _) = left.next()?;
        Some((*pool, *record, &key.id))
    }
}

fn drawn((pool, record): (i64, i64), key: &AccKey) -> u128 {
    let mut digest = Sha256::new();
    digest.update(pool.to_be_bytes());
    digest.update(record.to_be_bytes());
    for text in [&key.id, &key.owner, &key.window] {
        digest.update(text.as_bytes());
        digest.update([0]);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let half = digest.first_chunk::<16>().copied().unwrap_or_default();
    // an odd number has no amount that makes it nothing
    u128::from_be_bytes(half) | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> AccKey {
        AccKey {
            id: id.to_owned(),
            owner: "person:1".to_owned(),
            window: "2026".to_owned(),
        }
    }

    #[test]
    fn equal_sets_leave_nothing_and_differences_net() {
        let mut sums = Sums::none();
        sums.expect((1, 7), &key("a"), 30);
        sums.expect((1, 9), &key("b"), -5);
        assert_eq!(sums.differing(), Some(7));
        sums.found((1, 9), &key("b"), -5);
        sums.found((1, 7), &key("a"), 50);
        sums.found((1, 7), &key("a"), -20);
        assert_eq!(sums.differing(), None);
        sums.found((1, 7 + 32_768), &key("a"), 1);
        sums.found((1, 7), &key("a"), -1);
        assert_eq!(
            sums.differing(),
            Some(7),
            "an amount under another record is another amount"
        );
        let mut left = Left::default();
        left.add((1, 7), &key("a"), 30);
        left.add((1, 9), &key("b"), 1);
        left.add((1, 7), &key("a"), -30);
        assert_eq!(left.first(), Some((1, 9, "b")));
    }
}
