//! What is wrong with a file, said so that whoever made the file can mend it.

use base::{Date, DateError, Fen, MoneyError, RatioError};

use crate::place::{is_of_records, place};

/// How many bad places are kept; the rest is only counted.
pub const SHOWN: usize = 100;

/// A file that cannot be used: every bad place was looked for, nothing was applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{total} places of `{file}` cannot be read")]
pub struct ReadErrors {
    /// File as the caller named it.
    pub file: String,
    /// Number of bad places found.
    pub total: usize,
    /// The first [`SHOWN`] of them, in the order of the file.
    pub shown: Vec<BadPlace>,
}

impl ReadErrors {
    /// The report for users, in Chinese: one line a bad place with file, row, column, value and mend.
    #[must_use]
    pub fn zh(&self) -> String {
        let mut text = String::new();
        for bad in &self.shown {
            let sentence = bad.sentence(is_of_records(&self.file));
            text.push_str(&format!("{} {sentence}\n", self.file));
        }
        if self.total > self.shown.len() {
            text.push_str(&format!(
                "{} 共 {} 处错误，以上只列前 {} 处。\n",
                self.file,
                self.total,
                self.shown.len()
            ));
        }
        text
    }
}

/// One bad place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPlace {
    /// Line of a text file, number of a JSON record or of a Parquet row, from 1; 0: the whole file.
    pub row: u64,
    /// Column, or path within a JSON record; empty where the whole row is meant.
    pub column: String,
    /// The value as the file gives it; empty where there is none.
    pub value: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl BadPlace {
    /// The sentence for users, in Chinese, without the file's name.
    #[must_use]
    pub fn zh(&self) -> String {
        self.sentence(false)
    }

    /// `of_records`: rows are counted as records, except where the text itself is broken.
    fn sentence(&self, of_records: bool) -> String {
        let by_line = matches!(
            self.problem,
            Problem::BrokenText(_) | Problem::BrokenJson(_) | Problem::BrokenCsv(_)
        );
        let mut text = String::new();
        if self.row > 0 {
            text.push_str(&place(self.row, of_records && !by_line));
        }
        if !self.column.is_empty() {
            text.push_str(&format!(" {} 列", self.column));
        }
        if !self.value.is_empty() {
            text.push_str(&format!("，值“{}”", shortened(&self.value)));
        }
        text.push_str(if text.is_empty() { "" } else { "：" });
        text.push_str(&self.problem.zh());
        text
    }
}

/// A value long enough to recognise, short enough for one line.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut text: String = value
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if value.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}

