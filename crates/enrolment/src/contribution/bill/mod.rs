//! A bill of one person and one insurance year, with one receivable a source.

mod dispute;
mod draw;
mod family;
mod state;

pub use dispute::{Dispute, DisputeState, Outcome, Recomputed};
pub use draw::{Draft, Insured, Receivable, Sponsorship, draw_up};
pub use family::{FamilyBill, FamilyLine};
pub use state::{BillState, Settled};

base::number_id! {
    /// A dispute about a bill.
    DisputeNo
}

#[cfg(test)]
mod tests;
