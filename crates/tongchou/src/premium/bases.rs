//! Bases: declared, checked, in force, reported.

use anyhow::{Result, anyhow};
use base::PersonNo;
use batch::sheet::{Column, Sheet, SheetOptions};
use enrolment::premium::WageLine;
use service::premium;

use super::asks::{Declare, InForce, OfDeclaration, OfYear};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

const COLUMNS: &[Column] = &[
    Column::text("person", &["人员编号"]).required(),
    Column::number("wage", &["月平均工资", "工资"]).required(),
];

pub fn declare(ask: &Declare) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (lines, bad) = lines(ask)?;
    if bad > 0 {
        eprintln!("工资表有 {bad} 行不能读取，没有申报；请改正后重新申报。");
        return Ok(Outcome::BadInput);
    }
    let count = lines.len();
    let subject = format!("organisation {}", ask.employer);
    let no = office.act("premium.declare", &subject, |desk, actor| {
        premium::declare(desk, actor, ask.employer, ask.year, lines)
    })?;
    println!(
        "第 {no} 号申报已登记：单位 {}，{} 年度，{count} 人。请在 6 月运行 tongchou employer check {no}。",
        ask.employer, ask.year
    );
    Ok(Outcome::Done)
}

/// The lines of a file; each line that cannot be read is told.
fn lines(ask: &Declare) -> Result<(Vec<WageLine>, usize)> {
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!(error.zh()))?;
    let (mut lines, mut bad) = (Vec::new(), 0);
    for row in sheet {
        let line = row.and_then(|row| {
            let person = row.read("person", |text| text.parse::<PersonNo>())?;
            let wage = row.fen("wage")?;
            Ok(person.zip(wage))
        });
        match line {
            Ok(Some((person, wage))) => lines.push(WageLine { person, wage }),
            Ok(None) => bad += 1,
            Err(error) => {
                bad += 1;
                eprintln!("第 {} 行：{}", error.line, error.zh());
            }
        }
    }
    Ok((lines, bad))
}

pub fn check(ask: &OfDeclaration) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("declaration {}", ask.declaration);
    office.act("premium.check", &subject, |desk, actor| {
        premium::check(desk, actor, ask.declaration)
    })?;
    println!("第 {} 号申报已校对。", ask.declaration);
    Ok(Outcome::Done)
}

pub fn in_force(ask: &InForce) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("declaration {}", ask.declaration);
    office.act("premium.in_force", &subject, |desk, actor| {
        premium::put_in_force(desk, actor, ask.declaration, ask.from)
    })?;
    println!("第 {} 号申报自 {} 起启用。", ask.declaration, ask.from);
    Ok(Outcome::Done)
}

pub fn undeclared(ask: &OfYear) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let missing = office.act("premium.undeclared", "", |desk, actor| {
        premium::undeclared(desk, actor, ask.year)
    })?;
    if missing.is_empty() {
        println!("{} 年度辖区内的单位都已申报缴费基数。", ask.year);
        return Ok(Outcome::Done);
    }
    let mut shown = table(&["单位编号", "名称", "区划"]);
    for employer in &missing {
        shown.add_row([
            employer.no.to_string(),
            employer.name.clone(),
            employer.region.short(),
        ]);
    }
    println!("{shown}");
    println!(
        "{} 年度尚未申报缴费基数的单位：{} 家。",
        ask.year,
        missing.len()
    );
    Ok(Outcome::Found)
}

pub fn averages(ask: &OfYear) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("premium.averages", "", |desk, actor| {
        premium::average_bases(desk, actor, ask.year)
    })?;
    let told = |amount: Option<base::Fen>| amount.map_or("无".to_owned(), |it| format!("{it} 元"));
    println!(
        "{} 年人均月缴费基数：全部 {}，企业 {}（{} 人月）。",
        ask.year,
        told(found.overall),
        told(found.enterprises),
        found.months
    );
    Ok(Outcome::Done)
}
