//! Lists of cards: orders, old cards, the bank.

use std::path::Path;

use anyhow::{Result, anyhow};
use batch::sheet::{BadRow, Column, Flaw, Sheet, SheetOptions, SheetRow, SheetWriter};
use enrolment::credential::issue::{BankAnswer, CardOrder};
use enrolment::credential::{CardNo, CardState};
use service::credential::{bank, make as makes};

use super::asks::{BankIn, BankOut, Make};
use super::steps::{act, masked};
use crate::exit::Outcome;
use crate::office::Office;
use crate::rows;

const ORDERS: &[Column] = &[
    Column::text("person", &["人员编号"]).required(),
    Column::text("card", &["卡号"]).required(),
    Column::text("state", &["状态"]),
];

const ANSWERS: &[Column] = &[
    Column::text("card", &["卡号"]).required(),
    Column::text("error", &["原因", "退回原因"]),
];

pub fn make(ask: &Make) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(rows) = read(&ask.file, ORDERS, order)? else {
        return Ok(Outcome::BadInput);
    };
    let act = act(&ask.act, office.desk().today());
    let subject = ask.file.display().to_string();
    let made = office.act("card.make", &subject, |desk, actor| {
        makes::make(desk, actor, &rows, &act)
    })?;
    rows::print(&made.refused.iter().collect::<Vec<_>>());
    println!(
        "第 {} 批：制卡 {} 张，未办理 {} 行；新卡未启用，发放后由持卡人启用。",
        made.batch,
        made.cards,
        made.refused.len()
    );
    Ok(Outcome::Done)
}

pub fn take_over(ask: &Make) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let old = |row: &SheetRow| {
        let text = row.get("state").trim();
        let known = CardState::ALL.iter().copied();
        let state = match text {
            "" => Some(CardState::Active),
            _ => known
                .clone()
                .find(|one| one.code() == text || one.zh() == text),
        };
        let state = state.ok_or_else(|| {
            let words: Vec<_> = known.map(CardState::zh).collect();
            row.bad(
                "state",
                Flaw::Value(format!("状态请写{}。", words.join("、"))),
            )
        })?;
        Ok((order(row)?, state))
    };
    let Some(rows) = read(&ask.file, ORDERS, old)? else {
        return Ok(Outcome::BadInput);
    };
    let act = act(&ask.act, office.desk().today());
    let subject = ask.file.display().to_string();
    let count = office.act("card.take_over", &subject, |desk, actor| {
        makes::take_over_old(desk, actor, &rows, &act)
    })?;
    println!("已承接旧卡 {count} 张。");
    Ok(Outcome::Done)
}

pub fn bank_out(ask: &BankOut) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.output.display().to_string();
    let (list, cards) = office.act("card.bank_submit", &subject, bank::submit)?;
    if cards.is_empty() {
        println!("没有待送银行的卡。");
        return Ok(Outcome::Done);
    }
    let mut sheet = SheetWriter::create(&ask.output, &["卡号"])?;
    for card in &cards {
        sheet.row(&[card.as_str()])?;
    }
    sheet.finish()?;
    println!(
        "第 {list} 号名单：{} 张卡，已写到 {}。",
        cards.len(),
        ask.output.display()
    );
    Ok(Outcome::Done)
}

pub fn bank_in(ask: &BankIn) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let answer = |row: &SheetRow| {
        let error = row.get("error").trim();
        Ok(BankAnswer {
            no: number(row)?,
            error: (!error.is_empty()).then(|| error.into()),
        })
    };
    let Some(answers) = read(&ask.file, ANSWERS, answer)? else {
        return Ok(Outcome::BadInput);
    };
    let subject = format!("list {}", ask.list);
    let taken = office.act("card.bank_answer", &subject, |desk, actor| {
        bank::answer(desk, actor, ask.list, &answers)
    })?;
    for (no, why) in &taken.returned {
        println!("卡 {} 退回：{why}", masked(no.as_str()));
    }
    println!(
        "第 {} 号名单：已开户 {}，退回 {}，未回 {}，名单以外或重复 {}。",
        ask.list,
        taken.opened.len(),
        taken.returned.len(),
        taken.unanswered.len(),
        taken.strange.len()
    );
    Ok(Outcome::Done)
}

fn order(row: &SheetRow) -> Result<CardOrder, BadRow> {
    let person = row.read("person", |text| text.parse())?;
    let empty = || row.bad("person", Flaw::Value("请填写人员编号。".to_owned()));
    Ok(CardOrder {
        person: person.ok_or_else(empty)?,
        no: number(row)?,
    })
}

fn number(row: &SheetRow) -> Result<CardNo, BadRow> {
    let read = CardNo::new(row.get("card").trim());
    read.map_err(|_| row.bad("card", Flaw::Value("卡号不能为空。".to_owned())))
}

/// Every row of a sheet, or nothing where one cannot be read: each such row is told.
fn read<T>(
    path: &Path,
    columns: &'static [Column],
    mut one: impl FnMut(&SheetRow) -> Result<T, BadRow>,
) -> Result<Option<Vec<T>>> {
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
    if bad == 0 {
        return Ok(Some(all));
    }
    eprintln!("有 {bad} 行不能读取，没有办理；请改正后重新办理。");
    Ok(None)
}
