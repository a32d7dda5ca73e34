//! Reimbursement by hand of bills that a person paid: care outside the city, emergencies, and what the network could
//! not settle (篇7 第十九条、第三十一条).
//!
//! An [`Application`] is received by the office of the member's county, whoever brings it and wherever the care was;
//! each bill is known by its [`BillKey`] and taken once, here, at a counter or in an old system. What the plan makes
//! of the bills becomes a [`Claim`](super::Claim) of the person, and goes its way: review, decision, payment.

mod application;
mod ground;
mod key;
mod letter;
mod mode;

pub use super::ids::ReimbursementNo;
pub use application::{Application, Brought, PaperBill, receive};
pub use ground::{Ground, GroundRule, admit};
pub use key::{BillKey, Holder, Likeness, judge};
pub use letter::{LetterPart, letter};
pub use mode::{ModeNo, PayFirst, may_book, may_claim_by_hand};
