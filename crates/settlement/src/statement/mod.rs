//! Reconciliation with an institution: totals (3201) and, where they differ, line by line (3202).
//!
//! Settlements and refunds are rows of their own; a refund has the refund flag and negative amounts.

mod clearing;
mod detail;
mod row;
mod total;

pub use clearing::clearing_type;
pub use detail::{Compared, Difference, compare_lines};
pub use row::{OurRow, TheirRow};
pub use total::{Claimed, StmtResult, TotalAnswer, Totals, compare_totals};
