//! Conditions, values and tables as written.

use super::period::{Citation, Period};
use crate::source::{At, Node, Span};
use base::Date;
use benefit::plan::{Op, ValueType};

/// A condition with the place of its text.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What it says.
    pub expr: Expr,
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A parsed condition, names not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// `always`.
    Always,
    /// `never`.
    Never,
    /// `a and b …`
    And(Vec<Expr>),
    /// `a or b …`
    Or(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `fact OP operand`
    Cmp(At<String>, Op, Operand),
    /// `fact in [a, b]`
    In(At<String>, Vec<At<String>>),
    /// `fact in table.NAME`
    InTable(At<String>, At<String>),
    /// `set has a`, `set has_any […]`, `set has_all […]` (true: all)
    Has(At<String>, Vec<At<String>>, bool),
}

/// Right side of a comparison: a word and how often it counts (`2 * fact`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Whole multiplier, where written.
    pub times: Option<i64>,
    /// Literal or name; a quoted text keeps its quotes.
    pub word: At<String>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it says.
    pub kind: ValueKind,
    /// Where.
    pub span: Span,
}

/// The forms of a value; see the reference, section 5.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 5"
)]
pub enum ValueKind {
    Text(String),
    Int(i64),
    Date(Date),
    First {
        rows: Vec<(Condition, Value)>,
        otherwise: Option<Box<Value>>,
    },
    Sum(Vec<Value>),
    Min(Vec<Value>),
    Max(Vec<Value>),
    Minus(Box<Value>, Box<Value>),
    Share {
        ratio: Box<Value>,
        of: Box<Value>,
        rounding: Option<base::Rounding>,
    },
    Times(Box<Value>, Box<Value>),
    Every {
        every: i64,
        of: Box<Value>,
        up: bool,
    },
    Complement(Box<Value>),
    SelfFactor {
        factor: Box<Value>,
        ratio: Box<Value>,
    },
    OfSet {
        set: At<String>,
        table: At<String>,
        sum: bool,
    },
    AddDays(Box<Value>, Box<Value>),
    AddMonths(Box<Value>, Box<Value>),
    FirstOfNextMonth(Box<Value>),
    Points {
        to: Box<Value>,
        rows: Vec<(Condition, Value)>,
        at_least: Option<Box<Value>>,
        at_most: Option<Box<Value>>,
    },
}

/// `[value.NAME]`.
#[derive(Debug, Clone)]
pub struct NamedValue {
    /// Name.
    pub name: At<String>,
    /// Title.
    pub title: String,
    /// Type.
    pub ty: ValueType,
    /// The value.
    pub is: Value,
}

/// `[table.NAME]`.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 4"
)]
pub struct Table {
    pub name: At<String>,
    pub title: String,
    pub ty: ValueType,
    pub keys: Vec<At<String>>,
    pub versions: Vec<Version>,
    pub by: Option<At<String>>,
    pub optional: bool,
    pub unset: bool,
    pub cite: Vec<Citation>,
}

/// Rows of a table in one span of dates.
#[derive(Debug, Clone)]
pub struct Version {
    /// When; both ends open where the table has no versions.
    pub period: Period,
    /// When it became known.
    pub published: Option<Date>,
    /// Rows.
    pub rows: Rows,
    /// Articles, where they differ from the table's.
    pub cite: Vec<Citation>,
    /// Where.
    pub span: Span,
    /// The version is one row of a CSV file: it stands beside others, not instead of them.
    pub row: bool,
}

/// Rows nest in key order.
#[derive(Debug, Clone)]
pub enum Rows {
    /// A value: text, whole number.
    Leaf(Node),
    /// By key.
    Map(Vec<(At<String>, Rows)>, Span),
}

impl Value {
    pub(crate) fn new(kind: ValueKind, span: Span) -> Self {
        Self { kind, span }
    }
}
