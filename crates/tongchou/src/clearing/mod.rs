//! `tongchou clearing`: what counties owe each other, and the working capital behind it.

use access::Verdict;
use anyhow::Result;
use base::{Date, Fen, ProposalNo, RegionCode};
use clap::{Args, Subcommand};
use report::{Column, Table};
use service::clearing::{self, Cleared};
use settlement::claim::FundCode;
use settlement::clearing::Position;

use crate::claim::{fund, save};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::premium::yuan;

/// Commands about clearing between counties.
#[derive(Debug, Subcommand)]
pub enum Clearing {
    /// 对一个基金截至某日的县区间费用制清算表，由财务复核人员复核
    Propose(ProposeArgs),
    /// 拟定周转金的定额和补入金额
    Capital(CapitalArgs),
    /// 复核通过
    Approve(DecideArgs),
    /// 退回
    Reject(DecideArgs),
    /// 列出各次清算中各县区的应付、应收和净额
    List(ListArgs),
}

/// Options of `clearing propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
    /// 基金
    #[arg(value_name = "FUND", value_parser = fund)]
    pub fund: FundCode,
    /// 截至哪一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `clearing capital`.
#[derive(Debug, Args)]
pub struct CapitalArgs {
    /// 基金
    #[arg(value_name = "FUND", value_parser = fund)]
    pub fund: FundCode,
    /// 定额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub target: Fen,
    /// 本次补入（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "0")]
    pub put: Fen,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `clearing approve` and `clearing reject`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// 待复核事项的编号
    #[arg(value_name = "PROPOSAL")]
    pub proposal: ProposalNo,
    /// 意见；退回时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `clearing list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<std::path::PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Does what was asked.
pub fn run(ask: &Clearing) -> Result<Outcome> {
    match ask {
        Clearing::Propose(ask) => propose(ask),
        Clearing::Capital(ask) => capital(ask),
        Clearing::Approve(ask) => decide(ask, Verdict::Approved),
        Clearing::Reject(ask) => decide(ask, Verdict::Rejected),
        Clearing::List(ask) => list(ask),
    }
}

fn propose(ask: &ProposeArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (no, cleared) = office.act("clearing.propose", ask.fund.as_str(), |desk, actor| {
        clearing::propose_round(desk, actor, &ask.fund, ask.until)
    })?;
    print!("{}", report::drawn(&drawn(&cleared)));
    println!("已登记为第 {no} 号事项，请财务复核人员办理：tongchou clearing approve {no}");
    Ok(Outcome::Done)
}

fn capital(ask: &CapitalArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let no = office.act("clearing.capital", ask.fund.as_str(), |desk, actor| {
        clearing::propose_capital(desk, actor, &ask.fund, (ask.target, ask.put))
    })?;
    println!("已登记为第 {no} 号事项，请财务复核人员办理：tongchou clearing approve {no}");
    Ok(Outcome::Done)
}

fn decide(ask: &DecideArgs, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    let done = office.act("clearing.decide", &subject, |desk, actor| {
        clearing::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    match done {
        None => println!("第 {} 号事项已退回。", ask.proposal),
        Some(done) if done.no == 0 => println!(
            "周转金定额 {} 元，现有 {} 元。",
            done.capital.target, done.capital.balance
        ),
        Some(done) => print!("{}", report::drawn(&drawn(&done))),
    }
    Ok(Outcome::Done)
}

fn list(ask: &ListArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("clearing.list", "", clearing::positions)?;
    let mut columns = vec![Column::number("清算"), Column::date("截至")];
    columns.extend(headings());
    let mut table = Table::new("县区间清算", columns);
    for (round, county, position) in &all {
        let mut row = vec![round.no.into(), round.until.into()];
        row.extend(cells(*county, position));
        table.push(row);
    }
    save(&table, ask.output.as_deref())
}

fn headings() -> [Column; 4] {
    [
        Column::text("县区"),
        Column::money("应付（元）"),
        Column::money("应收（元）"),
        Column::money("净额（元）"),
    ]
}

fn cells(county: RegionCode, position: &Position) -> [report::Cell; 4] {
    [
        county.short().into(),
        position.owes.into(),
        position.owed.into(),
        position.net.into(),
    ]
}

fn drawn(cleared: &Cleared) -> Table {
    let mut table = Table::new("县区间清算", headings().into());
    for (county, position) in &cleared.positions {
        table.push(cells(*county, position).into());
    }
    if cleared.capital.target > Fen::ZERO {
        table.note(format!(
            "周转金定额 {} 元，现有 {} 元：先付应收的县区，再由应付的县区补足。",
            cleared.capital.target, cleared.capital.balance
        ));
    }
    table
}
