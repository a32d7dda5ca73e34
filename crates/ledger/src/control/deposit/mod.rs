//! Surplus put to work: term deposits under a liquidity condition, agreed rates, the register of investments.

mod rate;
mod register;
mod term;

pub use rate::{AccountRate, rate_on};
pub use register::{Holding, HoldingKind, YearYield, yields};
pub use term::{DepositStage, Liquidity, may_deposit};
