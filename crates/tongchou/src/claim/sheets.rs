//! Sheets of findings, rulings and bills.

use std::path::Path;

use anyhow::{Result, anyhow};
use base::Fen;
use batch::sheet::{BadRow, Column, Flaw, Sheet, SheetOptions, SheetRow};
use settlement::claim::paper::PaperBill;
use settlement::claim::{Fault, Finding, LineKey, Part, Ruling, SettlementId, Verdict};

const FINDINGS: &[Column] = &[
    Column::text("settlement", &["结算编号"]).required(),
    Column::text("part", &["部分"]),
    Column::text("verdict", &["意见"]).required(),
    Column::number("amount", &["金额"]).required(),
    Column::text("fault", &["责任"]),
    Column::text("reason", &["理由"]).required(),
];

const RULINGS: &[Column] = &[
    Column::text("settlement", &["结算编号"]).required(),
    Column::text("part", &["部分"]),
    Column::number("refused", &["不予支付金额"]).required(),
    Column::text("fault", &["责任"]),
    Column::text("reason", &["理由"]),
];

const BILLS: &[Column] = &[
    Column::text("issuer", &["开票单位"]).required(),
    Column::text("number", &["票据号码"]).required(),
    Column::text("on", &["开票日期"]).required(),
    Column::number("amount", &["金额"]).required(),
    Column::text("original", &["是否原件"]).required(),
];

/// Findings of a sheet; none where there is no sheet, nothing where a row cannot be read, which is told.
pub fn findings(path: Option<&Path>) -> Result<Option<Vec<Finding>>> {
    read(path, FINDINGS, |row| {
        Ok(Finding {
            line: line(row)?,
            verdict: word(row, "verdict", Verdict::ALL, |one| (one.code(), one.zh()))?,
            amount: amount(row, "amount")?,
            fault: fault(row)?,
            reason: row.get("reason").to_owned(),
        })
    })
}

/// Rulings of a sheet.
pub fn rulings(path: Option<&Path>) -> Result<Option<Vec<Ruling>>> {
    read(path, RULINGS, |row| {
        Ok(Ruling {
            line: line(row)?,
            refused: amount(row, "refused")?,
            fault: fault(row)?,
            reason: row.get("reason").to_owned(),
        })
    })
}

/// Bills of a sheet.
pub fn bills(path: &Path) -> Result<Option<Vec<PaperBill>>> {
    read(Some(path), BILLS, |row| {
        let day = row.date("on")?;
        Ok(PaperBill {
            issuer: row.get("issuer").to_owned(),
            number: row.get("number").to_owned(),
            on: day.ok_or_else(|| row.bad("on", Flaw::Value("请填写开票日期。".to_owned())))?,
            amount: amount(row, "amount")?,
            original: ["是", "1", "原件"].contains(&row.get("original").trim()),
        })
    })
}

/// Every row of a sheet, or nothing where one cannot be read: each such row is told.
pub fn read<T>(
    path: Option<&Path>,
    columns: &'static [Column],
    mut one: impl FnMut(&SheetRow) -> Result<T, BadRow>,
) -> Result<Option<Vec<T>>> {
    let Some(path) = path else {
        return Ok(Some(Vec::new()));
    };
    let sheet = Sheet::open(path, columns, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!(error.zh()))?;
    let (mut all, mut bad) = (Vec::new(), 0_usize);
    for row in sheet {
        match row.and_then(|row| one(&row)) {
            Ok(read) => all.push(read),
            Err(error) => {
                bad += 1;
                eprintln!("第 {} 行：{}", error.line, error.zh());
            }
        }
    }
    if bad > 0 {
        eprintln!("有 {bad} 行不能读取，没有办理；请改正后重新办理。");
        return Ok(None);
    }
    Ok(Some(all))
}

/// The amount of a cell.
pub fn amount(row: &SheetRow, key: &'static str) -> Result<Fen, BadRow> {
    let amount = row.fen(key)?;
    amount.ok_or_else(|| row.bad(key, Flaw::Value("请填写金额。".to_owned())))
}

fn line(row: &SheetRow) -> Result<LineKey, BadRow> {
    let settlement = SettlementId::new(row.get("settlement").trim());
    let part = match row.get("part").trim() {
        "" => Part::Fund,
        _ => word(row, "part", Part::ALL, |one| (one.code(), one.zh()))?,
    };
    Ok(LineKey {
        settlement: settlement.map_err(|error| row.bad("settlement", Flaw::Value(error.zh())))?,
        part,
    })
}

fn fault(row: &SheetRow) -> Result<Fault, BadRow> {
    match row.get("fault").trim() {
        "" => Ok(Fault::Nobody),
        _ => word(row, "fault", Fault::ALL, |one| (one.code(), one.zh())),
    }
}

/// A value by its word in files or by what users read.
fn word<T: Copy>(
    row: &SheetRow,
    key: &'static str,
    all: &[T],
    names: impl Fn(T) -> (&'static str, &'static str),
) -> Result<T, BadRow> {
    let text = row.get(key).trim();
    let found = all.iter().copied().find(|one| {
        let (code, zh) = names(*one);
        text == code || text == zh
    });
    found.ok_or_else(|| {
        let all: Vec<&str> = all.iter().map(|one| names(*one).1).collect();
        row.bad(key, Flaw::Value(format!("可填：{}。", all.join("、"))))
    })
}
