//! The running deficit of a county: its members' claims go on, what is short becomes a receivable.

use base::{Fen, Refused};

/// How approved payments are covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// What is paid: always everything that was approved.
    pub paid: Fen,
    /// Out of the county's own balance.
    pub from_balance: Fen,
    /// What becomes a receivable on the county's own finance department.
    pub receivable: Fen,
    /// The balance of the sub-ledger afterwards: negative by what is owed.
    pub balance: Fen,
}

/// Covers approved payments of a county. The balance may be negative already: then only what is added is new.
///
/// # Errors
/// `fund.deficit.amount` for payments below nothing, `fund.deficit.range`.
pub fn cover(balance: Fen, approved: Fen) -> Result<Covered, Refused> {
    if approved < Fen::ZERO {
        return Err(Refused::new("fund.deficit.amount", "支付金额不能为负。"));
    }
    let range = || Refused::new("fund.deficit.range", "金额超出上限，请核对。");
    let from_balance = balance.max(Fen::ZERO).min(approved);
    Ok(Covered {
        paid: approved,
        from_balance,
        receivable: approved.checked_sub(from_balance).ok_or_else(range)?,
        balance: balance.checked_sub(approved).ok_or_else(range)?,
    })
}
