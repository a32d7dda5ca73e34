//! Indicators of a fund and their warnings.

mod figures;
mod measure_of;
mod warn;

pub use figures::{Arrival, FundFigures};
pub use measure_of::{Indicator, Unit, measure};
pub use warn::{Warning, warnings};
