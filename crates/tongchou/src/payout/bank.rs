//! Files of the bank.

use anyhow::Result;
use batch::sheet::{Column, Flaw, SheetRow};
use service::payout;
use settlement::payout::{BankRow, TransferNo};

use super::asks::{AnswerArgs, Back, FileArgs};
use crate::claim::sheets::{amount, read};
use crate::exit::{Outcome, Unwritable};
use crate::office::Office;

const ANSWER: &[Column] = &[
    Column::text("transfer", &["付款编号"]).required(),
    Column::number("amount", &["金额"]).required(),
    Column::text("on", &["日期"]).required(),
    Column::text("result", &["结果"]).required(),
    Column::text("remark", &["备注"]),
];

pub fn file(ask: &FileArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("payout {}", ask.payout);
    let file = office.act("payout.file", &subject, |desk, actor| {
        payout::file(desk, actor, ask.payout)
    })?;
    std::fs::write(&ask.output, &file.text).map_err(|error| Unwritable {
        path: ask.output.display().to_string(),
        why: batch::why(&error),
    })?;
    println!(
        "付款批次 {}：{} 笔，合计 {} 元，已写出 {}",
        ask.payout,
        file.count,
        file.total,
        ask.output.display()
    );
    Ok(Outcome::Done)
}

pub fn answer(ask: &AnswerArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(rows) = read(Some(&ask.file), ANSWER, row)? else {
        return Ok(Outcome::BadInput);
    };
    let subject = format!("payout {}", ask.payout);
    let done = office.act("payout.answer", &subject, |desk, actor| {
        payout::answer(desk, actor, ask.payout, &rows)
    })?;
    println!(
        "付款批次 {}：本次支付 {} 元并入账，退回 {} 元，银行在途 {} 元。",
        ask.payout, done.paid, done.returned, done.pending
    );
    if done.repeated > 0 {
        println!("{} 行与以前的回盘相同，没有重复入账。", done.repeated);
    }
    Ok(Outcome::Done)
}

fn row(row: &SheetRow) -> Result<BankRow, batch::sheet::BadRow> {
    let wrong = |key: &str, zh: &str| row.bad(key, Flaw::Value(zh.to_owned()));
    let number = row.get("transfer").trim().parse::<i64>().ok();
    let day = row.date("on")?;
    Ok(BankRow {
        no: number
            .and_then(TransferNo::new)
            .ok_or_else(|| wrong("transfer", "应是付款编号。"))?,
        amount: amount(row, "amount")?,
        on: day.ok_or_else(|| wrong("on", "请填写日期。"))?,
        paid: match row.get("result").trim() {
            "已付" | "1" => true,
            "退回" | "0" => false,
            _ => return Err(wrong("result", "应填“已付”或“退回”。")),
        },
        remark: row.get("remark").to_owned(),
    })
}

pub fn bounce(ask: &Back) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("transfer {}", ask.transfer);
    office.act("payout.bounce", &subject, |desk, actor| {
        payout::bounce(desk, actor, ask.transfer, (ask.on, &ask.reason))
    })?;
    println!(
        "付款 {} 已登记退回并红字冲账；核对账户后可重开：tongchou payout again {}",
        ask.transfer, ask.transfer
    );
    Ok(Outcome::Done)
}
