//! Values: folded to a constant by the facts, or kept for the moment when money moves.
//!
//! [`Scope::fold`] removes every fact, table and condition from a value. What is left is a constant
//! for almost every rule; only what reads pots or accumulators stays a value, which [`now`]
//! evaluates while the claim runs.

mod dynamic;
mod fold;
pub(crate) mod number;
mod table;

pub use dynamic::{Moment, now};

use crate::claim::Facts;
use crate::plan::{FactId, Plan, Policy, Scalar, TableId, Value};
use std::cell::RefCell;

/// Why a value cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// A fact is missing.
    Fact(FactId),
    /// No row of a table or class matches.
    NoRow(String),
    /// A parameter that no source gives.
    Unset(String),
    /// A result is out of its range.
    Range,
    /// It would read money of the claim where it must not.
    Money,
}

/// A row that a look-up took: table, row, value.
pub type Looked = (TableId, u16, Scalar);

/// Where values are evaluated: a policy version and the facts of one claim.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its version.
    pub plan: &'a Plan,
    /// The facts, derived ones as far as they are.
    pub facts: &'a Facts,
    looked: Option<RefCell<Vec<Looked>>>,
}

impl<'a> Scope<'a> {
    /// A scope that keeps no record of look-ups.
    #[must_use]
    pub const fn new(policy: &'a Policy, plan: &'a Plan, facts: &'a Facts) -> Self {
        Self {
            policy,
            plan,
            facts,
            looked: None,
        }
    }

    /// A scope that remembers which rows were looked up, for the trace.
    #[must_use]
    pub const fn noting(policy: &'a Policy, plan: &'a Plan, facts: &'a Facts) -> Self {
        Self {
            policy,
            plan,
            facts,
            looked: Some(RefCell::new(Vec::new())),
        }
    }

    /// The rows looked up since the last call.
    #[must_use]
    pub fn take_looked(&self) -> Vec<Looked> {
        self.looked.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// The constant that a value is by the facts, or *no value*.
    ///
    /// # Errors
    /// [`Miss`]; [`Miss::Money`] where the value reads pots or accumulators.
    pub fn constant(&self, value: &Value) -> Result<Option<Scalar>, Miss> {
        match self.fold(value)? {
            Some(Value::Const(scalar)) => Ok(Some(scalar)),
            Some(_) => Err(Miss::Money),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
