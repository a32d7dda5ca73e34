//! The chart of accounts: dated data, each line marked as seen or as yet to be checked, and the mapping
//! from the charts of old.

mod check;
mod data;
mod error;
mod mapping;
mod mode;

pub use data::{Account, Chart, Charts, Mark, MoneyPlace, Roles, Source};
pub use error::DataError;
pub use mapping::{Mapping, MappingLine, Mappings, TrialLine, Unmapped};
pub use mode::{Clearing, Mode, Modes};
