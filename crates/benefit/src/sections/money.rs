//! Money outside a bill: contributions, credits to accounts, allowances.

use super::{Ruled, Section};
use crate::determination::Refusal;
use crate::plan::{EntryKind, PayLine};
use base::Fen;

/// A contribution standard, worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Base, where the standard has one.
    pub base: Option<Fen>,
    /// Who pays what into which fund.
    pub pay: Vec<Part>,
    /// Σ of the parts.
    pub sum: Fen,
    /// What the sum must not be below.
    pub floor: Option<Fen>,
    /// The sum is below the floor.
    pub below_floor: bool,
}

/// One payer's part of a contribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Who pays.
    pub by: String,
    /// Into which fund or account.
    pub to: String,
    /// Money.
    pub amount: Fen,
}

/// A credit to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Band.
    pub band: String,
    /// Account.
    pub to: String,
    /// Money.
    pub amount: Fen,
}

/// Money outside a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// Who receives it.
    pub to: String,
    /// Money.
    pub amount: Fen,
}

impl<'a> Section<'a> {
    /// The contributions that apply, in file order. A line whose amount has no value is left out.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn contributions(
        &self,
        named: Option<&str>,
    ) -> Result<Vec<Ruled<'a, Contribution>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::Contribution { base, pay, floor } => Some((base, pay, floor)),
            _ => None,
        })?;
        let mut contributions = Vec::with_capacity(found.len());
        for Ruled {
            entry,
            says: (base, lines, floor),
        } in found
        {
            let money = |value: &Option<_>| match value {
                Some(value) => self.number(value, 0, entry),
                None => Ok(None),
            };
            let base = money(base)?;
            let mut pay = Vec::with_capacity(lines.len());
            for PayLine { by, to, amount } in lines {
                if let Some(amount) = self.number(amount, base.unwrap_or(0), entry)? {
                    pay.push(Part {
                        by: by.clone(),
                        to: to.clone(),
                        amount: Fen::new(amount),
                    });
                }
            }
            let sum = Fen::checked_sum(pay.iter().map(|part| part.amount));
            let sum = sum.ok_or_else(|| Refusal::Amount(entry.id.clone()))?;
            let floor = money(floor)?.map(Fen::new);
            let below_floor = floor.is_some_and(|floor| sum < floor);
            let base = base.map(Fen::new);
            let says = Contribution {
                base,
                pay,
                sum,
                floor,
                below_floor,
            };
            contributions.push(Ruled { entry, says });
        }
        Ok(contributions)
    }

    /// The credit of the first entry that applies and has a value; `None` where none does.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn account_credit(
        &self,
        named: Option<&str>,
    ) -> Result<Option<Ruled<'a, Credit>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::AccountCredit { band, amount, to } => Some((band, amount, to)),
            _ => None,
        })?;
        for Ruled {
            entry,
            says: (band, amount, to),
        } in found
        {
            if let Some(amount) = self.number(amount, 0, entry)? {
                let (band, to) = (band.clone(), to.clone());
                let says = Credit {
                    band,
                    to,
                    amount: Fen::new(amount),
                };
                return Ok(Some(Ruled { entry, says }));
            }
        }
        Ok(None)
    }

    /// The allowances that apply and have a value, in file order.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn allowances(&self, named: Option<&str>) -> Result<Vec<Ruled<'a, Allowance>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::Allowance { to, amount } => Some((to, amount)),
            _ => None,
        })?;
        let mut allowances = Vec::with_capacity(found.len());
        for Ruled {
            entry,
            says: (to, amount),
        } in found
        {
            if let Some(amount) = self.number(amount, 0, entry)? {
                let says = Allowance {
                    to: to.clone(),
                    amount: Fen::new(amount),
                };
                allowances.push(Ruled { entry, says });
            }
        }
        Ok(allowances)
    }
}
