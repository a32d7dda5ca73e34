//! Premiums of employers: declare, draw, pay, defer, dispute, plan.

mod declare;
mod defer;
mod dispute;
mod draw;
mod load;
mod pay;
mod plan;
mod report;
mod staff;

pub use declare::{check, declare, put_in_force, undeclared};
pub(crate) use defer::of_kind;
pub use defer::{apply, decide_deferral};
pub use dispute::{Correction, decide_dispute, propose_resolution, raise};
pub use draw::{DrawnBill, bills_of, draw, employers};
pub(crate) use load::load as load_account;
pub use load::{Account as EmployerAccount, standing};
pub use pay::{Arrival, pay, take_back};
pub use plan::{EmployerPlan, decide_plan, propose_plan, propose_variant};
pub use report::average_bases;
pub use staff::{Declared, Named, ReadStaff, StaffFile, StaffResult, StaffRow, take_staff};
