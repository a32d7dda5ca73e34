//! Files of money as typed rows: lists of agents, schools and tax offices, answers of banks, statements.

use std::path::Path;

use anyhow::{Result, anyhow};
use base::{BillNo, Date};
use batch::sheet::{BadRow, Column, Flaw, RowOutcome, Sheet, SheetOptions, SheetRow};
use enrolment::contribution::Year;
use enrolment::contribution::payment::{DebitAnswer, DebitLine, DebitResult, StatementLine};
use service::contribution::collect::{KeptRow, PaidRow, ReadRow, Whom};
use store::batch::BatchRow;

/// A list of money that was collected, a line a receipt.
const COLLECTED: &[Column] = &[
    Column::text("reference", &["税票号", "票据号", "收据号", "流水号"]).required(),
    Column::document("document", &["证件号码", "身份证号"]),
    Column::text("bill", &["账单号"]),
    Column::text("name", &["姓名"]),
    Column::text("year", &["年度", "缴费年度"]),
    Column::number("amount", &["金额", "缴费金额"]).required(),
    Column::text("on", &["缴款日期", "缴费日期", "收款日期"]).required(),
];

/// A bank's answers to a debit file.
const ANSWERED: &[Column] = &[
    Column::text("bill", &["账单号"]).required(),
    Column::text("name", &["姓名", "户名"]),
    Column::document("document", &["证件号码"]),
    Column::number("amount", &["金额"]).required(),
    Column::text("on", &["扣款日期"]).required(),
    Column::text("answer", &["结果"]).required(),
];

/// A statement of a bank or tax office.
const STATED: &[Column] = &[
    Column::text("reference", &["税票号", "票据号", "收据号", "流水号"]).required(),
    Column::number("amount", &["金额"]).required(),
    Column::text("on", &["日期", "缴款日期", "入账日期"]).required(),
];

/// A file of collected money: its digest, and its rows.
pub fn collected(
    path: &Path,
    year: Option<Year>,
) -> Result<(String, impl Iterator<Item = ReadRow>)> {
    let sheet = open(path, COLLECTED)?;
    let digest = sheet
        .digest()
        .bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let rows = sheet.map(move |row| match row {
        Err(bad) => Err(refused(&bad)),
        Ok(row) => paid(&row, year).map_err(|bad| refused(&bad)),
    });
    Ok((digest, rows))
}

fn open(path: &Path, columns: &'static [Column]) -> Result<Sheet> {
    let sheet = Sheet::open(path, columns, &SheetOptions::default());
    sheet.map_err(|error| anyhow!("{}：{}", path.display(), error.zh()))
}

fn paid(row: &SheetRow, default: Option<Year>) -> Result<PaidRow, BadRow> {
    let missing = |key: &str, why: &str| row.bad(key, Flaw::Value(why.to_owned()));
    let whom = match row.read("bill", |text| text.parse::<BillNo>())? {
        Some(bill) => Whom::Bill(bill),
        None => Whom::Document(row.need("document")?.to_owned()),
    };
    let year = row.read("year", |text| text.parse::<Year>())?.or(default);
    let amount = row.fen("amount")?;
    let on = row.date("on")?;
    Ok(PaidRow {
        line: line(row.line),
        reference: row.need("reference")?.to_owned(),
        whom,
        name: row.get("name").to_owned(),
        year: year.ok_or_else(|| missing("year", "缺少年度，请补列或用 --year 指明。"))?,
        amount: amount.ok_or_else(|| missing("amount", "缺少金额。"))?,
        on: on.ok_or_else(|| missing("on", "缺少日期。"))?,
    })
}

/// The bank's answers, put to the lines that wait; rows that cannot be read are told apart.
pub fn answered(path: &Path, waiting: &[DebitLine]) -> Result<(Vec<DebitResult>, Vec<RowOutcome>)> {
    let (mut results, mut bad) = (Vec::new(), Vec::new());
    for row in open(path, ANSWERED)? {
        match row.and_then(|row| answer(&row, waiting)) {
            Ok(result) => results.push(result),
            Err(row) => bad.push(RowOutcome::from(&row)),
        }
    }
    Ok((results, bad))
}

fn answer(row: &SheetRow, waiting: &[DebitLine]) -> Result<DebitResult, BadRow> {
    let missing = |key: &str, why: &str| row.bad(key, Flaw::Value(why.to_owned()));
    let bill = row.read("bill", |text| text.parse::<BillNo>())?;
    let bill = bill.ok_or_else(|| missing("bill", "缺少账单号。"))?;
    let line = waiting
        .iter()
        .find(|line| line.bill == bill)
        .map_or(0, |line| line.line);
    let answer = match row.need("answer")? {
        "成功" | "扣款成功" | "paid" => DebitAnswer::Paid,
        "余额不足" => DebitAnswer::InsufficientFunds,
        "账户无效" | "账号错误" => DebitAnswer::NoAccount,
        "未授权" | "未签约" => DebitAnswer::NoMandate,
        other => DebitAnswer::parse(other).unwrap_or(DebitAnswer::Other),
    };
    Ok(DebitResult {
        row: row.line,
        line,
        bill,
        amount: row
            .fen("amount")?
            .ok_or_else(|| missing("amount", "缺少金额。"))?,
        answer,
        on: row
            .date("on")?
            .ok_or_else(|| missing("on", "缺少扣款日期。"))?,
    })
}

/// A statement, complete: one row that cannot be read refuses it, since sums would not be those of the file.
pub fn stated(path: &Path) -> Result<Vec<StatementLine>> {
    let mut lines = Vec::new();
    for row in open(path, STATED)? {
        let row = row.map_err(|bad| anyhow!("{}：{}", path.display(), bad.zh()))?;
        let line = statement(&row).map_err(|bad| anyhow!("{}：{}", path.display(), bad.zh()))?;
        lines.push(line);
    }
    Ok(lines)
}

fn statement(row: &SheetRow) -> Result<StatementLine, BadRow> {
    let missing = |key: &str, why: &str| row.bad(key, Flaw::Value(why.to_owned()));
    let on: Option<Date> = row.date("on")?;
    Ok(StatementLine {
        row: row.line,
        reference: row.need("reference")?.to_owned(),
        amount: row
            .fen("amount")?
            .ok_or_else(|| missing("amount", "缺少金额。"))?,
        on: on.ok_or_else(|| missing("on", "缺少日期。"))?,
    })
}

fn refused(bad: &BadRow) -> BatchRow {
    BatchRow {
        line: line(bad.line),
        refused: true,
        code: bad.flaw.code().to_owned(),
        shown: bad.value.clone(),
        reason: bad.reason(),
    }
}

fn line(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// What became of a row, for the file of results.
pub fn outcome(row: &KeptRow) -> RowOutcome {
    let line = row.line.unsigned_abs();
    let Some(told) = &row.told else {
        let key = row.bill.map(|bill| format!("账单 {bill}"));
        return RowOutcome::taken(line, &key.unwrap_or_default());
    };
    RowOutcome {
        outcome: match told.refused {
            true => batch::sheet::Outcome::Refused,
            false => batch::sheet::Outcome::Waiting,
        },
        code: told.code.clone(),
        reason: told.reason.clone(),
        ..RowOutcome::taken(line, &told.shown)
    }
}
