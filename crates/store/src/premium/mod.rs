//! Premiums of employers: rolls, declarations, bills, payments, deferrals, disputes, plans.
//!
//! Rows of an employer carry its region, so that a county reads its own employers alone.

pub mod bill;
pub mod declaration;
pub mod deferral;
pub mod dispute;
pub mod payment;
pub mod plan;
pub mod roll;
mod value;
