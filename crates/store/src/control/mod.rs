//! Fund control: cases and their steps, budgets, items with an account of their own, statements from outside.

mod budgets;
mod cases;
mod exceptions;
mod items;
mod links;
mod reports;
mod statements;
mod sums;
mod verify;

pub use budgets::{commit, commitments, lines, promised_for, put_lines};
pub use cases::{CaseHead, CaseQuery, NewCase, find_case, list_cases, open_case, step_case, track};
pub use exceptions::{FoundException, exceptions, handle_exception, new_exceptions};
pub use items::{
    ItemHead, ItemQuery, MovementRow, NewItem, NewMovement, find_item, list_items, movements,
    new_item, new_movement,
};
pub use links::{FoundBy, LineRef, Link, linked, new_links};
pub use reports::{hand_in, handed_in};
pub use statements::{
    NewStatement, StatementHead, add_statement, find_statement, list_statements, statement_lines,
    unlinked_lines,
};
pub use sums::{
    AccountMonth, balances_between, bank_balance, billed_heads, collected, details,
    income_account_flows, unlinked_legs, year_by_month,
};
pub use verify::CHECKS;
