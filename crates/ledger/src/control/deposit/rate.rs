//! Agreed interest rates (协定利率), kept for each bank account.

use base::{Date, Ratio, Validity};

use crate::entry::BankAccount;

/// The yearly rate of an account in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRate {
    /// Which account.
    pub account: BankAccount,
    /// The rate of a year.
    pub rate: Ratio,
    /// From when until when.
    pub validity: Validity,
    /// The agreement behind it.
    pub agreement: String,
}

/// The rate of an account on a day: of several that hold, the one that began last.
#[must_use]
pub fn rate_on<'a>(
    rates: &'a [AccountRate],
    account: &BankAccount,
    on: Date,
) -> Option<&'a AccountRate> {
    rates
        .iter()
        .filter(|rate| rate.account == *account && rate.validity.covers(on))
        .max_by_key(|rate| rate.validity.from())
}
