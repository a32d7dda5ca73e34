//! What is owed, part by part.

use crate::ask::Basis;
use ::base::{Fen, PersonNo, Refused};
use std::sync::Arc;

/// One payer's part, into one fund; both in the words of the package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// Who pays: `person`, `employer`.
    pub by: String,
    /// Into which fund or account: `account`, `basic`, `additional`.
    pub to: String,
    /// 分, 0 or more.
    pub amount: Fen,
}

/// What one person owes for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDue {
    /// Who.
    pub person: PersonNo,
    /// The wage, for those who have a base.
    pub wage: Option<Fen>,
    /// The base; `None` for those who pay nothing.
    pub base: Option<Fen>,
    /// The parts.
    pub parts: Vec<Due>,
    /// The rule.
    pub basis: Arc<Basis>,
}

/// A sum of money, or the refusal that it leaves the range of money.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen, Refused> {
    Fen::checked_sum(amounts).ok_or_else(out_of_range)
}

/// The refusal for an amount outside the range of money.
pub(crate) fn out_of_range() -> Refused {
    Refused::new("money.range", "金额合计超出范围，请核对各项金额。")
}
