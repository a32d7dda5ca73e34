//! What a store holds, to be held against another.

use crate::office::Office;
use store::backup::{self, Summary};

/// The totals of every table: number of rows and the hash over all of them in the order of the key.
pub fn totals(office: &Office) -> Summary {
    office.store.read(backup::totals).unwrap()
}

/// A backup, byte by byte.
pub fn bytes(office: &Office) -> Vec<u8> {
    let mut bytes = Vec::new();
    backup::write(&office.store, &mut bytes, 0, &mut |_| ()).unwrap();
    bytes
}

/// Fails with the tables that differ.
pub fn same(one: &Summary, other: &Summary, what: &str) {
    assert_eq!(one.tables.len(), other.tables.len(), "{what}");
    let pairs = one.tables.iter().zip(&other.tables);
    let differ: Vec<_> = pairs.filter(|(left, right)| left != right).collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}
