//! Contributions of residents: packages, standards, bills, payments, suspense, debits, subsidies.
//!
//! Records of money are appended; a bill, a work item or a dispute is closed once by its `tx_to`.

pub mod bill;
pub mod billing;
mod check;
pub mod debit;
pub mod dispute;
pub mod named;
pub mod package;
pub mod payment;
pub mod report;
pub mod standard;
pub mod subsidy;
pub mod suspense;

pub(crate) use check::CHECKS;

use enrolment::contribution::Year;

impl From<Year> for crate::Value {
    fn from(year: Year) -> Self {
        crate::Value::Int(year.number())
    }
}
