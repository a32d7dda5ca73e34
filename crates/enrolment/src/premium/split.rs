//! Where the money of a bill goes: accounts, pool, additional fund (篇7 第九条、第十一条、第十五条).

use super::bill::PremiumBill;
use super::dues::{out_of_range, sum};
use ::base::{Fen, Refused};

/// The word of the packages for the separate additional fund.
const ADDITIONAL: &str = "additional";

/// The money of a paid bill by fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundSplit {
    /// Credited to personal accounts.
    pub accounts: Fen,
    /// The rest of the basic fund. Below zero where an employer with many retired people pays less
    /// than their credits: the pool bears it.
    pub pool: Fen,
    /// The additional fund, all of its part.
    pub additional: Fen,
}

impl FundSplit {
    /// Splits a bill whose people are credited `accounts` in all.
    ///
    /// # Errors
    /// [`Refused`] `money.range` where a sum leaves the range of money.
    pub fn of(bill: &PremiumBill, accounts: Fen) -> Result<FundSplit, Refused> {
        let additional = bill.into_fund(ADDITIONAL)?;
        let basic = bill.total.checked_sub(additional);
        let pool = basic.and_then(|basic| basic.checked_sub(accounts));
        Ok(FundSplit {
            accounts,
            pool: pool.ok_or_else(out_of_range)?,
            additional,
        })
    }

    /// The whole again.
    ///
    /// # Errors
    /// [`Refused`] `money.range` where the sum leaves the range of money.
    pub fn total(&self) -> Result<Fen, Refused> {
        sum([self.accounts, self.pool, self.additional])
    }
}
