//! Personal accounts: current year and past years.
//!
//! An account is opened once the employer is registered and has paid ([`may_open`]). Its money moves
//! only by [`AccountEntry`]s, which are never changed: [`balance`] folds them, [`Statement`] shows
//! them, [`year_end`] adds interest and rolls over, [`inherit`] pays what is left to the heirs. What a
//! month credits comes from the account_credit section of the pool's package ([`Crediting`]), whose
//! table counts only once it is in force ([`CreditTable`]).

mod credit;
mod entry;
mod inheritance;
mod numbers;
mod opening;
mod statement;
mod table;
#[cfg(test)]
mod testing;
mod year_end;

pub use credit::{Crediting, MonthCredit, Unpaid};
pub use entry::{AccountEntry, Balance, EntryKind, Move, balance};
pub use inheritance::{Heir, Payout, inherit};
pub use numbers::{AccountEntryNo, CreditTableNo};
pub use opening::may_open;
pub use statement::{Statement, StatementLine};
pub use table::{CreditTable, TableState, TableStep, usable};
pub use year_end::{YearEnd, year_end};
