//! `tongchou db verify`: every check, one line each.

use anyhow::Result;
use service::maintenance;
use store::verify::Check;

use super::args::Verify;
use crate::exit::Outcome;
use crate::office::Office;

pub fn run(ask: &Verify) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("db.verify", "", |desk, actor| {
        let mut told = |check: &Check, outcome: &store::verify::Outcome| match &outcome.first {
            None => println!("一致  {}（{} 条）", check.zh, outcome.examined),
            Some(first) => println!("不符  {}：{}：{}", check.zh, first.record, first.zh),
        };
        maintenance::verify_all(desk, actor, &mut told)
    })?;
    let wrong = all
        .iter()
        .filter(|(_, outcome)| outcome.first.is_some())
        .count();
    println!("共 {} 项核对，{wrong} 项不符。", all.len());
    Ok(if wrong == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}
