//! `tongchou posting`: from what was collected into the books.

use access::Verdict;
use anyhow::Result;
use base::{Date, RegionCode};
use clap::{Args, Subcommand};
use report::{Cell, Column, Table};
use service::books::library;
use service::posting;
use store::posting::{Item, Run};

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};

/// Commands about posting what was collected.
#[derive(Debug, Subcommand)]
pub enum Posting {
    /// 把一个县上次过账以来的收款、退费和补助制成凭证，交复核
    Run(RunArgs),
    /// 把退回的凭证改正后再次交复核
    Again(AgainArgs),
    /// 复核通过一批凭证并入账
    Approve(DecideArgs),
    /// 退回一批凭证
    Reject(DecideArgs),
    /// 列出各批次和凭证
    List(ListArgs),
}

/// Options of `posting run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// 县（区）的区划代码
    #[arg(value_name = "COUNTY", value_parser = region)]
    pub county: RegionCode,
    /// 入账日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 所附凭证的编号，如银行回单或对账单号
    #[arg(long, value_name = "NO")]
    pub voucher: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `posting again`.
#[derive(Debug, Args)]
pub struct AgainArgs {
    /// 批次
    #[arg(value_name = "RUN")]
    pub run: i64,
    /// 入账日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 所附凭证的编号
    #[arg(long, value_name = "NO")]
    pub voucher: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `posting approve` and `posting reject`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// 批次
    #[arg(value_name = "RUN")]
    pub run: i64,
    /// 意见；退回时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `posting list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Does what was asked.
pub fn run(ask: &Posting) -> Result<Outcome> {
    match ask {
        Posting::Run(ask) => propose(ask),
        Posting::Again(ask) => again(ask),
        Posting::Approve(ask) => decide(ask, Verdict::Approved),
        Posting::Reject(ask) => decide(ask, Verdict::Rejected),
        Posting::List(ask) => list(ask),
    }
}

fn propose(ask: &RunArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let county = ask.county.short();
    let (run, items) = office.act("posting.propose", &county, |desk, actor| {
        posting::propose(desk, actor, ask.county, on, &ask.voucher)
    })?;
    print!("{}", report::drawn(&table(&run, &items)));
    println!(
        "请另一名财务复核人员办理：tongchou posting approve {}",
        run.no
    );
    Ok(Outcome::Done)
}

fn again(ask: &AgainArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let subject = format!("posting {}", ask.run);
    let items = office.act("posting.again", &subject, |desk, actor| {
        posting::propose_again(desk, actor, ask.run, on, &ask.voucher)
    })?;
    println!("第 {} 批：{} 份凭证再次交复核。", ask.run, items.len());
    for (place, refused) in waiting(&items) {
        println!("第 {place} 份待款入账：{refused}");
    }
    Ok(Outcome::Done)
}

fn decide(ask: &DecideArgs, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("posting {}", ask.run);
    let done = office.act("posting.decide", &subject, |desk, actor| {
        posting::decide(desk, actor, ask.run, verdict, &ask.reason)
    })?;
    let what = match verdict {
        Verdict::Approved => "已入账",
        Verdict::Rejected => "已退回",
    };
    let refused: Vec<_> = done
        .iter()
        .filter_map(|(_, done)| done.as_ref().err())
        .collect();
    let count = done.len().saturating_sub(refused.len());
    println!("第 {} 批：{count} 份凭证{what}。", ask.run);
    for one in refused {
        println!("1 份凭证仍待复核：{}", one.zh());
    }
    Ok(Outcome::Done)
}

fn list(ask: &ListArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let runs = office.act("posting.list", "", posting::list)?;
    if runs.is_empty() {
        println!("辖区内还没有过账批次。");
    }
    for (run, items) in &runs {
        print!("{}", report::drawn(&table(run, items)));
    }
    Ok(Outcome::Done)
}

fn table(run: &Run, items: &[Item]) -> Table {
    let title = format!(
        "第 {} 批过账：{}，入账日期 {}",
        run.no,
        run.county.short(),
        run.book_date
    );
    let columns = vec![
        Column::number("序号"),
        Column::text("事项"),
        Column::text("基金"),
        Column::date("款项日期"),
        Column::money("金额（元）"),
        Column::text("状态"),
    ];
    let mut table = Table::new(title, columns);
    for item in items {
        let event = format!("{} {}", item.event, named(item));
        let state = match item.verdict.as_deref() {
            None => "待复核",
            Some("approved") => "已入账",
            Some(_) => "已退回",
        };
        let row: Vec<Cell> = vec![
            item.place.into(),
            event.into(),
            item.fund.zh().into(),
            item.value_date.into(),
            item.amount.into(),
            state.into(),
        ];
        table.push(row);
    }
    table.note(format!(
        "凭证号：{}；收款净额 {} 元。",
        run.voucher, run.cash
    ));
    for (place, refused) in waiting(items) {
        table.note(format!("第 {place} 份待款入账：{refused}"));
    }
    table
}

/// The documents that wait for money, by their place, each with the reason.
fn waiting(items: &[Item]) -> impl Iterator<Item = (i64, &str)> {
    let waits = items.iter().filter(|item| item.verdict.is_none());
    waits.filter_map(|item| Some((item.place, item.refused.as_deref()?)))
}

/// What users call the event and the variant.
fn named(item: &Item) -> String {
    let event = library()
        .ok()
        .and_then(|library| library.events.get(item.event));
    let Some(event) = event else {
        return String::new();
    };
    let variant = event
        .variant(&item.variant)
        .map_or("", |variant| variant.zh.as_ref());
    format!("{}（{variant}）", event.name)
}
