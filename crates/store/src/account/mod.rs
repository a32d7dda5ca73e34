//! Personal accounts: opening, entries, payouts, tables of credits.

mod balance;
mod entry;
mod table;

pub use balance::{balances_on, credited, ended, held, inherited, last, of_people};
pub use entry::{
    AccountPlace, AccountRow, NewEntry, accounts, add, add_heirs, entries, find, open, open_many,
};
pub use table::{add_step, add_table, table, tables};
