//! Month end of the counter: claims drawn up, submitted, reviewed, decided; bills on paper; what bears on payments.
//!
//! | file | what lives there |
//! |---|---|
//! | `draw` | the claims of a month, institution by institution |
//! | `steps` | submission, review, decision, second decision |
//! | `report` | lists, what a claim says, payables, tasks with their terms |
//! | `setting` | holidays, offices, and by four eyes: accounts of payees, deductions, deposits withheld |
//! | `paper` | applications for reimbursement by hand |

mod draw;
mod paper;
mod report;
mod setting;
mod steps;

pub use draw::{Drawn, draw_up};
pub use paper::{
    Received, Taken, applications, claim_for, claims_of, letter_of, receive, set_ground,
};
pub use report::{Late, asides, claims, late, payables, show};
pub use setting::{Ask, assign_office, decide, enter_year, propose};
pub use steps::{decide_claim, declared, own_claims, resolve, review, submit};
pub(crate) use steps::{give_opinion, signed};
