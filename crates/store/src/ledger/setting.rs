//! Bank accounts and the switch of 2026.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, Validity};
use ledger::book::{BankRegister, BankSeat};
use ledger::chart::MoneyPlace;
use ledger::entry::{BankAccount, Fund};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The name the agency gives it.
    pub name: BankAccount,
    /// Whose it is and what for.
    pub seat: BankSeat,
}

/// Enters a bank account; what stood under the name ends with this step of knowledge.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn enter_bank(
    tx: &mut Tx<'_>,
    scope: Scope,
    bank: &Bank,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, bank.seat.keeper)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE ledger_bank SET tx_to = $3 WHERE pool = $1 AND bank = $2 AND tx_to = 9223372036854775807",
        &params![pool, bank.name.as_str(), now],
    )?;
    tx.run(
        "INSERT INTO ledger_bank (pool, bank, region, place, valid_from, valid_to, proposal, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            bank.name.as_str(),
            bank.seat.keeper,
            bank.seat.place.code(),
            bank.seat.validity.from().unwrap_or(Date::MIN),
            crate::open_date(bank.seat.validity.until()),
            proposal,
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

fn bank(row: &Row) -> Result<Bank, StoreError> {
    let validity = Validity::new(Some(row.date(3)?), row.maybe_date(4)?);
    let wrong = |_| StoreError::Corrupt("a bank account that ends first".to_owned());
    Ok(Bank {
        name: row.code(0, |text| BankAccount::new(text).ok())?,
        seat: BankSeat {
            keeper: row.region(1)?,
            place: row.code(2, MoneyPlace::parse)?,
            validity: validity.map_err(wrong)?,
        },
    })
}

/// The bank accounts that a region keeps.
///
/// # Errors
/// As [`enter_bank`].
pub fn banks(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Bank>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT bank, region, place, valid_from, valid_to FROM ledger_bank \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 ORDER BY bank",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(bank).collect()
}

/// All bank accounts of the pooling area, for the rules: a county's money may lie in the city's account.
/// It is asked by use cases alone and shown to nobody.
///
/// # Errors
/// As [`enter_bank`].
pub fn bank_register(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<BankRegister, StoreError> {
    let mut register = BankRegister::default();
    for one in banks(session, Scope::whole(pool))? {
        register.enter(one.name, one.seat);
    }
    Ok(register)
}

/// Sets from which day a fund keeps premiums of later years as received in advance, with the number of
/// the filing that was agreed to.
///
/// # Errors
/// As [`enter_bank`].
pub fn set_switch(
    tx: &mut Tx<'_>,
    (fund, from): (Fund, Date),
    filing: &str,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE ledger_switch SET tx_to = $3 WHERE pool = $1 AND fund = $2 AND tx_to = 9223372036854775807",
        &params![pool, fund.code(), now],
    )?;
    tx.run(
        "INSERT INTO ledger_switch (pool, fund, ahead_from, filing, proposal, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![pool, fund.code(), from, filing, proposal, now, OPEN_TX],
    )?;
    Ok(())
}

/// From which day a fund of the pooling area keeps them so; `None` for one that is not filed. It is the
/// law of the place and open to everybody in it.
///
/// # Errors
/// As [`enter_bank`].
pub fn switch(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
) -> Result<Option<Date>, StoreError> {
    let row = session.row(
        "SELECT ahead_from FROM ledger_switch WHERE pool = $1 AND fund = $2 AND tx_to = 9223372036854775807",
        &params![scope.pool(), fund.code()],
    )?;
    row.map(|row| row.date(0)).transpose()
}
