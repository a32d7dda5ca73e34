//! `ledger waiting`, `events`, `chart`, `verify`.

use ::report::{Cell, Column as Head, Table};
use access::Permission;
use anyhow::Result;
use ledger::event::EventRole;
use service::{ServiceError, books, proposals};

use super::args::{Plain, VerifyBooks};
use super::drawn::show;
use crate::exit::Outcome;
use crate::office::Office;

pub fn waiting(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("ledger.waiting", "", proposals::waiting)?;
    let heads = vec![
        Head::number("事项号"),
        Head::text("事项"),
        Head::text("县区"),
        Head::text("制单"),
        Head::text("基金"),
        Head::text("记账日期"),
        Head::money("金额"),
        Head::text("明细、附件"),
    ];
    let mut table = Table::new("待复核账务事项", heads);
    for one in &all {
        let Some(waiting) = books::in_words(one).map_err(crate::office::Fault::from)? else {
            continue;
        };
        let (amount, on) = (waiting.amount, waiting.on);
        table.push(vec![
            Cell::from(one.no.get()),
            Cell::from(waiting.what),
            Cell::from(one.region.short()),
            Cell::from(one.maker.as_str()),
            Cell::from(waiting.fund.map_or("", ledger::entry::Fund::zh)),
            on.map_or_else(|| Cell::from(""), Cell::from),
            amount.map_or_else(|| Cell::from(""), Cell::from),
            Cell::from(waiting.more),
        ]);
    }
    show(&[table], ask.xlsx.as_deref())
}

pub fn events() -> Result<Outcome> {
    let library = books::library().map_err(crate::office::Fault::from)?;
    let heads = vec![
        Head::text("事项"),
        Head::text("名称"),
        Head::text("做法"),
        Head::text("附件"),
        Head::text("复核"),
        Head::text("核对"),
    ];
    let mut table = Table::new("基金记账事项", heads);
    for event in library.events.iter() {
        let variants = event.variants.iter();
        let variants: Vec<_> = variants
            .map(|one| format!("{}（{}）", one.name, one.zh))
            .collect();
        let evidence: Vec<_> = event.evidence.iter().map(|kind| kind.zh()).collect();
        let checker = match event.checker {
            EventRole::Treasury => "财政",
            EventRole::FinanceReviewer => "财务复核",
            EventRole::Accountant => "基金会计",
        };
        let way = if variants.is_empty() {
            "由程序生成".to_owned()
        } else {
            variants.join("、")
        };
        table.push(vec![
            Cell::from(event.code.to_string()),
            Cell::from(event.name.as_str()),
            Cell::from(way),
            Cell::from(evidence.join("、")),
            Cell::from(checker),
            Cell::from(event.mark.zh()),
        ]);
    }
    table.note("“待核”者未见制度原文，使用前请与财政部门核对。");
    show(&[table], None)
}

pub fn chart() -> Result<Outcome> {
    let library = books::library().map_err(crate::office::Fault::from)?;
    let mut tables = Vec::new();
    for chart in library.charts.iter() {
        let heads = vec![
            Head::text("科目"),
            Head::text("名称"),
            Head::text("类别"),
            Head::text("明细"),
            Head::text("核对"),
            Head::text("说明"),
        ];
        let mut table = Table::new(format!("{} {}", chart.key, chart.title), heads);
        for account in chart.accounts() {
            let subs: Vec<_> = account.subs.iter().map(|sub| sub.as_str()).collect();
            table.push(vec![
                Cell::from(account.code.to_string()),
                Cell::from(account.name.as_str()),
                Cell::from(account.code.class().zh()),
                Cell::from(subs.join("、")),
                Cell::from(account.mark.zh()),
                Cell::from(account.note.clone()),
            ]);
        }
        let source = library
            .charts
            .source(&chart.source)
            .map(|source| source.title.clone());
        table.note(format!("来源：{}", source.unwrap_or_default()));
        tables.push(table);
    }
    show(&tables, None)
}

pub fn verify(ask: &VerifyBooks) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let answer = office.act("ledger.verify", "", |desk, actor| {
        actor.may(Permission::BookRead)?;
        let pool = actor.scope().pool();
        desk.read(|session| Ok::<_, ServiceError>(store::ledger::verify(session, pool)?))
    })?;
    match answer {
        Ok(seen) => {
            println!(
                "基金账复算无误：分录 {} 笔，余额 {} 项。",
                seen.entries, seen.balances
            );
            Ok(Outcome::Done)
        }
        Err(flaw) => {
            println!("{}（{}）", flaw.zh(), flaw.record());
            Ok(Outcome::Found)
        }
    }
}
