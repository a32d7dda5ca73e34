//! `tongchou db verify`: every check, one line each with what it looked at and how long that took.

use std::time::Instant;

use anyhow::Result;
use service::maintenance;
use store::verify::{self, Check};

use super::args::Verify;
use crate::exit::Outcome;
use crate::office::Office;

pub fn run(ask: &Verify) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let mut since = Instant::now();
    let all = office.act("db.verify", "", |desk, actor| {
        let mut told = |check: &Check, outcome: &verify::Outcome| {
            let took = format!(
                "{} 条，{} 毫秒",
                outcome.examined,
                since.elapsed().as_millis()
            );
            since = Instant::now();
            match &outcome.first {
                None => println!("一致  {}（{took}）", check.zh),
                Some(first) => println!(
                    "不符  {}（{took}）：{}：{}",
                    check.zh, first.record, first.zh
                ),
            }
        };
        maintenance::verify_all(desk, actor, &mut told)
    })?;
    let wrong = all.iter().filter_map(|(_, outcome)| outcome.first.as_ref());
    let wrong: Vec<_> = wrong.collect();
    println!("共 {} 项核对，{} 项不符。", all.len(), wrong.len());
    match office.act("db.verify", "", maintenance::uncovered)? {
        0 => {}
        left => println!(
            "尚未封存：{left} 个事务的改动只能由核对项发现；用 db seal 封存，此后任何一行被改动都能指出。"
        ),
    }
    let Some(first) = wrong.first() else {
        return Ok(Outcome::Done);
    };
    println!("第一处不符：{}：{}", first.record, first.zh);
    Ok(Outcome::Found)
}
