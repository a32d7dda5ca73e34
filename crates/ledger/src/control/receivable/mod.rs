//! What is owed to the fund: gaps, deficits of counties, differences of an audit, historic arrears; and the memo
//! register of what the fund or a county owes.

mod deficit;
mod item;
mod memo;

pub use deficit::{Covered, cover};
pub use item::{Change, ChangeKind, Receivable, ReceivableKind};
pub use memo::{MemoKind, blocking};
