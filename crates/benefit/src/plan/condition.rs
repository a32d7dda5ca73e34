//! Conditions: comparisons of facts only, no arithmetic and no money.

use super::FactId;

/// A compiled condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// True.
    Always,
    /// False.
    Never,
    /// A fact against an encoded literal.
    Cmp {
        /// Left side.
        fact: FactId,
        /// Comparison.
        op: Op,
        /// Encoded right side.
        value: i64,
    },
    /// A fact against `times` × another fact.
    CmpFacts {
        /// Left side.
        left: FactId,
        /// Comparison.
        op: Op,
        /// Whole multiplier of the right side, at least 1.
        times: i64,
        /// Right side.
        right: FactId,
    },
    /// A fact among encoded literals (sorted).
    In {
        /// Fact.
        fact: FactId,
        /// Sorted values.
        values: Vec<i64>,
    },
    /// A set fact holds any (or all) of the members of a mask.
    Has {
        /// Set fact.
        fact: FactId,
        /// Members.
        mask: i64,
        /// All members, not any.
        all: bool,
    },
    /// The fact is absent.
    IsNone(FactId),
    /// All hold.
    And(Vec<Cond>),
    /// One holds.
    Or(Vec<Cond>),
    /// Does not hold.
    Not(Box<Cond>),
}

/// Comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}
