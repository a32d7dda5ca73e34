//! The decode floor: nothing is cheaper than reading the columns and adding them up.

use anyhow::Result;
use batch::columns::TableReader;

use super::Year;
use super::rows::{CLAIM_COLUMNS, said};

/// Sums of the six columns.
pub fn sums(year: &Year) -> Result<[i64; 6]> {
    let mut reader = TableReader::open(&year.claims, &CLAIM_COLUMNS).map_err(said)?;
    let mut sums = [0_i64; 6];
    while let Some(batch) = reader.next_batch().map_err(said)? {
        for (sum, column) in sums.iter_mut().zip(&batch) {
            *sum += column.sum();
        }
    }
    Ok(sums)
}
