//! Tables of credits.

use anyhow::Result;
use service::account;

use super::asks::{Step, Study, Tables};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

pub fn study(ask: &Study) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let amounts = ask.amount.iter().cloned().collect();
    let no = office.act("account.table_study", "", |desk, actor| {
        account::study(desk, actor, ask.from, amounts, &ask.document)
    })?;
    println!("第 {no} 号账户计入标准表已登记，状态“研究论证”；执行以前不用于计入。");
    Ok(Outcome::Done)
}

pub fn step(ask: &Step) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("credit_table {}", ask.table);
    let table = office.act("account.table_step", &subject, |desk, actor| {
        account::step(desk, actor, ask.table, ask.state, &ask.document)
    })?;
    println!("第 {} 号标准表现为“{}”。", ask.table, table.state().zh());
    Ok(Outcome::Done)
}

pub fn list(ask: &Tables) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let tables = office.act("account.tables", "", account::tables)?;
    let mut shown = table(&["编号", "拟执行日", "状态", "参数", "每月（元）"]);
    for one in &tables {
        for (name, amount) in &one.amounts {
            shown.add_row([
                one.no.to_string(),
                one.from.to_string(),
                one.state().zh().to_owned(),
                name.clone(),
                amount.to_string(),
            ]);
        }
    }
    println!("{shown}");
    Ok(Outcome::Done)
}
