//! The funds' books: documents with their entries, balances, closings, settings.
//!
//! | file | what lives there |
//! |---|---|
//! | `post` | a document with its entries, memo records, links of the chain |
//! | `read` | entries and memo records out again |
//! | `sums` | balances as known at any step, by day; the cache of monthly turnover |
//! | `close` | closed periods |
//! | `setting` | bank accounts, the switch of 2026 |
//! | `verify` | chains, balance of entries, the cache, recomputed |

mod close;
mod post;
mod read;
mod setting;
mod sums;
pub(crate) mod verify;

pub use close::{Close, close, closed, closings};
pub use post::{Approval, Posted, post};
pub use read::{MemoLine, entries_of, linked, memo_balance, next_document, undone};
pub use setting::{Bank, bank_register, banks, enter_bank, set_switch, switch};
pub use sums::{LegOf, Which, balances, cached, legs_of, money, set_of_books};
pub use verify::{LedgerFlaw, Verified, verify};
