//! Bank direct debit: what was asked, what the bank answered.

use crate::words::words;
use base::{BillNo, Date, Fen};
use std::collections::BTreeMap;

/// One line of a debit file that went to the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebitLine {
    /// Number of the line within the batch, from 1.
    pub line: i64,
    /// The bill.
    pub bill: BillNo,
    /// What is to be debited.
    pub amount: Fen,
}

words! {
    /// What the bank says of a line.
    DebitAnswer {
        /// Debited.
        Paid "paid" "成功",
        /// Not enough money.
        InsufficientFunds "insufficient_funds" "余额不足",
        /// Account closed, or number wrong.
        NoAccount "no_account" "账户无效",
        /// No or revoked mandate.
        NoMandate "no_mandate" "未授权",
        /// Any other reason.
        Other "other" "其他原因失败",
    }
}

/// One line of the bank's result file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebitResult {
    /// Row of the file, from 1.
    pub row: u64,
    /// Number of the line within the batch.
    pub line: i64,
    /// The bill as the bank repeats it.
    pub bill: BillNo,
    /// Debited, or asked.
    pub amount: Fen,
    /// What became of it.
    pub answer: DebitAnswer,
    /// When.
    pub on: Date,
}

words! {
    /// What becomes of a line of the debit file, or of a row of the result file that has none.
    DebitOutcome {
        /// Received.
        Received "received" "已扣款",
        /// Refused by the bank: still due.
        StillDue "still_due" "扣款失败，仍待缴",
        /// The bank answers with another amount or another bill: nothing is booked.
        Differs "differs" "与扣款文件不符",
        /// A second answer to the same line.
        Repeated "repeated" "同一行重复回盘",
        /// No such line in the batch.
        Unknown "unknown" "扣款文件中没有此行",
        /// No answer.
        Unanswered "unanswered" "银行未回盘",
    }
}

/// What the answers to a batch come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DebitReport {
    /// Every row of the result file with what becomes of it, in the order of the file.
    pub rows: Vec<(DebitResult, DebitOutcome)>,
    /// Lines without an answer.
    pub unanswered: Vec<DebitLine>,
    /// Σ of what was received.
    pub received: Fen,
    /// Σ of what is still due: refused, differing or unanswered.
    pub still_due: Fen,
}

impl DebitReport {
    /// How many rows have an outcome.
    #[must_use]
    pub fn count(&self, outcome: DebitOutcome) -> usize {
        if outcome == DebitOutcome::Unanswered {
            return self.unanswered.len();
        }
        self.rows
            .iter()
            .filter(|(_, found)| *found == outcome)
            .count()
    }
}

/// Puts the bank's answers to the lines of a batch. `None` where amounts leave their range.
#[must_use]
pub fn match_results(lines: &[DebitLine], results: &[DebitResult]) -> Option<DebitReport> {
    let mut open: BTreeMap<i64, DebitLine> = BTreeMap::new();
    for line in lines {
        open.insert(line.line, *line);
    }
    let asked = Fen::checked_sum(lines.iter().map(|line| line.amount))?;
    let known = open.clone();
    let mut report = DebitReport::default();
    let mut settled: BTreeMap<i64, ()> = BTreeMap::new();
    for result in results {
        let outcome = match known.get(&result.line) {
            None => DebitOutcome::Unknown,
            Some(_) if settled.contains_key(&result.line) => DebitOutcome::Repeated,
            Some(line) if line.bill != result.bill || line.amount != result.amount => {
                DebitOutcome::Differs
            }
            Some(_) if result.answer == DebitAnswer::Paid => DebitOutcome::Received,
            Some(_) => DebitOutcome::StillDue,
        };
        if matches!(outcome, DebitOutcome::Received | DebitOutcome::StillDue) {
            settled.insert(result.line, ());
            open.remove(&result.line);
        }
        if outcome == DebitOutcome::Received {
            report.received = report.received.checked_add(result.amount)?;
        }
        report.rows.push((*result, outcome));
    }
    report.unanswered = open.into_values().collect();
    report.still_due = asked.checked_sub(report.received)?;
    Some(report)
}
