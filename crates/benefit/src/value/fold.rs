//! Folding: facts, tables and conditions become constants.

use super::{Miss, Scope, number};
use crate::cond::{Slot, Truth, eval, slot};
use crate::plan::{Cond, FactId, FactType, Scalar, Value};
use base::{Date, Ratio};

/// Parts per million: how ratio facts are encoded.
const RATIO_FACT_SCALE: i64 = 1_000_000;

type Folded = Result<Option<Value>, Miss>;

impl Scope<'_> {
    /// Whether a condition holds.
    ///
    /// # Errors
    /// [`Miss::Fact`] where a missing fact decides.
    pub fn holds(&self, cond: &Cond) -> Result<bool, Miss> {
        match eval(cond, &self.policy.facts, self.facts) {
            Truth::True => Ok(true),
            Truth::False => Ok(false),
            Truth::Unknown(fact) => Err(Miss::Fact(fact)),
        }
    }

    /// A value without facts, tables and conditions; `None` is *no value*.
    ///
    /// # Errors
    /// [`Miss`].
    pub fn fold(&self, value: &Value) -> Folded {
        match value {
            Value::Const(_)
            | Value::Total
            | Value::InPolicy
            | Value::Pots(_)
            | Value::Acc(_)
            | Value::Base => Ok(Some(value.clone())),
            Value::Fact(fact) => self.fact_value(*fact),
            Value::Table(table) => Ok(self.look_up(*table)?.map(Value::Const)),
            Value::First(lines, other) => self.first(lines, other.as_deref()),
            Value::Dated(fact, versions) => self.dated(*fact, versions),
            Value::Unset(name) => Err(Miss::Unset(name.clone())),
            Value::MaxOf(fact, of) => self.over_members(*fact, of, number::larger, None),
            Value::SumOf(fact, of) => {
                self.over_members(*fact, of, number::add, Some(zero_like(of)))
            }
            Value::Points {
                to,
                add,
                at_least,
                at_most,
            } => self.points(to, add, [at_most.as_deref(), at_least.as_deref()]),
            other => self.fold_arithmetic(other),
        }
    }

    fn fold_arithmetic(&self, value: &Value) -> Folded {
        match value {
            Value::Sum(parts) => self.join(parts, number::add, Value::Sum),
            Value::Min(parts) => self.join(parts, number::smaller, Value::Min),
            Value::Max(parts) => self.join(parts, number::larger, Value::Max),
            Value::Minus(a, b) => self.two(a, b, number::minus, Value::Minus),
            Value::Times(a, b) => self.two(a, b, number::times, Value::Times),
            Value::AddDays(a, b) => self.two(a, b, number::add_days, Value::AddDays),
            Value::AddMonths(a, b) => self.two(a, b, number::add_months, Value::AddMonths),
            Value::Share {
                ratio,
                of,
                rounding,
            } => {
                let compute = |r, m| number::share(r, m, *rounding, self.plan.rounding);
                self.two(ratio, of, compute, |ratio, of| Value::Share {
                    ratio,
                    of,
                    rounding: *rounding,
                })
            }
            Value::SelfFactor { factor, ratio } => {
                self.two(factor, ratio, number::self_factor, |factor, ratio| {
                    Value::SelfFactor { factor, ratio }
                })
            }
            Value::Every { every, of, up } => {
                let compute = |of| number::every(*every, of, *up);
                self.one(of, compute, |of| Value::Every {
                    every: *every,
                    of,
                    up: *up,
                })
            }
            Value::Complement(of) => self.one(of, number::complement, Value::Complement),
            Value::FirstOfNextMonth(of) => {
                self.one(of, number::first_of_next_month, Value::FirstOfNextMonth)
            }
            other => Ok(Some(other.clone())),
        }
    }

    fn fact_value(&self, fact: FactId) -> Folded {
        let value = match slot(&self.policy.facts, self.facts, fact) {
            Slot::Value(value) => value,
            Slot::Absent => return Ok(None),
            Slot::Unknown => return Err(Miss::Fact(fact)),
        };
        let decl = self.policy.facts.get(usize::from(fact));
        if decl.is_some_and(|decl| decl.ty == FactType::Ratio) {
            let ratio = Ratio::new(value, RATIO_FACT_SCALE).map_err(|_| Miss::Range)?;
            return Ok(Some(Value::Const(Scalar::Ratio(ratio))));
        }
        Ok(Some(Value::Const(Scalar::Int(value))))
    }

    fn first(&self, lines: &[(Cond, Value)], other: Option<&Value>) -> Folded {
        for (when, value) in lines {
            if self.holds(when)? {
                return self.fold(value);
            }
        }
        other.map_or(Ok(None), |value| self.fold(value))
    }

    fn dated(&self, fact: FactId, versions: &[(Date, Value)]) -> Folded {
        let day = match slot(&self.policy.facts, self.facts, fact) {
            Slot::Value(day) => day,
            Slot::Absent => return Ok(None),
            Slot::Unknown => return Err(Miss::Fact(fact)),
        };
        let begun = |(from, _): &&(Date, Value)| i64::from(from.day_number()) <= day;
        versions
            .iter()
            .rfind(begun)
            .map_or(Ok(None), |(_, value)| self.fold(value))
    }

    fn over_members(
        &self,
        fact: FactId,
        of: &[Option<Scalar>],
        join: impl Fn(Scalar, Scalar) -> Option<Scalar>,
        empty: Option<Scalar>,
    ) -> Folded {
        let mask = match slot(&self.policy.facts, self.facts, fact) {
            Slot::Value(mask) => mask,
            Slot::Absent => return Ok(empty.map(Value::Const)),
            Slot::Unknown => return Err(Miss::Fact(fact)),
        };
        let mut result = None;
        for (index, value) in of.iter().enumerate() {
            let member = u32::try_from(index)
                .ok()
                .and_then(|bit| mask.checked_shr(bit));
            if let (Some(1), Some(value)) = (member.map(|bits| bits & 1), value) {
                result = Some(match result {
                    None => *value,
                    Some(sum) => join(sum, *value).ok_or(Miss::Range)?,
                });
            }
        }
        Ok(result.or(empty).map(Value::Const))
    }

    fn points(&self, to: &Value, add: &[(Cond, Value)], bounds: [Option<&Value>; 2]) -> Folded {
        let Some(mut ratio) = self.constant(to)? else {
            return Ok(None);
        };
        for (when, points) in add {
            if self.holds(when)? {
                let Some(points) = self.constant(points)? else {
                    return Ok(None);
                };
                ratio = number::add(ratio, points).ok_or(Miss::Range)?;
            }
        }
        let [at_most, at_least] = bounds;
        for (bound, join) in [
            (
                at_most,
                number::smaller as fn(Scalar, Scalar) -> Option<Scalar>,
            ),
            (at_least, number::larger),
        ] {
            if let Some(bound) = bound {
                let Some(bound) = self.constant(bound)? else {
                    return Ok(None);
                };
                ratio = join(ratio, bound).ok_or(Miss::Range)?;
            }
        }
        Ok(Some(Value::Const(ratio)))
    }

    fn one(
        &self,
        part: &Value,
        compute: impl Fn(Scalar) -> Option<Scalar>,
        keep: impl Fn(Box<Value>) -> Value,
    ) -> Folded {
        match self.fold(part)? {
            None => Ok(None),
            Some(Value::Const(scalar)) => settle(compute(scalar)),
            Some(part) => Ok(Some(keep(Box::new(part)))),
        }
    }

    fn two(
        &self,
        a: &Value,
        b: &Value,
        compute: impl Fn(Scalar, Scalar) -> Option<Scalar>,
        keep: impl Fn(Box<Value>, Box<Value>) -> Value,
    ) -> Folded {
        match (self.fold(a)?, self.fold(b)?) {
            (Some(Value::Const(a)), Some(Value::Const(b))) => settle(compute(a, b)),
            (Some(a), Some(b)) => Ok(Some(keep(Box::new(a), Box::new(b)))),
            _ => Ok(None),
        }
    }

    fn join(
        &self,
        parts: &[Value],
        compute: impl Fn(Scalar, Scalar) -> Option<Scalar>,
        keep: impl Fn(Vec<Value>) -> Value,
    ) -> Folded {
        let mut known: Option<Scalar> = None;
        let mut open = Vec::new();
        for part in parts {
            match self.fold(part)? {
                None => return Ok(None),
                Some(Value::Const(scalar)) => {
                    known = Some(match known {
                        None => scalar,
                        Some(sum) => compute(sum, scalar).ok_or(Miss::Range)?,
                    });
                }
                Some(value) => open.push(value),
            }
        }
        if open.is_empty() {
            return Ok(known.map(Value::Const));
        }
        open.extend(known.map(Value::Const));
        Ok(Some(keep(open)))
    }
}

fn settle(result: Option<Scalar>) -> Folded {
    result
        .map(|scalar| Some(Value::Const(scalar)))
        .ok_or(Miss::Range)
}

/// The zero of the type of a member table.
fn zero_like(of: &[Option<Scalar>]) -> Scalar {
    match of.iter().flatten().next() {
        Some(Scalar::Ratio(_)) => Scalar::Ratio(Ratio::ZERO),
        _ => Scalar::Int(0),
    }
}
