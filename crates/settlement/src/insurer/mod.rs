//! Commissioned insurers: who pays in which district on which day, what they are paid for it, and their share by the
//! month (南京2017 五(二), 怀远2015 四).

mod assess;
mod contract;
mod corridor;
mod month;
mod surplus;

pub use assess::{Assessment, Band, Fee, assess};
pub use contract::{Contract, ContractNo, Contracts, InsuredLayer, InsurerCode, Payer};
pub use corridor::{Corridor, Shared, Tier};
pub use month::{InsurerShare, MonthStatement, Stated, month_statement};
pub use surplus::Received;
