//! Payment of what was decided: proposed by the accountant, approved by a second user, paid by the bank, booked.
//!
//! | file | what lives there |
//! |---|---|
//! | `plan` | the sheets of what is due |
//! | `approve` | proposing a payout, a deposit given back or a transfer anew, and deciding it |
//! | `bank` | the file to the bank, its answer, money that comes back |
//! | `book` | what of it the statutory books hold |
//! | `report` | lists |

mod approve;
mod bank;
mod body;
mod book;
mod plan;
mod report;

pub use approve::{Approved, decide, propose, propose_again, propose_deposit};
pub use bank::{answer, bounce, file};
pub use body::Assessment;
pub use plan::{Due, Planned};
pub use report::{due, payouts, show};
