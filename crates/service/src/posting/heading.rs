//! What documents of a run are made of: headings, lines, and the accounts of money.

use base::{Date, Fen, PersonNo, Refused};
use enrolment::contribution::Year;
use ledger::entry::Fund;
use store::StoreError;

use crate::ServiceError;

/// Where money stands, by the channel that brought it: treasury, fiscal special account, income account.
pub(super) const TREASURY: u16 = 1005;
pub(super) const FISCAL: u16 = 1003;
pub(super) const INCOME: u16 = 1002;
/// What is paid out leaves the expenditure account.
pub(super) const EXPENDITURE: u16 = 1004;
/// 社会保险费收入.
pub(super) const PREMIUM: u16 = 4001;

/// What goes into one document: event, variant, fund, day, account of money, and the account that it is income
/// of where the event lets it be chosen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Heading {
    /// Whether money leaves: what came is booked first, and pays for it.
    pub(super) out: bool,
    pub(super) on: Date,
    pub(super) event: u8,
    pub(super) variant: &'static str,
    pub(super) fund: Fund,
    pub(super) money: u16,
    pub(super) income: u16,
}

/// What becomes one leg: benefit year, sub-account, and the person who is paid.
pub(super) type Line = (Option<i32>, Option<&'static str>, Option<PersonNo>);

pub(super) fn minus(amount: Fen, other: Fen) -> Result<Fen, ServiceError> {
    let rest = amount.checked_sub(other);
    Ok(rest.ok_or_else(|| Refused::new("posting.amount", "合计金额超出范围。"))?)
}

pub(super) fn year(year: Year) -> Result<i32, ServiceError> {
    i32::try_from(year.number())
        .map_err(|_| StoreError::Corrupt("an insurance year".to_owned()).into())
}

pub(super) fn positive(amount: Fen) -> Result<Fen, ServiceError> {
    let positive = if amount.get() < 0 {
        amount.checked_neg()
    } else {
        Some(amount)
    };
    Ok(positive.ok_or_else(|| Refused::new("posting.amount", "合计金额超出范围。"))?)
}
