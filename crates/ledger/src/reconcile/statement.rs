//! A statement as it comes from outside, and whether it is whole.

use base::{Date, Fen, RegionCode};

use super::item::Item;

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The line of the file, 1 or more.
    pub line: i64,
    /// When.
    pub on: Date,
    /// The serial number or document; empty where there is none.
    pub key: String,
    /// In 分: positive came in, negative went out.
    pub amount: Fen,
    /// The balance behind it, where the statement gives it.
    pub balance: Option<Fen>,
    /// The county, where a fiscal statement tags it.
    pub county: Option<RegionCode>,
    /// The year it is for, where a tax statement says it.
    pub year: Option<i32>,
    /// What it says.
    pub text: String,
}

impl StatementLine {
    /// The line as an item to be matched.
    #[must_use]
    pub fn item(&self, no: i64) -> Item {
        Item {
            no,
            key: self.key.clone(),
            year: self.year,
            on: self.on,
            amount: self.amount,
        }
    }
}

/// A statement of one account and period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Balance before the first line.
    pub opening: Fen,
    /// Balance behind the last line.
    pub closing: Fen,
    /// The lines, in the order of the statement.
    pub lines: Vec<StatementLine>,
}

/// Where a statement does not hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// The balance behind a line is not the one before it plus its amount.
    Balance {
        /// Which line.
        line: i64,
        /// What it should be.
        expected: Fen,
        /// What it says.
        stated: Fen,
    },
    /// A line is outside the period.
    Day {
        /// Which line.
        line: i64,
        /// Its day.
        on: Date,
    },
    /// Opening plus all lines is not the closing balance.
    Closing {
        /// What it should be.
        expected: Fen,
        /// What it says.
        stated: Fen,
    },
    /// The sum leaves the range of amounts.
    Range {
        /// At which line.
        line: i64,
    },
}

impl Break {
    /// The sentence for users.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Break::Balance {
                line,
                expected,
                stated,
            } => format!(
                "第 {line} 行余额应为 {expected} 元，对账单为 {stated} 元，可能缺行或金额有误。"
            ),
            Break::Day { line, on } => format!("第 {line} 行日期 {on} 不在对账期间内。"),
            Break::Closing { expected, stated } => {
                format!("期末余额应为 {expected} 元，对账单为 {stated} 元，请核对是否缺行。")
            }
            Break::Range { line } => format!("第 {line} 行起累计金额超出上限。"),
        }
    }
}

impl Statement {
    /// Where the statement does not hang together, in the order of its lines; empty where it is whole. After a wrong
    /// balance the stated one is believed, so that one missing line is told once.
    #[must_use]
    pub fn breaks(&self) -> Vec<Break> {
        let mut breaks = Vec::new();
        let mut balance = self.opening;
        for line in &self.lines {
            if line.on < self.from || line.on > self.until {
                breaks.push(Break::Day {
                    line: line.line,
                    on: line.on,
                });
            }
            let Some(expected) = balance.checked_add(line.amount) else {
                breaks.push(Break::Range { line: line.line });
                return breaks;
            };
            balance = line.balance.unwrap_or(expected);
            if balance != expected {
                breaks.push(Break::Balance {
                    line: line.line,
                    expected,
                    stated: balance,
                });
            }
        }
        if balance != self.closing {
            breaks.push(Break::Closing {
                expected: balance,
                stated: self.closing,
            });
        }
        breaks
    }
}
