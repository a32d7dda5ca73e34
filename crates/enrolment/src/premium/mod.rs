//! Premiums of employers and employees.
//!
//! A year begins with the [`Declaration`] of bases; a month with a [`PremiumBill`], whose figures
//! come from the contribution section of the pool's package. [`settle`] lays payments on bills,
//! [`spells`] says where an employer is in arrears, [`FundSplit`] where the money goes. Nothing is
//! changed afterwards: a dispute or a supplement ends in a new record that names the old one.

mod arrears;
mod base;
mod bill;
mod calendar;
mod declaration;
mod deferral;
mod dispute;
mod dues;
mod numbers;
mod paying;
mod report;
mod rules;
mod split;
#[cfg(test)]
pub(crate) mod testing;
mod variant;

pub use arrears::{Spell, spells};
pub use base::{Held, PersonBase, WageBook};
pub use bill::{PremiumBill, bill};
pub use calendar::PremiumCalendar;
pub use declaration::{Declaration, DeclarationState, WageLine, undeclared};
pub use deferral::{Deferral, DeferralState};
pub use dispute::{Dispute, DisputeState, Resolution};
pub use dues::{Due, PersonDue};
pub use numbers::{DeclarationNo, DeferralNo, DisputeNo};
pub use paying::{Billed, Completion, Paid, Payments, Settled, settle};
pub use report::{AverageBase, Averages, averages};
pub use rules::{Rules, Worker};
pub use split::FundSplit;
pub use variant::PlanVariant;
