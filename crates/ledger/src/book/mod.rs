//! Balances, periods and the rules of the bank accounts.

mod balance;

pub use balance::{AsKnown, BalanceKey, Balances, OutOfRange, Pick, Turnover, trace};
