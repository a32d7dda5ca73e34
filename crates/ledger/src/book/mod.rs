//! Balances, periods, closing, and the rules that every document is held to.

mod balance;
mod bank;
pub mod check;
mod closed;
pub mod closing;
mod interest;
pub mod opening;
mod voucher;

pub use balance::{AsKnown, BalanceKey, Balances, OutOfRange, Pick, Turnover, trace};
pub use bank::{BankRegister, BankSeat};
pub use closed::{BookKey, Closed};
pub use interest::split_interest;
pub use voucher::{VoucherFlaw, VoucherStock, check_vouchers};
