//! Values and tables: where the numbers of the law stand.

use super::{AccId, Cite, Cond, FactId, PotId, TableId};
use base::{Date, Ratio, Rounding};

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// 分.
    Money,
    /// Exact ratio.
    Ratio,
    /// Whole number.
    Int,
    /// Day number.
    Date,
}

/// A number of the law, or one derived from facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// 分, whole number or day number, by the type of the value.
    Int(i64),
    /// Exact ratio.
    Ratio(Ratio),
}

/// A value, evaluated to a [`Scalar`] or to *no value*.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Literal.
    Const(Scalar),
    /// The value of a fact (ratio facts become exact ratios).
    Fact(FactId),
    /// Look-up in a table.
    Table(TableId),
    /// First matching line, else the last value, else no value.
    First(Vec<(Cond, Value)>, Option<Box<Value>>),
    /// Sum.
    Sum(Vec<Value>),
    /// Smallest.
    Min(Vec<Value>),
    /// Largest.
    Max(Vec<Value>),
    /// First − second, not below 0.
    Minus(Box<Value>, Box<Value>),
    /// Share of money, rounded once; `None`: the plan's rounding.
    Share {
        /// Ratio.
        ratio: Box<Value>,
        /// Money.
        of: Box<Value>,
        /// Rounding of its own.
        rounding: Option<Rounding>,
    },
    /// Whole multiple.
    Times(Box<Value>, Box<Value>),
    /// Number of units of `every` begun (`up`) or completed in `of`.
    Every {
        /// Size of a unit, at least 1.
        every: i64,
        /// Whole number.
        of: Box<Value>,
        /// Count the unit begun.
        up: bool,
    },
    /// 1 − r.
    Complement(Box<Value>),
    /// 1 − (1 − ratio) × factor.
    SelfFactor {
        /// Factor of the person's share.
        factor: Box<Value>,
        /// Ratio of the fund.
        ratio: Box<Value>,
    },
    /// Largest over the members of a set fact; entry `i` is the value of member `i`.
    MaxOf(FactId, Vec<Option<Scalar>>),
    /// Sum over the members of a set fact.
    SumOf(FactId, Vec<Option<Scalar>>),
    /// Percentage points added to a ratio, then bounds.
    Points {
        /// Base ratio.
        to: Box<Value>,
        /// Each matching line adds its ratio.
        add: Vec<(Cond, Value)>,
        /// Lower bound.
        at_least: Option<Box<Value>>,
        /// Upper bound.
        at_most: Option<Box<Value>>,
    },
    /// Date plus days.
    AddDays(Box<Value>, Box<Value>),
    /// Date plus months (days, date): clamped to the month's end.
    AddMonths(Box<Value>, Box<Value>),
    /// First day of the next month.
    FirstOfNextMonth(Box<Value>),
    /// Versions by a date fact of its own; the last row whose `from` is not later wins.
    Dated(FactId, Vec<(Date, Value)>),
    /// A parameter that no source gives: using it is a refusal naming it.
    Unset(String),
    /// Total of the bill. Dynamic.
    Total,
    /// What entered the open parts after the items stage. Dynamic.
    InPolicy,
    /// Σ of pots at this moment. Dynamic.
    Pots(Vec<PotId>),
    /// An accumulator at this moment. Dynamic.
    Acc(AccId),
    /// `base` of a contribution entry. Dynamic.
    Base,
}

/// A look-up table of one plan version.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Chinese title (may be empty).
    pub title: String,
    /// Type of its values.
    pub ty: ValueType,
    /// Facts that form the key, in order; empty for a parameter.
    pub keys: Vec<FactId>,
    /// Rows, first match wins.
    pub rows: Vec<LookupRow>,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// One row of a table.
#[derive(Debug, Clone)]
pub struct LookupRow {
    /// One test a key.
    pub keys: Vec<Lookup>,
    /// Value of the row.
    pub is: Scalar,
    /// Text of the key as the package writes it, for the trace.
    pub label: String,
}

/// Test of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// Any value, absent included.
    Any,
    /// Equal to an encoded value.
    Is(i64),
    /// Within a closed range.
    Range(i64, i64),
}