/// What is wrong, and by its [`Problem::zh`] the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file cannot be opened or read.
    Unreadable(String),
    /// The file's ending names no known format.
    UnknownFormat,
    /// Bytes that are not valid in the encoding named.
    BrokenText(&'static str),
    /// Not a complete Parquet file.
    BrokenParquet(String),
    /// Not a table of records in JSON.
    BrokenJson(String),
    /// Not a CSV table.
    BrokenCsv(String),
    /// The file has no records.
    Empty,
    /// No such column; the nearest known name.
    UnknownColumn(Option<String>),
    /// The engine computes this itself.
    ComputedColumn,
    /// The column or key stands twice.
    TwiceColumn,
    /// A column that every row needs is absent or empty.
    Missing,
    /// The value has another type than the column.
    Type(&'static str),
    /// A number where 元 text is asked for.
    MoneyAsNumber,
    /// An amount that cannot be read.
    Money(MoneyError),
    /// A ratio that cannot be read.
    Ratio(RatioError),
    /// A date that cannot be read.
    Date(DateError),
    /// A value that the fact does not have; the sentence says which it has.
    Fact(String),
    /// A negative amount where none may stand.
    Negative,
    /// The lines of one class add up to less than nothing.
    NegativeClass(Fen),
    /// Lines or class totals do not add up to the total.
    NotTheTotal {
        /// What they add up to.
        sum: Fen,
        /// The total stated.
        total: Fen,
    },
    /// The sum leaves the range of money.
    Overflow,
    /// The row states no bill.
    NoBill,
    /// The row states the bill in two forms.
    TwoBills(&'static str, &'static str),
    /// The claim id stands in an earlier row.
    DuplicateClaim(u64),
    /// The person id stands in an earlier row.
    DuplicatePerson(u64),
    /// The accumulator of this owner and window stands in an earlier row.
    DuplicateAccumulator(u64),
    /// Rows of one claim contradict each other.
    Contradiction(u64),
    /// The person is not in the file of persons.
    UnknownPerson,
    /// The reversed claim is not in the file before this row.
    UnknownClaim,
    /// The date lies outside every version of the policy.
    OutsideVersions(Date),
    /// No such layer or step to enter at.
    UnknownEntry,
    /// No such accumulator in the policy.
    UnknownAccumulator(Option<String>),
    /// The claim cannot be determined; the sentence says which fact or rule is behind it.
    Refused(String),
}

impl Problem {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Problem::Money(error) => error.zh(),
            Problem::Ratio(error) => error.zh(),
            Problem::Date(error) => error.zh(),
            Problem::Fact(sentence) | Problem::Refused(sentence) => sentence.clone(),
            other => other
                .about_file()
                .or_else(|| other.about_column())
                .unwrap_or_else(|| other.about_bill()),
        }
    }

    fn about_file(&self) -> Option<String> {
        Some(match self {
            Problem::Unreadable(why) => format!("文件打不开或读不出（{why}），请核对路径和权限。"),
            Problem::UnknownFormat => {
                "认不出文件格式，文件名请以 .csv、.json、.jsonl 或 .parquet 结尾。".to_owned()
            }
            Problem::BrokenText(encoding) => {
                format!(
                    "这里有不合 {encoding} 编码的字节，请用原系统重新导出为 UTF-8 或 GB18030，不要中途截断或混用编码。"
                )
            }
            Problem::BrokenParquet(why) => {
                format!(
                    "不是完整的 Parquet 文件（{why}），可能传输时被截断，请重新导出或重新传输。"
                )
            }
            Problem::BrokenJson(why) => format!("JSON 写法不正确（{why}），请改正后重试。"),
            Problem::BrokenCsv(why) => format!("CSV 写法不正确（{why}），请核对逗号、引号和列数。"),
            Problem::Empty => "文件里没有记录，请至少给出表头和一行。".to_owned(),
            _ => return None,
        })
    }

    fn about_column(&self) -> Option<String> {
        Some(match self {
            Problem::UnknownColumn(Some(nearest)) => format!("没有这一列，是否想写 {nearest}？"),
            Problem::UnknownColumn(None) => {
                "没有这一列，请对照 policy schema 列出的列名，删去或改名。".to_owned()
            }
            Problem::ComputedColumn => "这一项由系统计算，不能填写，请删去这一列。".to_owned(),
            Problem::TwiceColumn => "这一列写了两次，请删去一个。".to_owned(),
            Problem::Missing => "这一项必须填写。".to_owned(),
            Problem::Type(expected) => format!("类型不对，这里应是{expected}。"),
            Problem::MoneyAsNumber => {
                "金额请写成带引号的元，如 \"1234.50\"，不要写成数字，以免丢失精度。".to_owned()
            }
            Problem::Negative => {
                "金额为负；冲减请写成费用明细的负数行，退费请用 reverse 冲正原单。".to_owned()
            }
            _ => return None,
        })
    }

    fn about_bill(&self) -> String {
        match self {
            Problem::NegativeClass(sum) => {
                format!("这一类费用明细合计为 {sum} 元，冲减超过了原费用，请核对负数行。")
            }
            Problem::NotTheTotal { sum, total } => {
                format!("各项合计 {sum} 元，与总额 {total} 元不符，请核对明细或总额。")
            }
            Problem::Overflow => {
                "合计超出系统上限（正负 10 万亿元），请核对单位是否为元。".to_owned()
            }
            Problem::NoBill => {
                "没有费用；请填 amount、分类合计 amount_…、明细 line_amount 或 enter 中的一种。"
                    .to_owned()
            }
            Problem::TwoBills(one, other) => {
                format!("费用同时用 {one} 和 {other} 两种方式填写，请只留一种。")
            }
            Problem::DuplicateClaim(first) => {
                format!("单据号与第 {first} 行重复，请删去一行或改号。")
            }
            Problem::DuplicatePerson(first) => format!("人员编号与第 {first} 行重复，请删去一行。"),
            Problem::DuplicateAccumulator(first) => {
                format!("同一人同一期间的累计项与第 {first} 行重复，请删去一行。")
            }
            Problem::Contradiction(first) => {
                format!("与同一单据第 {first} 行的值不一致，请改成一致或留空。")
            }
            Problem::UnknownPerson => {
                "人员文件里没有这个人，请补上这个人的一行或改正编号。".to_owned()
            }
            Problem::UnknownClaim => {
                "前面没有这张单据，不能冲正，请核对单据号和先后次序。".to_owned()
            }
            Problem::OutsideVersions(date) => {
                format!("{date} 不在政策任何版本的有效期内，请核对日期或换用政策包。")
            }
            Problem::UnknownEntry => "政策里没有这个层次或步骤，请填层次名或步骤名。".to_owned(),
            Problem::UnknownAccumulator(Some(nearest)) => {
                format!("政策不用这个累计项，是否想写 {nearest}？")
            }
            Problem::UnknownAccumulator(None) => {
                "政策不用这个累计项，请对照 policy schema accumulators。".to_owned()
            }
            _ => String::new(),
        }
    }
}

