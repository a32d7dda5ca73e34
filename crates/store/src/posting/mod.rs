//! What was collected and is not yet in the statutory books, and the runs that bring it there.

mod moved;
mod premium;
mod run;

pub use moved::{
    AccountMoved, Arrived, Moved, Span, Suspended, Way, account_moves, arrived, cash,
    identified_or_used, suspended,
};
pub use premium::{PremiumMoved, PremiumSplit, premium_splits, premiums};
pub use run::{Item, Run, again, items, last_taken, record, run, runs};
