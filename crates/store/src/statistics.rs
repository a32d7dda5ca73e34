//! When an engine is told how large its tables have become.
//!
//! Every key begins with the pooling area, so an engine without statistics takes "the rows of the pool" for a
//! few and reads a table whole for every row of another. PostgreSQL measures by itself, but only minutes after
//! a bulk load; SQLite never does.

use std::collections::BTreeMap;

use crate::tx::Inserted;

/// Rows of bulk inserts after which a table is measured first.
const FIRST: u64 = 1_000;
/// How many times the rows so far must have come before it is measured again, so that a long load measures
/// each table a handful of times.
const STEP: u64 = 3;

/// What a store has inserted in bulk since it was opened.
#[derive(Debug, Default)]
pub(crate) struct Growth {
    tables: BTreeMap<String, Grown>,
}

#[derive(Debug)]
struct Grown {
    rows: u64,
    next: u64,
}

impl Growth {
    /// Counts what a transaction inserted; the tables that are to be measured now.
    pub(crate) fn due(&mut self, inserted: Inserted) -> Vec<String> {
        let mut due = Vec::new();
        for (table, count) in inserted {
            let grown = self.tables.entry(table.clone()).or_insert(Grown {
                rows: 0,
                next: FIRST,
            });
            grown.rows = grown.rows.saturating_add(count);
            if grown.rows >= grown.next {
                grown.next = grown.rows.saturating_mul(1 + STEP);
                due.push(table);
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_measures_each_table_a_handful_of_times() {
        let mut growth = Growth::default();
        let mut measured = Vec::new();
        for chunk in 1..=1_000_u64 {
            let inserted = Inserted::from([("person".to_owned(), 1_000), ("feed".to_owned(), 0)]);
            for table in growth.due(inserted) {
                measured.push((table, chunk));
            }
        }
        let at = [1, 4, 16, 64, 256].map(|chunk| ("person".to_owned(), chunk));
        assert_eq!(measured, at);
    }

    #[test]
    fn a_few_rows_are_not_worth_measuring() {
        let mut growth = Growth::default();
        for _ in 0..9 {
            assert!(
                growth
                    .due(Inserted::from([("person".to_owned(), 100)]))
                    .is_empty()
            );
        }
        assert_eq!(
            growth.due(Inserted::from([("person".to_owned(), 100)])),
            ["person"]
        );
    }
}