/// Collects bad places while a file is read to its end.
#[derive(Debug)]
pub(crate) struct Errors {
    report: ReadErrors,
}

impl Errors {
    pub(crate) fn of(file: &str) -> Self {
        Self {
            report: ReadErrors {
                file: file.to_owned(),
                total: 0,
                shown: Vec::new(),
            },
        }
    }

    pub(crate) fn add(&mut self, row: u64, column: &str, value: &str, problem: Problem) {
        self.report.total = self.report.total.saturating_add(1);
        if self.report.shown.len() < SHOWN {
            // reports end up in logs: ids are shown in part, and so is one that strayed elsewhere
            let value = if column == "person_id" {
                base::show_id(value)
            } else {
                base::show_value(value)
            };
            let column = column.to_owned();
            self.report.shown.push(BadPlace {
                row,
                column,
                value,
                problem,
            });
        }
    }

    pub(crate) fn whole(&mut self, problem: Problem) {
        self.add(0, "", "", problem);
    }

    /// The report as it stands.
    pub(crate) fn into_report(self) -> ReadErrors {
        self.report
    }

    pub(crate) fn any(&self) -> bool {
        self.report.total > 0
    }

    /// `value` when nothing was bad, else the report in the order of the rows.
    pub(crate) fn unless_any<T>(mut self, value: T) -> Result<T, ReadErrors> {
        if self.any() {
            self.report.shown.sort_by_key(|bad| bad.row);
            return Err(self.into_report());
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_hundred_are_shown() {
        let mut errors = Errors::of("bills.csv");
        for row in 0..250 {
            errors.add(row + 2, "amount", "-1", Problem::Negative);
        }
        let report = errors.unless_any(()).unwrap_err();
        assert_eq!((report.total, report.shown.len()), (250, 100));
        let text = report.zh();
        assert!(
            text.starts_with("bills.csv 第 2 行 amount 列，值“-1”：金额为负；"),
            "{text}"
        );
        assert!(
            text.ends_with("bills.csv 共 250 处错误，以上只列前 100 处。\n"),
            "{text}"
        );
    }

    #[test]
    fn records_are_counted_as_records_and_broken_text_by_line() {
        let mut errors = Errors::of("bills.json");
        errors.add(3, "amount", "-1", Problem::Negative);
        errors.add(4, "", "", Problem::BrokenText("UTF-8"));
        let text = errors.unless_any(()).unwrap_err().zh();
        assert!(
            text.starts_with("bills.json 第 3 条记录 amount 列"),
            "{text}"
        );
        assert!(
            text.contains("bills.json 第 4 行：这里有不合 UTF-8"),
            "{text}"
        );
    }

    #[test]
    fn a_long_value_is_shortened_by_characters() {
        let bad = BadPlace {
            row: 3,
            column: String::new(),
            value: "医".repeat(70),
            problem: Problem::Missing,
        };
        assert_eq!(
            bad.zh(),
            format!("第 3 行，值“{}…”：这一项必须填写。", "医".repeat(60))
        );
    }
}
