//! Sections beside the bill, evaluated from facts by the same pure machinery.
//!
//! A [`Section`] is a policy version with the prepared facts of one person (or employer, or fund)
//! and the accumulators as they stand. Every answer names the entry behind it, and with it title
//! and articles.

mod deadline;
mod entitlement;
mod judge;
mod money;

pub use crate::entitlement::{Entitlement, EntitlementSpan};
pub use deadline::Due;
pub use judge::{Indicator, Judged};
pub use money::{Allowance, Contribution, Credit, Part};

use crate::claim::{AccView, Facts};
use crate::determination::Refusal;
use crate::execute::State;
use crate::facts::{prepare, refusal};
use crate::plan::{Entry, Plan, Policy, Value};
use crate::value::{Miss, Scope, now, number};

/// An answer and the entry that gives it.
#[derive(Debug, Clone)]
pub struct Ruled<'a, T> {
    /// The entry: id, title, articles.
    pub entry: &'a Entry,
    /// What it says.
    pub says: T,
}

/// A policy version with facts, ready to be asked.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    policy: &'a Policy,
    plan: &'a Plan,
    facts: Facts,
    state: State,
}

impl<'a> Section<'a> {
    /// Prepares the facts as given (defaults, derived facts) and the accumulators.
    ///
    /// The caller picks the version, since not every section has a law date: see
    /// [`Policy::version_on`].
    #[must_use]
    pub fn new(policy: &'a Policy, plan: &'a Plan, given: &Facts, view: &AccView) -> Self {
        let mut state = State::new(0, policy.accs.len());
        state.reset(view.values());
        Self {
            policy,
            plan,
            facts: prepare(policy, plan, given, view),
            state,
        }
    }

    /// The prepared facts.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    fn scope(&self) -> Scope<'_> {
        Scope::new(self.policy, self.plan, &self.facts)
    }

    /// The entries of a kind that apply, in file order; only the named one where a name is given.
    ///
    /// # Errors
    /// [`Refusal::FactMissing`] where a condition cannot be decided.
    fn matching<K>(
        &self,
        named: Option<&str>,
        kind: impl Fn(&'a Entry) -> Option<K>,
    ) -> Result<Vec<Ruled<'a, K>>, Refusal> {
        let mut found = Vec::new();
        for entry in &self.plan.entries {
            let Some(says) = kind(entry) else { continue };
            if named.is_some_and(|name| name != entry.id) {
                continue;
            }
            let holds = self.scope().holds(&entry.when);
            if holds.map_err(|miss| self.refuse(miss, entry))? {
                found.push(Ruled { entry, says });
            }
        }
        Ok(found)
    }

    /// Money, a count or a day number of an entry, `base` as given; `None` is *no value*.
    fn number(&self, value: &Value, base: i64, entry: &Entry) -> Result<Option<i64>, Refusal> {
        let folded = self
            .scope()
            .fold(value)
            .map_err(|miss| self.refuse(miss, entry))?;
        Ok(match folded {
            None => None,
            Some(Value::Const(scalar)) => Some(number::int(scalar)),
            Some(dynamic) => {
                let mut state = self.state.clone();
                state.base = base;
                let number = now(&dynamic, self.plan.rounding, &state);
                Some(number.ok_or_else(|| Refusal::Amount(entry.id.clone()))?)
            }
        })
    }

    /// As [`Section::number`], where the entry says nothing without it.
    fn needed(&self, value: &Value, entry: &Entry) -> Result<i64, Refusal> {
        let number = self.number(value, 0, entry)?;
        number.ok_or_else(|| Refusal::NoRow(entry.id.clone()))
    }

    fn refuse(&self, miss: Miss, entry: &Entry) -> Refusal {
        refusal(self.policy, self.plan, &self.facts, miss, &entry.id)
    }
}

#[cfg(test)]
mod tests;
