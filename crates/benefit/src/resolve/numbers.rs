//! The numbers of one step, and where they come from.

use crate::determination::TraceUse;
use crate::plan::{AccId, AccUnit, Cite, Cond, Scalar, Value, ValueType};
use crate::program::{Amount, Rate};
use crate::value::{Looked, Miss, Scope, number};

/// Why a step does not become an operation.
#[derive(Debug)]
pub(super) enum Stop {
    /// It does not apply, or one of its values has no value.
    Skip,
    /// It applies, and what it needs is missing.
    Miss(Miss),
}

impl From<Miss> for Stop {
    fn from(miss: Miss) -> Stop {
        Stop::Miss(miss)
    }
}

/// Folds the values of one step and keeps what the trace will say about them.
pub(super) struct Numbers<'s, 'a> {
    scope: &'s Scope<'a>,
    cite: &'s [Cite],
    noting: bool,
    uses: Vec<TraceUse>,
}

impl<'s, 'a> Numbers<'s, 'a> {
    pub(super) const fn new(scope: &'s Scope<'a>, cite: &'s [Cite], noting: bool) -> Self {
        Self {
            scope,
            cite,
            noting,
            uses: Vec::new(),
        }
    }

    pub(super) fn into_uses(self) -> Vec<TraceUse> {
        self.uses
    }

    pub(super) fn holds(&self, cond: &Cond) -> Result<bool, Stop> {
        Ok(self.scope.holds(cond)?)
    }

    pub(super) fn acc_unit(&self, acc: AccId) -> Option<AccUnit> {
        self.scope
            .policy
            .accs
            .get(usize::from(acc))
            .map(|acc| acc.unit)
    }

    /// Money, at least 0, or what gives it later.
    pub(super) fn money(&mut self, field: &'static str, value: &Value) -> Result<Amount, Stop> {
        self.amount(field, value, true)
    }

    /// Money where the step has the field.
    pub(super) fn money_if(
        &mut self,
        field: &'static str,
        value: Option<&Value>,
    ) -> Result<Option<Amount>, Stop> {
        value.map(|value| self.money(field, value)).transpose()
    }

    /// Money, a count or days.
    pub(super) fn amount(
        &mut self,
        field: &'static str,
        value: &Value,
        money: bool,
    ) -> Result<Amount, Stop> {
        match self.scope.fold(value)?.ok_or(Stop::Skip)? {
            Value::Const(scalar) => {
                self.note(field, scalar, money);
                Ok(Amount::Const(number::int(scalar).max(0)))
            }
            dynamic => {
                self.note_rows(None);
                Ok(Amount::Dyn(Box::new(dynamic)))
            }
        }
    }

    /// A ratio, held between 0 and 1.
    pub(super) fn rate(&mut self, field: &'static str, value: &Value) -> Result<Rate, Stop> {
        let scalar = self.scope.constant(value)?.ok_or(Stop::Skip)?;
        let ratio = number::ratio(scalar).ok_or(Miss::Range)?;
        self.note(field, Scalar::Ratio(ratio), false);
        Ok(Rate::new(ratio))
    }

    fn note(&mut self, field: &'static str, value: Scalar, money: bool) {
        if !self.noting {
            return;
        }
        let row = self.scope.take_looked();
        let (first, more) = match row.split_first() {
            Some((first, more)) => (Some(*first), more.to_vec()),
            None => (None, Vec::new()),
        };
        self.uses.push(TraceUse {
            field,
            value,
            money,
            row: first.map(|(table, row, _)| (table, row)),
            cite: first.map(|first| self.cites_of(first)).unwrap_or_default(),
        });
        self.note_rows(Some(more));
    }

    /// Look-ups behind a value that is more than one look-up.
    fn note_rows(&mut self, rows: Option<Vec<Looked>>) {
        if !self.noting {
            return;
        }
        for looked in rows.unwrap_or_else(|| self.scope.take_looked()) {
            let (table, row, value) = looked;
            let ty = self
                .scope
                .plan
                .tables
                .get(usize::from(table))
                .map(|table| table.ty);
            self.uses.push(TraceUse {
                field: "table",
                value,
                money: ty == Some(ValueType::Money),
                row: Some((table, row)),
                cite: self.cites_of(looked),
            });
        }
    }

    /// The articles of the table where they are not the step's.
    fn cites_of(&self, (table, _, _): Looked) -> Vec<Cite> {
        let table = self.scope.plan.tables.get(usize::from(table));
        let cites = table.map(|table| table.cite.clone()).unwrap_or_default();
        if cites == self.cite {
            Vec::new()
        } else {
            cites
        }
    }
}
