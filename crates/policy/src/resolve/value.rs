//! Values against the declared names, typed from above.

use super::{Context, encode};
use crate::ast::{Condition, Value as Written, ValueKind};
use crate::diagnostic::Draft;
use crate::source::Span;
use base::Date;
use benefit::plan::{AccUnit, Scalar, Value, ValueType};

/// Where a value stands, which decides what it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// Facts of lines (item rules).
    pub lines: bool,
    /// Pots and accumulators (steps, sections).
    pub money: bool,
    /// `base` (contribution).
    pub base: bool,
}

impl Place {
    pub(crate) const FACTS: Place = Place {
        lines: false,
        money: false,
        base: false,
    };
    pub(crate) const ITEM: Place = Place {
        lines: true,
        money: false,
        base: false,
    };
    pub(crate) const STEP: Place = Place {
        lines: false,
        money: true,
        base: false,
    };
}

impl Context<'_> {
    pub(crate) fn value(&self, written: &Written, want: ValueType, place: Place) -> Option<Value> {
        match &written.kind {
            ValueKind::Text(text) => self.text(text, written.span, want, place),
            ValueKind::Int(int) => self.int(*int, written.span, want),
            ValueKind::Date(date) => self
                .fits(want, ValueType::Date, written.span)
                .then(|| day(*date)),
            ValueKind::First { rows, otherwise } => {
                let lines = self.rows(rows, want, place);
                let otherwise = self.optional(otherwise.as_deref(), want, place);
                Some(Value::First(lines?, otherwise?.map(Box::new)))
            }
            ValueKind::Sum(parts) => self.all(parts, want, place).map(Value::Sum),
            ValueKind::Min(parts) => self.all(parts, want, place).map(Value::Min),
            ValueKind::Max(parts) => self.all(parts, want, place).map(Value::Max),
            ValueKind::Minus(a, b) => {
                let (a, b) = (self.boxed(a, want, place), self.boxed(b, want, place));
                Some(Value::Minus(a?, b?))
            }
            ValueKind::Times(times, of) => {
                let (times, of) = (
                    self.boxed(times, ValueType::Int, place),
                    self.boxed(of, want, place),
                );
                Some(Value::Times(times?, of?))
            }
            ValueKind::Points {
                to,
                rows,
                at_least,
                at_most,
            } => {
                self.fits(want, ValueType::Ratio, written.span)
                    .then_some(())?;
                let (to, add) = (self.boxed(to, want, place), self.rows(rows, want, place));
                let at_least = self
                    .optional(at_least.as_deref(), want, place)?
                    .map(Box::new);
                let at_most = self
                    .optional(at_most.as_deref(), want, place)?
                    .map(Box::new);
                Some(Value::Points {
                    to: to?,
                    add: add?,
                    at_least,
                    at_most,
                })
            }
            ValueKind::OfSet { set, table, sum } => self.of_set(set, table, *sum, want),
            _ => self.typed_form(written, want, place),
        }
    }

    /// Forms whose type is fixed.
    fn typed_form(&self, written: &Written, want: ValueType, place: Place) -> Option<Value> {
        let is = |ty: ValueType| self.fits(want, ty, written.span).then_some(());
        let inner = |value: &Written, ty: ValueType| self.boxed(value, ty, place);
        match &written.kind {
            ValueKind::Share {
                ratio,
                of,
                rounding,
            } => {
                is(ValueType::Money)?;
                let (ratio, of) = (inner(ratio, ValueType::Ratio), inner(of, ValueType::Money));
                Some(Value::Share {
                    ratio: ratio?,
                    of: of?,
                    rounding: *rounding,
                })
            }
            ValueKind::Every { every, of, up } => {
                is(ValueType::Int)?;
                Some(Value::Every {
                    every: *every,
                    of: inner(of, ValueType::Int)?,
                    up: *up,
                })
            }
            ValueKind::Complement(of) => {
                is(ValueType::Ratio)?;
                Some(Value::Complement(inner(of, ValueType::Ratio)?))
            }
            ValueKind::SelfFactor { factor, ratio } => {
                is(ValueType::Ratio)?;
                let (factor, ratio) = (
                    inner(factor, ValueType::Ratio),
                    inner(ratio, ValueType::Ratio),
                );
                Some(Value::SelfFactor {
                    factor: factor?,
                    ratio: ratio?,
                })
            }
            ValueKind::AddDays(days, of) | ValueKind::AddMonths(days, of) => {
                is(ValueType::Date)?;
                let (count, of) = (inner(days, ValueType::Int), inner(of, ValueType::Date));
                let form = if matches!(written.kind, ValueKind::AddDays(..)) {
                    Value::AddDays
                } else {
                    Value::AddMonths
                };
                Some(form(count?, of?))
            }
            ValueKind::FirstOfNextMonth(of) => {
                is(ValueType::Date)?;
                Some(Value::FirstOfNextMonth(inner(of, ValueType::Date)?))
            }
            _ => None,
        }
    }

    /// The type that a value shows by itself; literals and unknown names show none.
    pub(crate) fn type_of(&self, written: &Written) -> Option<ValueType> {
        let document = self.symbols.document;
        match &written.kind {
            ValueKind::Text(text) => {
                let (group, name) = text.split_once('.').unwrap_or((text, ""));
                match group {
                    "table" => document
                        .tables
                        .iter()
                        .find(|it| it.name.value == name)
                        .map(|it| it.ty),
                    "value" => document
                        .values
                        .iter()
                        .find(|it| it.name.value == name)
                        .map(|it| it.ty),
                    "fact" => encode::value_type(&self.symbols.fact_quietly(name)?.1.ty),
                    "open" | "burden" | "payer" | "payers" | "claim" => Some(ValueType::Money),
                    "acc" => {
                        let acc = self.symbols.accs.iter().find(|acc| acc.id == name)?;
                        Some(if acc.unit == AccUnit::Money {
                            ValueType::Money
                        } else {
                            ValueType::Int
                        })
                    }
                    _ => None,
                }
            }
            ValueKind::Sum(parts) | ValueKind::Min(parts) | ValueKind::Max(parts) => {
                parts.iter().find_map(|part| self.type_of(part))
            }
            ValueKind::Minus(a, b) => self.type_of(a).or_else(|| self.type_of(b)),
            ValueKind::Times(_, of) => self.type_of(of),
            ValueKind::First { rows, otherwise } => {
                let mut values = rows.iter().map(|(_, is)| is).chain(otherwise.as_deref());
                values.find_map(|value| self.type_of(value))
            }
            ValueKind::Every { .. } | ValueKind::Int(_) => Some(ValueType::Int),
            ValueKind::Share { .. } => Some(ValueType::Money),
            _ => None,
        }
    }

    pub(super) fn fits(&self, want: ValueType, have: ValueType, span: Span) -> bool {
        if want != have {
            let message = format!(
                "这里需要{}，写的是{}",
                encode::type_zh(want),
                encode::type_zh(have)
            );
            self.sink.push(Draft::error("P0401", span, message));
        }
        want == have
    }

    fn boxed(&self, value: &Written, want: ValueType, place: Place) -> Option<Box<Value>> {
        self.value(value, want, place).map(Box::new)
    }

    /// `None` on error; `Some(None)` where not written.
    pub(crate) fn optional(
        &self,
        value: Option<&Written>,
        want: ValueType,
        place: Place,
    ) -> Option<Option<Value>> {
        match value {
            None => Some(None),
            Some(value) => self.value(value, want, place).map(Some),
        }
    }

    fn all(&self, parts: &[Written], want: ValueType, place: Place) -> Option<Vec<Value>> {
        let parts: Vec<Option<Value>> = parts
            .iter()
            .map(|part| self.value(part, want, place))
            .collect();
        parts.into_iter().collect()
    }

    fn rows(
        &self,
        rows: &[(Condition, Written)],
        want: ValueType,
        place: Place,
    ) -> Option<Vec<(benefit::plan::Cond, Value)>> {
        let row = |(when, is): &(Condition, Written)| {
            let when = self.cond(when, place.lines);
            Some((when, self.value(is, want, place)?))
        };
        let rows: Vec<Option<_>> = rows.iter().map(row).collect();
        rows.into_iter().collect()
    }
}

fn day(date: Date) -> Value {
    Value::Const(Scalar::Int(i64::from(date.day_number())))
}
