//! When the plans that a PostgreSQL connection keeps are older than its tables.
//!
//! Statements, foreign keys and guards keep their plans for as long as the connection lives, and the whole of
//! one COPY works by those that it began with. A plan made while a table was empty takes any index, for all
//! cost the same; every row of a bulk load then reads the table whole. So a load is parted, and plans are
//! made again, where a table has grown much. (What the engine knows of sizes is the business of
//! `statistics`, after the commit.)

use std::collections::BTreeMap;

/// Rows after which plans made over an empty table are worth making again.
const FIRST: u64 = 32;
/// Plans last until a table holds so many times what it held.
const FACTOR: u64 = 8;

/// What this connection added to each table, and until when its plans are good.
#[derive(Debug, Default)]
pub(crate) struct Plans(BTreeMap<String, Grown>);

#[derive(Debug, Clone, Copy)]
struct Grown {
    rows: u64,
    good_until: u64,
}

impl Default for Grown {
    fn default() -> Self {
        Self {
            rows: 0,
            good_until: FIRST,
        }
    }
}

impl Plans {
    /// How many of `rows` go in before plans are to be made again.
    pub(crate) fn portion(&self, table: &str, rows: usize) -> usize {
        let grown = self.0.get(table).copied().unwrap_or_default();
        let room = grown.good_until.saturating_sub(grown.rows);
        usize::try_from(room).map_or(rows, |room| rows.min(room.max(1)))
    }

    /// Counts rows in; whether the plans of this connection are older than the table as it is now.
    pub(crate) fn outlived(&mut self, table: &str, rows: usize) -> bool {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let grown = match self.0.get_mut(table) {
            Some(grown) => grown,
            None => self.0.entry(table.to_owned()).or_default(),
        };
        grown.rows = grown.rows.saturating_add(rows);
        let outlived = grown.rows >= grown.good_until;
        if outlived {
            grown.good_until = grown.rows.saturating_mul(FACTOR);
        }
        outlived
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_made_again_as_a_table_grows_eightfold_and_not_at_every_row() {
        let mut plans = Plans::default();
        let made = (0..100_000).filter(|_| plans.outlived("bill", 1)).count();
        assert_eq!(made, 4); // at 32, 256, 2,048 and 16,384 rows
        assert!(plans.outlived("payment", 50));
    }

    #[test]
    fn a_long_load_is_parted_where_plans_are_made_again() {
        let mut plans = Plans::default();
        let mut left = 20_000;
        let mut portions = Vec::new();
        while left > 0 {
            let portion = plans.portion("bill", left);
            plans.outlived("bill", portion);
            portions.push(portion);
            left -= portion;
        }
        assert_eq!(portions, [32, 224, 1_792, 14_336, 3_616]);
    }
}
