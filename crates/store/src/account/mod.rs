//! Personal accounts: opening, entries, payouts, tables of credits.

mod entry;
mod table;

pub use entry::{
    AccountRow, NewEntry, accounts, add, add_heirs, entries, find, last, open, open_many,
};
pub use table::{add_step, add_table, table, tables};
