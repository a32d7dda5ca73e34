//! The bank accounts of a pooling area.

use std::collections::BTreeMap;

use base::{RegionCode, Validity};

use crate::chart::MoneyPlace;
use crate::entry::BankAccount;

/// Whose a bank account is and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankSeat {
    /// The tier that keeps it: a county, or the pool for the city's own.
    pub keeper: RegionCode,
    /// What it is: income account, fiscal special account, expenditure account.
    pub place: MoneyPlace,
    /// When it may be used.
    pub validity: Validity,
}

/// The bank accounts by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankRegister(BTreeMap<BankAccount, BankSeat>);

impl BankRegister {
    /// Enters an account; the one that stood there under the same name.
    pub fn enter(&mut self, account: BankAccount, seat: BankSeat) -> Option<BankSeat> {
        self.0.insert(account, seat)
    }

    /// Whose an account is.
    #[must_use]
    pub fn seat(&self, account: &BankAccount) -> Option<&BankSeat> {
        self.0.get(account)
    }
}
