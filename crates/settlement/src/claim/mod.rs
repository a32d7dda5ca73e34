//! Claims (结算申报) of institutions by the month, and of persons for paper bills.
//!
//! The counter leaves a [`Payable`] for each fund of each settlement. After the month they are drawn up
//! ([`draw_up`]) into one [`Claim`] an institution, county, fund, scheme and month, which is submitted, reviewed by
//! the office, decided by the city, and whose [`Award`]s `payout` pays. Every term is the package's ([`Terms`]), and
//! [`Task::watch`] says who hears of it on a day.
//!
//! What holds by construction: a line has one [`Outcome`], whose parts add up to what was claimed; nothing is
//! decided without a review by another user; a line that reverses a settlement shares the fate of the line it
//! reverses, whatever claim that stands in.

mod award;
mod case;
mod coded;
mod deduction;
mod deposit;
mod draw;
mod earlier;
mod finding;
mod ids;
mod line;
mod outcome;
pub mod paper;
mod payables;
mod reading;
mod ruling;
mod signed;
mod sums;
mod term;
mod watch;

pub use award::{Award, StepNo};
pub use case::{Claim, Declared, Opinion, Resolution, Stage, Steps};
pub use deduction::{Deduction, DeductionKind};
pub use deposit::{Assessed, Deposit, DepositKind, DepositMove, DepositRule};
pub use draw::{Aside, Before, Draft, DrawnUp, PayableKey, draw_up};
pub use earlier::{Earlier, Lowered};
pub use finding::{Bearer, Fault, Finding, LineKey, Verdict};
pub use ids::{
    Care, ClaimKey, ClaimNo, Claimant, DeductionNo, FundCode, Nature, Part, PayKey,
    ReimbursementNo, SettlementId,
};
pub use line::{ClaimLine, Payable};
pub use outcome::{Outcome, Outcomes};
pub use payables::{Standing, payables};
pub use ruling::Ruling;
pub use signed::Signed;
pub use term::{Procedure, Term, Terms};
pub use watch::{Alarm, Reminder, Task, Watched};

pub(crate) use coded::coded;
pub(crate) use sums::{less, negated, required, total};
