//! Names that conditions and values mention, for usage and order of evaluation.

use super::{Expr, Table, Value, ValueKind};
use crate::source::At;

/// A name mentioned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mention<'a> {
    /// A fact on the left of a comparison, or by `fact.NAME`.
    Fact(&'a str),
    /// A word on the right of a comparison: a fact, or a literal of the left fact's type.
    Word {
        /// The left fact.
        left: &'a str,
        /// The word.
        word: &'a str,
    },
    /// A table.
    Table(&'a str),
    /// Any other reference text of a value (`acc.X`, `payer.X`, `value.X`, …).
    Reference(&'a str),
}

/// Visits the names of a condition.
pub(crate) fn condition<'a>(expr: &'a Expr, see: &mut dyn FnMut(Mention<'a>)) {
    match expr {
        Expr::Always | Expr::Never => {}
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| condition(part, see)),
        Expr::Not(inner) => condition(inner, see),
        Expr::Cmp(left, _, right) => {
            see(Mention::Fact(&left.value));
            see(Mention::Word {
                left: &left.value,
                word: &right.word.value,
            });
        }
        Expr::In(fact, _) | Expr::Has(fact, _, _) => see(Mention::Fact(&fact.value)),
        Expr::InTable(fact, table) => {
            see(Mention::Fact(&fact.value));
            see(Mention::Table(&table.value));
        }
    }
}

/// Visits the names of a value.
pub(crate) fn value<'a>(it: &'a Value, see: &mut dyn FnMut(Mention<'a>)) {
    for (when, inner) in conditions_of(it) {
        condition(&when.expr, see);
        value(inner, see);
    }
    match &it.kind {
        ValueKind::Text(text) => reference(text, see),
        ValueKind::OfSet { set, table, .. } => {
            see(Mention::Fact(&set.value));
            see(Mention::Table(&table.value));
        }
        _ => children(it).into_iter().for_each(|child| value(child, see)),
    }
}

fn reference<'a>(text: &'a str, see: &mut dyn FnMut(Mention<'a>)) {
    if let Some(fact) = text.strip_prefix("fact.") {
        see(Mention::Fact(fact));
    } else if let Some(table) = text.strip_prefix("table.") {
        see(Mention::Table(table));
    } else {
        see(Mention::Reference(text));
    }
}

fn conditions_of(it: &Value) -> &[(super::Condition, Value)] {
    match &it.kind {
        ValueKind::First { rows, .. } | ValueKind::Points { rows, .. } => rows,
        _ => &[],
    }
}

/// Values directly inside, those of condition rows excepted.
fn children(it: &Value) -> Vec<&Value> {
    match &it.kind {
        ValueKind::Text(_) | ValueKind::Int(_) | ValueKind::Date(_) | ValueKind::OfSet { .. } => {
            Vec::new()
        }
        ValueKind::First { otherwise, .. } => otherwise.iter().map(Box::as_ref).collect(),
        ValueKind::Sum(parts) | ValueKind::Min(parts) | ValueKind::Max(parts) => {
            parts.iter().collect()
        }
        ValueKind::Minus(a, b)
        | ValueKind::Times(a, b)
        | ValueKind::AddDays(a, b)
        | ValueKind::AddMonths(a, b) => {
            vec![a, b]
        }
        ValueKind::Share { ratio, of, .. } => vec![ratio, of],
        ValueKind::SelfFactor { factor, ratio } => vec![factor, ratio],
        ValueKind::Every { of, .. }
        | ValueKind::Complement(of)
        | ValueKind::FirstOfNextMonth(of) => vec![of],
        ValueKind::Points {
            to,
            at_least,
            at_most,
            ..
        } => {
            let mut all = vec![to.as_ref()];
            all.extend(at_least.iter().chain(at_most).map(Box::as_ref));
            all
        }
    }
}

/// Visits the facts of a table: its keys and its own date.
pub(crate) fn table<'a>(table: &'a Table, see: &mut dyn FnMut(Mention<'a>)) {
    let names = table.keys.iter().chain(&table.by);
    names.for_each(|At { value, .. }| see(Mention::Fact(value)));
}
