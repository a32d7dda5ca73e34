//! What must happen in time: money out of the income account, reports to those above.

mod report;
mod transfer;

pub use report::{Duty, Every, ReportDue, ReportState, dues};
pub use transfer::{Flow, Lingering, lingering};
