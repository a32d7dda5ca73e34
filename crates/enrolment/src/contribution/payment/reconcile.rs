//! Reconciliation line by line: what the books took, against what bank or tax office shows.

use crate::words::words;
use base::{Date, Fen, PaymentNo};
use std::collections::BTreeMap;

/// A payment in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookLine {
    /// The payment.
    pub payment: PaymentNo,
    /// The receipt's number.
    pub reference: String,
    /// Money.
    pub amount: Fen,
    /// The day it was received.
    pub on: Date,
}

/// A line of the other side's statement. An amount below 0 is a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Row of the file, from 1.
    pub row: u64,
    /// The receipt's number.
    pub reference: String,
    /// Money.
    pub amount: Fen,
    /// The day.
    pub on: Date,
}

words! {
    /// What a line is that has no equal on the other side.
    Difference {
        /// In the books, not yet on the statement.
        InTransit "in_transit" "在途（账上有、对方无）",
        /// On the statement, not in the books.
        Ownerless "ownerless" "无主（对方有、账上无）",
        /// The same reference with another amount.
        Amount "amount" "金额不符",
        /// The same reference more than once on the statement.
        Duplicate "duplicate" "对方重复",
        /// Sent back.
        Returned "returned" "退回",
        /// The same reference and amount, received in another year.
        WrongYear "wrong_year" "年度不符",
    }
}

/// The result: every line of both sides is in exactly one of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciliation {
    /// Pairs that agree.
    pub matched: Vec<(PaymentNo, u64)>,
    /// Lines of the books, and rows of the statement where there is one, that differ.
    pub differences: Vec<(Difference, Option<BookLine>, Option<StatementLine>)>,
    /// Σ of the books.
    pub books: Fen,
    /// Σ of the statement.
    pub statement: Fen,
    /// What the differences come to: books − statement.
    pub explained: Fen,
}

impl Reconciliation {
    /// Whether the differences explain the difference of the sums to the 分.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.books.checked_sub(self.statement) == Some(self.explained)
    }

    /// How many lines differ in a way.
    #[must_use]
    pub fn count(&self, kind: Difference) -> usize {
        self.differences
            .iter()
            .filter(|(one, _, _)| *one == kind)
            .count()
    }
}

/// Puts the two sides to each other by reference. `None` where amounts leave their range.
#[must_use]
pub fn reconcile(books: &[BookLine], statement: &[StatementLine]) -> Option<Reconciliation> {
    let mut result = Reconciliation {
        books: Fen::checked_sum(books.iter().map(|line| line.amount))?,
        statement: Fen::checked_sum(statement.iter().map(|line| line.amount))?,
        ..Reconciliation::default()
    };
    let mut open: BTreeMap<&str, Vec<&BookLine>> = BTreeMap::new();
    for line in books {
        open.entry(&line.reference).or_default().push(line);
    }
    for lines in open.values_mut() {
        lines.reverse();
    }
    let seen: BTreeMap<&str, ()> = books
        .iter()
        .map(|line| (line.reference.as_str(), ()))
        .collect();
    for row in statement {
        let pending = open.get_mut(row.reference.as_str());
        let fits = row.amount >= Fen::ZERO;
        let line = pending.filter(|_| fits).and_then(Vec::pop);
        let kind = match line {
            _ if !fits => Some(Difference::Returned),
            None if seen.contains_key(row.reference.as_str()) => Some(Difference::Duplicate),
            None => Some(Difference::Ownerless),
            Some(line) if line.amount != row.amount => Some(Difference::Amount),
            Some(line) if line.on.year() != row.on.year() => Some(Difference::WrongYear),
            Some(line) => {
                result.matched.push((line.payment, row.row));
                None
            }
        };
        if let Some(kind) = kind {
            result
                .differences
                .push((kind, line.cloned(), Some(row.clone())));
        }
    }
    for line in open.into_values().flatten() {
        result
            .differences
            .push((Difference::InTransit, Some(line.clone()), None));
    }
    let mut explained = Fen::ZERO;
    for (_, line, row) in &result.differences {
        let ours = line.as_ref().map_or(Fen::ZERO, |line| line.amount);
        let theirs = row.as_ref().map_or(Fen::ZERO, |row| row.amount);
        explained = explained.checked_add(ours.checked_sub(theirs)?)?;
    }
    result.explained = explained;
    Some(result)
}
