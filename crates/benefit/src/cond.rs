//! Conditions over facts, in three values: true, false, or unknown because a fact is missing.

use crate::claim::{Facts, NONE, UNKNOWN};
use crate::plan::{Cond, FactDecl, FactId, Op};

/// What a condition is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It depends on a fact that is missing (the first one met).
    Unknown(FactId),
}

impl Truth {
    const fn of(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

/// A fact as a rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Present.
    Value(i64),
    /// Absent, and it may be.
    Absent,
    /// Missing: a rule that needs it cannot be decided.
    Unknown,
}

/// Reads a fact.
#[must_use]
pub fn slot(decls: &[FactDecl], facts: &Facts, fact: FactId) -> Slot {
    match facts.raw(fact) {
        UNKNOWN => Slot::Unknown,
        NONE if decls
            .get(usize::from(fact))
            .is_some_and(|decl| decl.nullable) =>
        {
            Slot::Absent
        }
        NONE => Slot::Unknown,
        value => Slot::Value(value),
    }
}

/// Evaluates a condition. `and` and `or` are decided by a part that is known where it suffices.
#[must_use]
pub fn eval(cond: &Cond, decls: &[FactDecl], facts: &Facts) -> Truth {
    match cond {
        Cond::Always => Truth::True,
        Cond::Never => Truth::False,
        Cond::Cmp { fact, op, value } => {
            test(decls, facts, *fact, |have| compare(have, *op, *value))
        }
        Cond::CmpFacts {
            left,
            op,
            times,
            right,
        } => compare_facts(decls, facts, (*left, *op), (*times, *right)),
        Cond::In { fact, values } => test(decls, facts, *fact, |have| {
            values.binary_search(&have).is_ok()
        }),
        Cond::Has { fact, mask, all } => test(decls, facts, *fact, |have| {
            if *all {
                have & mask == *mask
            } else {
                have & mask != 0
            }
        }),
        Cond::IsNone(fact) => match facts.raw(*fact) {
            UNKNOWN => Truth::Unknown(*fact),
            value => Truth::of(value == NONE),
        },
        Cond::And(parts) => join(parts, Truth::False, decls, facts),
        Cond::Or(parts) => join(parts, Truth::True, decls, facts),
        Cond::Not(part) => match eval(part, decls, facts) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown => unknown,
        },
    }
}

fn test(decls: &[FactDecl], facts: &Facts, fact: FactId, holds: impl Fn(i64) -> bool) -> Truth {
    match slot(decls, facts, fact) {
        Slot::Value(value) => Truth::of(holds(value)),
        Slot::Absent => Truth::False,
        Slot::Unknown => Truth::Unknown(fact),
    }
}

fn compare_facts(
    decls: &[FactDecl],
    facts: &Facts,
    (left, op): (FactId, Op),
    (times, right): (i64, FactId),
) -> Truth {
    match (slot(decls, facts, left), slot(decls, facts, right)) {
        // An absent side decides, whatever the other one is.
        (Slot::Absent, _) | (_, Slot::Absent) => Truth::False,
        (Slot::Unknown, _) => Truth::Unknown(left),
        (_, Slot::Unknown) => Truth::Unknown(right),
        (Slot::Value(a), Slot::Value(b)) => Truth::of(compare(a, op, b.saturating_mul(times))),
    }
}

/// `and` (decided by a false part) or `or` (decided by a true part).
fn join(parts: &[Cond], decides: Truth, decls: &[FactDecl], facts: &Facts) -> Truth {
    let mut unknown = None;
    for part in parts {
        match eval(part, decls, facts) {
            Truth::Unknown(fact) => unknown = unknown.or(Some(fact)),
            truth if truth == decides => return decides,
            _ => {}
        }
    }
    match unknown {
        Some(fact) => Truth::Unknown(fact),
        None => Truth::of(decides == Truth::False),
    }
}

/// Compares two encoded values.
#[must_use]
pub const fn compare(a: i64, op: Op, b: i64) -> bool {
    match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        Op::Gt => a > b,
        Op::Ge => a >= b,
    }
}

#[cfg(test)]
#[path = "cond_tests.rs"]
mod tests;
