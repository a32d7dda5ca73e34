//! Statements: what a member sees, equal to the ledger to the 分 (篇7 第十四条).

use super::entry::{AccountEntry, Balance};
use ::base::{Date, Refused};

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The entry.
    pub entry: AccountEntry,
    /// The balance after it.
    pub after: Balance,
}

/// The account of a person over some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Balance before the first day.
    pub opening: Balance,
    /// The entries, in order.
    pub lines: Vec<StatementLine>,
    /// Balance after the last day.
    pub closing: Balance,
}

impl Statement {
    /// The statement over some days from all entries of an account, in the order of their numbers.
    ///
    /// # Errors
    /// [`Refused`] `account.period` where it ends before it begins; as [`super::balance`].
    pub fn of(entries: &[AccountEntry], (from, until): (Date, Date)) -> Result<Statement, Refused> {
        if until < from {
            return Err(Refused::new(
                "account.period",
                format!("对账单的截止日 {until} 早于起始日 {from}，请核对。"),
            ));
        }
        let dated = |keep: &dyn Fn(Date) -> bool| {
            let kept = entries.iter().filter(|entry| keep(entry.on));
            kept.cloned().collect::<Vec<AccountEntry>>()
        };
        let opening = super::balance(&dated(&|on| on < from))?;
        let mut closing = opening;
        let mut lines = Vec::new();
        for entry in dated(&|on| from <= on && on <= until) {
            closing = closing.after(entry.moves)?;
            lines.push(StatementLine {
                entry,
                after: closing,
            });
        }
        Ok(Statement {
            from,
            until,
            opening,
            lines,
            closing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{EntryKind, balance};
    use super::*;
    use crate::premium::testing::day;
    use proptest::prelude::*;

    #[test]
    fn opening_lines_closing() {
        let entries = [
            entry(1, "2026-01-20", EntryKind::Credit, 400, 0),
            entry(2, "2026-02-20", EntryKind::Credit, 400, 0),
            entry(3, "2026-02-25", EntryKind::Payment, -600, 0),
            entry(4, "2026-03-20", EntryKind::Credit, 400, 0),
        ];
        let february = (day("2026-02-01"), day("2026-02-28"));
        let statement = Statement::of(&entries, february).unwrap();
        assert_eq!(statement.opening.current.get(), 400);
        assert_eq!(statement.lines.len(), 2);
        assert_eq!(statement.closing.current.get(), 200);
        let reversed = (day("2026-02-28"), day("2026-02-01"));
        assert_eq!(
            Statement::of(&entries, reversed).unwrap_err().code(),
            "account.period"
        );
    }

    proptest! {
        /// A statement to the last day closes with the balance of the ledger, wherever it begins.
        #[test]
        fn a_statement_equals_the_ledger(credits in prop::collection::vec((0_i64..50_000, 0_i64..50_000), 1..20), first in 0_i32..20) {
            let entries: Vec<_> = (1_i64..).zip(&credits).map(|(no, (current, past))| {
                let on = day("2026-01-01").add_days(i32::try_from(no).unwrap()).unwrap();
                entry(no, &on.to_string(), EntryKind::Credit, *current, *past)
            }).collect();
            let from = day("2026-01-01").add_days(first).unwrap();
            let statement = Statement::of(&entries, (from, day("2026-12-31"))).unwrap();
            prop_assert_eq!(statement.closing, balance(&entries).unwrap());
        }
    }
}
