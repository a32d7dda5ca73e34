//! In which bank accounts the money of a tier lies.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, RegionCode};
use ledger::chart::MoneyPlace;
use ledger::entry::BankAccount;
use store::{Session, ledger as rows};

use super::mode::gathers;
use crate::ServiceError;

/// The bank accounts of a tier, by the account of money.
pub(crate) struct Banks(BTreeMap<u16, BankAccount>);

impl Banks {
    /// The tier's own accounts; the city's where it has none, and for the fiscal special account always where
    /// all money is gathered there.
    pub fn read(
        session: &mut Session<'_>,
        scope: Scope,
        (tier, on): (RegionCode, Date),
    ) -> Result<Banks, ServiceError> {
        let gathers = gathers(session, scope, on)?;
        let pool = scope.pool();
        let mut chosen: BTreeMap<u16, BankAccount> = BTreeMap::new();
        let all = rows::banks(session, Scope::whole(pool))?;
        for bank in all.into_iter().filter(|bank| bank.seat.validity.covers(on)) {
            let Some(account) = account_of(bank.seat.place) else {
                continue;
            };
            let (of_city, of_tier) = (bank.seat.keeper == pool, bank.seat.keeper == tier);
            let wanted = if gathers && bank.seat.place == MoneyPlace::Fiscal {
                of_city
            } else {
                of_tier
            };
            if wanted || (of_city && !chosen.contains_key(&account)) {
                chosen.insert(account, bank.name);
            }
        }
        Ok(Banks(chosen))
    }

    /// The bank account of an account of money under the slots that templates know.
    pub fn of(&self, money: u16) -> BTreeMap<String, BankAccount> {
        let bank = self.0.get(&money).cloned();
        let slots = [money.to_string(), "bank".to_owned(), "at".to_owned()];
        slots
            .into_iter()
            .filter_map(|slot| Some((slot, bank.clone()?)))
            .collect()
    }

    /// Every bank account by the code of its account of money.
    pub fn all(&self) -> BTreeMap<String, BankAccount> {
        let named = |(money, bank): (&u16, &BankAccount)| (money.to_string(), bank.clone());
        self.0.iter().map(named).collect()
    }
}

const fn account_of(place: MoneyPlace) -> Option<u16> {
    match place {
        MoneyPlace::Income => Some(1002),
        MoneyPlace::Fiscal => Some(1003),
        MoneyPlace::Expenditure => Some(1004),
        MoneyPlace::Treasury => Some(1005),
        MoneyPlace::Cash => None,
    }
}
